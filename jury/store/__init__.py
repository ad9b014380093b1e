"""What is remembered: rows, what may never be, and named questions."""

from . import (
    appeals,
    calls,
    cases,
    ledger,
    notices,
    orders,
    outcomes,
    panels,
    people,
    refunds,
    settlements,
)

# named, so all are mapped
TABLES = (
    *(people, orders, cases, panels, outcomes, appeals, ledger, notices),
    *(calls, refunds, settlements),
)
