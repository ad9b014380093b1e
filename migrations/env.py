"""Runs migrations on the connection it is handed; no application, no engine of its own."""

from alembic import context

# A migration that waits for a lock makes every later query on that table wait behind it:
# better to fail soon, with nothing changed, and be run again.
LOCK_TIMEOUT = "4s"

connection = context.config.attributes["connection"]
connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("target_metadata"),
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
