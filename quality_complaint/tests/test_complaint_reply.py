from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_base.tests.print_common import PrintCase

from .common import ComplaintCommon


class ComplaintReplyCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.email = "held.hospital@example.com"
        cls.archivist = cls._user(
            "complaint_archivist", "quality_base.group_quality_archivist"
        )

    @classmethod
    def _solved(cls, **vals):
        """A complaint with its reply written, about to be sent."""
        vals.setdefault("kind_id", cls.failure.id)
        complaint = cls._investigated(**vals)
        complaint._solve()
        complaint.reply = "<p>The valve is changed at no charge.</p>"
        return complaint

    @classmethod
    def _revisited(cls, **vals):
        """A complaint that could be closed."""
        complaint = cls._solved(**vals)
        complaint._reply()
        complaint.customer_opinion = "accepted"
        complaint._revisit()
        complaint.write(
            {
                "revisit_feedback": "It runs since a week.",
                "revisit_evaluation": "good",
                "revisit_suggestion": "Call before you come.",
                "result": "Valve changed.",
            }
        )
        return complaint


@tagged("post_install", "-at_install")
class TestComplaintReply(ComplaintReplyCommon):
    """The letter goes to the customer and stays in the file [CO-40]."""

    def test_mailed_with_letter(self):
        complaint = self._solved()
        self.assertEqual(complaint.reply_channel, "mail")
        before = complaint.message_ids
        complaint._reply()
        self.assertEqual(complaint.state, "replied")
        letter = complaint.reply_attachment_id
        self.assertEqual(
            (letter.res_model, letter.res_id), (complaint._name, complaint.id)
        )
        mail = (complaint.message_ids - before).filtered("attachment_ids")
        self.assertEqual(mail.partner_ids, self.customer)
        self.assertEqual(mail.attachment_ids, letter)
        self.assertIn("The valve is changed at no charge.", mail.body)
        self.assertIn("/my/complaints/", mail.body)

    def test_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("quality_complaint.mail_complaint_reply")
        template.with_context(
            lang="zh_CN"
        ).subject = "关于投诉 {{ object.name }} 的答复"
        self.customer.lang = "zh_CN"
        complaint = self._solved()
        complaint._reply()
        mail = complaint.message_ids.filtered("attachment_ids")
        self.assertIn("的答复", mail.subject)

    def test_written_to_whoever_complained(self):
        complaint = self._solved(contact_email="nurse@example.com")
        complaint._reply()
        mail = complaint.message_ids.filtered("attachment_ids")
        self.assertFalse(mail.partner_ids)
        self.assertIn("nurse@example.com", mail.outgoing_email_to)

    def test_no_address_no_mail(self):
        self.customer.email = False
        complaint = self._solved()
        self.assertEqual(complaint.reply_channel, "letter")
        complaint.reply_channel = "mail"
        with self.assertRefused("no valid e-mail address"):
            complaint._reply()
        self.assertEqual(complaint.state, "solution")
        self.assertFalse(complaint.reply_attachment_id)
        complaint.reply_channel = "phone"
        messages = complaint.message_ids
        complaint._reply()
        self.assertTrue(complaint.reply_attachment_id)
        self.assertFalse((complaint.message_ids - messages).partner_ids)

    def test_what_the_letter_says_is_done(self):
        complaint = self._solved()
        self._solution(complaint, "apology_written")
        spoken = self._solution(complaint, "apology_oral")
        complaint._reply()
        done = complaint.solution_ids - spoken
        self.assertEqual(set(done.mapped("state")), {"done"})
        self.assertEqual(spoken.state, "proposed")

    def test_second_reply_asks_for_the_opinion_again(self):
        complaint = self._solved()
        complaint._reply()
        complaint.customer_opinion = "rejected"
        complaint._investigate("The customer wants an independent test.")
        complaint._solve()
        complaint._reply()
        self.assertFalse(complaint.customer_opinion)
        with self.assertRefused("opinion"):
            complaint._revisit()

    def test_rejected_gets_its_reply(self):
        complaint = self._complaint().with_user(self.handler)
        complaint.reply = "<p>This is not our product.</p>"
        complaint._reject("Product of another house.")
        self.assertTrue(complaint.reply_attachment_id)
        silent = self._complaint().with_user(self.handler)
        silent._reject("Advertising.")
        self.assertFalse(silent.reply_attachment_id)

    def test_confidential_letter_names_nobody(self):
        complaint = self._solved(contact_name="Shy Person").with_user(
            self.complaint_manager
        )
        complaint.confidential = True
        self.assertFalse(complaint._get_letter_name())
        html = self.env["ir.actions.report"]._render_qweb_html(
            "quality_complaint.action_report_complaint_reply", complaint.ids
        )[0]
        self.assertNotIn("Shy Person", html.decode())

    def test_letter_leads_to_the_customers_page(self):
        form = self.env.ref("quality_complaint.form_complaint_reply")
        complaint = self._solved()
        self.assertIn("/my/complaints/", form._get_print_url(complaint))
        other = self.env.ref("quality_complaint.form_complaint_revisit")
        self.assertIn("/mail/view", other._get_print_url(complaint))


