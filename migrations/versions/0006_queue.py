"""The queue of background work

The package's own migrations are applied file by file, up to the newest that this
revision knows: those files never change, so a database built today and one built
after the package moved on are the same here.

Revision ID: 0006
Revises: 0005
"""

from importlib import resources

from alembic import op

revision = "0006"
down_revision = "0005"

NEWEST = "03.04.00_50"


def upgrade() -> None:
    folder = resources.files("procrastinate.sql") / "migrations"
    steps = sorted(step.name for step in folder.iterdir() if step.name.endswith(".sql"))
    driver = op.get_bind().connection.driver_connection
    for step in steps:
        if step[: len(NEWEST)] <= NEWEST:
            driver.execute((folder / step).read_text(encoding="utf-8"))


def downgrade() -> None:
    op.execute(
        """
        DO $$ DECLARE thing record; BEGIN
          FOR thing IN SELECT tablename AS name FROM pg_tables
            WHERE schemaname = current_schema() AND tablename LIKE 'procrastinate%'
          LOOP EXECUTE format('DROP TABLE %I CASCADE', thing.name); END LOOP;
          FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
            WHERE pronamespace = current_schema()::regnamespace
            AND proname LIKE 'procrastinate%'
          LOOP EXECUTE format('DROP FUNCTION %s CASCADE', thing.name); END LOOP;
          FOR thing IN SELECT typname AS name FROM pg_type
            WHERE typnamespace = current_schema()::regnamespace
            AND typname LIKE 'procrastinate%' AND typtype IN ('e', 'c')
          LOOP EXECUTE format('DROP TYPE IF EXISTS %I CASCADE', thing.name); END LOOP;
        END $$
        """
    )
