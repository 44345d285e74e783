from odoo.tests import tagged

from .test_inspection_record import RecordCommon


@tagged("post_install", "-at_install")
class TestInspectionDoor(RecordCommon):
    """NC-23, NC-25: goods refused before they are received, wholly or in part."""

    def _refused_at_the_door(self, verdict, **vals):
        """A receipt of A1 and gauze whose A1 is refused before it is received."""
        self.company.quality_receipt_gate = "refuse"
        picking = self._arrival((self.ampoule, 10, "A1"), (self.gauze, 5, None))
        records = picking.with_user(self.receiver)._make_inspections()
        record = records.filtered("lot_id")
        self._inspect(records - record)
        return self._inspect(record, verdict, **vals)

    def test_rejected_before_the_receipt(self):
        """Nothing is in the house: nothing received, nothing to move; it counts."""
        record = self._refused_at_the_door("reject")
        picking, source = record.picking_id, record.nonconformity_id
        self.assertEqual((source.state, len(source.line_ids)), ("isolated", 0))
        self.assertTrue(record.lot_id.on_hold)
        self.assertEqual(self.supplier.supplier_problems, 1)
        with self.assertRefused("Goods that were refused stay out", "A1"):
            self._validate(picking)
        self.assertNotEqual(picking.state, "done")
        picking.with_user(self.receiver).move_line_ids.filtered("lot_id").unlink()
        self._validate(picking)
        self.assertEqual(self._on_hand(product=self.gauze), 5)
        self.assertEqual(self._on_hand(product=self.ampoule), 0)

    def test_refused_at_the_door_is_decided_and_closed(self):
        """NC-23: goods that were never received are refused without a stock move."""
        record = self._refused_at_the_door("reject")
        source = record.nonconformity_id
        refusal = record._propose_return()
        self.assertEqual(refusal.kind, "refuse")
        self.assertEqual(record.notice_ids.user_id, self.buyer)
        self._carry_out(refusal)
        self.assertFalse(refusal.move_ids)
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")
        self.assertEqual(record.purchase_id.order_line.mapped("qty_received"), [0, 0])

    def test_what_was_accepted_at_the_door_is_not_isolated(self):
        """Of the same lot, 6 are good and come in, 4 were refused and stay out."""
        record = self._refused_at_the_door("partial", accepted_quantity=6)
        picking, source = record.picking_id, record.nonconformity_id
        ampoules = picking.with_user(self.receiver).move_line_ids.filtered("lot_id")
        ampoules.quantity = 6
        self._validate(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._free(), 6)
        self.assertFalse(record.lot_id.on_hold)
        self.assertEqual((source.state, len(source.line_ids)), ("isolated", 0))
        self.assertEqual(source.quantity, 4)
        with self.assertRefused("No further goods"):
            source._isolate_more()

    def test_accepted_in_part_before_the_zone(self):
        """Inspected early, where goods are received into the zone."""
        picking = self._arrival((self.ampoule, 10, "A1"))
        record = picking.with_user(self.receiver)._make_inspections()
        self._inspect(record, "partial", accepted_quantity=6)
        source = record.nonconformity_id
        self.assertEqual(source.state, "draft")
        picking.with_user(self.receiver).move_line_ids.quantity = 6
        self._validate(picking)
        self.assertEqual(self._free(), 6)
        self.assertFalse(source.line_ids)

    def test_goods_in_the_zone_are_refused_by_a_return(self):
        """Only what never came is refused in words."""
        record = self._inspect(self._delivered(), "reject")
        refusal = self._dispose(record.nonconformity_id, "refuse", 100)
        self._carry_out(refusal)
        self.assertEqual(refusal.move_ids.location_dest_id, self.suppliers)
        self.assertEqual(self._on_hand(self.nonconforming, product=self.ampoule), 0)