@tagged("post_install", "-at_install")
class TestComplaintRevisit(ComplaintReplyCommon):
    """Return visit, closing conditions, archive, retention [CO-42 to CO-45]."""

    def test_visit_and_department_told(self):
        team = self.env["quality.team"].create(
            {"name": "Ward service", "head_id": self.second_handler.id}
        )
        complaint = self._revisited(accused_team_id=team.id)
        self.assertEqual(complaint.revisit_by_id, self.handler)
        complaint._close()
        told = complaint.notice_ids.filtered(
            lambda row: row.user_id == self.second_handler and row.kind == "result"
        )
        self.assertIn("Call before you come.", told.reason)

    def test_waived_by_managers_with_reason(self):
        complaint = self._solved()
        complaint._reply()
        complaint.write({"customer_opinion": "accepted", "result": "Changed."})
        with self.assertRefused("return visit"):
            complaint._close()
        with self.assertRefused("complaint managers"):
            complaint._waive_revisit("He is content.")
        manager = complaint.with_user(self.complaint_manager)
        with self.assertRefused("Say why"):
            manager._waive_revisit("")
        self.assertFalse(complaint.revisit_waive_reason)
        manager._waive_revisit("He asked not to be called.")
        complaint._close()
        self.assertEqual(complaint.state, "closed")

    def test_waiver_ends_with_a_new_investigation(self):
        complaint = self._solved()
        complaint._reply()
        complaint.with_user(self.complaint_manager)._waive_revisit("No call wanted.")
        complaint._investigate("New facts.")
        self.assertFalse(complaint.revisit_waive_reason)

    def test_open_solution_blocks(self):
        complaint = self._revisited()
        line = self._solution(complaint, "apology_oral")
        with self.assertRefused("finish or cancel"):
            complaint._close()
        self.assertEqual(complaint.state, "revisit")
        line._finish("Called.")
        complaint._close()

    def test_open_return_blocks(self):
        complaint = self._revisited()
        ret = self._return((self.lot_a, 1, "quality"), complaint_id=complaint.id)
        with self.assertRefused(ret.name):
            complaint._close()
        ret.with_user(self.handler)._refuse("Damaged by the customer.")
        complaint._close()

    def test_standing_hold_blocks_until_taken_over(self):
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Pumps", "goods_kind": "device"}
        )
        complaint = self._revisited(
            product_id=self.product.id, lot_ids=[Command.set(self.lot_a.ids)]
        )
        hold = complaint.sudo().hold_id
        with self.assertRefused(hold.name):
            complaint._close()
        complaint.with_user(self.inspector)._confirm_bad("Valve stuck.")
        with self.assertRefused("corrective action"):
            complaint._close()
        with self.assertRefused("officers"):
            complaint._waive_capa("Single case.")
        complaint.with_user(self.officer)._waive_capa("Known, corrected in May.")
        complaint._close()
        self.assertEqual(hold.state, "placed", "it stands for the nonconformity")

    def test_finished_document_is_followed(self):
        complaint = self._revisited(
            product_id=self.product.id,
            quantity=1,
            lot_ids=[Command.set(self.lot_a.ids)],
        )
        line = self._solution(complaint, "replacement")
        line._start()
        order = self.env["sale.order"].browse(line.res_id)
        order.action_confirm()
        with self.assertRefused("finish or cancel"):
            complaint._close()
        self._put(1, self.lot_b)
        self._deliver(order.picking_ids, 1, self.lot_b)
        line.invalidate_recordset()
        complaint._close()
        self.assertEqual(line.state, "done")

    def test_incomplete_file_blocks(self):
        complaint = self._revisited(kind_id=False)
        with self.assertRefused("kind of complaint"):
            complaint._close()
        complaint.write({"kind_id": self.failure.id, "justified_reason": False})
        with self.assertRefused("why it is justified"):
            complaint._close()
        complaint.justified_reason = "Seen."
        complaint._close()

    def test_archive_and_retention(self):
        complaint = self._revisited()
        self.assertFalse(complaint.can_submit_archive)
        complaint._close()
        self.assertTrue(complaint.is_unfinished, "not in the archive yet")
        complaint._submit_archive()
        with self.assertRaises(AccessError):
            complaint._accept_archive()
        self.assertEqual(complaint.archive_state, "submitted")
        self.archivist.group_ids += self.env.ref(
            "quality_complaint.group_complaint_user"
        )
        complaint.with_user(self.archivist)._accept_archive()
        self.assertEqual(complaint.archive_state, "archived")
        self.assertFalse(complaint.is_unfinished)
        until = complaint.retention_until
        self.assertEqual(until.year, complaint.date_closed.year + 5)
        with self.assertRefused("kept"):
            complaint.with_user(self.complaint_manager).unlink()
        self.assertTrue(complaint.exists())

    def test_taken_up_again_comes_back_from_the_archive(self):
        complaint = self._revisited()
        complaint._close()
        complaint._submit_archive()
        self.archivist.group_ids += self.env.ref(
            "quality_complaint.group_complaint_user"
        )
        complaint.with_user(self.archivist)._accept_archive()
        complaint.with_user(self.complaint_manager)._reopen_complaint("New facts.")
        self.assertEqual(complaint.archive_state, "none")
        self.assertFalse(complaint.archivist_id)
        self.assertTrue(complaint.is_unfinished)

    def test_rejected_is_finished_without_archive(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._reject("Advertising.")
        self.assertFalse(complaint.is_unfinished)
        found = self.env["quality.complaint"].search(
            [("is_unfinished", "=", True), ("id", "=", complaint.id)]
        )
        self.assertFalse(found)


@tagged("post_install", "-at_install")
class TestComplaintStaff(ComplaintReplyCommon):
    """Who files does not judge and answer, whatever client he uses [CO-05]."""

    def test_reporter_does_not_answer(self):
        complaint = self._complaint()
        for name, value in (
            ("justified", "yes"),
            ("justified_reason", "I saw it."),
            ("agreement", "agreed"),
            ("reply", "<p>All is well.</p>"),
            ("customer_opinion", "accepted"),
            ("customer_opinion_note", "Content."),
            ("result", "Done."),
            ("revisit_feedback", "Content."),
            ("revisit_evaluation", "good"),
            ("revisit_suggestion", "None."),
        ):
            with self.subTest(name):
                before = complaint[name]
                with self.assertRefused("Complaint staff judge"):
                    complaint[name] = value
                complaint.invalidate_recordset()
                self.assertEqual(complaint[name], before)

    def test_nor_when_filing(self):
        count = self.env["quality.complaint"].search_count([])
        with self.assertRefused("Complaint staff judge"):
            self._complaint(reply="<p>All is well.</p>")
        self.assertEqual(self.env["quality.complaint"].search_count([]), count)

    def test_still_adds_what_he_knows(self):
        complaint = self._complaint()
        complaint.description = "It stopped after two hours."
        self.assertEqual(complaint.description, "It stopped after two hours.")


@tagged("post_install", "-at_install")
class TestComplaintReplyPrint(ComplaintReplyCommon, PrintCase):
    """Letter and record of the visit as real PDF [QC-F-30, QC-F-31]."""

    def test_letter(self):
        complaint = self._solved(
            contact_name="Head of the ward", product_id=self.product.id
        )
        self._solution(complaint, "replacement", quantity=2)
        text = self._pdf_text(
            self._render_pdf(
                "quality_complaint.action_report_complaint_reply", complaint
            )
        )
        for word in (
            "QC-F-30",
            "投诉答复函",
            complaint.name,
            "The valve is changed",
            "Replacement",
            "Head of the ward",
        ):
            self.assertIn(word, text)

    def test_visit(self):
        complaint = self._revisited()
        text = self._pdf_text(
            self._render_pdf(
                "quality_complaint.action_report_complaint_revisit", complaint
            )
        )
        for word in ("QC-F-31", "客户回访记录", "It runs since a week.", "Good"):
            self.assertIn(word, text)

    def test_blank(self):
        for name in ("reply", "revisit"):
            html = self.env["ir.actions.report"]._render_qweb_html(
                f"quality_complaint.action_report_complaint_{name}",
                [],
                data={"blank": 1},
            )[0]
            self.assertIn("o_quality_blank", html.decode())
