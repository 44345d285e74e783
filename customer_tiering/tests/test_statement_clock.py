from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .money_common import MoneyCommon

#: working days of November 2026 with 2 November a holiday: 3, 4, 5 | 6, 9–12 | 13
CHINA = "Asia/Shanghai"


@tagged("post_install", "-at_install")
class TestStatementClock(MoneyCommon):
    """3rd, 8th and 9th working day out of the company's calendar [CT-31]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": CHINA}
        )
        cls.company.resource_calendar_id = cls.calendar

    def _clock(self, month=date(2026, 10, 1)):
        return self.company._get_statement_clock(month)

    def _leave(self, first, last, **vals):
        """A public holiday over these days of Shanghai."""
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": datetime.combine(first, datetime.min.time()),
                "date_to": datetime.combine(last, datetime.max.time()),
                **vals,
            }
        )

    def test_plain_month(self):
        """November 2026 begins on a Sunday: 4 is the third day, 11 the eighth."""
        self.assertEqual(
            self._clock(),
            (
                datetime(2026, 11, 4, 9, 0),  # 17:00 in Shanghai
                datetime(2026, 11, 11, 9, 0),
                date(2026, 11, 12),
            ),
        )

    def test_public_holiday_moves_all_days(self):
        self._leave(date(2026, 11, 2), date(2026, 11, 2))
        self.assertEqual(
            self._clock(),
            (
                datetime(2026, 11, 5, 9, 0),
                datetime(2026, 11, 12, 9, 0),
                date(2026, 11, 13),
            ),
        )

    def test_golden_week(self):
        """1 to 7 October 2026 are free; 8 and 9 work, then a weekend."""
        self._leave(date(2026, 10, 1), date(2026, 10, 7))
        submit, check, pay = self._clock(date(2026, 9, 1))
        self.assertEqual(submit.date(), date(2026, 10, 12))
        self.assertEqual(check.date(), date(2026, 10, 19))
        self.assertEqual(pay, date(2026, 10, 20))

    def test_half_a_holiday_is_a_working_day_that_closes_early(self):
        self._leave(
            date(2026, 11, 4),
            date(2026, 11, 4),
            date_from=datetime(2026, 11, 4, 4, 0),  # from noon in Shanghai
        )
        self.assertEqual(self._clock()[0], datetime(2026, 11, 4, 4, 0))

    def test_leaves_of_people_and_of_other_companies_do_not_count(self):
        plain = self._clock()
        person = self.env["resource.resource"].create(
            {"name": "Somebody", "calendar_id": self.calendar.id}
        )
        self._leave(date(2026, 11, 2), date(2026, 11, 3), resource_id=person.id)
        self.assertEqual(self._clock(), plain)
        abroad = self.env["res.company"].create({"name": "Elsewhere"})
        leave = self._leave(date(2026, 11, 2), date(2026, 11, 3), calendar_id=False)
        self.assertNotEqual(self._clock(), plain)
        leave.company_id = abroad
        self.assertEqual(self._clock(), plain)

    def test_saturday_in_the_calendar_counts(self):
        self.calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Saturday",
                    "dayofweek": "5",
                    "hour_from": 8,
                    "hour_to": 12,
                    "day_period": "morning",
                }
            )
        ]
        self.assertEqual(self._clock()[1].date(), date(2026, 11, 10))

    def test_year_end(self):
        submit, _check, _pay = self._clock(date(2026, 12, 1))
        self.assertEqual(submit.date(), date(2027, 1, 5))

    def test_days_are_settings(self):
        self.company.write(
            {
                "tier_statement_submit_day": 1,
                "tier_statement_check_day": 2,
                "tier_statement_pay_day": 5,
            }
        )
        submit, check, pay = self._clock()
        self.assertEqual(
            (submit.date(), check.date(), pay),
            (date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 6)),
        )
        for wrong in ({"tier_statement_check_day": 1}, {"tier_statement_pay_day": 21}):
            with self.assertRaisesRegex(UserError, "follow each other"):
                self.company.write(wrong)

    def test_without_working_days_nothing_is_handed_in(self):
        statement = (
            self.env["customer.statement"]
            .with_user(self.seller)
            .create({"month": "2026-10-01"})
        )
        self.calendar.attendance_ids.unlink()
        statement.invalidate_recordset()
        self.assertFalse(statement.date_submit_by)
        self.assertFalse(statement.is_late)
        with freeze_time("2026-11-03"), self.assertRaisesRegex(UserError, "too few"):
            statement._submit()
        self.assertEqual(statement.state, "draft")
