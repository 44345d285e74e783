from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestDeadlinePolicy(DeadlineCase):
    def test_strictest_of_all_matching_policies_wins(self):
        self._create_policy(name="Lenient", amount=3, unit="calendar_days")
        strict = self._create_policy(name="Strict", amount=8)
        self._create_policy(name="Weekly", amount=5, unit="weekday")
        row = self._get_row(self._create_capa())
        self.assertEqual(row.policy_id, strict)
        self.assertDue(row, "2026-03-02 09:00:00")
        self.assertEqual(len(row.terms), 3)

    def test_condition_chooses_the_policy(self):
        self._create_policy(name="All", amount=72)
        grave = self._create_policy(
            name="Preventive", amount=12, condition="[('kind', '=', 'preventive')]"
        )
        plain, preventive = self._create_capa() | self._create_capa(kind="preventive")
        self.assertDue(self._get_row(plain), "2026-03-05 01:00:00")
        self.assertEqual(self._get_row(preventive).policy_id, grave)
        self.assertDue(self._get_row(preventive), "2026-03-02 13:00:00")

    def test_condition_does_not_depend_on_who_starts_the_clock(self):
        """An employee may not read the company's bank data; the policy may ask."""
        self._create_policy(
            amount=2, condition="[('company_id.partner_id.bank_ids', '=', False)]"
        )
        capa = self.env["quality.capa"].with_user(self.users["user"])
        capa = capa.create({"title": "Asked by a user"})
        self.assertDue(self._get_row(capa.sudo()), "2026-03-02 03:00:00")

    def test_condition_is_never_code(self):
        for condition in (
            "[('title', '=', __import__('os').getcwd())]",
            "[('title', '=', uid)]",
            "[('no_such_field', '=', 1)]",
            "title = 1",
            "[(",
            "{'a': 1}",
        ):
            with self.subTest(condition), self.assertRaises(ValidationError):
                self._create_policy(condition=condition)

    def test_unknown_step_names_the_known_ones(self):
        with self.assertRaisesRegex(ValidationError, "cause: Find the cause"):
            self._create_policy(step="dance")

    def test_record_without_clocks_has_no_policy(self):
        with self.assertRaisesRegex(ValidationError, "no step of this document"):
            self._create_policy(model="res.partner")

    def test_unknown_start_field(self):
        for name in ("title", "nothing"):
            with self.assertRaises(ValidationError):
                self._create_policy(start_field=name)

    def test_amounts_that_make_no_sense(self):
        for unit, amount in (
            ("hours", -1),
            ("calendar_days", 1.5),
            ("working_days", -1),
            ("nth_working_day", 0),
            ("nth_working_day", 24),
            ("month_end", 0),
            ("weekday", 8),
            ("next_day", 25),
        ):
            with self.subTest(unit=unit), self.assertRaises(ValidationError):
                self._create_policy(unit=unit, amount=amount)
        with self.assertRaises(ValidationError):
            self._create_policy(unit="weekday", amount=5, at_hour=25)
        with self.assertRaises(ValidationError):
            self._create_policy(reminder_hours="-24, soon")

    def test_every_unit_reaches_the_clock(self):
        expected = {
            ("hours", 8): "2026-03-02 09:00:00",
            ("calendar_days", 3): "2026-03-05 15:59:59",
            ("working_days", 5): "2026-03-09 15:59:59",
            ("nth_working_day", 3): "2026-03-04 15:59:59",
            ("month_end", 1): "2026-03-31 15:59:59",
            ("quarter_end", 2): "2026-06-30 15:59:59",
            ("year_end", 1): "2026-12-31 15:59:59",
            ("weekday", 5): "2026-03-06 15:59:59",
            ("next_day", 12): "2026-03-03 04:00:00",
        }
        for (unit, amount), due in expected.items():
            with self.subTest(unit=unit):
                policy = self._create_policy(unit=unit, amount=amount)
                self.assertDue(self._get_row(self._create_capa()), due)
                policy.active = False

    def test_clock_time_of_the_last_day(self):
        self._create_policy(unit="nth_working_day", amount=3, at_hour=18)
        self.assertDue(self._get_row(self._create_capa()), "2026-03-04 10:00:00")

    def test_roll_to_the_next_working_day(self):
        self._create_policy(unit="calendar_days", amount=5, roll="next")
        self.assertDue(self._get_row(self._create_capa()), "2026-03-09 15:59:59")

    def test_immediately_is_a_number_of_the_company(self):
        self.env.company.quality_immediate_hours = 1.5
        self._create_policy(immediately=True, amount=99, unit="year_end")
        self.assertDue(self._get_row(self._create_capa()), "2026-03-02 02:30:00")

    def test_policy_calendar_and_time_zone_win_over_the_company(self):
        new_york = self.env["quality.calendar"].create(
            {"name": "NY", "tz": "America/New_York", "no_holidays": True}
        )
        # 01:00 UTC is still Sunday evening in New York
        self._create_policy(unit="calendar_days", amount=0, calendar_id=new_york.id)
        self.assertDue(self._get_row(self._create_capa()), "2026-03-02 04:59:59")

    def test_start_from_a_date_of_the_document(self):
        self._create_policy(unit="calendar_days", amount=2, start_field="date_opened")
        capa = self._create_capa(date_opened="2026-02-20")
        self.assertDue(self._get_row(capa), "2026-02-22 15:59:59")
        self.assertEqual(self._get_row(capa).state, "missed")
        capa.date_opened = "2026-03-02"
        self.assertDue(self._get_row(capa), "2026-03-04 15:59:59")
        self.assertRecordValues(
            self._get_row(capa), [{"state": "open", "judged": False}]
        )

    def test_start_date_that_comes_later(self):
        self._create_policy(
            unit="calendar_days", amount=2, start_field="date_plan_approved"
        )
        capa = self._create_capa()
        row = self._get_row(capa)
        self.assertRecordValues(
            row, [{"state": "undetermined", "waiting": True, "due": False}]
        )
        capa._write_gated({"date_plan_approved": datetime(2026, 3, 3, 2)})
        self.assertRecordValues(
            row,
            [{"state": "open", "waiting": False, "start": datetime(2026, 3, 3, 2)}],
        )
        self.assertDue(row, "2026-03-05 15:59:59")

    # --- sector presets, validity, companies ---------------------------------
    def test_sector_preset_switches_the_policies(self):
        common = self._create_policy(name="Common", amount=72)
        device = self._create_policy(
            name="Devices", amount=24, preset="device_distributor"
        )
        oem = self._create_policy(name="OEM", amount=8, preset="oem")
        expected = {"general": common, "device_distributor": device, "oem": oem}
        for sector, policy in expected.items():
            self.env.company.quality_sector = sector
            with self.subTest(sector=sector):
                self.assertEqual(self._get_row(self._create_capa()).policy_id, policy)
                policy.invalidate_recordset(["in_force"])
                self.assertTrue(policy.in_force)
        device.invalidate_recordset(["in_force"])
        self.assertFalse(device.in_force)
        in_force = self.Policy.search([("in_force", "=", True)])
        self.assertEqual(in_force, common | oem)

    def test_settings_write_the_company(self):
        settings = self.env["res.config.settings"].create(
            {"quality_sector": "hospital", "quality_immediate_hours": 4}
        )
        settings.execute()
        self.assertRecordValues(
            self.env.company,
            [{"quality_sector": "hospital", "quality_immediate_hours": 4}],
        )

    def test_validity_is_judged_on_the_local_day(self):
        self._create_policy(name="Old", amount=1, date_to="2026-03-01")
        new = self._create_policy(name="New", amount=50, date_from="2026-03-02")
        # 17:00 UTC on the 1st is the 2nd in Shanghai; the policy's calendar says so
        with freeze_time("2026-03-02 17:00:00"):
            row = self._get_row(self._create_capa())
        self.assertEqual(row.policy_id, new)

    def test_policy_of_another_company_does_not_apply(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._create_policy(amount=1, company_id=other.id)
        self.assertEqual(self._get_row(self._create_capa()).state, "no_policy")

    # --- versions ------------------------------------------------------------
    def test_running_deadline_keeps_the_terms_it_started_with(self):
        policy = self._create_policy(amount=24, pause_allowed=True)
        old = self._get_row(self._create_capa())
        policy.write({"amount": 2, "pause_allowed": False})
        self.assertEqual(policy.version, 2)
        new = self._get_row(self._create_capa())
        self.assertDue(old, "2026-03-03 01:00:00")
        self.assertDue(new, "2026-03-02 03:00:00")
        self.assertEqual((old.policy_version, new.policy_version), (1, 2))
        self.assertTrue(old.can_pause)
        self.assertFalse(new.can_pause)
        old._determine()
        self.assertDue(old, "2026-03-03 01:00:00")

    def test_unused_or_harmless_change_makes_no_version(self):
        policy = self._create_policy()
        policy.amount = 12
        self.assertEqual(policy.version, 1)
        self._create_capa()
        policy.name = "Renamed"
        self.assertEqual(policy.version, 1)

    def test_used_policy_cannot_be_deleted(self):
        policy = self._create_policy()
        self._create_capa()
        with self.assertRaisesRegex(UserError, "Archive"):
            policy.unlink()
        self._create_policy(name="Unused").unlink()

    # --- no policy -----------------------------------------------------------
    def test_mandatory_step_without_policy_is_visible(self):
        capa = self._create_capa()
        row = self._get_row(capa)
        self.assertRecordValues(row, [{"state": "no_policy", "due": False}])
        self.assertEqual(capa.deadline_color, 11)
        self.assertIn(
            row, self.Deadline.search([("state", "in", ("no_policy", "undetermined"))])
        )

    def test_policy_made_later_is_taken_on_request(self):
        row = self._get_row(self._create_capa())
        self._create_policy(amount=4)
        self.assertEqual(row.state, "no_policy")
        row.with_user(self.users["user"]).action_determine()
        self.assertDue(row, "2026-03-02 05:00:00")
        self.assertEqual(row.state, "open")

    def test_optional_step_without_policy_has_no_row(self):
        step = "cause"
        mandatory = self.env["quality.capa"]._mandatory_deadline_steps
        self.assertIn(step, mandatory)
        self.patch(self.registry["quality.capa"], "_mandatory_deadline_steps", ())
        self.assertFalse(self._create_capa().deadline_ids)

    # --- calendars -----------------------------------------------------------
    def test_uncovered_year_is_not_determinable_until_it_is_filled(self):
        china = self.env["quality.calendar"].create(
            {
                "name": "CN",
                "tz": "Asia/Shanghai",
                "country_id": self.env.ref("base.cn").id,
            }
        )
        self._create_policy(unit="working_days", amount=2, calendar_id=china.id)
        row = self._get_row(self._create_capa())
        self.assertRecordValues(
            row, [{"state": "undetermined", "waiting": True, "due": False}]
        )
        china._fill_years([2026])
        self.assertRecordValues(row, [{"state": "open", "waiting": False}])
        self.assertDue(row, "2026-03-04 15:59:59")

    def test_known_policy_counts_while_another_is_not_determinable(self):
        empty = self.env["quality.calendar"].create({"name": "?", "tz": "UTC"})
        self._create_policy(amount=48)
        self._create_policy(unit="working_days", amount=1, calendar_id=empty.id)
        row = self._get_row(self._create_capa())
        self.assertRecordValues(row, [{"state": "open", "waiting": True}])
        self.assertDue(row, "2026-03-04 01:00:00")
        empty.no_holidays = True
        self.assertDue(row, "2026-03-03 23:59:59")
        self.assertFalse(row.waiting)

    def test_step_done_before_the_year_was_covered_is_judged_then(self):
        empty = self.env["quality.calendar"].create({"name": "?", "tz": "UTC"})
        self._create_policy(unit="working_days", amount=1, calendar_id=empty.id)
        capa = self._create_capa()
        capa._finish_deadline("cause", at=datetime(2026, 3, 5))
        row = self._get_row(capa)
        self.assertRecordValues(row, [{"state": "undetermined", "judged": False}])
        empty.no_holidays = True
        self.assertRecordValues(
            row, [{"state": "missed", "judged": True, "on_time": False}]
        )

    def test_rights(self):
        policy = self._create_policy()
        for role in ("employee", "user", "officer", "auditor"):
            with self.assertRaises(AccessError):
                policy.with_user(self.users[role]).write({"amount": 1000})
            with self.assertRaises(AccessError):
                self.Policy.with_user(self.users[role]).create(
                    {"name": "Mine", "model": "quality.capa", "step": "cause"}
                )
        policy.with_user(self.users["manager"]).amount = 2
        self.assertEqual(policy.amount, 2)

    def test_each_company_has_its_own_clock(self):
        """One batch, two companies: other sector, other calendar, other time zone."""
        berlin = self.env["quality.calendar"].create(
            {
                "name": "Berlin",
                "tz": "Europe/Berlin",
                "no_holidays": True,
                "weekend": "7",
            }
        )
        other = self.env["res.company"].create(
            {
                "name": "Other",
                "quality_calendar_id": berlin.id,
                "quality_sector": "service",
                "quality_immediate_hours": 6,
            }
        )
        self._create_policy(unit="working_days", amount=5)
        self._create_policy(immediately=True, preset="service")
        capas = self.env["quality.capa"].create(
            [
                {"title": "Here"},
                {"title": "There", "company_id": other.id},
            ]
        )
        here, there = (self._get_row(capa) for capa in capas)
        self.assertDue(here, "2026-03-09 15:59:59")
        self.assertDue(there, "2026-03-02 07:00:00")
        self.assertEqual(there.company_id, other)
        lenient = [term for term in there.terms if term["unit"] == "working_days"]
        self.assertEqual(lenient[0]["tz"], "Europe/Berlin")
