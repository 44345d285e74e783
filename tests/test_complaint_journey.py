"""Complaints told from the first word to the return visit, by those who do it."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.quality_complaint.tests.common import STAFF
from odoo.addons.quality_complaint.tests.common_investigation import InvestigationCommon
from odoo.addons.quality_complaint.tests.refund_common import RefundCommon
from odoo.addons.quality_complaint.tests.test_complaint_hold import ComplaintHoldCommon
from odoo.addons.quality_complaint.tests.test_complaint_mail import MailCommon


@tagged("post_install", "-at_install")
class TestGoodAfterAll(ComplaintHoldCommon, InvestigationCommon):
    """Telephone, hold, laboratory, good, resume notices, return visit, closed."""

    def test_from_the_call_to_the_return_visit(self):
        order = self._sell(4, self.lot_a)
        self._put(6, self.lot_a)
        complaint = self._take_the_call(order)
        self._hold_stands(complaint)
        self._ask_the_laboratory(complaint)
        self._goods_move_again(complaint)
        self._answer_and_close(complaint)

    def _take_the_call(self, order):
        """A seller writes down what the ward says, starting from the delivery."""
        model = self.env["quality.complaint"].with_user(self.seller)
        vals = model._prepare_vals_from(order.picking_ids)
        complaint = model.create(
            vals
            | {
                "description": "The pump stops after an hour.",
                "channel": "phone",
                "kind_id": self.failure.id,
                "contact_name": "Ward",
            }
        )
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.product_id, self.product)
        self.assertEqual(complaint.lot_ids, self.lot_a)
        self.assertEqual(complaint.first_responsible_id, self.seller)
        self.assertTrue(self._deadline(complaint, "accept").effective_due)
        with self.assertRaises(AccessError):
            complaint._accept()
        return complaint

    def _hold_stands(self, complaint):
        complaint.with_user(self.handler)._accept()
        self.assertEqual(complaint.sudo().hold_id.state, "placed")
        with self.assertRefused("hold"):
            self._deliver(self._transfer(1), 1, self.lot_a)

    def _ask_the_laboratory(self, complaint):
        complaint.with_user(self.handler)._investigate()
        dispute = (
            self.env["quality.complaint.laboratory"]
            .with_user(self.inspector)
            .create(
                {
                    "complaint_id": complaint.id,
                    "reason": "The ward says it stops, the bench says it runs.",
                    "lot_id": self.lot_a.id,
                    "retained_ref": "RS-A-1",
                    "laboratory_id": self.supplier.id,
                }
            )
        )
        dispute._send()
        dispute.report_number = "LAB-77"
        with self.assertRaises(AccessError):
            dispute._decide("good", "Runs 48 hours.")
        dispute.with_user(self.officer)._decide("good", "Runs 48 hours.")
        self.assertEqual(complaint.goods_judgement, "good")

    def _goods_move_again(self, complaint):
        hold = complaint.sudo().hold_id
        self.assertEqual(hold.state, "released")
        resume = hold.notice_ids.filtered(lambda row: row.kind == "resume")
        self.assertEqual(resume.partner_id, self.customer)
        self.assertTrue(self._deadline(hold, "release_notice").done)
        again = self._deliver(self._transfer(1), 1, self.lot_a)
        self.assertEqual(again.state, "done")

    def _answer_and_close(self, complaint):
        complaint = complaint.with_user(self.handler)
        complaint.write(
            {
                "justified": "no",
                "justified_reason": "The pump was run on a flat battery.",
                "responsible_party": "customer",
                "findings": "Retained sample and same lot run 48 hours.",
            }
        )
        complaint._solve()
        complaint.reply = "<p>Please charge the battery; we show you how.</p>"
        complaint._reply()
        complaint.customer_opinion = "accepted"
        complaint._revisit()
        complaint.write(
            {"result": "Trained on site; content.", "revisit_evaluation": "good"}
        )
        complaint._close()
        self.assertEqual(complaint.state, "closed")
        with self.assertRefused("no longer be changed"):
            complaint.result = "Something else"
        self.assertFalse(complaint._verify_history())


@tagged("post_install", "-at_install")
class TestBadAndExchanged(MailCommon, RefundCommon):
    """E-mail, justified, return, own fault, nonconformity, exchange, credit, note."""

    def test_from_the_mail_to_the_return_note(self):
        order, invoice = self._sold(10, self.lot_a)
        self._put(5, self.lot_b)
        complaint = self._mail_comes_in(order)
        ret = self._return_is_approved(complaint, order)
        self._goods_are_received_and_judged(ret)
        self._customer_gets_goods_and_money(ret, invoice)
        self._return_note_is_sent(ret)
        self._all_is_closed(complaint, ret)

    def _mail_comes_in(self, order):
        complaint = self._process(self._mail("Four gloves of lot A are torn."))
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.channel, "email")
        complaint = complaint.with_user(self.handler)
        complaint.write(
            {
                "product_id": self.product.id,
                "lot_ids": self.lot_a.ids,
                "quantity": 4,
                "sale_id": order.id,
            }
        )
        complaint._accept()
        complaint._investigate()
        complaint.write(
            {
                "justified": "yes",
                "justified_reason": "Torn on the photo.",
                "responsible_party": "own",
                "findings": "Four pieces torn at the cuff.",
            }
        )
        return complaint

    def _return_is_approved(self, complaint, order):
        solution = (
            self.env["quality.complaint.solution"]
            .with_user(self.handler)
            .create({"complaint_id": complaint.id, "kind": "return", "quantity": 4})
        )
        apology = solution.create(
            {"complaint_id": complaint.id, "kind": "apology_oral"}
        )
        complaint._solve()
        apology._finish("Said on the telephone.")
        solution._start()
        ret = complaint.sudo().return_ids
        self.assertEqual(ret.line_ids.lot_id, self.lot_a)
        ret.sale_id = order
        with self.assertRefused("signatures"):
            self._receive_return(ret)
        if ret.state == "requested":
            ret.with_user(self.handler)._accept()
        ret.with_user(self.second_handler)._approve("after_sales")
        ret.with_user(self.business_head)._approve("business")
        ret.with_user(self.officer)._approve("quality")
        self.assertEqual(ret.state, "confirmed")
        return ret

    def _receive_return(self, ret):
        if not ret.picking_ids:
            ret.with_user(self.handler)._accept()
            ret.with_user(self.worker)._make_receipt()
        picking = ret.picking_ids
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()

    def _goods_are_received_and_judged(self, ret):
        self._receive_return(ret)
        self.assertEqual(ret.state, "received")
        zone = self.warehouse.wh_returns_loc_id
        self.assertEqual(self._on_hand(zone, self.lot_a), 4)
        row = ret.with_user(self.inspector).inspection_ids
        row.write({"verdict": "own_fault", "note": "Torn at the cuff."})
        ret.with_user(self.inspector)._inspect()
        ret.with_user(self.officer)._decide()
        source = ret.inspection_ids.sudo().nonconformity_id
        self.assertEqual((source.product_id, source.quantity), (self.product, 4))
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 4)

    def _customer_gets_goods_and_money(self, ret, invoice):
        line = ret.line_ids
        picking = ret.with_user(self.handler)._create_replacement({line: 3}).sudo()
        self._send(picking)
        self.assertEqual(picking.state, "done")
        note = ret.with_user(self.biller)._create_credit_notes().sudo()
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(note.amount_untaxed, 20)
        note.with_user(self.biller).action_post()
        ret.invalidate_recordset()
        ret.with_user(self.handler)._settle()
        self.assertEqual(ret.state, "settled")

    def _return_note_is_sent(self, ret):
        self.assertTrue(ret.needs_note)
        ret.with_user(self.handler)._send_note("mail")
        self.assertFalse(ret.needs_note)
        mail = self.env["mail.mail"].search([("model", "=", ret._name)], limit=1)
        self.assertEqual(mail.res_id, ret.id)
        self.assertIn(ret.note_attachment_id, mail.attachment_ids)

    def _all_is_closed(self, complaint, ret):
        complaint.reply = "<p>Three new pieces and a credit of one.</p>"
        complaint._reply()
        complaint.customer_opinion = "accepted"
        complaint._revisit()
        complaint.write({"result": "Exchanged.", "revisit_evaluation": "good"})
        with self.assertRefused("corrective action"):
            complaint._close()
        complaint.with_user(self.officer)._waive_capa("One carton dropped once.")
        complaint._close()
        self.assertEqual(complaint.state, "closed")


@tagged("post_install", "-at_install")
class TestServiceEscalated(InvestigationCommon):
    """A rude visit: neutral recipient, dissatisfied, one level up, closed."""

    def test_from_the_neutral_recipient_to_the_top(self):
        complaint = self._complaint(
            description="The technician was rude.",
            kind_id=self.attitude.id,
            accused_team_id=self.service_team.id,
        )
        complaint.sudo().accused_user_id = self.nurse
        self.assertTrue(self._told(complaint, self.service_head))
        self.assertEqual(complaint.investigator_id, self.service_head)
        with self.assertRaises(AccessError):
            complaint.with_user(self.nurse).read(["description"])
        desk = complaint.with_user(self.neutral_person)
        desk._accept()
        desk._investigate()
        desk.write(
            {
                "justified": "yes",
                "justified_reason": "Confirmed by two witnesses.",
                "findings": "He shouted at the ward.",
                "responsible_party": "own",
            }
        )
        with self.assertRefused("at least one solution"):
            desk._solve()
        apology = self.env["quality.complaint.solution"].with_user(self.neutral_person)
        apology.create({"complaint_id": complaint.id, "kind": "apology_written"})
        desk._solve()
        desk.reply = "<p>We are sorry.</p>"
        desk._reply()
        desk.write(
            {"customer_opinion": "rejected", "customer_opinion_note": "Not enough."}
        )
        desk._escalate("Wants to hear it from the direction.")
        self.assertEqual(complaint.user_id, self.top_head)
        self.assertEqual(self._deadline(complaint, "reply").round, 2)
        top = complaint.with_user(self.top_head)
        top._solve()
        top.reply = "<p>The director apologises in person.</p>"
        top._reply()
        top.customer_opinion = "accepted"
        self.service_head.group_ids += self.env.ref(STAFF)
        with self.assertRefused("neutral"):
            complaint.with_user(self.service_head)._revisit()
        complaint.with_user(self.neutral_person)._revisit()
        top.write({"result": "Apologised in person.", "revisit_evaluation": "good"})
        top.with_user(self.officer)._waive_capa("Spoken to; trained.")
        top._close()
        self.assertEqual(complaint.state, "closed")
