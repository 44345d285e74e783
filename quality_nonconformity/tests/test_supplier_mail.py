from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .supplier_common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierMail(SupplierCommon):
    """NC-30: written to in his language, reminded before and after the date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def _mails(self, notice):
        """Mails to the supplier about the notice, the last one first."""
        return self.env["mail.mail"].search(
            [
                ("mail_message_id", "in", notice.message_ids.ids),
                ("recipient_ids", "in", self.supplier.ids),
            ],
            order="id desc",
        )

    def _run_deadlines(self, at):
        cron = self.env.ref("quality_base.ir_cron_quality_deadline")
        with freeze_time(at), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def _get_due(self, notice):
        """When the answer is due, in the zone of the deadline."""
        deadline = notice.deadline_ids.filtered(lambda row: row.step == "reply")
        zone = ZoneInfo(deadline.terms[0]["tz"])
        return deadline.effective_due.replace(tzinfo=UTC).astimezone(zone)

    def test_the_mail_has_the_link_and_the_log_has_not(self):
        notice = self._notice(demand_note="Exchange <b>all</b>")
        mail = self._mails(notice)
        self.assertEqual(len(mail), 1)
        self.assertIn(notice.supplier_url, mail.body_html)
        self.assertIn("Glove", mail.subject)
        self.assertIn("Seals broken", mail.body_html)
        self.assertIn("Exchange &lt;b&gt;all", mail.body_html)
        self.assertTrue(mail.auto_delete and mail.is_notification)
        logged = mail.mail_message_id
        self.assertIn("Seals broken", logged.body)
        self.assertNotIn("/quality/supplier/", logged.body)
        self.assertNotIn("/quality/supplier/", str(logged.read()))
        self.assertEqual(logged.notification_ids.res_partner_id, self.supplier)

    def test_language_of_the_supplier(self):
        template = self.env.ref("quality_nonconformity.mail_supplier_notice_issue")
        template.with_context(lang="zh_CN").subject = "不合格通知单 {{ object.name }}"
        self.supplier.lang = "zh_CN"
        notice = self._notice()
        self.assertEqual(self._mails(notice).subject, f"不合格通知单 {notice.name}")
        self.supplier.lang = "en_US"
        self.assertIn("Notice of nonconf", self._mails(self._notice()).subject)

    def test_contact_is_the_person_with_an_address(self):
        maker = self.env["res.partner"].create({"name": "Maker", "is_company": True})
        person = self.env["res.partner"].create(
            {
                "name": "Head of Quality",
                "parent_id": maker.id,
                "email": "head@maker.example",
            }
        )
        notice = self._notice(supplier_id=maker.id)
        self.assertEqual(notice.contact_id, person)
        mail = self.env["mail.mail"].search([("recipient_ids", "in", person.ids)])
        self.assertIn(notice.name, mail.subject)

    def test_no_address_is_said(self):
        self.supplier.email = False
        notice = self._notice()
        self.assertEqual(notice.state, "issued")
        self.assertFalse(self._mails(notice))
        self.assertTrue(
            notice.message_ids.filtered(lambda m: "no e-mail address" in m.body)
        )
        self.assertTrue(notice.supplier_url, "it can be handed over otherwise")

    def test_reminders_by_the_policy_before_and_after(self):
        start = datetime(2026, 3, 2, 8)
        with freeze_time(start):
            notice = self._notice(date_reply_by=start.date() + timedelta(days=7))
        due = self._get_due(notice)
        self.assertEqual(str(due)[:19], f"{notice.date_reply_by} 23:59:59")
        before = len(self._mails(notice))
        counts = []
        for hours in (-49, -47, -1, 1, 47, 49, 200):
            at = due.astimezone(UTC).replace(tzinfo=None) + timedelta(hours=hours)
            self._run_deadlines(at)
            counts.append(len(self._mails(notice)) - before)
        self.assertEqual(counts, [0, 1, 1, 2, 2, 3, 3])
        self.assertIn("Reminder", self._mails(notice)[0].subject)
        self.assertTrue(notice.is_late)

    def test_no_reminder_after_the_answer(self):
        start = datetime(2026, 3, 2, 8)
        with freeze_time(start):
            notice = self._notice(date_reply_by=start.date() + timedelta(days=7))
            self._answer(notice)
        before = len(self._mails(notice))
        self._run_deadlines(start + timedelta(days=9))
        self.assertEqual(len(self._mails(notice)), before)

    def test_more_time_moves_the_deadline(self):
        notice = self._notice()
        later = notice.date_reply_by + timedelta(days=10)
        notice._extend_reply(later, "Holidays")
        self.assertEqual(self._get_due(notice).date(), later)
        self.assertEqual(notice.access_until, later + timedelta(days=90))
        self.assertEqual(len(self._mails(notice)), 2)

    def test_remind_now(self):
        notice = self._notice()
        link = notice.supplier_url
        notice._remind()
        self.assertIn("Reminder", self._mails(notice)[0].subject)
        self.assertEqual(notice.supplier_url, link, "the first mail works on")
        with self.assertRaises(AccessError):
            notice.with_user(self.worker)._remind()
        self._answer(notice)
        with self.assertRaisesRegex(UserError, "nothing to remind of"):
            notice._remind()
        self.assertEqual(len(self._mails(notice)), 2)

    def test_an_open_step_is_done_when_the_supplier_answers(self):
        notice = self._notice()
        deadline = notice.deadline_ids.filtered(lambda row: row.step == "reply")
        self.assertFalse(deadline.done)
        self._answer(notice)
        self.assertTrue(deadline.done)
        notice._ask_again("Cause?", self.today + timedelta(days=9))
        rounds = notice.deadline_ids.filtered(lambda row: row.step == "reply")
        self.assertEqual(sorted(rounds.mapped("round")), [1, 2])
