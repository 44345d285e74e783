from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.models.quality_inspection_verdict import (
    CHECK_FIELDS,
)

from .common import NonconformityCommon


class InspectionCommon(NonconformityCommon):
    """A category under inspection, its goods, and receipts of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.medicines = cls.env["product.category"].create(
            {"name": "Ampoules", "inspection_control": "record"}
        )
        cls.ampoule = cls._product("Ampoule", categ_id=cls.medicines.id, tracking="lot")
        cls.gauze = cls._product("Gauze", categ_id=cls.medicines.id)
        cls.pump = cls._product("Pump", categ_id=cls.medicines.id, tracking="serial")
        cls.receiver = cls._user("ins_receiver", "stock.group_stock_user")
        cls.buyer = cls._user("ins_buyer", "purchase.group_purchase_user")
        cls.Record = cls.env["quality.inspection.record"]

    @classmethod
    def _lot(cls, name, product=None, **vals):
        product = product or cls.ampoule
        return cls.env["stock.lot"].create(
            {"name": name, "product_id": product.id, **vals}
        )

    @classmethod
    def _order(cls, *lines, **vals):
        """A confirmed purchase order of (product, quantity)."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "user_id": cls.buyer.id,
                **vals,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "price_unit": 10,
                        }
                    )
                    for product, quantity in lines
                ],
            }
        )
        order.button_confirm()
        return order

    @classmethod
    def _arrival(cls, *rows, order=None):
        """A receipt, ready: rows are (product, quantity, lot or name or None)."""
        totals = {}
        for product, quantity, _lot in rows:
            totals[product] = totals.get(product, 0) + quantity
        order = order or cls._order(*totals.items())
        picking = order.picking_ids.filtered(lambda p: p.state != "done")[:1]
        picking.move_line_ids.unlink()
        for product, quantity, lot in rows:
            move = picking.move_ids.filtered(lambda m, p=product: m.product_id == p)[:1]
            named = {"lot_name": lot} if isinstance(lot, str) else {}
            if lot and not named:
                named = {"lot_id": lot.id}
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": product.id,
                        "quantity": quantity,
                        "picking_id": picking.id,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                        **named,
                    }
                )
            ]
        picking.move_ids.picked = True
        return picking

    @classmethod
    def _validate(cls, picking, user=None):
        """Validate as the receiver does; answer the question for a backorder."""
        action = picking.with_user(user or cls.receiver).button_validate()
        if isinstance(action, dict) and action.get("res_model"):
            wizard = cls.env[action["res_model"]].with_user(user or cls.receiver)
            form = Form(wizard.with_context(**action["context"]))
            form.save().process()
        return picking

    @classmethod
    def _fill(cls, record, verdict="accept", user=None, **vals):
        """Fill the record in; what is refused has a ground."""
        mine = record.with_user(user or cls.inspector)
        found = "bad" if verdict == "reject" else "ok"
        checks = dict.fromkeys(CHECK_FIELDS, "ok") | {"appearance_check": found}
        if verdict != "accept":
            ground = cls.env.ref("quality_nonconformity.rejection_ground_appearance")
            vals.setdefault("ground_ids", [Command.set(ground.ids)])
        mine.write(checks | {"verdict": verdict} | vals)
        return mine

    @classmethod
    def _inspect(cls, record, verdict="accept", user=None, **vals):
        mine = cls._fill(record, verdict, user, **vals)
        mine._inspect()
        return mine

    def _free(self, product=None, lot=None):
        """What can be reserved for a delivery."""
        product = product or self.ampoule
        return self.env["stock.quant"]._get_available_quantity(
            product, self.stock, lot_id=lot
        )


