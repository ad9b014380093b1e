"""The schema: brought to the newest migration, and granted to the application's role."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:  # read in only by who migrates: a start of the web server need not wait for it
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
ONE_AT_A_TIME = 7_319_204  # any number, the same for all who migrate

# Tables that only grow: what was written can be neither changed nor taken back.
APPEND_ONLY = (
    *("alarm_lift", "alarm_lifted", "drift_alarm", "error_certificate"),
    *("ballot", "booking", "booking_line", "draw_step", "entry", "epoch", "execution_step"),
    *("fit", "fit_juror", "leaf", "outcome", "policy", "policy_withdrawal", "refund_step"),
    "roll_slot",
)
# Tables of the migrations themselves.
READ_ONLY = ("alembic_version",)


class UnsafeRole(RuntimeError):
    """The application's role may do more than it should; the sentence says what."""


def role_of(url: str) -> str:
    """The role an address signs in as."""
    role = make_url(url).username
    if not role:
        raise UnsafeRole("The database's address names no role: postgresql://ROLE@host/name.")
    return role


def upgrade(owner_url: str, app_role: str, revision: str = "head") -> None:
    """Bring the schema to the revision and grant it; one at a time, all or nothing."""
    from alembic import command

    _run(owner_url, lambda config: command.upgrade(config, revision), app_role)


def downgrade(owner_url: str, app_role: str, revision: str) -> None:
    from alembic import command

    _run(owner_url, lambda config: command.downgrade(config, revision), app_role)


def _run(owner_url: str, step: Any, app_role: str) -> None:
    engine = create_engine(owner_url, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        step(_config({"connection": connection}))
        _grant(connection, app_role)


def _config(attributes: Mapping[str, Any] | None = None) -> "Config":
    from alembic.config import Config

    return Config(
        config_args={"script_location": str(MIGRATIONS)}, attributes=dict(attributes or {})
    )


def head() -> str | None:
    """The newest migration in this checkout."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config()).get_current_head()


def current(connection: Connection) -> str | None:
    """The migration the database is at; None if it was never migrated."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


def is_current(connection: Connection) -> bool:
    return current(connection) == head()


def _grant(connection: Connection, app_role: str) -> None:
    """Everything to the role that it needs, and no more. Statements cannot take parameters."""
    role = connection.dialect.identifier_preparer.quote(app_role)
    for schema in connection.scalars(text(SCHEMAS)).all():
        name = connection.dialect.identifier_preparer.quote(schema)
        for grant in GRANTS:
            connection.exec_driver_sql(grant.format(schema=name, role=role))
    for tables, kept in ((APPEND_ONLY, "SELECT, INSERT"), (READ_ONLY, "SELECT")):
        for table in tables:
            if connection.scalar(text("SELECT to_regclass(:table)"), {"table": table}):
                connection.exec_driver_sql(f"REVOKE ALL ON {table} FROM {role}, PUBLIC")
                connection.exec_driver_sql(f"GRANT {kept} ON {table} TO {role}")


SCHEMAS = r"""
SELECT nspname FROM pg_namespace
WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
"""
GRANTS = (
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}",
)


def check_role(connection: Connection) -> None:
    """Refuse with UnsafeRole a role that could alter the record it writes."""
    rank = connection.execute(text(RANK)).one()
    if rank.rolsuper or rank.rolcreaterole:
        raise UnsafeRole(
            f"DATABASE_URL signs in as {rank.role}, which may do anything. "
            "Give the application a plain role, and the owner's address as DATABASE_OWNER_URL."
        )
    found = connection.execute(text(POWERS), {"tables": list(APPEND_ONLY)}).first()
    if found:
        raise UnsafeRole(
            f"DATABASE_URL signs in as {rank.role}, which may change or remove rows of "
            f"{found.table}. Such rows may only be added: use a role that owns nothing, migrate "
            "with DATABASE_OWNER_URL, and the migration grants what is needed."
        )


RANK = """
SELECT current_user AS role, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user
"""
POWERS = """
SELECT relname AS table FROM pg_class
WHERE relkind IN ('r', 'p') AND relname = ANY(:tables) AND relnamespace = 'public'::regnamespace
  AND (has_table_privilege(oid, 'UPDATE, DELETE, TRUNCATE')
       OR has_any_column_privilege(oid, 'UPDATE')
       OR pg_has_role(relowner, 'MEMBER'))
ORDER BY relname
"""
