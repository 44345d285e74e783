"""Goods go on to another customer, or wait for a retest."""

from odoo.tests import tagged

from .test_return_inspection import ReturnInspectionCommon


@tagged("post_install", "-at_install")
class TestReturnForward(ReturnInspectionCommon):
    # forwarding

    def _forwarded(self, reason="unsold", **vals):
        self.product.returned_forward_allowed = True
        ret = self._inspected("intact", (self.lot_a, 4, reason))
        ret.with_user(self.officer).inspection_ids.write(
            {"decision": "forward", "forward_partner_id": self.other.id, **vals}
        )
        return ret.with_user(self.officer)

    def test_forwarding_makes_two_documents(self):
        order = self._sell(6, self.lot_b, deliver=False, partner_id=self.other.id)
        line = order.order_line
        ret = self._forwarded(forward_line_id=line.id)
        ret._decide()
        row = ret.inspection_ids
        stocked = order.picking_ids - row.zone_exit_id.move_ids.picking_id
        self.assertEqual(stocked.move_ids.product_uom_qty, 2, "the rest, from stock")
        delivery = self._validate(row.zone_exit_id)
        self.assertEqual(delivery.partner_id, self.other)
        self.assertEqual(line.qty_delivered, 4)
        self.assertEqual(delivery.move_line_ids.lot_id, self.lot_a)
        self.assertTrue(row.picking_id, "the return document")
        found = self.lot_a._find_delivery_ids_by_lot_iterative()[self.lot_a.id]
        self.assertIn(delivery.id, found)

    def test_forwarding_needs_a_mark_and_a_customer(self):
        ret = self._forwarded()
        self.product.returned_forward_allowed = False
        with self.assertRefused("may not be forwarded"):
            ret._decide()
        self.product.returned_forward_allowed = True
        ret.inspection_ids.forward_partner_id = self.customer
        with self.assertRefused("name the other customer"):
            ret._decide()

    def test_medical_goods_are_never_forwarded(self):
        ret = self._forwarded()
        self.product.categ_id.sudo().write(
            {"goods_kind": "device", "inspection_control": "none"}
        )
        with self.assertRefused("may not be forwarded"):
            ret._decide()

    def test_no_forwarding_after_a_quality_reason(self):
        ret = self._forwarded(reason="quality")
        with self.assertRefused("reason of quality"):
            ret._decide()

    def test_no_forwarding_of_held_goods(self):
        ret = self._forwarded()
        hold = self._hold(self.lot_a)
        with self.assertRefused(hold.name):
            ret._decide()

    def test_forwarding_for_a_line_of_somebody_else(self):
        order = self._sell(2, self.lot_b, deliver=False)
        ret = self._forwarded(forward_line_id=order.order_line.id)
        with self.assertRefused("not a confirmed order of that customer"):
            ret._decide()

    # retest

    def _retest(self, row, verdict):
        record = row._request_retest()
        record.with_user(self.inspector).action_all_conform()
        vals = {"verdict": verdict}
        if verdict == "reject":
            ground = self.env["quality.rejection.ground"].search([], limit=1)
            vals |= {"ground_ids": ground.ids, "finding": "Leaks"}
        record.with_user(self.inspector).write(vals)
        return record

    def test_retest_comes_before_the_verdict(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        row = ret.inspection_ids
        row.verdict = "intact"
        record = self._retest(row, "accept")
        with self.assertRefused("one at a time"):
            row._request_retest()
        with self.assertRefused(record.name, "not finished"):
            ret._inspect()
        record._inspect()
        self.assertEqual(record.state, "done")
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4, "still in the zone")
        ret._inspect()
        self.assertEqual(ret.state, "inspected")

    def test_refused_by_the_retest(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        row = ret.inspection_ids
        record = self._retest(row, "reject")
        record._inspect()
        self.assertFalse(record.nonconformity_id, "the return reports it")
        row.verdict = "intact"
        with self.assertRefused("the retest accepted 0"):
            ret._inspect()

    def test_controlled_goods_need_a_retest(self):
        ret = self._received((self.lot_a, 4, "unsold")).with_user(self.inspector)
        self.product.categ_id.sudo().inspection_control = "record"
        row = ret.inspection_ids
        row.verdict = "intact"
        with self.assertRefused("ask for a retest"):
            ret._inspect()
        self._retest(row, "accept")._inspect()
        ret._inspect()
        ret.with_user(self.officer)._decide()
        self._validate(row.zone_exit_id)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 4)

    def test_retest_is_not_claimed_by_hand(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        record = self.env["quality.inspection.record"].with_user(self.inspector)
        record = record.create({"product_id": self.product.id, "lot_id": self.lot_a.id})
        with self.assertRefused("steps only"):
            record.return_inspection_id = ret.inspection_ids
