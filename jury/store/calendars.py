"""What admins say of working days: single days by country, and years that are final."""

from datetime import date, datetime

from sqlalchemy import SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from .base import Model


class CalendarDay(Model):
    """A day that an admin set to working or not, against the published calendar."""

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]


class CalendarYear(Model):
    """A year of which an admin said that its list of holidays is whole."""

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    confirmed_at: Mapped[datetime]
