from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintSolution(ComplaintCommon):
    """Each solution that moves goods or money makes its document [CO-36]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(5, cls.lot_a)
        cls.case = cls._investigated(
            kind_id=cls.failure.id,
            product_id=cls.product.id,
            lot_ids=[Command.set(cls.lot_a.ids)],
            quantity=2,
            sale_id=cls.order.id,
        )
        cls.accountant = cls._user("complaint_finance", "account.group_account_invoice")

    def _decided(self, kind, **vals):
        line = self._solution(self.case, kind, **vals)
        self.case._solve()
        return line

    def test_nothing_moves_before_it_is_decided(self):
        orders = self.env["sale.order"].search_count([])
        line = self._solution(self.case, "replacement")
        with self.assertRefused("only once the solution is decided"):
            line._start()
        self.assertEqual(line.state, "proposed")
        self.assertEqual(self.env["sale.order"].search_count([]), orders)

    def test_return_form(self):
        line = self._decided("return", note="Valve stuck")
        line._start()
        form = self.case.return_ids
        self.assertEqual(len(form), 1)
        self.assertEqual((line.res_model, line.res_id), (form._name, form.id))
        self.assertRecordValues(
            form,
            [
                {
                    "state": "requested",
                    "partner_id": self.customer.id,
                    "wanted": "credit",
                    "sale_id": self.order.id,
                    "reporter_id": self.handler.id,
                }
            ],
        )
        self.assertRecordValues(
            form.line_ids,
            [{"product_id": self.product.id, "lot_id": self.lot_a.id, "quantity": 2}],
        )
        with self.assertRefused("not finished"):
            line._finish("Took it back.")
        self.assertEqual(line.state, "started")

    def test_exchange_by_mail(self):
        line = self._decided("mail_exchange")
        line._start()
        self.assertEqual(self.case.return_ids.wanted, "exchange")

    def test_replacement_at_no_charge(self):
        self.product.list_price = 99
        line = self._decided("replacement")
        line._start()
        order = self.env["sale.order"].browse(line.res_id)
        self.assertEqual(order.origin, self.case.name)
        self.assertEqual(order.state, "draft", "sales confirms it")
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(order.amount_total, 0)
        self.assertEqual(line.with_user(self.employee).document_name, order.name)
        order.action_confirm()
        self.assertEqual(order.amount_total, 0)
        self.assertFalse(line.document_done)
        self._put(2, self.lot_b)
        self._deliver(order.picking_ids, 2, self.lot_b)
        line.invalidate_recordset()
        self.assertTrue(line.document_done)
        line._finish()
        self.assertEqual(line.state, "done")
        self.assertEqual(line.done_by_id, self.handler)
        self.assertEqual(line.result, order.name)

    def test_credit_note_of_a_refund_rests_on_the_return(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        back = self._solution(self.case, "return")
        line = self._decided("refund", amount=40)
        back._start()
        line._start()
        note = self.env["account.move"].browse(line.res_id)
        self.assertRecordValues(
            note,
            [
                {
                    "move_type": "out_refund",
                    "state": "draft",
                    "quality_return_id": self.case.return_ids.id,
                    "reversed_entry_id": invoice.id,
                    "amount_untaxed": 40,
                }
            ],
        )
        self.assertEqual(note.invoice_line_ids.quantity, 2)
        with self.assertRefused(self.case.return_ids.name):
            note.action_post()
        self.assertEqual(note.state, "draft", "the return is not confirmed")

    def test_price_reduction_is_a_credit_with_reason(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        line = self._decided("price_reduction", amount=15, note="Scratched housing")
        line._start()
        note = self.env["account.move"].browse(line.res_id)
        self.assertEqual(note.quality_refund_basis, "price")
        self.assertIn("Scratched housing", note.quality_refund_reason)
        note.with_user(self.accountant).action_post()
        self.assertEqual(note.amount_untaxed, 15)
        line.invalidate_recordset()
        line._finish()
        self.assertEqual(line.state, "done")

    def test_hardship_needs_no_goods(self):
        line = self._decided("hardship", amount=100, note="Trip to the clinic")
        self.assertFalse(line.product_id)
        line._start()
        note = self.env["account.move"].browse(line.res_id)
        self.assertEqual(note.amount_untaxed, 100)
        self.assertFalse(note.invoice_line_ids.product_id)

    def test_missing_things_are_named(self):
        money = self._solution(self.case, "refund")
        self.case.partner_id = False
        line = self._decided("replacement")
        with self.assertRefused("the customer"):
            line._start()
        with self.assertRefused("the amount"):
            money._start()
        self.assertEqual(set((line | money).mapped("state")), {"proposed"})

    def test_task_for_what_no_document_does(self):
        # a repair is an order where the addon of repairs is there
        line = self._decided(
            "rework", user_id=self.employee.id, note="Change the valve"
        )
        line._start()
        task = self.env["mail.activity"].browse(line.res_id)
        self.assertIn(task, self.case.sudo().activity_ids)
        self.assertEqual(task.user_id, self.employee)
        self.case.with_user(self.employee).read(["name"])
        with self.assertRefused("Say what was done"):
            line._finish()
        line._finish("Valve changed on the spot, runs again.")
        self.assertEqual(line.state, "done")
        self.assertFalse(task.active)

    def test_words_need_no_document(self):
        line = self._solution(self.case, "apology_oral")
        with self.assertRefused("Say what was done"):
            line._finish(" ")
        line._finish("Called the head of the ward.")
        self.assertEqual(line.state, "done")

    def test_goods_are_not_done_by_words(self):
        line = self._decided("replacement")
        with self.assertRefused("not started"):
            line._finish("Sent one by post.")
        self.assertEqual(line.state, "proposed")

    def test_cancel_withdraws_the_draft_only(self):
        line = self._decided("replacement")
        line._start()
        order = self.env["sale.order"].browse(line.res_id)
        with self.assertRefused("Say why"):
            line._cancel("")
        line._cancel("The customer wants his money back.")
        self.assertEqual((line.state, order.state), ("cancelled", "cancel"))
        other = self._solution(self.case, "replacement")
        other._start()
        order = self.env["sale.order"].browse(other.res_id)
        order.action_confirm()
        with self.assertRefused("is under way"):
            other._cancel("Not any more.")
        self.assertEqual((other.state, order.state), ("started", "sale"))

    def test_started_is_fixed(self):
        line = self._decided("replacement")
        line._start()
        with self.assertRefused("propose another"):
            line.quantity = 50
        with self.assertRefused("stays on record"):
            line.unlink()
        self.assertEqual(line.quantity, 2)
        with self.assertRefused("own steps only"):
            line.state = "done"
        with self.assertRefused("own steps only"):
            line.res_id = 1
        self.assertEqual(line.state, "started")

    def test_dialogs(self):
        line = self._solution(self.case, "apology_oral")
        dialog = self.env["quality.complaint.step"].with_user(self.handler)
        ask = dialog.browse(line.action_finish()["res_id"])
        self.assertEqual(ask.document_name, line.display_name)
        ask.reason = "Called the ward."
        ask.action_confirm()
        self.assertEqual((line.state, line.result), ("done", "Called the ward."))
        other = self._solution(self.case, "apology_person")
        ask = dialog.browse(other.action_cancel()["res_id"])
        with self.assertRefused("Say why"):
            ask.action_confirm()
        ask.reason = "Not wished."
        ask.action_confirm()
        self.assertEqual(other.state, "cancelled")
        foreign = dialog.create(
            {"res_model": "res.users", "res_id": self.handler.id, "step": "finish"}
        )
        with self.assertRefused("none of the document's"):
            foreign.action_confirm()

    def test_stays_with_its_complaint(self):
        line = self._solution(self.case, "replacement")
        other = self._investigated()
        with self.assertRefused("stays with its complaint"):
            line.complaint_id = other
        self.assertEqual(line.complaint_id, self.case)

    def test_closed_complaint_takes_no_solution(self):
        other = self._complaint().with_user(self.handler)
        other._reject("Advertising.")
        with self.assertRefused("is over"):
            self._solution(other, "refund")
        self.assertFalse(other.solution_ids)

    def test_list_asks_once_per_kind_of_document(self):
        self.case._solve()
        lines = self.env["quality.complaint.solution"]
        for __ in range(6):
            lines |= self._solution(self.case, "replacement")
        lines._start()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("document_name")
            records.mapped("document_done")
            return self.env.cr.sql_log_count - before

        count(lines)
        self.assertEqual(count(lines), count(lines[:1]))

    def test_rights(self):
        line = self._solution(self.case, "replacement")
        for user in (self.employee, self.seller, self.worker):
            with self.assertRaises(AccessError):
                line.with_user(user).note = "More"
            with self.assertRaises(AccessError):
                self._solution(self.case, "refund", user=user)
        auditor = self._user("complaint_auditor", "quality_base.group_quality_auditor")
        self.assertEqual(line.with_user(auditor).kind, "replacement")
        with self.assertRaises(AccessError):
            line.with_user(auditor).note = "More"
        with self.assertRaises(AccessError):
            line.with_user(self.worker).read(["kind"])
        self.case.sudo().accused_user_id = self.second_handler
        with self.assertRefused("concerns you"):
            line.with_user(self.second_handler).note = "More"
        self.assertFalse(line.note)

    def test_expired_goods_are_the_managers(self):
        self.lot_a.expiration_date = fields.Datetime.now() - timedelta(days=2)
        line = self._decided("replacement")
        with self.assertRefused("complaint manager decides"):
            line._start()
        self.assertEqual(line.state, "proposed")
        line.with_user(self.complaint_manager)._start()
        self.assertEqual(line.state, "started")

    def test_expired_return_needs_the_manager(self):
        self.lot_a.expiration_date = fields.Datetime.now() - timedelta(days=2)
        ret = self._confirmed((self.lot_a, 2, "quality"))
        self.assertEqual(ret.state, "accepted", "one approval is missing")
        with self.assertRaises(AccessError):
            ret.with_user(self.inspector)._approve("expired")
        ret.with_user(self.complaint_manager)._approve("expired")
        self.assertEqual(ret.state, "confirmed")
        fresh = self._confirmed((self.lot_b, 2, "quality"))
        self.assertEqual(fresh.state, "confirmed")

    def test_form_starts_from_the_case(self):
        self.case._solve()
        with Form(self.case) as form, form.solution_ids.new() as row:
            row.kind = "replacement"
        line = self.case.solution_ids.filtered(lambda r: r.kind == "replacement")
        self.assertEqual((line.product_id, line.quantity), (self.product, 2))
        action = line.action_start()
        self.assertEqual(action["res_model"], "sale.order")


@tagged("post_install", "-at_install")
class TestComplaintAgreed(ComplaintCommon):
    """Own fault: apology first; his fault: explain; nothing agreed: keep the number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls._investigated(
            kind_id=cls.failure.id,
            product_id=cls.product.id,
            lot_ids=[Command.set(cls.lot_a.ids)],
        )

    def test_own_fault_apologises_first(self):
        self.case.with_user(self.inspector)._confirm_bad("Valve stuck.")
        with self.assertRefused("apology"):
            self.case._solve()
        self._solution(self.case, "apology_written")
        self.case._solve()
        self.assertEqual(self.case.state, "solution")

    def test_customers_fault_is_explained(self):
        self.case.justified = "no"
        self.case.solution_ids._cancel("Other way.")
        self._solution(self.case, "repair")
        with self.assertRefused("explanation"):
            self.case._solve()
        self.assertEqual(self.case.state, "investigating")
        self._solution(self.case, "explanation")
        self.case._solve()

    def test_party_decides_whose_fault(self):
        for party, own, customer in (
            ("own", True, False),
            ("supplier", True, False),
            ("carrier", False, False),
            ("customer", False, True),
            ("none", False, False),
        ):
            self.case.responsible_party = party
            self.assertEqual(self.case._is_own_fault(), own, party)
            self.assertEqual(self.case._is_customer_fault(), customer, party)

    def test_own_fault_is_corrected_and_prevented(self):
        self.case.responsible_party = "own"
        self.assertIn("open a corrective action", self.case._get_capa_blockers()[0])
        self.case.corrective_measure = "Valve changed."
        self.assertTrue(self.case._get_capa_blockers(), "nothing prevents the next")
        self.case.preventive_measure = "Valves are tested for 8 hours."
        self.assertFalse(self.case._get_capa_blockers())

    def test_nonconformity_knows_who(self):
        self.case.responsible_party = "own"
        source = self.case.with_user(self.inspector)._confirm_bad("Valve stuck.")
        self.assertEqual(source.responsible, "internal")

    def test_nothing_agreed_keeps_number_and_owner(self):
        self.case.agreement = "open"
        with self.assertRefused("telephone"):
            self.case._solve()
        self.case.contact_phone = "010 1234"
        self.case._solve()
        self.assertEqual(self.case.user_id, self.handler)
        self.assertIn(self.business_head, self.case.sudo().activity_ids.user_id)
        self.case.with_user(self.business_head).read(["demand"])
