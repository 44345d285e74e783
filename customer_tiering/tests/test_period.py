from datetime import date

from odoo.tests import TransactionCase, tagged

from ..tools.period import calendar_year, last_calendar_year, rolling_months


@tagged("post_install", "-at_install")
class TestPeriod(TransactionCase):
    """First and last days, both of which count [CT-05]."""

    def test_calendar_years(self):
        new_year = date(2026, 1, 1)
        self.assertEqual(calendar_year(new_year), (new_year, date(2026, 12, 31)))
        self.assertEqual(
            last_calendar_year(new_year), (date(2025, 1, 1), date(2025, 12, 31))
        )

    def test_rolling_months_are_whole(self):
        for day, months, first in (
            (date(2026, 11, 21), 12, date(2025, 11, 22)),
            (date(2026, 12, 31), 12, date(2026, 1, 1)),
            (date(2024, 2, 29), 12, date(2023, 3, 1)),
            (date(2025, 2, 28), 12, date(2024, 3, 1)),
            (date(2026, 3, 31), 1, date(2026, 3, 1)),
        ):
            with self.subTest(day=day, months=months):
                self.assertEqual(rolling_months(day, months), (first, day))

    def test_no_months_is_no_period(self):
        with self.assertRaises(ValueError):
            rolling_months(date(2026, 1, 1), 0)