@tagged("post_install", "-at_install")
class TestInspectionGate(InspectionCommon):
    """NC-25: no record, no receipt, whatever way the goods come."""

    def test_one_step_waits_in_the_zone(self):
        picking = self._validate(self._arrival((self.ampoule, 100, "A1")))
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 100)
        self.assertEqual(self._free(), 0)
        record = picking.inspection_ids
        self.assertRecordValues(
            record,
            [
                {
                    "state": "draft",
                    "quantity": 100,
                    "ordered_quantity": 100,
                    "supplier_id": self.supplier.id,
                    "purchase_id": picking.purchase_id.id,
                    "location_id": self.inspection.id,
                    "location_dest_id": self.stock.id,
                }
            ],
        )
        self.assertEqual(record.lot_id.name, "A1")
        self.assertEqual(picking.purchase_id.order_line.qty_received, 100)

        self._inspect(record)
        self.assertEqual(record.state, "done")
        self.assertEqual(record.inspector_id, self.inspector)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 0)
        self.assertEqual(self._free(), 100)
        self.assertEqual(record.passed_quantity, 100)
        self.assertEqual(record.open_quantity, 0)

    def test_goods_in_the_zone_are_not_delivered(self):
        self._validate(self._arrival((self.ampoule, 10, "A1")))
        lot = self.env["stock.lot"].search([("name", "=", "A1")])
        delivery = self._transfer(4, self.ampoule)
        self.assertEqual(delivery.move_ids.quantity, 0)
        with self.assertRefused("To Inspect", "A1"):
            delivery.with_user(self.receiver).move_ids.move_line_ids = [
                Command.create(
                    {
                        "product_id": self.ampoule.id,
                        "lot_id": lot.id,
                        "quantity": 4,
                        "picking_id": delivery.id,
                        "location_id": self.inspection.id,
                        "location_dest_id": self.customers.id,
                    }
                )
            ]

    def test_uncontrolled_goods_are_received_as_ever(self):
        picking = self._validate(
            self._arrival((self.product, 5, "G1"), (self.ampoule, 7, "A1"))
        )
        self.assertEqual(self._on_hand(self.stock, product=self.product), 5)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 0)
        self.assertEqual(picking.inspection_ids.product_id, self.ampoule)

    def test_many_lots_one_move(self):
        """One lot was accepted beforehand: only the other waits, and each once."""
        lot = self._lot("A1")
        order = self._order((self.ampoule, 100))
        ahead = self.Record.with_user(self.inspector).create(
            {
                "product_id": self.ampoule.id,
                "lot_id": lot.id,
                "quantity": 60,
                "picking_id": order.picking_ids.id,
            }
        )
        self._inspect(ahead)
        picking = self._validate(
            self._arrival(
                (self.ampoule, 60, lot), (self.ampoule, 40, "A2"), order=order
            )
        )
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.move_ids.mapped("state"), ["done", "done"])
        self.assertEqual(self._on_hand(self.stock, lot=lot, product=self.ampoule), 60)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 40)
        self.assertEqual(order.order_line.qty_received, 100)
        self.assertEqual(ahead.open_quantity, 0)
        self.assertEqual(len(picking.inspection_ids), 2)
        # the same record does not let the next delivery of the lot in
        again = self._validate(self._arrival((self.ampoule, 10, lot)))
        self.assertEqual(again.inspection_ids.state, "draft")
        self.assertEqual(self._on_hand(self.stock, lot=lot, product=self.ampoule), 60)

    def test_backorder(self):
        order = self._order((self.ampoule, 100))
        picking = self._validate(self._arrival((self.ampoule, 30, "A1"), order=order))
        rest = order.picking_ids - picking
        self.assertEqual(rest.move_ids.product_uom_qty, 70)
        self.assertEqual(rest.move_ids.location_dest_id, self.stock)
        self.assertEqual(picking.move_ids.location_dest_id, self.inspection)
        self._inspect(picking.inspection_ids)
        self._validate(self._arrival((self.ampoule, 70, "A1"), order=order))
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 30)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 70)
        self.assertEqual(order.order_line.qty_received, 100)
        self.assertEqual(rest.state, "done")

    def test_no_backorder(self):
        order = self._order((self.ampoule, 100))
        picking = self._arrival((self.ampoule, 30, "A1"), order=order)
        picking.with_user(self.receiver).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=picking.ids
        ).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(order.picking_ids, picking)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 30)
        self.assertEqual(order.order_line.qty_received, 30)

    def test_other_units(self):
        """A dozen is twelve pieces, in the zone and on the record."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._order((self.gauze, 5))
        picking = order.picking_ids
        picking.move_ids.product_uom = dozen
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(picking.inspection_ids.quantity, 36)
        self.assertEqual(self._on_hand(self.inspection, product=self.gauze), 36)
        self._inspect(picking.inspection_ids)
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 36)

    def test_serial_numbers_share_a_record(self):
        picking = self._validate(
            self._arrival(*((self.pump, 1, f"P{n}") for n in range(3)))
        )
        record = picking.inspection_ids
        self.assertEqual(len(record), 1)
        self.assertEqual(len(record.serial_ids), 3)
        bad = record.serial_ids[1]
        self._inspect(record, "partial", rejected_serial_ids=[Command.set(bad.ids)])
        self.assertEqual(self._on_hand(self.stock, product=self.pump), 2)
        self.assertEqual(self._on_hand(self.nonconforming, bad, self.pump), 1)
        self.assertEqual(record.nonconformity_id.lot_ids, bad)
        good = record.serial_ids - bad
        self.assertEqual(record.passed_serial_ids, good)
        self.assertEqual(self._free(self.pump, good[0]), 1)

    def test_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        order = self._order((self.ampoule, 20))
        picking = self._validate(self._arrival((self.ampoule, 20, "A1"), order=order))
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 20)
        open_moves = self.env["stock.move"].search(
            [("product_id", "=", self.ampoule.id), ("state", "!=", "done")]
        )
        self.assertFalse(open_moves, "nothing waits for goods that do not come")
        self._inspect(picking.inspection_ids)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 20)

    def test_three_steps_in_part(self):
        """Accepted beforehand, goods take their three steps; the rest waits."""
        self.warehouse.reception_steps = "three_steps"
        lot = self._lot("A1")
        order = self._order((self.ampoule, 30))
        ahead = self.Record.with_user(self.inspector).create(
            {
                "product_id": self.ampoule.id,
                "lot_id": lot.id,
                "quantity": 20,
                "picking_id": order.picking_ids.id,
            }
        )
        self._inspect(ahead)
        self._validate(
            self._arrival(
                (self.ampoule, 20, lot), (self.ampoule, 10, "A2"), order=order
            )
        )
        arrival = self.warehouse.wh_input_stock_loc_id
        self.assertEqual(self._on_hand(arrival, product=self.ampoule), 20)
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 10)
        self.assertEqual(ahead.open_quantity, 20, "not in stock yet")
        for _step in range(2):
            moves = self.env["stock.move"].search(
                [("product_id", "=", self.ampoule.id), ("state", "=", "assigned")]
            )
            self.assertEqual(moves.quantity, 20)
            moves.picked = True
            self._validate(moves.picking_id)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 20)
        self.assertEqual(ahead.open_quantity, 0)

    def test_refused_before_inspection(self):
        self.company.quality_receipt_gate = "refuse"
        picking = self._arrival((self.ampoule, 10, "A1"), (self.gauze, 4, None))
        with self.assertRefused("Make Inspection Records", "Ampoule", "A1", "Gauze"):
            self._validate(picking)
        self.assertNotEqual(picking.state, "done")
        self.assertTrue(picking.inspection_needed)
        picking.with_user(self.receiver).action_make_inspections()
        self.assertFalse(picking.inspection_needed)
        self.assertEqual(len(picking.inspection_ids), 2)
        with self.assertRefused("Make Inspection Records"):
            self._validate(picking)
        for record in picking.inspection_ids:
            self._inspect(record)
        self._validate(picking)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 10)
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 4)
        self.assertEqual(picking.inspection_ids.mapped("open_quantity"), [0, 0])

    def test_refused_records_are_made_once(self):
        picking = self._arrival((self.ampoule, 10, "A1"))
        picking.with_user(self.receiver)._make_inspections()
        with self.assertRaises(UserError):
            picking.with_user(self.receiver)._make_inspections()
        self._validate(picking)
        self.assertEqual(len(picking.inspection_ids), 1, "completed by the receipt")
        self.assertEqual(picking.inspection_ids.location_id, self.inspection)

    def test_refused_in_two_steps_behind_the_arrival(self):
        self.company.quality_receipt_gate = "refuse"
        self.warehouse.reception_steps = "two_steps"
        order = self._order((self.ampoule, 20))
        picking = self._validate(self._arrival((self.ampoule, 20, "A1"), order=order))
        arrival = self.warehouse.wh_input_stock_loc_id
        self.assertEqual(self._on_hand(arrival, product=self.ampoule), 20)
        onward = picking.move_ids.move_dest_ids.picking_id
        onward.move_ids.picked = True
        with self.assertRefused("Make Inspection Records"):
            self._validate(onward)
        records = onward.with_user(self.receiver)._make_inspections()
        self._inspect(records)
        self._validate(onward)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 20)

    def test_failed_at_the_arrival_is_isolated(self):
        self.company.quality_receipt_gate = "refuse"
        self.warehouse.reception_steps = "two_steps"
        order = self._order((self.ampoule, 20))
        picking = self._validate(self._arrival((self.ampoule, 20, "A1"), order=order))
        onward = picking.move_ids.move_dest_ids.picking_id
        record = onward.with_user(self.receiver)._make_inspections()
        self._inspect(record, "reject")
        self.assertEqual(self._on_hand(self.nonconforming, product=self.ampoule), 20)
        self.assertEqual(record.nonconformity_id.state, "isolated")

    def test_drop_shipment_is_refused(self):
        picking = self._transfer(
            3,
            self.gauze,
            location_id=self.suppliers.id,
            location_dest_id=self.customers.id,
        )
        picking.move_ids.quantity = 3
        picking.move_ids.picked = True
        with self.assertRefused("Make Inspection Records", "Gauze"):
            self._validate(picking)
        record = picking.with_user(self.receiver)._make_inspections()
        self._inspect(record)
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_transfer_without_plan(self):
        """An immediate receipt, done from draft by its engine."""
        picking = self._transfer(
            6,
            self.gauze,
            kind=self.warehouse.in_type_id,
            confirm=False,
            location_id=self.suppliers.id,
            location_dest_id=self.stock.id,
        )
        picking.move_ids.quantity = 6
        picking.move_ids.picked = True
        picking.with_user(self.receiver)._action_done()
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 0)
        self.assertEqual(self._on_hand(self.inspection, product=self.gauze), 6)
        self.assertEqual(picking.inspection_ids.quantity, 6)

    def test_transfer_out_of_nowhere(self):
        """A transfer from a virtual place brings goods in like a receipt."""
        places = (
            self.gauze.property_stock_inventory,
            self.gauze.property_stock_production,
        )
        for place in places:
            for kind in (self.warehouse.in_type_id, self.warehouse.int_type_id):
                with self.subTest(place=place.usage, kind=kind.code):
                    picking = self._transfer(
                        3,
                        self.gauze,
                        kind=kind,
                        location_id=place.id,
                        location_dest_id=self.stock.id,
                    )
                    picking.move_ids.with_user(self.receiver).picked = True
                    self._validate(picking)
                    self.assertEqual(picking.state, "done")
                    self.assertEqual(picking.inspection_ids.state, "draft")
        self.assertEqual(self._free(self.gauze), 0)
        self.assertEqual(self._on_hand(self.inspection, product=self.gauze), 12)

    def test_counts_are_no_receipts(self):
        quant = (
            self.env["stock.quant"]
            .with_user(self.stock_manager)
            .with_context(inventory_mode=True)
        )
        vals = {"product_id": self.gauze.id, "location_id": self.stock.id}
        quant.create(vals | {"inventory_quantity": 7}).action_apply_inventory()
        self.assertEqual(self._free(self.gauze), 7)

    def test_single_move_without_transfer(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.gauze.id,
                "product_uom_qty": 2,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock.id,
            }
        )
        move._action_confirm()
        move.quantity = 2
        move.picked = True
        move.with_user(self.receiver)._action_done()
        self.assertEqual(self._on_hand(self.inspection, product=self.gauze), 2)

    def test_packages_stay_packed(self):
        package = self.env["stock.package"].create({"name": "BOX1"})
        picking = self._arrival((self.gauze, 8, None), (self.ampoule, 5, "A1"))
        picking.move_line_ids.result_package_id = package
        self._validate(picking)
        self.assertEqual(package.location_id, self.inspection)
        gauze = picking.inspection_ids.filtered(lambda r: r.product_id == self.gauze)
        self._inspect(gauze)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.gauze.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual(quant.quantity, 8)
        self.assertFalse(quant.package_id, "the other goods of the box still wait")
        self._inspect(picking.inspection_ids - gauze)
        self.assertEqual(package.location_id, self.stock)
        self.assertEqual(package.quant_ids.quantity, 5)

    def test_places_inside_the_zone(self):
        """NC-25: kinds stand apart, by putaway rules of the inspection zone."""
        corner = self.env["stock.location"].create(
            {"name": "Ampoules", "location_id": self.inspection.id}
        )
        shelf_rule = {"location_in_id": self.stock.id, "location_out_id": self.shelf.id}
        zone_rule = {
            "location_in_id": self.inspection.id,
            "location_out_id": corner.id,
        }
        for vals in (shelf_rule, zone_rule):
            self.env["stock.putaway.rule"].create(
                vals | {"category_id": self.medicines.id}
            )
        picking = self._validate(self._arrival((self.gauze, 8, None)))
        self.assertEqual(self._on_hand(corner, product=self.gauze), 8)
        self._inspect(picking.inspection_ids)
        self.assertEqual(self._on_hand(self.shelf, product=self.gauze), 8)

    def test_customer_return_is_inspected(self):
        picking = self._transfer(
            2,
            self.gauze,
            kind=self.warehouse.in_type_id,
            location_id=self.customers.id,
            location_dest_id=self.stock.id,
        )
        picking.move_ids.quantity = 2
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(self._on_hand(self.inspection, product=self.gauze), 2)
        self.assertEqual(picking.inspection_ids.kind, "reinspection")

    def test_a_done_receipt_takes_no_more(self):
        picking = self._validate(self._arrival((self.gauze, 8, None)))
        self._inspect(picking.inspection_ids)
        line = picking.move_line_ids
        with self.assertRefused():
            line.with_user(self.stock_manager).quantity = 12
        covered = self._arrival((self.gauze, 4, None))
        self.company.quality_receipt_gate = "refuse"
        self._inspect(covered.with_user(self.receiver)._make_inspections())
        self._validate(covered)
        with self.assertRefused("inspected"):
            covered.move_line_ids.with_user(self.stock_manager).quantity = 9
        covered.move_line_ids.with_user(self.stock_manager).quantity = 3
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 11)

    def test_untracked_goods_need_a_record_of_their_own_receipt(self):
        first = self._arrival((self.gauze, 10, None))
        self._inspect(first.with_user(self.receiver)._make_inspections())
        other = self._validate(self._arrival((self.gauze, 10, None)))
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 0)
        self.assertEqual(other.inspection_ids.state, "draft")
        self._validate(first)
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 10)

    def test_life_counts_again_at_the_receipt(self):
        """Accepted ahead, received months later: the life left is too short then."""
        self.medicines.min_remaining_days = 182
        expiry = fields.Datetime.now() + timedelta(days=200)
        lot = self._lot("A1", expiration_date=expiry)
        self.ampoule.use_expiration_date = True
        picking = self._arrival((self.ampoule, 10, lot))
        record = picking.with_user(self.receiver)._make_inspections()
        self._inspect(record)
        lot.expiration_date = fields.Datetime.now() + timedelta(days=100)
        self._validate(picking)
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 0)

    def test_nobody_validates_into_other_zones(self):
        """The gate opens the inspection zone to its own lines only."""
        self.inspection.keeper_ids = self.keeper
        picking = self._transfer(
            2,
            self.product,
            kind=self.warehouse.in_type_id,
            location_id=self.suppliers.id,
            location_dest_id=self.inspection.id,
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "quantity": 2,
                    "picking_id": picking.id,
                    "location_id": self.suppliers.id,
                    "location_dest_id": self.inspection.id,
                }
            )
        ]
        picking.move_ids.picked = True
        with self.assertRefused():
            self._validate(picking)
        self._validate(picking, self.keeper)
        self.assertEqual(self._on_hand(self.inspection), 2)

    def test_no_category_no_cost(self):
        """Without a category under inspection the gate asks the database nothing."""
        self.medicines.inspection_control = "none"
        self._validate(self._arrival((self.product, 1, "warm")))
        moves = self._arrival((self.product, 5, "G1")).move_ids
        self.env.flush_all()
        rules = self.env["product.category"]._get_inspection_rules()
        self.assertFalse(rules)
        with self.assertQueryCount(0):
            self.assertFalse(self.env["product.category"]._get_inspection_rules())
            moves.move_line_ids._check_received_stays()

    def test_records_of_other_kinds_open_no_gate(self):
        """Neither a patrol nor a re-inspection lets a purchase in, nor past its life."""
        self.medicines.min_remaining_days = 182
        expiry = fields.Datetime.now() + timedelta(days=30)
        lot = self._lot("A1", expiration_date=expiry)
        for kind in ("patrol", "reinspection", "pre_release"):
            record = self.Record.with_user(self.inspector).create(
                {
                    "kind": kind,
                    "product_id": self.ampoule.id,
                    "lot_id": lot.id,
                    "quantity": 10,
                }
            )
            self._inspect(record)
        self._validate(self._arrival((self.ampoule, 10, lot)))
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 0)

    def test_a_record_of_the_zone_lets_nothing_else_in(self):
        """Accepted goods have left by it; the next delivery needs its own."""
        lot = self._lot("A1")
        first = self._validate(self._arrival((self.ampoule, 10, lot)))
        record = first.inspection_ids
        self._inspect(record)
        record.sudo()._write_gated({"passed_quantity": 0})
        self._validate(self._arrival((self.ampoule, 10, lot)))
        self.assertEqual(self._on_hand(self.stock, product=self.ampoule), 10)

    def test_goods_that_left_the_zone(self):
        self.inspection.keeper_ids = self.keeper
        self.quarantine.keeper_ids = self.keeper
        picking = self._validate(self._arrival((self.gauze, 10, None)))
        away = self._transfer(
            4,
            self.gauze,
            kind=self.warehouse.quarantine_in_type_id,
            location_id=self.inspection.id,
            location_dest_id=self.quarantine.id,
        )
        away.move_ids.picked = True
        self._validate(away, self.keeper)
        self.assertEqual(away.state, "done")
        record = self._fill(picking.inspection_ids)
        with self.assertRefused("6 are there"):
            record._inspect()
        record._cancel("Part of it is in quarantine")
        other = picking.inspection_ids - record
        self.assertEqual(other.quantity, 6)
        self._inspect(other)
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 6)

    def test_goods_of_owners_stay_theirs(self):
        owner = self.env["res.partner"].create({"name": "Consigner"})
        ours = self._validate(self._arrival((self.gauze, 5, None)))
        theirs = self._arrival((self.gauze, 8, None))
        theirs.owner_id = owner
        self._validate(theirs)
        self._inspect(theirs.inspection_ids)
        quants = self.env["stock.quant"].search(
            [("product_id", "=", self.gauze.id), ("location_id", "=", self.stock.id)]
        )
        self.assertRecordValues(quants, [{"quantity": 8, "owner_id": owner.id}])
        self._inspect(ours.inspection_ids)
        self.assertEqual(self._on_hand(self.stock, product=self.gauze), 13)

    def test_judged_conforming_is_inspected_anew(self):
        """Refused, then judged good: back in the zone, and still not in stock."""
        picking = self._validate(self._arrival((self.ampoule, 10, "A1")))
        record = picking.inspection_ids
        self._inspect(record, "reject")
        source = record.nonconformity_id
        source.with_user(self.officer)._cancel("Scratches of the box only")
        self.assertEqual(self._on_hand(self.inspection, product=self.ampoule), 10)
        again = picking.inspection_ids - record
        self.assertRecordValues(
            again, [{"state": "draft", "kind": "incoming", "quantity": 10}]
        )
        self._inspect(again)
        self.assertEqual(self._free(), 10)

    def test_many_lots_cost_the_same_each(self):
        """The gate asks a bounded number of times per lot, not per pair of lots."""
        costs = []
        for size in (2, 5, 10, 20):  # the first one warms the caches
            rows = [(self.ampoule, 1, f"L{size}-{n}") for n in range(size)]
            picking = self._arrival(*rows).with_user(self.receiver)
            self.env.flush_all()
            before = self.cr.sql_log_count
            picking.button_validate()
            self.env.flush_all()
            costs.append(self.cr.sql_log_count - before)
            self.assertEqual(len(picking.inspection_ids), size)
        first, second = (costs[2] - costs[1]) / 5, (costs[3] - costs[2]) / 10
        self.assertLess(second, first * 1.3 + 1)
