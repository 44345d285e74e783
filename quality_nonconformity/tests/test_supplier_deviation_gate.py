from datetime import timedelta

from odoo.fields import Command
from odoo.tests import Form, tagged

from .supplier_common import DeviationCommon


@tagged("post_install", "-at_install")
class TestSupplierDeviationGate(DeviationCommon):
    """NC-31: no receipt of what deviates before the notice, nor beyond it."""

    def _allow(self, **vals):
        """A request that was approved and told."""
        request = self._request(**vals)
        self._review(request)
        request.with_user(self.officer)._decide(True)
        request.with_user(self.buyer)._notify()
        return request

    def test_refused_at_every_step_before_the_notice(self):
        request = self._request()
        steps = [
            lambda: self._review(request),
            lambda: request.with_user(self.officer)._decide(True),
        ]
        for step in [*steps, None]:
            with self.assertRefused(request.name, "the supplier was told"):
                self._receive(10, self.lot_a)
            if step:
                step()
        request.with_user(self.buyer)._notify()
        receipt = self._receive(10, self.lot_a)
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        self.assertRecordValues(
            request.use_ids,
            [{"picking_id": receipt.id, "lot_id": self.lot_a.id, "quantity": 10}],
        )
        self.assertEqual(request.used_quantity, 10)

    def test_a_draft_blocks_nothing(self):
        self._request(submit=False)
        self.assertEqual(self._receive(10, self.lot_a).state, "done")

    def test_only_its_supplier_product_lots_and_order(self):
        self._request(lot_names="A, X9；Z")
        other = self._product("Gown", tracking="lot")
        self.assertEqual(self._receive(5, self.lot_b).state, "done")
        lot = self._lots("A", product=other)
        self.assertEqual(self._receive(5, lot).state, "done")
        with self.assertRefused("SDR/"):
            self._receive(5, self.lot_a)
        supplier = self.supplier
        type(self).supplier = self.env["res.partner"].create({"name": "Other"})
        self.addCleanup(setattr, type(self), "supplier", supplier)
        self.assertEqual(self._receive(5, self.lot_a).state, "done")

    def test_of_one_order_only(self):
        first = self._receive(5, self.lot_a).purchase_id
        self._request(purchase_id=first.id)
        self.assertEqual(self._receive(5, self.lot_b).state, "done", "another order")

    def test_a_branch_of_the_supplier_is_no_way_round(self):
        self._request()
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.supplier.id}
        )
        supplier = self.supplier
        type(self).supplier = branch
        self.addCleanup(setattr, type(self), "supplier", supplier)
        with self.assertRefused("SDR/"):
            self._receive(5, self.lot_a)

    def test_a_receipt_that_names_no_supplier_is_no_way_round(self):
        self._request()
        picking = self._transfer(
            5,
            kind=self.warehouse.in_type_id,
            partner_id=False,
            location_id=self.suppliers.id,
            location_dest_id=self.stock.id,
        )
        picking.move_ids.move_line_ids.write({"lot_id": self.lot_a.id, "quantity": 5})
        picking.move_ids.picked = True
        with self.assertRefused("SDR/"):
            picking.with_user(self.worker).button_validate()
        self.assertNotEqual(picking.state, "done")

    def test_lots_that_are_only_named(self):
        self._request(lot_names="NEW-1")
        picking = self._transfer(
            5,
            kind=self.warehouse.in_type_id,
            partner_id=self.supplier.id,
            location_id=self.suppliers.id,
            location_dest_id=self.stock.id,
        )
        picking.move_ids.move_line_ids.quantity = 5
        picking.move_ids.picked = True
        for name in ("NEW-1", "new-1 "):
            picking.move_ids.move_line_ids.lot_name = name
            with self.assertRefused("SDR/"):
                picking.with_user(self.worker).button_validate()
        picking.move_ids.move_line_ids.lot_name = "NEW-2"
        picking.with_user(self.worker).button_validate()
        self.assertEqual(picking.state, "done")

    def test_straight_to_the_customer_is_no_way_round(self):
        self._request()
        picking = self._transfer(
            5,
            kind=self.warehouse.in_type_id,
            partner_id=self.supplier.id,
            location_id=self.suppliers.id,
            location_dest_id=self.customers.id,
        )
        picking.move_ids.move_line_ids.write({"lot_id": self.lot_a.id, "quantity": 5})
        picking.move_ids.picked = True
        with self.assertRefused("SDR/"):
            picking._action_done()

    def test_other_moves_do_not_ask(self):
        self._put(10, self.lot_a)
        self._request()
        delivery = self._transfer(3)
        delivery.move_ids.picked = True
        delivery.button_validate()
        self.assertEqual(delivery.state, "done")

    def test_within_the_quantity(self):
        request = self._allow(quantity=12)
        self._receive(10, self.lot_a)
        self.assertEqual(request.state, "notified")
        with self.assertRefused("allows 12", "2 Units of them are left"):
            self._receive(3, self.lot_a)
        self._receive(2, self.lot_b)
        self.assertEqual(request.state, "used_up")
        self.assertEqual(request.used_quantity, 12)
        self.assertEqual(self._receive(5, self.lot_b).state, "done", "as before it")

    def test_quantity_in_another_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        request = self._allow(quantity=1, uom_id=dozen.id)
        self.assertEqual(request.allowed_quantity, 12)
        with self.assertRefused("12"):
            self._receive(13, self.lot_a)
        self._receive(12, self.lot_a)
        self.assertEqual(request.state, "used_up")

    def test_lots_used_up_or_rejected_stay_out(self):
        allowed = self._allow(quantity=5, lot_names="A")
        self._receive(5, self.lot_a)
        self.assertEqual(allowed.state, "used_up")
        with self.assertRefused("Used Up", "Send them back"):
            self._receive(1, self.lot_a)
        refused = self._request(lot_names="B")
        self._review(refused)
        refused.with_user(self.officer)._decide(False, "Not safe")
        with self.assertRefused("Rejected"):
            self._receive(1, self.lot_b)

    def test_after_a_rejection_conforming_goods_come(self):
        request = self._request()
        self._review(request)
        request.with_user(self.officer)._decide(False, "Not safe")
        self.assertEqual(self._receive(1, self.lot_b).state, "done")

    def test_within_the_period(self):
        start = self.today + timedelta(days=5)
        end = self.today + timedelta(days=10)
        request = self._allow(quantity=0, date_from=start, date_to=end, lot_names="A")
        with self.assertRefused(str(start)):
            self._receive(1, self.lot_a)
        with self._later(24 * 7):
            self.assertEqual(self._receive(1, self.lot_a).state, "done")
        with self._later(24 * 12), self.assertRefused(str(end)):
            self._receive(1, self.lot_a)
        self.assertEqual(request.used_quantity, 1)

    def test_the_job_ends_what_is_over(self):
        over = self._allow(date_to=self.today + timedelta(days=3))
        lasting = self._allow(date_to=self.today + timedelta(days=30), lot_names="Z")
        cron = self.env.ref("quality_nonconformity.ir_cron_supplier_deviation")
        with self._later(24 * 5), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((over | lasting).mapped("state"), ["expired", "notified"])
        self.assertFalse(over.supplier_url)
        with self._later(24 * 5):
            self.assertEqual(self._receive(1, self.lot_a).state, "done")

    def test_nobody_writes_what_was_used(self):
        request = self._allow(quantity=20)
        self._receive(5, self.lot_a)
        use = request.use_ids
        for user in (self.worker, self.officer, self.buyer, self.stock_manager):
            self.assertFalse(use.with_user(user).has_access("write"))
            self.assertFalse(use.with_user(user).has_access("create"))
            self.assertFalse(use.with_user(user).has_access("unlink"))

    def test_another_company_is_not_concerned(self):
        self._request()
        sister = self.env["res.company"].create({"name": "Sister"})
        requests = self.env["quality.supplier.deviation"]._find_requests(
            self.env["stock.move.line"].new(
                {"product_id": self.product.id, "company_id": sister.id}
            )
        )
        self.assertFalse(requests)

    def test_one_query_when_nothing_is_open(self):
        Deviation = self.env["quality.supplier.deviation"]
        lines = self._receive(5, self.lot_a).move_line_ids
        lines |= self._receive(5, self.lot_b).move_line_ids
        self.env.flush_all()
        lines.mapped("product_id.uom_id.name")
        lines.mapped("company_id.name")
        with self.assertQueryCount(1):
            self.assertEqual(Deviation._check_receipt(lines), {})
        with self.assertQueryCount(0):
            Deviation._check_receipt(lines.browse())

    def test_the_worker_needs_no_right_on_requests(self):
        self._allow(quantity=20)
        picking = self._transfer(
            5,
            kind=self.warehouse.in_type_id,
            partner_id=self.supplier.id,
            location_id=self.suppliers.id,
            location_dest_id=self.stock.id,
        )
        picking.move_ids.move_line_ids.write({"lot_id": self.lot_a.id, "quantity": 5})
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        self.assertEqual(picking.state, "done")

    def test_form_of_a_request(self):
        with Form(self.env["quality.supplier.deviation"].with_user(self.buyer)) as form:
            form.supplier_id = self.supplier
            form.product_id = self.product
            form.deviation = "Colour"
        self.assertEqual(form.record.contact_id, self.supplier)
        self.assertEqual(form.record.uom_id, self.product.uom_id)
        form.record.technical_team_id = self.team
        form.record.write({"lot_names": "A", "reason": "Ink", "quantity": 1})
        form.record._submit()
        with self.assertRefused(form.record.name):
            self._receive(1, self.lot_a)
        self.assertEqual(
            self.env["quality.supplier.deviation"]
            .with_user(self.buyer)
            .search_count([("purchase_id", "=", False), ("id", "=", form.record.id)]),
            1,
        )

    def test_participants_command(self):
        request = self._request(submit=False)
        self.team.member_ids = [Command.set((self.engineer | self.reporter).ids)]
        request._submit()
        self.assertEqual(request.participant_ids, self.engineer | self.reporter)
