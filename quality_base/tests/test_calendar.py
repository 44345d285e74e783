from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestCalendar(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls._create_calendar(country_id=cls.env.ref("base.cn").id)

    @classmethod
    def _create_calendar(cls, **vals):
        return cls.env["quality.calendar"].create(
            {"name": "Test", "tz": "Asia/Shanghai", **vals}
        )

    def test_fill_year_from_published_holidays(self):
        self.china._fill_years([2026])
        days = {day.date: day.kind for day in self.china.day_ids}
        self.assertEqual(days[date(2026, 2, 17)], "off")
        self.assertEqual(days[date(2026, 2, 14)], "work")
        self.assertEqual(list(days.values()).count("work"), 6)
        self.assertEqual(self.china.covered_years, "2026")
        calendar = self.china._get_work_calendar()
        self.assertTrue(calendar.is_working(date(2026, 2, 28)))
        self.assertFalse(calendar.is_working(date(2026, 10, 5)))

    def test_fill_is_idempotent(self):
        self.china._fill_years([2026])
        before = self.china.day_ids
        self.china._fill_years([2026])
        self.assertEqual(self.china.day_ids, before)
        self.assertEqual(len(self.china.year_ids), 1)

    def test_year_without_notice_stays_uncovered(self):
        self.china._fill_years([2035])
        self.assertFalse(self.china.day_ids)
        self.assertFalse(self.china.year_ids.covered)
        self.assertIn("make-up", self.china.year_ids.note)

    def test_manual_day_wins_over_published(self):
        self.china._fill_years([2026])
        day = self.china.day_ids.filtered(lambda d: d.date == date(2026, 10, 10))
        day.kind = "off"
        self.assertEqual(day.source, "manual")
        self.china._fill_years([2026])
        same = self.china.day_ids.filtered(lambda d: d.date == date(2026, 10, 10))
        self.assertRecordValues(
            same, [{"id": day.id, "kind": "off", "source": "manual"}]
        )

    def test_year_covered_by_hand_is_not_touched(self):
        self.china._fill_years([2035])
        self.china.year_ids.covered = True
        self.china._fill_years([2035])
        self.assertRecordValues(
            self.china.year_ids, [{"covered": True, "source": "manual"}]
        )

    def test_cached_days_follow_every_change(self):
        self.china._fill_years([2026])
        day = date(2026, 3, 2)
        self.assertTrue(self.china._get_work_calendar().is_working(day))
        line = self.env["quality.calendar.day"].create(
            {"calendar_id": self.china.id, "date": day, "name": "Founding day"}
        )
        self.assertFalse(self.china._get_work_calendar().is_working(day))
        line.date = date(2026, 3, 3)
        self.assertTrue(self.china._get_work_calendar().is_working(day))
        line.unlink()
        self.assertTrue(self.china._get_work_calendar().is_working(date(2026, 3, 3)))
        self.china.weekend = "7"
        self.assertTrue(self.china._get_work_calendar().is_working(date(2026, 3, 7)))

    def test_country_without_published_holidays(self):
        nowhere = self._create_calendar(
            country_id=self.env.ref("base.us").id, subdivision="ZZ"
        )
        with self.assertRaisesRegex(UserError, "by hand"):
            nowhere.action_fill_year()

    def test_cron_fills_the_next_year_and_goes_on_after_a_bad_country(self):
        self.env["quality.calendar"].search([]).active = False
        self._create_calendar(
            country_id=self.env.ref("base.us").id, subdivision="ZZ", sequence=1
        )
        states = self._create_calendar(
            country_id=self.env.ref("base.us").id, sequence=2
        )
        cron = self.env.ref("quality_base.ir_cron_quality_calendar")
        with (
            freeze_time("2029-12-05"),
            self.enter_registry_test_mode(),
            self.assertLogs(
                "odoo.addons.quality_base.models.quality_calendar", "WARNING"
            ),
        ):
            cron.method_direct_trigger()
        self.assertEqual(states.covered_years, "2029, 2030")

    def test_no_holidays_covers_every_year(self):
        plain = self._create_calendar(no_holidays=True)
        self.assertTrue(plain._get_work_calendar().is_working(date(2099, 1, 1)))
        self.assertFalse(plain._get_work_calendar().is_working(date(2099, 1, 3)))

    def test_installed_calendars(self):
        china = self.env.ref("quality_base.quality_calendar_cn")
        self.assertIn("2024, 2025, 2026", china.covered_years)
        eu = self.env.ref("quality_base.quality_calendar_eu")
        self.assertTrue(eu.no_holidays)

    def test_new_company_gets_the_calendar_of_its_country(self):
        company = self.env["res.company"].create(
            {"name": "华东医疗", "country_id": self.env.ref("base.cn").id}
        )
        self.assertEqual(
            company.quality_calendar_id,
            self.env.ref("quality_base.quality_calendar_cn"),
        )

    def test_rights(self):
        for role in ("employee", "user", "officer", "auditor"):
            calendar = self.china.with_user(self.users[role])
            self.assertEqual(calendar.name, "Test")
            with self.assertRaises(AccessError):
                calendar.write({"weekend": "7"})
        self.china.with_user(self.users["manager"]).action_fill_year()
        self.assertTrue(self.china.year_ids)

    def test_calendars_of_other_companies_are_hidden(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.china.company_id = other
        found = self.env["quality.calendar"].with_user(self.users["manager"]).search([])
        self.assertNotIn(self.china, found)
