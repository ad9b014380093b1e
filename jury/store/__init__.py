"""What is remembered: rows, what may never be, and named questions."""

from . import calls, cases, ledger, notices, orders, outcomes, panels, people

TABLES = (
    people,
    orders,
    cases,
    panels,
    outcomes,
    ledger,
    notices,
    calls,
)  # named, so all are mapped
