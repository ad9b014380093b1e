"""``flask jury import-orders``: a file, all or nothing, each fault with its line."""

import csv

import psycopg
import pytest
from click.testing import CliRunner

from jury.cli.data import import_orders
from tests.court.test_ordering import ROW


@pytest.fixture
def run(db_url, tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", db_url)
    monkeypatch.setenv("JURY_INSTANCE_DIR", str(tmp_path / "instance"))

    def run(*rows, header=None, raw=None):
        file = tmp_path / "orders.csv"
        if raw is not None:
            file.write_bytes(raw)
        else:
            with file.open("w", newline="", encoding="utf-8") as out:
                table = csv.writer(out)
                table.writerow(header or ROW)
                table.writerows(rows)
        return CliRunner().invoke(import_orders, [str(file)])

    return run


def row(**words):
    return list((ROW | words).values())


def n_orders(db_url):
    with psycopg.connect(db_url) as connection:
        return connection.execute("SELECT count(*) FROM orders").fetchone()[0]


def test_a_file_comes_in_once_however_often_it_is_sent(run, db_url):
    assert "2 orders taken in, 0 known already" in run(row(), row(ref="O-2")).output
    again = run(row(), row(ref="O-2"))
    assert again.exit_code == 0 and "0 orders taken in, 2 known already" in again.output
    assert n_orders(db_url) == 2


def test_each_fault_is_told_with_its_line_and_nothing_comes_in(run, db_url):
    split = row(ref="O-2", item="Kettle\nwith a lid")
    result = run(row(), split, row(ref="O-3", amount="much"), row())
    assert result.exit_code == 1
    assert "line 5: amount 'much'" in result.output
    assert "line 6: ref O-1 stands in line 2 already." in result.output
    assert "2 problems were found" in result.output and n_orders(db_url) == 0


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (["ref", "item"], "lacks buyer_ref"),
        ([*ROW, "colour"], "unknown columns colour"),
        ([*ROW, "ref"], "names ref twice"),
        ([], "lacks ref"),
    ],
)
def test_a_wrong_header_is_told_with_the_right_one(run, db_url, header, said):
    result = run(header=header or [""])
    assert result.exit_code == 1 and said in result.output and "Columns: ref" in result.output


@pytest.mark.parametrize("cells", [row()[:-1], [*row(), "more"]])
def test_a_row_of_another_length_is_refused_with_its_line(run, db_url, cells):
    result = run(cells)
    assert result.exit_code == 1 and "Line 2 has more or fewer fields" in result.output
    assert n_orders(db_url) == 0


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe\x00", b'ref,"item\n1,2'])
def test_what_is_no_csv_is_refused_in_a_sentence(run, raw):
    result = run(raw=raw)
    assert result.exit_code == 1 and result.output.startswith("Error: ")
    assert "nothing was taken in" in result.output.lower()


def test_an_order_told_otherwise_is_refused(run, db_url):
    run(row())
    result = run(row(ref="O-2"), row(amount="1.00"))
    assert result.exit_code == 1 and "Order O-1 is already here" in result.output
    assert n_orders(db_url) == 1
