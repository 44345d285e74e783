from datetime import date, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..tools.period import period_before, period_of, periods_until


@tagged("post_install", "-at_install")
class TestPeriod(BaseCase):
    def test_known_periods(self):
        day = date(2026, 3, 4)  # a Wednesday
        for args, first, last in (
            (("daily",), day, day),
            (("weekly", 5), date(2026, 2, 28), date(2026, 3, 6)),
            (("weekly", 3), date(2026, 2, 26), day),
            (("weekly", 7), date(2026, 3, 2), date(2026, 3, 8)),
            (("monthly",), date(2026, 3, 1), date(2026, 3, 31)),
            (("quarterly",), date(2026, 1, 1), date(2026, 3, 31)),
            (("half_yearly",), date(2026, 1, 1), date(2026, 6, 30)),
            (("yearly",), date(2026, 1, 1), date(2026, 12, 31)),
            (("yearly", 7, 10), date(2025, 11, 1), date(2026, 10, 31)),
            (("quarterly", 7, 10), date(2026, 2, 1), date(2026, 4, 30)),
        ):
            with self.subTest(args=args):
                self.assertEqual(period_of(day, *args), (first, last))

    def test_leap_february_and_year_end(self):
        self.assertEqual(period_of(date(2028, 2, 3), "monthly")[1], date(2028, 2, 29))
        self.assertEqual(
            period_of(date(2026, 12, 31), "monthly"),
            (date(2026, 12, 1), date(2026, 12, 31)),
        )

    def test_periods_tile_time(self):
        """Each day belongs to exactly one period; the next begins the day after."""
        for period in (
            "daily",
            "weekly",
            "monthly",
            "quarterly",
            "half_yearly",
            "yearly",
        ):
            for last_month in (3, 10, 12):
                for weekday in (1, 5, 7):
                    args = (period, weekday, last_month)
                    day = date(2024, 1, 1)
                    while day < date(2027, 1, 1):
                        first, last = period_of(day, *args)
                        self.assertLessEqual(first, day)
                        self.assertGreaterEqual(last, day)
                        self.assertEqual(period_of(first, *args), (first, last))
                        after = last + timedelta(days=1)
                        self.assertEqual(period_of(after, *args)[0], after)
                        self.assertEqual(period_before(after, *args), (first, last))
                        day = after

    def test_catching_up(self):
        found = periods_until(date(2026, 1, 15), date(2026, 4, 29), "monthly")
        self.assertEqual([f.month for f, _last in found], [1, 2, 3])
        self.assertEqual(
            len(periods_until(date(2000, 1, 1), date(2026, 1, 1), "daily")), 36
        )
        self.assertEqual(
            periods_until(date(2026, 1, 1), date(2026, 1, 30), "monthly"), []
        )

    def test_unknown_period(self):
        with self.assertRaises(ValueError):
            period_of(date(2026, 1, 1), "event")
