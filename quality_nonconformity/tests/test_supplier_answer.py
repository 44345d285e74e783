from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .supplier_common import REPORT, SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierAnswer(SupplierCommon):
    """NC-30, NC-32: the supplier's words, on paper and by his link."""

    def test_nobody_writes_the_words_of_the_supplier(self):
        notice = self._notice(answer_form="short")
        for user in (self.inspector, self.officer, self.manager):
            for vals in (
                {"reply": "We are to blame."},
                {"state": "answered"},
                {"date_answered": fields.Datetime.now()},
                {"answer_attachment_ids": [Command.clear()]},
            ):
                with self.assertRaises(UserError):
                    notice.with_user(user).write(vals)
        eight = self._notice()
        with self.assertRaises(AccessError):
            eight.discipline_ids[0].with_user(self.manager).content = "Our words"
        self.assertFalse(notice.reply)
        self.assertFalse(eight.discipline_ids[0].content)

    def test_short_reply_and_its_message(self):
        notice = self._notice(answer_form="short")
        self.assertFalse(notice.discipline_ids)
        with self.assertRaisesRegex(UserError, "Write your reply"):
            self._answer(notice, reply=" ")
        with self.assertRaisesRegex(UserError, "name of who answers"):
            self._answer(notice, replied_by="")
        self.assertEqual(notice.state, "issued")
        self._answer(
            notice, reply="<b>Machine</b> repaired", files=[("seal.txt", b"picture")]
        )
        self.assertEqual(notice.reply, "<b>Machine</b> repaired")
        message = notice.message_ids[0]
        self.assertEqual(message.author_id, self.supplier)
        self.assertIn("&lt;b&gt;Machine", message.body)
        self.assertNotIn("<b>Machine", message.body)
        self.assertEqual(message.attachment_ids, notice.answer_attachment_ids)
        self.assertEqual(notice.answer_attachment_ids.raw, b"picture")
        self.assertEqual(notice.activity_ids.user_id, self.inspector)
        self.assertNotIn(self.supplier, notice.message_partner_ids)

    def test_8d_needs_every_discipline(self):
        notice = self._notice()
        codes = notice.discipline_ids.mapped("code")
        self.assertEqual(codes, [f"D{n}" for n in range(1, 9)])
        some = {code: REPORT[code] for code in ("D1", "D2", "D3")}
        with self.assertRaisesRegex(UserError, "D4, D5, D6, D7"):
            self._answer(notice, disciplines=some)
        self.assertFalse(notice.discipline_ids[0].content)
        self._answer(notice, "save", disciplines=some)
        self.assertEqual(notice.state, "issued")
        self.assertEqual(notice.discipline_ids[0].content, "Text of D1")
        rest = {code: REPORT[code] for code in ("D4", "D5", "D6", "D7")}
        self._answer(notice, disciplines=rest)
        self.assertEqual(notice.state, "answered")
        self.assertEqual(notice.discipline_ids[2].content, "Text of D3")

    def test_only_fields_of_the_answer_are_taken(self):
        notice = self._notice(answer_form="short")
        self._answer(
            notice,
            state="closed",
            quantity=1,
            judged_lots=9,
            user_id=self.reporter.id,
            disciplines={"D0": {"content": "x"}},
        )
        self.assertRecordValues(
            notice,
            [
                {
                    "state": "answered",
                    "quantity": 10,
                    "judged_lots": 0,
                    "user_id": self.inspector.id,
                }
            ],
        )

    def test_limits_of_an_answer(self):
        notice = self._notice(answer_form="short")
        for vals in (
            {"reply": "x" * 10_001},
            {"rma_number": "x" * 201},
            {"accepted_quantity": -1},
            {"transit_quantity": float("inf")},
            {"transit_quantity": float("nan")},
        ):
            with self.assertRaises(UserError):
                self._answer(notice, **vals)
        with self.assertRaisesRegex(UserError, "takes 40 files"):
            self._answer(notice, files=[(f"{n}.txt", b"x") for n in range(41)])
        self.assertEqual(notice.state, "issued")
        self.assertFalse(notice.reply or notice.answer_attachment_ids)

    def test_after_the_answer_only_the_goods(self):
        notice = self._notice(answer_form="short")
        with self.assertRaisesRegex(UserError, "not possible any more"):
            self._answer(notice, "goods", date_fetch=self.today)
        self._answer(notice)
        for step in ("acknowledge", "save", "answer"):
            with self.assertRaisesRegex(UserError, "not possible any more"):
                self._answer(notice, step, reply="Something else")
        self._answer(
            notice, "goods", date_fetch=self.today, rma_number="R7", reply="Changed"
        )
        self.assertEqual(notice.date_fetch, self.today)
        self.assertEqual(notice.rma_number, "R7")
        self.assertEqual(notice.reply, "Sealing temperature raised.")

    def test_paper_answer_takes_the_same_way(self):
        notice = self._notice()
        wizard = (
            self.env["quality.supplier.reply"]
            .with_user(self.inspector)
            .create(
                {"notice_id": notice.id, "means": "letter", "replied_by": "Head of QA"}
            )
        )
        self.assertEqual(len(wizard.line_ids), 8)
        for line in wizard.line_ids:
            line.content = f"On paper {line.code}"
        wizard.action_confirm()
        self.assertEqual(notice.state, "answered")
        self.assertEqual(notice.discipline_ids[3].content, "On paper D4")
        kept = notice.history_ids.filtered(lambda row: row.event == "note")[-1:]
        self.assertIn("entered by", kept.values)
        with self.assertRaises(AccessError):
            wizard.with_user(self.worker).action_confirm()

    def test_ask_again_keeps_the_former_answer(self):
        notice = self._notice()
        self._answer(notice)
        later = self.today + timedelta(days=14)
        with self.assertRaises(UserError):
            notice._ask_again("", later)
        with self.assertRaises(UserError):
            notice._ask_again("Cause?", self.today - timedelta(days=1))
        notice._ask_again("The cause is missing.", later)
        self.assertRecordValues(
            notice,
            [
                {
                    "state": "issued",
                    "round": 2,
                    "date_reply_by": later,
                    "demand_note": "The cause is missing.",
                    "date_answered": False,
                }
            ],
        )
        self.assertEqual(len(notice.discipline_ids), 16)
        self.assertFalse(any(notice.current_discipline_ids.mapped("content")))
        former = notice.discipline_ids - notice.current_discipline_ids
        self.assertTrue(all(former.mapped("content")))
        self._answer(notice)
        self.assertEqual(notice.state, "answered")
        self.assertLess(notice.date_first_answer, notice.date_answered + timedelta(1))
