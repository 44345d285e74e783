import base64
import io
from datetime import date

import openpyxl
import psycopg2
from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import QualityCase


class ReportCase(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quality.report.type"].search([]).active = False
        cls.author = new_test_user(
            cls.env, "report_author", "base.group_user", name="Writer"
        )
        cls.reader = new_test_user(
            cls.env, "report_reader", "base.group_user", name="Chief"
        )
        cls.desk = cls._create_team(
            name="Desk", head_id=cls.author.id, parent_id=cls.board.id
        )
        cls.calendar = cls.env["quality.calendar"].create(
            {"name": "Plain", "no_holidays": True, "tz": "Asia/Shanghai"}
        )
        cls.kind = cls._create_type()

    @classmethod
    def _create_type(cls, **vals):
        return cls.env["quality.report.type"].create(
            {
                "name": "Timeliness",
                "title_zh": "及时率月报",
                "period": "monthly",
                "author_team_id": cls.desk.id,
                "reader_id": cls.reader.id,
                "due_unit": "working_days",
                "due_amount": 3,
                "calendar_id": cls.calendar.id,
                "source": "deadline_timeliness",
                "company_id": cls.env.company.id,
                **vals,
            }
        )

    @classmethod
    def _create_report(cls, kind=None, **vals):
        return cls.env["quality.report"].create(
            {
                "report_type_id": (kind or cls.kind).id,
                "date_from": "2026-03-01",
                "date_to": "2026-03-31",
                **vals,
            }
        )

    def _run_cron(self, name="create"):
        with self.enter_registry_test_mode():
            self.env.ref(
                f"quality_base.cron_quality_report_{name}"
            ).method_direct_trigger()


@tagged("post_install", "-at_install")
class TestReportCatalogue(ReportCase):
    def _reports(self, kind=None):
        return self.env["quality.report"].search(
            [("report_type_id", "=", (kind or self.kind).id)], order="date_from"
        )

    def test_cron_opens_the_period_that_ended(self):
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
        report = self._reports()
        self.assertRecordValues(
            report,
            [
                {
                    "date_from": date(2026, 3, 1),
                    "date_to": date(2026, 3, 31),
                    "date_due": date(2026, 4, 3),
                    "user_id": self.author.id,
                    "reader_id": self.reader.id,
                    "team_id": self.desk.id,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(report.activity_ids.user_id, self.author)
        self.assertEqual(report.activity_ids.date_deadline, date(2026, 4, 3))
        self.assertTrue(report.date_figures)

    def test_cron_again_creates_nothing(self):
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
            first = self._reports()
            self._run_cron()
        with freeze_time("2026-04-20 02:00:00"):
            self._run_cron()
        self.assertEqual(self._reports(), first)

    def test_cron_catches_up(self):
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
        with freeze_time("2026-07-02 02:00:00"):
            self._run_cron()
        self.assertEqual(
            [r.date_to.month for r in self._reports()], [3, 4, 5, 6], "none left out"
        )

    def test_one_report_per_period(self):
        self._create_report()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.UniqueViolation),
        ):
            with self.env.cr.savepoint():
                self._create_report()
                self.env.flush_all()

    def test_weekly_on_friday(self):
        weekly = self._create_type(
            name="Service",
            period="weekly",
            weekday="5",
            due_unit="weekday",
            due_amount=5,
        )
        with freeze_time("2026-03-05 02:00:00"):  # Thursday
            self._run_cron()
        self.assertEqual(self._reports(weekly).date_to, date(2026, 2, 27))
        with freeze_time("2026-03-06 02:00:00"):  # Friday
            self._run_cron()
        report = self._reports(weekly)[-1]
        self.assertEqual(
            (report.date_from, report.date_to, report.date_due),
            (date(2026, 2, 28), date(2026, 3, 6), date(2026, 3, 6)),
        )

    def test_daily_skips_free_days(self):
        daily = self._create_type(name="Visits", period="daily", due_amount=1)
        for day in range(5, 11):  # Thursday to Tuesday
            with freeze_time(f"2026-03-{day:02} 04:00:00"):
                self._run_cron()
        days = [r.date_from.day for r in self._reports(daily)]
        self.assertEqual(days, [5, 6, 9, 10], "not on Saturday and Sunday")

    def test_nth_working_day_and_lead(self):
        kind = self._create_type(
            name="Month end", due_unit="nth_working_day", due_amount=3, lead_days=2
        )
        with freeze_time("2026-03-28 12:00:00"):
            self._run_cron()
            self.assertEqual(self._reports(kind).date_to, date(2026, 2, 28))
        with freeze_time("2026-03-29 12:00:00"):
            self._run_cron()
        report = self._reports(kind)[-1]
        self.assertEqual(report.date_to, date(2026, 3, 31))
        self.assertEqual(report.date_due, date(2026, 4, 3), "Wed 1, Thu 2, Fri 3 April")

    def test_due_not_determinable(self):
        self.kind.calendar_id = self.env["quality.calendar"].create(
            {"name": "Uncovered", "tz": "UTC"}
        )
        self.assertFalse(self._create_report().date_due)
        self.kind.write({"calendar_id": False, "due_unit": "nth_working_day"})
        self.env.company.quality_calendar_id = False
        self.assertFalse(self._create_report(date_from="2026-02-01").date_due)
        self.kind.write({"due_unit": "calendar_days", "due_amount": 2})
        report = self._create_report(date_from="2026-01-01", date_to="2026-01-31")
        self.assertEqual(report.date_due, date(2026, 2, 2), "needs no calendar")

    def test_due_date_comes_with_the_calendar(self):
        self.kind.write({"calendar_id": False})
        self.env.company.quality_calendar_id = False
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
            report = self._reports()
            self.assertFalse(report.date_due)
            self.env.company.quality_calendar_id = self.calendar
            self._run_cron()
        self.assertEqual(report.date_due, date(2026, 4, 3))

    def test_two_companies(self):
        company = self.env["res.company"].create({"name": "Branch"})
        self.kind.write({"company_id": False, "reader_id": False})
        self.kind.calendar_id = self.calendar
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
        reports = self._reports().filtered(
            lambda r: r.company_id in company | self.env.company
        )
        self.assertEqual(reports.company_id, company | self.env.company)
        self.assertEqual(len(reports), 2)
        teams = {report.company_id: report.team_id for report in reports}
        self.assertEqual(teams[self.env.company], self.desk)
        self.assertFalse(teams[company], "a team of another company is not taken")
        with self.assertRaisesRegex(ValidationError, "another company"):
            self.kind.company_id = company
        other = new_test_user(
            self.env,
            "report_branch",
            "quality_base.group_quality_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        seen = self.env["quality.report"].with_user(other).search([])
        self.assertEqual(seen.company_id, company)

    def test_preset(self):
        sector = self.env["res.company"]._fields["quality_sector"].selection[-1][0]
        self.kind.preset = sector
        self.env.company.quality_sector = False
        self.assertNotIn(self.env.company, self.kind._get_companies())
        self.env.company.quality_sector = sector
        self.assertIn(self.env.company, self.kind._get_companies())

    def test_missing_is_listed_and_reminded_once_a_day(self):
        with freeze_time("2026-04-01 02:00:00"):
            self._run_cron()
        report = self._reports()
        with freeze_time("2026-04-03 12:00:00"):
            report.invalidate_recordset(["is_missing"])
            self.assertFalse(report.is_missing, "still today")
            self._run_cron("remind")
            self.assertFalse(report.notice_ids)
        with freeze_time("2026-04-04 12:00:00"):
            report.invalidate_recordset(["is_missing"])
            self.assertTrue(report.is_missing)
            self.assertIn(
                report, self.env["quality.report"].search([("is_missing", "=", True)])
            )
            self._run_cron("remind")
            self._run_cron("remind")
        self.assertEqual(report.notice_ids.user_id, self.author)
        self.assertEqual(len(report.notice_ids), 1)
        with freeze_time("2026-04-05 12:00:00"):
            report.with_user(self.author)._submit()
            self._run_cron("remind")
            self.assertFalse(report.is_missing)
        self.assertEqual(report.notice_ids.mapped("kind").count("reminder"), 1)

    def test_reader_is_not_the_author(self):
        with self.assertRaisesRegex(ValidationError, "someone else"):
            self.kind.author_id = self.reader

    def test_catalogue_belongs_to_the_manager(self):
        for role in ("employee", "user", "officer", "auditor"):
            with self.assertRaises(AccessError):
                self.kind.with_user(self.users[role]).due_amount = 9
        self.kind.with_user(self.users["manager"]).due_amount = 9


@tagged("post_install", "-at_install")
class TestReport(ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.report = cls._create_report()

    def _as(self, user):
        return self.report.with_user(user)

    def test_whole_way(self):
        self._as(self.author).narrative = "<p>All well.</p>"
        with freeze_time("2026-04-02 10:00:00"):
            self._as(self.author)._submit()
        self.assertEqual(self.report.state, "submitted")
        self.assertTrue(self.report.on_time)
        self.assertEqual(self.report.submitted_by_id, self.author)
        self.assertIn(self.reader, self.report.notice_ids.user_id)
        self._as(self.reader).action_mark_read()
        self._as(self.reader)._decide("<p>Carry on.</p>")
        self.assertEqual(self.report.state, "decided")
        signed = [
            (s.meaning, s.user_id) for s in self.report.signature_ids.sorted("id")
        ]
        self.assertEqual(signed, [("prepared", self.author), ("approved", self.reader)])
        self.assertFalse(self.report.signed_content_differs)
        told = self.report.notice_ids.filtered(lambda n: n.kind == "result")
        self.assertIn(self.author, told.user_id, "the author gets the result")

    def test_reader_by_the_team_chain(self):
        self.kind.reader_id = False
        report = self._create_report(date_from="2026-01-01", date_to="2026-01-31")
        self.assertEqual(report.reader_id, self.board.head_id)
        self.kind.author_id = self.board.head_id
        report = self._create_report(date_from="2025-01-01", date_to="2025-01-31")
        self.assertNotEqual(report.reader_id, report.user_id)

    def test_late_submission(self):
        with freeze_time("2026-04-03 17:00:00"):  # 01:00 of the 4th in Shanghai
            self.env.company.partner_id.tz = "Asia/Shanghai"
            self._as(self.author)._submit()
        self.assertFalse(self.report.on_time)

    def test_frozen_after_submission(self):
        self._as(self.author)._submit()
        for vals in (
            {"narrative": "<p>Later.</p>"},
            {"date_to": "2026-04-30"},
            {"figures": []},
            {"state": "draft"},
        ):
            with self.assertRaises(UserError):
                self._as(self.author).write(vals)
        with self.assertRaises(UserError):
            self._as(self.author)._refresh_figures()
        with self.assertRaises(UserError):
            self.report._set_state("draft")
        self.report._set_state("draft", reason="Wrong month described.")
        self._as(self.author).narrative = "<p>Corrected.</p>"

    def test_return_to_the_author(self):
        self._as(self.author)._submit()
        kept = self.report.pdf_id
        with self.assertRaises(UserError):
            self._as(self.author)._return_to_author("I want to change it")
        action = self._as(self.reader).action_return()
        model = self.env[action["res_model"]].with_user(self.reader)
        model.with_context(**action["context"]).create(
            {"reason": "March is missing"}
        ).action_confirm()
        self.assertEqual(self.report.state, "draft")
        self.assertIn("March is missing", self.report.notice_ids.mapped("reason"))
        self.assertEqual(self.report.activity_ids.user_id, self.author)
        self._as(self.author)._submit()
        self.assertNotEqual(self.report.pdf_id, kept)
        self.assertTrue(kept.exists(), "what was submitted first stays")

    def test_copies(self):
        self._as(self.author)._submit()
        self.assertTrue(self.report.pdf_id and self.report.xlsx_id)
        self.assertEqual(self.report.pdf_id.res_id, self.report.id)
        book = openpyxl.load_workbook(
            io.BytesIO(base64.b64decode(self.report.xlsx_id.datas))
        )
        self.assertEqual(len(book.sheetnames), len(self.report.figures))
        sheet = book.worksheets[0]
        self.assertEqual(sheet["A1"].value, "及时率月报 Timeliness")
        self.assertIn(self.report.name, [cell.value for cell in sheet["B"]])

    def test_only_author_and_team_submit(self):
        with self.assertRaisesRegex(UserError, "submitted by its author Writer"):
            self._as(self.reader)._submit()
        with self.assertRaises(UserError):
            self._as(self.users["user"])._submit()
        self._as(self.users["officer"])._submit()
        self.assertEqual(self.report.state, "submitted")

    def test_only_the_reader_decides(self):
        self._as(self.author)._submit()
        with self.assertRaisesRegex(UserError, "read and decided by Chief"):
            self._as(self.author)._mark_read()
        with self.assertRaises(UserError):
            self._as(self.author)._decide("<p>Mine.</p>")
        self._as(self.reader)._decide("<p>Agreed.</p>")
        self.assertTrue(self.report.date_read, "deciding is reading")

    def test_actions_start_with_the_decision(self):
        self._as(self.author)._submit()
        self._as(self.reader).write(
            {
                "decisions": "<p>Two things.</p>",
                "action_ids": [
                    Command.create(
                        {
                            "name": "Train the shift",
                            "user_id": self.author.id,
                            "date_deadline": "2026-05-01",
                        }
                    ),
                    Command.create(
                        {
                            "name": "Find out why",
                            "user_id": self.users["officer"].id,
                            "date_deadline": "2026-05-01",
                            "kind": "capa",
                        }
                    ),
                ],
            }
        )
        self.assertFalse(self.report.activity_ids)
        self._as(self.reader).action_mark_read()
        self._as(self.reader)._decide()
        activity = self.report.activity_ids
        self.assertEqual(
            (activity.summary, activity.user_id), ("Train the shift", self.author)
        )
        capa = self.report.action_ids.capa_id
        self.assertEqual(
            (capa.title, capa.user_id), ("Find out why", self.users["officer"])
        )
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self._as(self.reader).decisions = "<p>Other.</p>"
        with self.assertRaisesRegex(UserError, "stay as they are"):
            self._as(self.reader).action_ids[:1].name = "Other"
        with self.assertRaises(UserError):
            self._as(self.reader).action_ids[:1].unlink()

    def test_who_sees_it(self):
        Report = self.env["quality.report"]
        stranger = new_test_user(self.env, "report_stranger", "base.group_user")
        self.assertNotIn(self.report, Report.with_user(stranger).search([]))
        for user in (
            self.author,
            self.reader,
            self.users["user"],
            self.users["auditor"],
        ):
            self.assertIn(self.report, Report.with_user(user).search([]))
        self.report.confidential = True
        self.assertNotIn(self.report, Report.with_user(self.users["user"]).search([]))
        self.assertIn(self.report, Report.with_user(self.reader).search([]))

    def test_auditor_writes_nothing(self):
        with self.assertRaises(UserError):
            self._as(self.users["auditor"]).narrative = "<p>x</p>"
        with self.assertRaises(UserError):
            self._as(self.users["auditor"])._submit()

    def test_html_is_escaped(self):
        evil = {"title": "<script>x</script>", "columns": [], "rows": []}
        self.report._write_gated({"figures": [evil]})
        self.assertNotIn("<script>", self.report.figures_html)

    def test_form_by_hand(self):
        event = self._create_type(name="Fault", period="event", source=False)
        model = self.env["quality.report"].with_user(self.author)
        with Form(model) as form:
            form.report_type_id = event
            form.narrative = "What happened"
        report = form.save()
        self.assertRegex(report.name, r"^RPT/\d{4}/\d{5}$")
        self.assertEqual(report.date_from, fields.Date.context_today(report))
        self._create_report(event)
        self._create_report(event)
