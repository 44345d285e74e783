"""Every door a held lot could leave by, with the people who would try [invariant 1]."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestDoors(HoldCommon):
    def setUp(self):
        super().setUp()
        self._put(10, self.lot_a)

    def _line_vals(self, picking, lot=None, quantity=4, **vals):
        return {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": self.product.id,
            "lot_id": (lot or self.lot_a).id,
            "quantity": quantity,
            "location_id": self.stock.id,
            "location_dest_id": picking.location_dest_id.id,
            **vals,
        }

    def _validate(self, picking, user=None):
        picking = picking.with_user(user or self.worker)
        action = picking.button_validate()
        if isinstance(action, dict):
            wizard = Form.from_action(self.env(user=user or self.worker), action).save()
            return wizard.process()
        return action

    # reservation

    def test_reservation_takes_other_lots(self):
        self._hold(self.lot_a)
        self._put(3, self.lot_b)
        picking = self._transfer(5)
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_b)
        self.assertEqual(picking.move_ids.quantity, 3)
        self.assertEqual(picking.move_ids.state, "partially_available")

    def test_reservation_of_held_only(self):
        self._hold(self.lot_a)
        picking = self._transfer(5)
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(picking.state, "confirmed")

    def test_reservation_before_hold_is_stripped(self):
        picking = self._transfer(5)
        self.assertEqual(picking.state, "assigned")
        hold = self._hold(self.lot_a)
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(picking.state, "confirmed")
        self.assertEqual(self._reserved(), 0)
        self.assertTrue(hold.is_stripped)

    def test_picked_before_hold_is_stripped(self):
        picking = self._transfer(5)
        picking.move_ids.picked = True
        self._hold(self.lot_a)
        self.assertFalse(picking.move_line_ids)
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)

    def test_reservation_of_a_whole_product(self):
        self._put(3, self.lot_b)
        self._hold(product_ids=self.product)
        picking = self._transfer(5)
        self.assertFalse(picking.move_line_ids)

    def test_stock_without_lot_is_still_reserved(self):
        self._hold(self.lot_a)
        self._put(2, product=self.product)
        picking = self._transfer(5)
        self.assertEqual(picking.move_ids.quantity, 2)

    def test_receipt_of_held_lot_joins_its_quant(self):
        self._hold(self.lot_a)
        receipt = self._transfer(
            2,
            kind=self.warehouse.in_type_id,
            location_id=self.suppliers.id,
            location_dest_id=self.stock.id,
        )
        receipt.move_ids.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            self._line_vals(
                receipt,
                quantity=2,
                location_id=self.suppliers.id,
            )
        )
        receipt.move_ids.picked = True
        self._validate(receipt)
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", self.lot_a.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual(quants.mapped("quantity"), [12])

    # lines

    def test_forced_line(self):
        self._hold(self.lot_a)
        picking = self._transfer(5)
        with self.assertRefused("On hold", "HLD/", "Broken seal", "release"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking)
            )

    def test_picked_flag(self):
        self._hold(self.lot_a)
        picking = self._transfer(5)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking, picked=True)
            )

    def test_lot_swapped_on_a_line(self):
        self._put(5, self.lot_b)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        line = picking.move_line_ids.with_user(self.worker)
        self.assertEqual(line.lot_id, self.lot_b)
        with self.assertRefused("On hold"):
            line.lot_id = self.lot_a

    def test_quant_swapped_on_a_line(self):
        self._put(5, self.lot_b)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        quant = self.lot_a.quant_ids.filtered(lambda q: q.location_id == self.stock)
        with self.assertRefused("On hold"):
            picking.move_line_ids.with_user(self.worker).quant_id = quant

    def test_lot_swapped_by_any_internal_user(self):
        """Core lets every internal user write move lines."""
        self._put(5, self.lot_b)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        clerk = self._user("hold_clerk", "base.group_user")
        with self.assertRefused():
            picking.move_line_ids.with_user(clerk).write({"lot_id": self.lot_a.id})

    def test_move_quantity_written(self):
        """Writing the move's quantity reserves nothing held."""
        self._hold(self.lot_a)
        picking = self._transfer(5)
        move = picking.move_ids.with_user(self.worker)
        move.quantity = 5
        self.assertFalse(move.move_line_ids.lot_id, "no held lot was chosen")
        with self.assertRefused():
            self._validate(picking)

    def test_move_quantity_takes_the_good_lot(self):
        self._put(5, self.lot_b)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        picking.do_unreserve()
        picking.move_ids.with_user(self.worker).quantity = 5
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_b)

    def test_lots_chosen_on_the_move(self):
        self._hold(self.lot_a)
        serial = self._product("Pump", tracking="serial")
        held = self._lots("S1", product=serial)
        self._put(1, held)
        self._hold(held)
        picking = self._transfer(1, product=serial)
        with self.assertRefused("On hold"):
            picking.move_ids.with_user(self.worker).lot_ids = [Command.set(held.ids)]

    # validation

    def test_line_that_slipped_in_before(self):
        """A line made while nothing was held, and not stripped yet, is not shipped."""
        picking = self._transfer(5)
        hold = self._hold(self.lot_a, place=False)
        self._place_without_strip(hold)
        self.assertTrue(picking.move_line_ids)
        with self.assertRefused("On hold", hold.name):
            self._validate(picking)
        hold._strip()
        self.assertFalse(picking.move_line_ids)

    def _place_without_strip(self, hold):
        """What stands between the commit of a hold and the transaction that strips."""
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)

    def test_backorder(self):
        self._put(2, self.lot_b)
        picking = self._transfer(12)
        self._hold(self.lot_a)
        self.assertEqual(picking.move_ids.quantity, 2)
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        backorder = picking.backorder_ids
        self.assertEqual(backorder.move_ids.product_uom_qty, 10)
        self.assertFalse(backorder.move_line_ids)

    def test_backorder_of_a_slipped_line(self):
        self._put(2, self.lot_b)
        picking = self._transfer(20)
        self._place_without_strip(self._hold(self.lot_a, place=False))
        with self.assertRefused("On hold"):
            self._validate(picking)

    def test_immediate_transfer(self):
        self._hold(self.lot_a)
        picking = self._transfer(5, confirm=False)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking, picked=True)
            )
            self._validate(picking)

    def test_internal_transfer(self):
        picking = self._transfer(
            5,
            kind=self.warehouse.int_type_id,
            location_dest_id=self.shelf.id,
        )
        self._place_without_strip(self._hold(self.lot_a, place=False))
        with self.assertRefused("On hold"):
            self._validate(picking)

    def test_done_transfer_edited(self):
        self._put(5, self.lot_b)
        picking = self._transfer(5)
        picking.move_line_ids.lot_id = self.lot_b
        picking.move_ids.picked = True
        self._validate(picking)
        self._hold(self.lot_a)
        with self.assertRefused("On hold"):
            picking.move_line_ids.with_user(self.worker).lot_id = self.lot_a
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking)
            )

    def test_done_transfer_raised(self):
        picking = self._transfer(5)
        picking.move_ids.picked = True
        self._validate(picking)
        self._hold(self.lot_a)
        with self.assertRefused("On hold"):
            picking.move_line_ids.with_user(self.worker).quantity = 8

    # returns

    def test_return_to_vendor(self):
        self._hold(self.lot_a)
        picking = self._transfer(
            5, kind=self.warehouse.out_type_id, location_dest_id=self.suppliers.id
        )
        self.assertFalse(picking.move_line_ids)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking)
            )

    def test_customer_return_passes_and_is_held(self):
        picking = self._transfer(5)
        picking.move_ids.picked = True
        self._validate(picking)
        self._hold(self.lot_a)
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 5
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        back.action_assign()
        back.move_ids.picked = True
        self._validate(back)
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        self.assertFalse(self._transfer(1).move_line_ids, "held again on arrival")

    # write-offs

    def test_scrap(self):
        self._hold(self.lot_a)
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.worker)
            .create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "scrap_qty": 1,
                    "location_id": self.stock.id,
                }
            )
        )
        with self.assertRefused("On hold", "nonconformity"):
            scrap.do_scrap()

    def test_count_downward(self):
        self._hold(self.lot_a)
        quant = self._quant(self.lot_a).with_user(self.worker)
        quant.with_context(inventory_mode=True).inventory_quantity = 7
        with self.assertRefused("On hold", "nonconformity"):
            quant.with_context(inventory_mode=True).action_apply_inventory()

    def test_count_upward(self):
        self._hold(self.lot_a)
        quant = self._quant(self.lot_a).with_user(self.worker)
        quant.with_context(inventory_mode=True).inventory_quantity = 12
        quant.with_context(inventory_mode=True).action_apply_inventory()
        self.assertEqual(self._on_hand(lot=self.lot_a), 12)

    def test_count_by_one_field(self):
        self._hold(self.lot_a)
        quant = self._quant(self.lot_a).with_user(self.stock_manager)
        with self.assertRefused("On hold"):
            quant.with_context(inventory_mode=True).inventory_quantity_auto_apply = 0

    def test_quant_deleted_by_the_stock_manager(self):
        self._hold(self.lot_a)
        with self.assertRefused():
            self._quant(self.lot_a).with_user(self.stock_manager).unlink()

    def _quant(self, lot):
        return self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", self.stock.id)]
        )

    # relocation, packages

    def test_quants_relocated(self):
        self._hold(self.lot_a)
        wizard = (
            self.env["stock.quant.relocate"]
            .with_user(self.stock_manager)
            .create(
                {
                    "quant_ids": [Command.set(self._quant(self.lot_a).ids)],
                    "dest_location_id": self.shelf.id,
                }
            )
        )
        with self.assertRefused("On hold"):
            wizard.action_relocate_quants()

    def test_packed_in_place(self):
        self._hold(self.lot_a)
        package = self.env["stock.package"].create({"name": "BOX-1"})
        quant = self._quant(self.lot_a)
        quant.move_quants(package_dest_id=package, message="Packed")
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        self.assertEqual(package.quant_ids.lot_id, self.lot_a)

    def test_whole_package_moved(self):
        package = self.env["stock.package"].create({"name": "BOX-2"})
        self._put(4, self.lot_b, package=package)
        picking = self._transfer(
            4, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        self._hold(self.lot_b)
        picking.move_line_ids.unlink()
        with self.assertRefused("On hold"):
            picking.with_user(self.worker).action_add_entire_packs(package.ids)

    # several steps

    def test_pick_pack_ship(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        group = self.env["stock.reference"].create({"name": "SO1"})
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.product,
                    4,
                    self.product.uom_id,
                    self.customers,
                    "SO1",
                    "SO1",
                    self.company,
                    {"warehouse_id": self.warehouse, "reference_ids": group},
                )
            ]
        )
        pick = self.env["stock.picking"].search(
            [("picking_type_id", "=", self.warehouse.pick_type_id.id)], limit=1
        )
        pick.action_assign()
        pick.move_ids.picked = True
        self._validate(pick)
        pack = pick.move_ids.move_dest_ids.picking_id
        self.assertEqual(pack.move_line_ids.lot_id, self.lot_a)
        hold = self._hold(self.lot_a)
        self.assertFalse(pack.move_line_ids, "stripped in the middle of the chain")
        pack.action_assign()
        self.assertFalse(pack.move_line_ids, "the chain's own stock is held as well")
        found = hold.line_ids.filtered(lambda line: line.situation == "on_hand")
        self.assertIn(self.warehouse.wh_pack_stock_loc_id, found.location_id)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(
                    pack,
                    location_id=pack.location_id.id,
                    picked=True,
                )
            )

    def test_dropship(self):
        hold = self._hold(self.lot_a)
        for lot_vals in ({"lot_id": self.lot_a.id}, {"lot_name": "A", "lot_id": False}):
            picking = self._transfer(
                3,
                kind=self.warehouse.in_type_id,
                location_id=self.suppliers.id,
                location_dest_id=self.customers.id,
            )
            picking.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                self._line_vals(
                    picking, location_id=self.suppliers.id, picked=True, **lot_vals
                )
            )
            with self.assertRefused("On hold", hold.name):
                self._validate(picking)

    # by remote call, by import

    def test_quant_written_by_remote_call(self):
        quant = self._quant(self.lot_a).with_user(self.stock_manager)
        for vals in (
            {"quantity": 0},
            {"lot_id": self.lot_b.id},
            {"location_id": self.shelf.id},
            {"reserved_quantity": 0},
        ):
            for context in ({}, {"inventory_mode": True}):
                with self.assertRefused():
                    quant.with_context(**context).write(vals)

    def test_quant_created_by_remote_call(self):
        vals = {
            "product_id": self.product.id,
            "lot_id": self.lot_a.id,
            "location_id": self.shelf.id,
            "quantity": -3,
        }
        for context in ({}, {"inventory_mode": True}):
            with self.assertRefused("transfers and counts"):
                self.env["stock.quant"].with_user(self.worker).with_context(
                    **context
                ).create(dict(vals))

    def test_count_imported(self):
        """A file of counts goes through counting; it lowers nothing by itself."""
        self._hold(self.lot_a)
        fields = [
            "product_id/.id",
            "location_id/.id",
            "lot_id/.id",
            "inventory_quantity",
        ]
        row = [self.product.id, self.stock.id, self.lot_a.id, 1]
        Quant = self.env["stock.quant"].with_user(self.stock_manager)
        result = Quant.load(fields, [[str(value) for value in row]])
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        with self.assertRefused("On hold"):
            Quant.browse(result["ids"]).action_apply_inventory()

    def test_quantity_imported(self):
        fields = ["product_id/.id", "location_id/.id", "lot_id/.id", "quantity"]
        row = [self.product.id, self.stock.id, self.lot_a.id, -5]
        Quant = self.env["stock.quant"].with_user(self.stock_manager)
        result = Quant.load(fields, [[str(value) for value in row]])
        self.assertFalse(result["ids"])
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)

    def test_lines_imported(self):
        self._hold(self.lot_a)
        picking = self._transfer(5)
        before = self._ledger()
        result = (
            self.env["stock.move.line"]
            .with_user(self.worker)
            .load(
                ["move_id/.id", "product_id/.id", "lot_id/.id", "quantity"],
                [
                    [
                        str(picking.move_ids.id),
                        str(self.product.id),
                        str(self.lot_a.id),
                        "4",
                    ]
                ],
            )
        )
        self.assertFalse(result["ids"])
        self.assertIn("On hold", result["messages"][0]["message"])
        self.assertEqual(self._ledger(), before)

    def test_context_cannot_be_spoofed(self):
        """What a remote caller can put into a context opens no door."""
        self._place_without_strip(self._hold(self.lot_a, place=False))
        picking = self.env["stock.picking"].browse()
        spoofed = {
            "quality_hold_scope": {"product_ids": [self.product.id]},
            "quality_passage": True,
            "quality_zone_pass": True,
            "quality_hidden": [],
            "quality_gate": 1,
        }
        picking = self._transfer(5)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].with_user(self.worker).with_context(
                **spoofed
            ).create(self._line_vals(picking))

    def test_many_transfers_at_once(self):
        """A batch in which one transfer carries held goods is refused as a whole."""
        self._put(20, self.lot_b)
        good = self._transfer(2)
        good.move_line_ids.lot_id = self.lot_b
        bad = self._transfer(2)
        bad.move_line_ids.lot_id = self.lot_a
        self._place_without_strip(self._hold(self.lot_a, place=False))
        pickings = good | bad
        pickings.move_ids.picked = True
        with self.assertRefused("On hold"):
            pickings.with_user(self.worker).button_validate()

    # ways that stay open

    def test_way_to_quarantine(self):
        self._hold(self.lot_a)
        picking = self._transfer(
            10,
            kind=self.warehouse.quarantine_in_type_id,
            location_dest_id=self.quarantine.id,
        )
        self.env["stock.move.line"].with_user(self.keeper).create(
            self._line_vals(picking, quantity=10, picked=True)
        )
        self._validate(picking, self.keeper)
        self.assertEqual(self._on_hand(self.quarantine, self.lot_a), 10)

    def test_other_company_is_not_concerned(self):
        self._hold(self.lot_a)
        company = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        self._put(5, self.lot_a, location=warehouse.lot_stock_id)
        picking = self._transfer(
            2, kind=warehouse.out_type_id, location_id=warehouse.lot_stock_id.id
        )
        self.assertEqual(picking.move_ids.quantity, 2)

    def test_narrowed_hold(self):
        self._put(5, self.lot_a, location=self.shelf)
        self._hold(self.lot_a, location_ids=self.shelf)
        picking = self._transfer(15)
        self.assertEqual(picking.move_ids.quantity, 10)
        self.assertNotIn(self.shelf, picking.move_line_ids.location_id)
        with self.assertRefused("On hold"):
            self.env["stock.move.line"].create(
                self._line_vals(picking, location_id=self.shelf.id)
            )

    def test_release_opens_all(self):
        hold = self._hold(self.lot_a)
        hold.with_user(self.officer)._release("Seal is a print fault")
        picking = self._transfer(5)
        picking.move_ids.picked = True
        self._validate(picking)
        self.assertEqual(self._on_hand(lot=self.lot_a), 5)

    def test_two_holds_need_two_releases(self):
        first, second = self._hold(self.lot_a), self._hold(self.lot_a)
        first.with_user(self.officer)._release("Cleared")
        self.assertTrue(self.lot_a.on_hold)
        self.assertFalse(self._transfer(1).move_line_ids)
        second.with_user(self.officer)._release("Cleared too")
        self.assertFalse(self.lot_a.on_hold)

    def test_refusal_says_no_confidential_reason(self):
        hold = self._hold(self.lot_a, confidential=True, reason="Patient died")
        picking = self._transfer(5)
        with self.assertRaises(UserError) as caught:
            self.env["stock.move.line"].with_user(self.worker).create(
                self._line_vals(picking)
            )
        self.assertNotIn("Patient", str(caught.exception))
        self.assertIn(hold.name, str(caught.exception))
