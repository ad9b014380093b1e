"""Whether nothing is left to migrate, asked in short."""

import psycopg

from jury.outside.schema import is_newest, newest
from jury.outside.scratch import scratch
from jury.serve import VERSIONS
from jury.store import migrating


def test_the_newest_migration_is_the_one_that_the_migrating_tools_find():
    assert newest(VERSIONS) == migrating.head()


def test_a_migrated_database_is_at_the_newest_and_one_behind_it_is_not(fresh_urls):
    assert is_newest(fresh_urls.owner, VERSIONS)

    with psycopg.connect(fresh_urls.owner) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '0001'")
    assert not is_newest(fresh_urls.owner, VERSIONS)


def test_a_database_that_was_never_migrated_is_not_at_the_newest(server):
    with scratch(server.owner_url, server.app_url, "jury_never_migrated") as urls:
        assert not is_newest(urls.owner, VERSIONS)
