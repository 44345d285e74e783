from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestNotice(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(
            cls.env,
            "notice_keeper",
            "base.group_user",
            name="Keeper",
            email="k@example.com",
        )
        other = cls._create_team(name="Sales")
        cls.document = cls.env["quality.disagreement"].create(
            {
                "matter": "A matter to tell about",
                "team_id": cls.team.id,
                "party_ids": [other.id],
                "reporter_id": cls.keeper.id,
            }
        )

    def _send(self, **vals):
        document = self.document.with_user(self.users["officer"]).sudo(False)
        return document._send_notice(**{"reason": "Lot L1 stays where it is.", **vals})

    def test_log_and_mail(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        notice = self._send(users=self.keeper)
        self.assertRecordValues(
            notice,
            [
                {
                    "user_id": self.keeper.id,
                    "partner_id": self.keeper.partner_id.id,
                    "sender_id": self.users["officer"].id,
                    "state": "sent",
                    "kind": "notice",
                    "document_name": self.document.display_name,
                }
            ],
        )
        message = self.env["mail.message"].search([("id", ">", before)])
        self.assertEqual(message.partner_ids, self.keeper.partner_id)
        self.assertIn("Lot L1 stays where it is.", message.body)
        self.assertIn(f"res_id={self.document.id}", message.body)
        self.assertIn(self.document.name, message.subject)

    def test_history_knows_the_notice(self):
        self._send(users=self.keeper)
        row = self.document.history_ids.filtered(lambda h: h.event == "notice")
        self.assertEqual(row.event_label, "Notice sent")
        self.assertIn("Keeper", row.values)
        self.assertEqual(row.comment, "Lot L1 stays where it is.")
        self.assertEqual(self.document._verify_history(), [])

    def test_language_of_the_recipient(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("quality_base.mail_template_notice")
        template.with_context(lang="zh_CN").subject = "通知：{{ object.document_name }}"
        self.keeper.lang = "zh_CN"
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        self._send(users=self.keeper | self.users["user"])
        messages = self.env["mail.message"].search([("id", ">", before)])
        subjects = {m.partner_ids: m.subject for m in messages}
        self.assertEqual(
            subjects[self.keeper.partner_id], f"通知：{self.document.name}"
        )
        self.assertEqual(
            subjects[self.users["user"].partner_id], f"Notice: {self.document.name}"
        )

    def test_each_recipient_once(self):
        notices = self._send(
            users=self.users["officer"] | self.keeper,
            partners=self.keeper.partner_id,
            groups=self.env.ref("quality_base.group_quality_officer"),
        )
        self.assertEqual(len(notices), len(notices.partner_id))
        self.assertIn(self.keeper, notices.user_id)
        self.assertIn(self.users["manager"], notices.user_id, "implied members count")

    def test_group_of_the_company_only(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "notice_stranger",
            "quality_base.group_quality_officer",
            company_id=company.id,
            company_ids=[company.id],
        )
        group = self.env.ref("quality_base.group_quality_officer")
        self.assertNotIn(stranger, self._send(groups=group).user_id)

    def test_acknowledge(self):
        notice = self._send(users=self.users["user"], acknowledge=True)
        self.assertEqual(notice.state, "pending")
        self.assertEqual(notice.date_due, notice.date_sent + timedelta(hours=24))
        with self.assertRaisesRegex(UserError, "Only Quality user can acknowledge"):
            notice.with_user(self.users["officer"])._acknowledge()
        notice.with_user(self.users["user"]).action_acknowledge()
        self.assertEqual(notice.acknowledged_by_id, self.users["user"])
        self.assertEqual(notice.state, "acknowledged")

    def test_answer_of_somebody_without_login(self):
        partner = self.env["res.partner"].create({"name": "Buyer", "fax": "020-1"})
        notice = self._send(partners=partner, acknowledge=True)
        with self.assertRaises(UserError):
            notice.with_user(self.keeper)._acknowledge()
        notice.with_user(self.users["user"])._acknowledge("Told us by phone.")
        self.assertRecordValues(
            notice,
            [
                {
                    "comment": "Told us by phone.",
                    "acknowledged_by_id": self.users["user"].id,
                    "user_id": False,
                }
            ],
        )

    def test_nobody_makes_or_changes_notices(self):
        notice = self._send(users=self.keeper, acknowledge=True)
        for user in (self.keeper, self.users["manager"]):
            with self.assertRaises(AccessError):
                notice.with_user(user).write({"date_acknowledged": "2026-01-01"})
            with self.assertRaises(AccessError):
                notice.with_user(user).unlink()

    def test_recipient_reads_own_notice_not_the_document(self):
        self.document.sudo().write({"reporter_id": self.users["officer"].id})
        stranger = new_test_user(self.env, "notice_other", "base.group_user")
        notice = self._send(users=self.keeper)
        self.assertFalse(self.document.with_user(self.keeper).has_access("read"))
        Notice = self.env["quality.notice"]
        self.assertEqual(Notice.with_user(self.keeper).search([]), notice)
        self.assertIn("L1", notice.with_user(self.keeper).reason)
        self.assertNotIn(notice, Notice.with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            notice.with_user(stranger).read(["reason"])

    def test_sender_must_read_the_document(self):
        stranger = new_test_user(self.env, "notice_sender", "base.group_user")
        with self.assertRaises(AccessError):
            self.document.with_user(stranger)._send_notice(
                users=self.keeper, reason="x"
            )

    def test_overdue_is_reminded_then_escalated(self):
        cron = self.env.ref("quality_base.cron_quality_notice")
        with freeze_time("2026-03-02 08:00:00"):
            notice = self._send(users=self.users["user"], acknowledge=True)
        with freeze_time("2026-03-03 07:00:00"), self.enter_registry_test_mode():
            cron.method_direct_trigger()
            self.assertEqual(notice.reminder_count, 0)
        for day in (3, 4, 5):
            with (
                freeze_time(f"2026-03-0{day} 09:00:00"),
                self.enter_registry_test_mode(),
            ):
                cron.method_direct_trigger()
                cron.method_direct_trigger()
        self.assertEqual(notice.reminder_count, 3, "once a day")
        escalated = self.document.notice_ids.filtered(lambda n: n.kind == "escalation")
        self.assertEqual(escalated.user_id, self.team.head_id)
        with freeze_time("2026-03-08 09:00:00"):
            self.assertTrue(notice.is_late)
            late = self.env["quality.notice"].search([("is_late", "=", True)])
            self.assertIn(notice, late)
            notice.with_user(self.users["user"])._acknowledge()
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        self.assertEqual(notice.reminder_count, 3, "silent once acknowledged")

    def test_result_goes_to_the_reporter(self):
        self.document.with_user(self.users["officer"])._set_state("cancelled")
        result = self.document.notice_ids.filtered(lambda n: n.kind == "result")
        self.assertEqual(result.user_id, self.keeper)
        self.assertIn("Cancelled", result.reason)

    def test_no_result_to_oneself(self):
        self.document.reporter_id = self.users["officer"]
        self.document.with_user(self.users["officer"])._set_state("cancelled")
        self.assertFalse(self.document.notice_ids)

    def test_receipt_and_progress(self):
        document = self.document.with_user(self.users["officer"])
        document._send_receipt()
        document._send_progress("The cause is found.")
        self.assertEqual(
            document.notice_ids.sorted("id").mapped("kind"),
            ["acknowledgement", "progress"],
        )

    def test_oral_report(self):
        self.document._report_orally(self.users["officer"], "2026-03-02 08:00:00")
        self.assertEqual(self.document.oral_report_to_id, self.users["officer"])
        self.assertEqual(
            self.document.date_oral_report,
            fields.Datetime.to_datetime("2026-03-02 08:00"),
        )

    @mute_logger("odoo.models.unlink")
    def test_list_is_few_queries(self):
        self._send(groups=self.env.ref("quality_base.group_quality_user"))
        rows = self.env["quality.notice"].with_user(self.users["user"])
        rows.search([])  # warm caches of rules
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(25):
            rows.search([]).read(["document_name", "reason", "state", "partner_id"])
