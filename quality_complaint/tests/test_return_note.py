from datetime import datetime

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .refund_common import RefundCommon


class NoteCommon(RefundCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.quality_calendar_id.tz = "Asia/Shanghai"
        cls.customer.write({"email": "hospital@example.com", "user_id": False})

    def _clock(self, ret):
        rows = ret.deadline_ids.filtered(lambda row: row.step == "note")
        return rows.sorted("id")[-1:]


@tagged("post_install", "-at_install")
class TestReturnNote(NoteCommon):
    """What came back is told by 12:00 of the next day [CO-74]."""

    def test_clock_runs_from_the_receipt(self):
        # Wednesday, 16:30 in Shanghai
        with freeze_time("2026-03-04 08:30:00"):
            ret = self._received((self.loose, 3, "quality")).sudo()
            self.assertEqual(ret.state, "received")
            clock = self._clock(ret)
            self.assertEqual(clock.due, datetime(2026, 3, 5, 4))
            self.assertEqual(clock.user_id, self.handler)
            self.assertTrue(ret.needs_note)

    def test_not_sent_by_noon_is_told(self):
        with freeze_time("2026-03-04 08:30:00"):
            ret = self._received((self.loose, 3, "quality")).sudo()
        with freeze_time("2026-03-05 04:01:00"):
            clock = self._clock(ret)
            clock._check(datetime(2026, 3, 5, 4, 1))
            self.assertEqual(clock.state, "missed")
            late = ret.activity_ids.filtered(lambda a: "Overdue" in a.summary)
            self.assertEqual(late.user_id, self.handler)
            self.assertTrue(ret.is_late)
            self.assertIn(
                ret, self.env["quality.return"].search([("needs_note", "=", True)])
            )

    def test_salesman_of_the_customer_is_asked(self):
        self.customer.user_id = self.seller
        ret = self._received((self.loose, 3, "quality")).sudo()
        self.assertEqual(self._clock(ret).user_id, self.seller)
        ret = self._received(
            (self.loose, 3, "quality"), user_id=self.second_handler.id
        ).sudo()
        self.assertEqual(self._clock(ret).user_id, self.second_handler)

    def test_sent_by_mail(self):
        ret = self._received((self.loose, 3, "quality")).with_user(self.handler)
        ret._send_note()
        note = ret.note_attachment_id
        self.assertTrue(ret.date_note)
        self.assertEqual(ret.note_by_id, self.handler)
        self.assertEqual((note.res_model, note.res_id), (ret._name, ret.id))
        message = ret.message_ids.filtered(lambda m: m.subject)[:1]
        self.assertEqual(message.subject, f"Return note {ret.name}")
        self.assertEqual(message.partner_ids, self.customer)
        self.assertEqual(message.attachment_ids, note)
        self.assertEqual(message.author_id, self.handler.partner_id)
        self.assertTrue(self._clock(ret.sudo()).done)
        self.assertFalse(ret.needs_note)
        self.assertFalse(ret.is_late)
        self.assertIn("note", ret.sudo().history_ids.mapped("event"))

    def test_by_a_salesman_who_may_only_read_it(self):
        ret = self._received((self.loose, 3, "quality"), user=self.handler)
        other = self._user("note_seller", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            ret.with_user(other)._send_note()
        self.assertFalse(ret.sudo().date_note)
        ret.sudo()._write_gated({"participant_ids": other.ids})
        ret.with_user(other)._send_note()
        self.assertEqual(ret.sudo().note_by_id, other)

    def test_warehouse_does_not_send_it(self):
        ret = self._received((self.loose, 3, "quality"))
        with self.assertRaises(AccessError):
            ret.with_user(self.worker)._send_note()
        self.assertFalse(ret.sudo().date_note)

    def test_without_address(self):
        self.customer.email = False
        ret = self._received((self.loose, 3, "quality")).with_user(self.handler)
        self.assertEqual(ret.note_way, "letter")
        with self.assertRefused("no valid e-mail address"):
            ret._send_note("mail")
        self.assertFalse(ret.date_note)
        count = len(ret.message_ids)
        ret._send_note()
        self.assertEqual(ret.note_way, "letter")
        self.assertTrue(ret.note_attachment_id)
        self.assertFalse(ret.message_ids[: len(ret.message_ids) - count].partner_ids)

    def test_before_the_goods_and_twice(self):
        ret = self._confirmed((self.loose, 3, "quality")).with_user(self.handler)
        with self.assertRefused("once the goods are received"):
            ret._send_note()
        self.assertFalse(ret.can_send_note)
        ret = self._received((self.loose, 3, "quality")).with_user(self.handler)
        ret._send_note()
        with self.assertRefused("sent already"):
            ret._send_note()
        self.assertEqual(len(ret.sudo().message_ids.attachment_ids), 1)

    def test_goods_that_come_later_need_another_note(self):
        ret = self._received((self.loose, 3, "quality")).sudo()
        ret.with_user(self.handler)._send_note()
        done = ret.picking_ids.move_line_ids
        ret._follow_receipts(done.browse())
        self.assertTrue(ret.needs_note)
        self.assertFalse(self._clock(ret).done)

    def test_it_is_noted_by_the_step_only(self):
        ret = self._received((self.loose, 3, "quality"))
        with self.assertRefused("own steps"):
            ret.with_user(self.complaint_manager).date_note = "2026-01-01 00:00:00"
        self.assertFalse(ret.sudo().date_note)

    def test_amount_of_what_came(self):
        self._sold(10, price=12.5)
        ret = self._received((self.loose, 3, "quality")).sudo()
        self.assertEqual(ret.line_ids.received_amount, 37.5)
        with self.assertRaises(AccessError):
            ret.line_ids.with_user(self.worker).read(["received_amount"])

    # print -------------------------------------------------------------------------
    def _text(self, records, user=None, **data):
        reports = self.env["ir.actions.report"].with_user(user or self.handler)
        name = "quality_complaint.report_return_note"
        content = reports._render_qweb_html(name, records.ids, data=data or None)[0]
        text = html.fromstring(content.decode()).text_content().replace("\ufeff", "")
        return " ".join(text.split())

    def test_print(self):
        self._sold(10, price=12.5)
        ret = self._received((self.loose, 3, "quality"), reference="List 77").sudo()
        text = self._text(ret)
        for words in (
            "退货单",
            "QC-F-50",
            ret.name,
            "Held Hospital",
            "List 77",
            "Swab",
            "37.50",
            "Warehouse",
        ):
            self.assertIn(words, text)
        # what the house signed among itself is not the customer's
        self.assertNotIn("Approved", text)
        self.assertNotIn("Checked by", text)
        ret.with_user(self.second_handler)._send_note()
        self.assertIn(f"Checked by {self.second_handler.name}", self._text(ret))

    def test_blank(self):
        self.assertIn("退货单", self._text(self.env["quality.return"], blank=1))


@tagged("post_install", "-at_install")
class TestReturnNotePdf(HttpCase, NoteCommon):
    def test_pdf(self):
        self._sold(10, price=12.5)
        self._sold(10, self.lot_a, price=8)
        ret = self._received((self.loose, 3, "quality"), (self.lot_a, 2, "quality"))
        ret.with_user(self.handler)._send_note("letter")
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content, kind = reports._render_qweb_pdf(
            "quality_complaint.report_return_note", ret.ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(content.startswith(b"%PDF"))
