"""The schema's migrations, and what the application's role may not do."""

import importlib
import pkgutil

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Enum, create_engine, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.pool import NullPool

from jury import store
from jury.outside.scratch import in_database, scratch
from jury.store import base, migrating


@pytest.fixture
def owner(fresh_urls):
    engine = create_engine(fresh_urls.owner, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.mark.parametrize("table", migrating.APPEND_ONLY)
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_alter_what_only_grows(session, table, act):
    if not session.scalar(text("SELECT to_regclass(:table)"), {"table": table}):
        pytest.skip(f"{table} is not built yet")
    with pytest.raises(ProgrammingError, match="permission denied|does not exist"):
        session.execute(text(act.format(table)))


@pytest.mark.parametrize("table", migrating.APPEND_ONLY)
def test_a_trigger_stops_whoever_else_holds_the_keys(owner, table):
    named = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal"
    assert set(owner.scalars(text(named), {"table": table})) >= {
        f"{table}_is_append_only",
        f"{table}_is_never_emptied",
    }
    with pytest.raises(DBAPIError, match="is append-only"):
        owner.execute(text(f"TRUNCATE {table} CASCADE"))


def test_the_application_cannot_lower_its_guard(session):
    with pytest.raises(ProgrammingError, match="must be owner"):
        session.execute(text("ALTER TABLE entry DISABLE TRIGGER ALL"))


def test_the_applications_role_is_accepted(session):
    migrating.check_role(session.connection())
    assert migrating.is_current(session.connection())


def test_an_owner_is_refused_as_the_applications_role(owner):
    with pytest.raises(migrating.UnsafeRole, match="DATABASE_OWNER_URL"):
        migrating.check_role(owner)


@pytest.mark.parametrize(
    "grant",
    [
        "GRANT DELETE ON ballot TO {}",
        "GRANT TRUNCATE ON entry TO {}",
        "GRANT UPDATE (case_id) ON entry TO {}",
        "ALTER TABLE ballot OWNER TO {}",
        "GRANT UPDATE ON ballot TO PUBLIC -- {}",
    ],
)
def test_a_role_with_one_power_too_many_is_refused(owner, fresh_urls, grant):
    owner.execute(text(grant.format(migrating.role_of(fresh_urls.app))))
    owner.commit()
    with (
        create_engine(fresh_urls.app, poolclass=NullPool).connect() as application,
        pytest.raises(migrating.UnsafeRole, match="may change or remove rows"),
    ):
        migrating.check_role(application)


def test_migrating_takes_superfluous_powers_away(owner, fresh_urls):
    role = migrating.role_of(fresh_urls.app)
    owner.execute(text(f"GRANT ALL ON ballot TO {role}, PUBLIC"))
    owner.commit()
    migrating.upgrade(fresh_urls.owner, role)
    with create_engine(fresh_urls.app, poolclass=NullPool).connect() as application:
        migrating.check_role(application)


def test_every_migration_can_be_taken_back_and_done_again(fresh_urls):
    role = migrating.role_of(fresh_urls.app)
    migrating.downgrade(fresh_urls.owner, role, "base")
    with create_engine(fresh_urls.owner, poolclass=NullPool).connect() as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        assert connection.scalar(text(tables)) == 1  # alembic's own
        assert migrating.current(connection) is None
    migrating.upgrade(fresh_urls.owner, role)


def test_the_migrations_make_what_the_models_say(owner):
    for module in pkgutil.iter_modules(store.__path__, "jury.store."):
        importlib.import_module(module.name)
    context = MigrationContext.configure(
        owner, opts={"compare_type": True, "include_name": is_modelled}
    )
    assert compare_metadata(context, base.db.metadata) == []


def test_every_word_of_a_closed_set_may_be_stored(owner):
    """The newest migration that limits a column knows the words of all others."""
    limits = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = to_regclass(:t)"
    for table in base.db.metadata.sorted_tables:
        held = " ".join(owner.scalars(text(limits), {"t": f'"{table.name}"'}))
        for column in table.columns:
            if isinstance(column.type, Enum):
                missing = {word for word in column.type.enums if f"'{word}'" not in held}
                assert not missing, f"{table.name}.{column.name}"


def is_modelled(name: str | None, kind: str, parents: object) -> bool:
    return kind != "table" or not (name or "").startswith(("procrastinate_", "alembic_"))


def test_a_failing_migration_leaves_nothing_behind(server):
    with scratch(server.owner_url, server.app_url, "jury_half") as urls:
        with pytest.raises(Exception, match="no_such_role"):
            migrating.upgrade(urls.owner, "no_such_role")
        with create_engine(urls.owner, poolclass=NullPool).connect() as connection:
            assert migrating.current(connection) is None


def test_an_address_without_a_role_is_refused(server):
    with pytest.raises(migrating.UnsafeRole, match="names no role"):
        migrating.role_of("postgresql://db.example/jury")
    assert migrating.role_of(in_database(server.app_url, "other")) == "jury_app"
