from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .refund_common import RefundCommon


@tagged("post_install", "-at_install")
class TestReturnRefund(RefundCommon):
    """No form, no refund [CO-71]: every door, with finance's own rights."""

    def _assert_not_posted(self, note, *words):
        with self.assertRaises(UserError) as caught:
            note.action_post()
        for word in words:
            self.assertIn(word, str(caught.exception))
        self.assertEqual(note.state, "draft")
        self.assertFalse(note.posted_before)

    # the form ---------------------------------------------------------------------
    def test_without_form_refused(self):
        _order, invoice = self._sold()
        self._assert_not_posted(self._reverse(invoice), "Swab", "acceptance form")

    def test_by_hand_refused(self):
        self._assert_not_posted(self._credit(self.loose, 1), "acceptance form")

    def test_written_state_refused(self):
        note = self._credit(self.loose, 1)
        with self.assertRaises(UserError):
            note.write({"state": "posted"})
        self.assertEqual(note.state, "draft")

    def test_confirmed_form_passes(self):
        _order, invoice = self._sold()
        form = self._confirmed((self.loose, 10, "quality"))
        note = self._reverse(invoice, quality_return_id=form.id)
        note.action_post()
        self.assertEqual(note.state, "posted")
        self.assertEqual(form.sudo().credit_note_ids, note)
        self.assertEqual(form.with_user(self.handler).credit_note_count, 1)

    def test_waiting_form_refused(self):
        form = self._return((self.loose, 2, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        self._assert_not_posted(note, form.name, "Requested")
        form.with_user(self.handler)._accept()
        self._assert_not_posted(note, "Accepted for Check")

    def test_refused_form_refused(self):
        form = self._confirmed((self.loose, 2, "quality"))
        form.with_user(self.handler)._refuse("The seal was cut by the customer.")
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        self._assert_not_posted(note, "Refused")

    def test_form_of_other_customer_refused(self):
        form = self._confirmed((self.loose, 2, "quality"))
        with self.assertRefused("another customer"):
            self._credit(
                self.loose, 2, partner=self.other_customer, quality_return_id=form.id
            )
        self.assertFalse(form.sudo().credit_note_ids)

    def test_partner_changed_after_linking_refused(self):
        form = self._confirmed((self.loose, 2, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        note.partner_id = self.other_customer
        self._assert_not_posted(note, "another customer")

    def test_goods_beside_the_form_refused(self):
        form = self._confirmed((self.lot_a, 2, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        self._assert_not_posted(note, "Swab", "leaves 0.0")

    def test_more_than_the_form_refused(self):
        form = self._confirmed((self.loose, 5, "quality"))
        self._credit(self.loose, 3, quality_return_id=form.id).action_post()
        note = self._credit(self.loose, 3, quality_return_id=form.id)
        self._assert_not_posted(note, "leaves 2.0", "3.0")
        note.invoice_line_ids.quantity = 2
        note.action_post()
        self.assertEqual(form._get_credited_quantities(), {self.loose: 5.0})

    def test_quantity_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        form = self._confirmed((self.loose, 12, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        note.invoice_line_ids.product_uom_id = dozen
        self._assert_not_posted(note, "leaves 12.0", "24.0")
        note.invoice_line_ids.quantity = 1
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_credited_form_is_not_refused_after(self):
        form = self._confirmed((self.loose, 2, "quality"))
        self._credit(self.loose, 2, quality_return_id=form.id).action_post()
        with self.assertRefused("Money went back"):
            form.with_user(self.handler)._refuse("Changed our mind.")
        form.invalidate_recordset()
        self.assertEqual(form.state, "confirmed")
        self.assertFalse(form.refusal)

    def test_link_fixed_once_posted(self):
        form = self._confirmed((self.loose, 2, "quality"))
        other = self._confirmed((self.loose, 2, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        note.action_post()
        with self.assertRefused("Reset it to draft"):
            note.quality_return_id = other
        self.assertEqual(note.quality_return_id, form)

    def test_form_must_be_readable_to_be_linked(self):
        form = self._confirmed((self.loose, 2, "quality"))
        form.confidential = True
        with self.assertRaises(AccessError):
            self._credit(self.loose, 2, quality_return_id=form.id)
        note = self._credit(self.loose, 2)
        with self.assertRaises(AccessError):
            note.quality_return_id = form.id
        self.assertFalse(note.quality_return_id)

    def test_finance_reads_and_changes_nothing(self):
        form = self._confirmed((self.loose, 2, "quality")).with_user(self.biller)
        self.assertEqual(form.line_ids.quantity, 2)
        self.assertEqual(len(form.approval_ids), 3)
        with self.assertRaises(AccessError):
            form.reference = "changed"
        self.assertFalse(form.reference)

    def test_who_reads_no_invoices_reads_the_return(self):
        form = self._confirmed((self.loose, 2, "quality"))
        note = self._credit(self.loose, 2, quality_return_id=form.id)
        for user in (self.seller, self.handler, self.worker):
            form.with_user(user).read()
            form.line_ids.with_user(user).read()
            with self.assertRaises(AccessError):
                form.with_user(user).read(["credit_note_ids"])
        values = form.with_user(self.biller).read(["credit_note_ids"])
        self.assertEqual(values[0]["credit_note_ids"], note.ids)

    # an invoice with negative lines ------------------------------------------------
    def test_negative_line_of_an_invoice_refused(self):
        invoice = (
            self.env["account.move"]
            .with_user(self.biller)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "quantity": quantity,
                                "price_unit": 20,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for product, quantity in ((self.product, 5), (self.loose, -2))
                    ],
                }
            )
        )
        self.assertTrue(invoice.quality_refunds_goods)
        self._assert_not_posted(invoice, "Swab")
        form = self._confirmed((self.loose, 2, "quality"))
        invoice.quality_return_id = form.id
        invoice.action_post()
        self.assertEqual(form._get_credited_quantities(), {self.loose: 2.0})

    def test_plain_invoice_passes(self):
        _order, invoice = self._sold()
        self.assertEqual(invoice.state, "posted")
        self.assertFalse(invoice.quality_refunds_goods)

    # never delivered ----------------------------------------------------------------
    def test_never_delivered_passes(self):
        _order, invoice = self._sold(deliver=False)
        note = self._reverse(invoice)
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_only_the_undelivered_rest_passes(self):
        order, invoice = self._sold(deliver=False)
        picking = order.picking_ids
        self._deliver(picking.with_context(skip_backorder=True), 6)
        self.assertEqual(order.order_line.qty_delivered, 6)
        note = self._reverse(invoice)
        note.invoice_line_ids.quantity = 5
        self._assert_not_posted(note, "Swab")
        note.invoice_line_ids.quantity = 4
        note.action_post()
        second = self._reverse(invoice)
        second.invoice_line_ids.quantity = 1
        self._assert_not_posted(second, "Swab")

    # the customer keeps the goods ----------------------------------------------------
    def test_price_correction_needs_a_reason(self):
        _order, invoice = self._sold()
        note = self._reverse(invoice, quality_refund_basis="price")
        note.invoice_line_ids.price_unit = 2
        self._assert_not_posted(note, "say why")
        note.quality_refund_reason = "Price of the contract"
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_price_correction_of_all_is_a_refund(self):
        _order, invoice = self._sold()
        note = self._reverse(invoice, quality_refund_basis="price", reason="Contract")
        self._assert_not_posted(note, "all that was paid")

    def test_price_corrections_add_up(self):
        _order, invoice = self._sold()
        vals = {"quality_refund_basis": "discount", "reason": "Bonus"}
        first = self._reverse(invoice, **vals)
        first.invoice_line_ids.price_unit = 12
        first.action_post()
        second = self._reverse(invoice, **vals)
        second.invoice_line_ids.price_unit = 8
        self._assert_not_posted(second, "all that was paid")
        second.invoice_line_ids.price_unit = 7
        second.action_post()
        self.assertEqual(second.state, "posted")

    def test_price_correction_without_an_invoice_refused(self):
        note = self._credit(
            self.loose, 1, quality_refund_basis="price", quality_refund_reason="Bonus"
        )
        self._assert_not_posted(note, "names no invoice")

    def test_services_pass(self):
        service = self.env["product.product"].create(
            {"name": "Training", "type": "service"}
        )
        service.property_account_income_id = self.loose.property_account_income_id
        note = self._credit(service, 1)
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_a_line_that_names_nothing_needs_a_reason(self):
        note = self._credit(self.env["product.product"], 1)
        note.invoice_line_ids.name = "Gloves taken back"
        self._assert_not_posted(note, "does not say for what")
        note.write(
            {"quality_refund_basis": "discount", "quality_refund_reason": "Bonus"}
        )
        note.action_post()
        self.assertEqual(note.state, "posted")

    # issued again ----------------------------------------------------------------------
    def test_invoice_issued_again_passes(self):
        _order, invoice = self._sold()
        new = self._reverse(invoice, modify=True, reason="Wrong address")
        note = invoice.reversal_move_ids
        self.assertEqual(note.state, "posted")
        self.assertEqual(note.quality_refund_basis, "reissue")
        self.assertEqual((new.move_type, new.state), ("out_invoice", "draft"))
        self.assertFalse(new.quality_refund_basis)

    def test_issued_again_needs_a_reason(self):
        _order, invoice = self._sold()
        with self.assertRefused("say why"):
            self._reverse(invoice, modify=True)
        self.assertFalse(invoice.reversal_move_ids)

    def test_issued_again_is_not_claimed_by_hand(self):
        _order, invoice = self._sold()
        note = self._reverse(invoice)
        note.write({"quality_refund_basis": "reissue", "quality_refund_reason": "So"})
        note = note.with_context(quality_reissuing=True)
        self._assert_not_posted(note, "Reverse and Create Invoice")

    def test_issued_again_gives_no_credit_for_nothing(self):
        """After it, what was delivered still counts as delivered."""
        _order, invoice = self._sold()
        new = self._reverse(invoice, modify=True, reason="Wrong address")
        new.action_post()
        self._assert_not_posted(self._reverse(new), "Swab")

    # setting -----------------------------------------------------------------------------
    def test_gate_off(self):
        self.company.quality_refund_gate = False
        note = self._credit(self.loose, 1)
        note.action_post()
        self.assertEqual(note.state, "posted")

    def test_supplier_refunds_are_no_matter_of_it(self):
        bill = self.env["account.move"].new({"move_type": "in_refund"})
        self.assertFalse(bill._is_refund_gated())

    def test_screen(self):
        form = self._confirmed((self.loose, 2, "quality"))
        note = self._credit(self.loose, 2)
        with Form(note) as screen:
            screen.quality_return_id = form
        note.action_post()
        self.assertEqual(note.quality_return_id, form)
        action = note.action_open_quality_return()
        self.assertEqual(action["res_id"], form.id)
