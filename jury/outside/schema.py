"""Whether a database stands at the newest migration, asked without the tools that migrate.

They take longer to read in than everything else that a start needs.
"""

from pathlib import Path

import psycopg


def is_newest(url: str, versions: Path) -> bool:
    """Whether nothing is left to migrate; no for a database that was never migrated."""
    with psycopg.connect(url) as connection:
        known = connection.execute("SELECT to_regclass('alembic_version')").fetchone()
        if known == (None,):
            return False
        found = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    return found == [(newest(versions),)]


def newest(versions: Path) -> str:
    """The number of the newest migration; their files are named by their numbers."""
    return max(path.name for path in versions.glob("[0-9]*.py")).partition("_")[0]
