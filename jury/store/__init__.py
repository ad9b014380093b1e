"""What is remembered: rows, what may never be, and named questions."""

from . import (
    alarms,
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
    *(alarms, calls, refunds, settlements),
)
