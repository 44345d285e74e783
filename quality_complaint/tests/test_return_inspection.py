"""Quality looks at every return; goods leave the zone by its decision only."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


class ReturnInspectionCommon(ComplaintCommon):
    """Delivered goods, and the transfers that decisions make."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.warehouse.wh_returns_loc_id
        cls.order = cls._sell(10, cls.lot_a)
        cls.product.categ_id = cls.env["product.category"].create({"name": "Gloves"})
        cls.other = cls.env["res.partner"].create({"name": "Other Hospital"})

    def _validate(self, release):
        picking = release.sudo().move_ids.picking_id
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        return picking.with_env(self.env)


@tagged("post_install", "-at_install")
class TestReturnInspection(ReturnInspectionCommon):
    # the row of the receipt

    def test_receipt_makes_what_is_to_inspect(self):
        ret = self._received((self.lot_a, 4, "unsold"))
        row = ret.inspection_ids
        self.assertEqual((row.lot_id, row.quantity), (self.lot_a, 4))
        self.assertEqual(row.location_id, self.zone)
        self.assertFalse(row.is_cleared)
        for vals in (
            {"quantity": 1},
            {"lot_id": self.lot_b.id},
            {"decision": "restock"},
        ):
            with self.assertRefused("noted by the receipt"):
                row.with_user(self.officer).write(vals)
        with self.assertRefused():
            row.with_user(self.worker).write({"verdict": "intact"})
        with self.assertRefused("validate it"):
            row.sudo().copy()
        with self.assertRefused("evidence"):
            row.sudo().unlink()

    def test_lots_unknown_before_are_told_apart(self):
        self._sell(3, self.lot_b)
        ret = self._confirmed((self.product, 5, "unsold"))
        move = ret.picking_ids.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": move.picking_id.id,
                }
            )
            for lot, quantity in ((self.lot_a, 3), (self.lot_b, 2))
        ]
        move.picked = True
        move.picking_id.with_user(self.worker).button_validate()
        rows = ret.inspection_ids
        self.assertEqual(rows.mapped("quantity"), [3, 2])
        self.assertEqual(rows.lot_id, self.lot_a | self.lot_b)

    # verdicts

    def test_only_quality_inspects(self):
        ret = self._received((self.lot_a, 4, "unsold"))
        ret.with_user(self.inspector).inspection_ids.verdict = "intact"
        with self.assertRefused("Returned goods are inspected by quality staff"):
            ret.with_user(self.handler)._inspect()
        ret.with_user(self.inspector)._inspect()
        self.assertEqual(ret.state, "inspected")
        self.assertEqual(ret.inspected_by_id, self.inspector)
        self.assertEqual(ret.signature_ids[-1:].mapped("user_id"), self.inspector)
        with self.assertRefused("“Inspected”"):
            ret.with_user(self.inspector).inspection_ids.verdict = "own_fault"

    def test_verdicts_are_explained(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        with self.assertRefused("say what was found"):
            ret._inspect()
        ret.inspection_ids.verdict = "own_fault"
        with self.assertRefused("describe the fault"):
            ret._inspect()
        ret.inspection_ids.write({"verdict": "customer_damage", "note": "Broken"})
        with self.assertRefused("its cause in detail"):
            ret._inspect()
        self.assertEqual(ret.state, "received")

    def test_whole_batch_needs_samples(self):
        ret = self._received((self.lot_a, 4, "quality"), scope="batch")
        ret = ret.with_user(self.inspector)
        ret.inspection_ids.write({"verdict": "own_fault", "note": "Seal open"})
        with self.assertRefused("select bad samples"):
            ret._inspect()
        ret.inspection_ids.sample_quantity = 2
        ret._inspect()
        self.assertEqual(ret.state, "inspected")

    def test_few_bad_pieces_are_judged_apart(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        row = ret.inspection_ids
        with self.assertRefused("Enter a part"):
            row._split(4)
        with self.assertRefused("quality staff"):
            row.with_user(self.handler)._split(1)
        part = row._split(1)
        self.assertEqual((row.quantity, part.quantity), (3, 1))
        row.verdict = "intact"
        part.write({"verdict": "own_fault", "note": "Seal open"})
        ret._inspect()
        self.assertEqual(ret.line_ids._get_settled_quantity(), 4)
        source = part.nonconformity_id
        self.assertEqual(source.quantity, 1)
        self.assertEqual(source.state, "isolated")
        self.assertFalse(row.nonconformity_id)
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 3)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 1)
        with self.assertRefused("inspected already"):
            row._split(1)

    # own fault

    def test_own_fault_becomes_a_nonconformity(self):
        complaint = self._complaint(product_id=self.product.id)
        ret = self._inspected(
            "own_fault", (self.lot_a, 4, "quality"), complaint_id=complaint.id
        )
        source = ret.inspection_ids.nonconformity_id
        self.assertRecordValues(
            source,
            [
                {
                    "state": "isolated",
                    "quantity": 4,
                    "detection_point": "customer_return",
                    "partner_id": self.customer.id,
                    "complaint_id": complaint.id,
                    "return_line_id": ret.line_ids.id,
                    "responsible": "internal",
                }
            ],
        )
        self.assertTrue(self.lot_a.on_hold)
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 4)
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "decided")
        self.assertFalse(ret.inspection_ids.zone_exit_id)
        self.assertFalse(ret.inspection_ids.is_cleared, "its review decides")

    def test_own_fault_is_not_put_back(self):
        ret = self._inspected("own_fault", (self.lot_a, 4, "quality"))
        ret.with_user(self.officer).inspection_ids.decision = "restock"
        with self.assertRefused("Our own fault"):
            ret.with_user(self.officer)._decide()

    def test_serials_share_a_nonconformity(self):
        pump = self._product("Pump", tracking="serial")
        one, two = self._lots("P1", "P2", product=pump)
        self._sell(1, one)
        self._sell(1, two)
        ret = self._inspected("own_fault", (one, 1, "quality"), (two, 1, "quality"))
        source = ret.inspection_ids.nonconformity_id
        self.assertEqual(len(source), 1)
        self.assertEqual(source.lot_ids, one | two)
        self.assertEqual(self._on_hand(self.nonconforming, product=pump), 2)

    # intact

    def test_intact_goods_go_back_by_document(self):
        ret = self._inspected("intact", (self.lot_a, 4, "unsold"))
        row = ret.inspection_ids
        self.assertEqual(row.decision, "restock")
        with self.assertRefused("an officer"):
            ret.with_user(self.inspector)._decide()
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "decided")
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4, "not moved yet")
        release = row.zone_exit_id
        self.assertEqual(release.approved_by_id, self.officer)
        picking = self._validate(release)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 4)
        self.assertTrue(row.is_cleared)
        self.assertEqual(ret.picking_ids, picking | row.picking_id)

    def test_the_decided_lot_leaves(self):
        self._sell(3, self.lot_b)
        ret = self._received((self.lot_a, 4, "unsold"), (self.lot_b, 3, "unsold"))
        ret = ret.with_user(self.inspector)
        rows = ret.inspection_ids.sorted("id")
        rows[0].write({"verdict": "own_fault", "note": "Seal open"})
        rows[1].verdict = "intact"
        ret._inspect()
        ret.with_user(self.officer)._decide()
        self._validate(rows[1].zone_exit_id)
        self.assertEqual(self._on_hand(self.stock, self.lot_b), 3)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 0)

    def test_no_plain_release_around_the_return(self):
        ret = self._received((self.lot_a, 4, "unsold"))
        release = self.env["quality.zone.exit"].with_user(self.officer)
        release = release.create(
            {
                "reason": "Looks fine",
                "product_id": self.product.id,
                "lot_id": self.lot_a.id,
                "quantity": 4,
                "location_id": self.zone.id,
            }
        )
        with self.assertRefused(ret.name, "inspect and decide the return"):
            release._approve()

    def test_held_goods_stay(self):
        ret = self._inspected("intact", (self.lot_a, 4, "unsold"))
        hold = self._hold(self.lot_a)
        with self.assertRefused(hold.name):
            ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "inspected")

    def test_hold_after_the_decision(self):
        ret = self._inspected("intact", (self.lot_a, 4, "unsold"))
        ret.with_user(self.officer)._decide()
        hold = self._hold(self.lot_a)
        picking = ret.inspection_ids.zone_exit_id.move_ids.picking_id
        self.assertFalse(picking.move_line_ids, "the hold takes them off")
        with self.assertRefused(hold.name):
            picking.move_ids.with_user(self.worker).move_line_ids = [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "lot_id": self.lot_a.id,
                        "quantity": 4,
                        "location_id": self.zone.id,
                        "location_dest_id": self.stock.id,
                        "picking_id": picking.id,
                    }
                )
            ]

    def test_recalled_goods_never_return_to_stock(self):
        ret = self._inspected("intact", (self.lot_a, 4, "recall"))
        row = ret.inspection_ids
        self.assertEqual(row.decision, "nonconformity")
        self.assertTrue(row.nonconformity_id)

    def test_recalled_goods_are_not_decided_otherwise(self):
        ret = self._inspected("intact", (self.lot_a, 4, "recall"))
        ret.with_user(self.officer).inspection_ids.decision = "restock"
        with self.assertRefused("without exception"):
            ret.with_user(self.officer)._decide()

    # damaged by the customer

    def test_customer_damage_is_refused_in_writing(self):
        ret = self._inspected("customer_damage", (self.lot_a, 4, "quality"))
        row = ret.inspection_ids
        self.assertEqual(ret.line_ids._get_settled_quantity(), 0)
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "refused")
        self.assertIn("Seal torn.", ret.refusal)
        self.assertIn("Opened with a knife.", ret.refusal)
        picking = self._validate(row.zone_exit_id)
        self.assertEqual(picking.partner_id, self.customer)
        self.assertEqual(picking.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 0)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 0)

    def test_customer_damage_of_a_part(self):
        ret = self._received((self.lot_a, 4, "quality")).with_user(self.inspector)
        row = ret.inspection_ids
        part = row._split(1)
        row.verdict = "intact"
        part.write({"verdict": "customer_damage", "note": "Cut", "cause": "Knife"})
        ret._inspect()
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "decided")
        self.assertEqual(ret.line_ids._get_settled_quantity(), 3)
