"""Doors that are easy to forget: master data, defaults, missing lots, calls by RPC."""

from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestDoorsMore(HoldCommon):
    def setUp(self):
        super().setUp()
        self._put(10, self.lot_a)

    def _call(self, records, method, *args, user=None, context=None, **kwargs):
        """Call a public method as a remote caller would: plain values only."""
        kwargs["context"] = dict(context or {})
        model = self.env[records._name].with_user(user or self.worker)
        if method != "create":
            args = (records.ids, *args)
        return call_kw(model, method, args, kwargs)

    def _quant(self, lot=None, product=None, location=None):
        return self.env["stock.quant"].search(
            [
                ("product_id", "=", (product or self.product).id),
                ("lot_id", "=", lot.id if lot else False),
                ("location_id", "=", (location or self.stock).id),
            ]
        )

    def _line_vals(self, picking, lot=None, quantity=4, product=None, **vals):
        product = product or self.product
        return {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": product.id,
            "lot_id": lot.id if lot else False,
            "quantity": quantity,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
            **vals,
        }

    # master data of held goods

    def test_product_of_a_held_lot_changed(self):
        """A lot announced before its goods came: no move stands in the way."""
        other = self._product("Gown", tracking="lot")
        lot = self._lots("N")
        self._hold(lot)
        with self.assertRefused("hold"):
            self._call(lot, "write", {"product_id": other.id})

    def test_held_lot_renamed(self):
        """Under another name the next delivery of it would be a new, free lot."""
        self._hold(self.lot_a)
        with self.assertRefused("hold"):
            self._call(self.lot_a, "write", {"name": "A-old"})
        self._call(self.lot_b, "write", {"name": "B-old"})
        self._call(self.lot_a, "write", {"name": "A", "note": "seen"})

    def test_tracking_of_a_held_product_switched_off(self):
        self._hold(self.lot_a)
        for vals in (
            {"is_storable": False},
            {"type": "service"},
            {"tracking": "none"},
        ):
            for record in (self.product, self.product.product_tmpl_id):
                with self.assertRefused("hold"):
                    record.write(vals)
        self.product.write({"tracking": "lot", "is_storable": True, "name": "G"})

    def test_kind_may_change_after_the_release(self):
        hold = self._hold(self.lot_b)
        hold.with_user(self.officer)._release("Cleared")
        self.product.is_storable = False
        self.assertEqual(self.product.tracking, "none")

    def test_archived_product_stays_held(self):
        hold = self._hold(product_ids=self.product)
        self.product.active = False
        self.assertTrue(self.product.on_hold)
        self.assertTrue(self.lot_a.on_hold)
        found = self.env["stock.lot"].search([("on_hold", "=", True)])
        self.assertIn(self.lot_a, found)
        picking = self._transfer(5)
        with self.assertRefused(hold.name):
            self.env["stock.move.line"].create(self._line_vals(picking, self.lot_a))

    # defaults and other things a caller may send

    def test_quantity_by_default_value(self):
        """A default is a value too: from the context, or set by a user."""
        vals = {
            "product_id": self.product.id,
            "lot_id": self.lot_a.id,
            "location_id": self.stock.id,
        }
        quants = self.env["stock.quant"]
        context = {"default_quantity": -4, "default_reserved_quantity": 7}
        for more in ({}, {"inventory_mode": True}):
            self._call(quants, "create", [dict(vals)], context=context | more)
        self.env["ir.default"].set("stock.quant", "quantity", -4, user_id=True)
        self._call(quants, "create", [dict(vals)])
        self.assertEqual(self._on_hand(lot=self.lot_a), 10)
        self.assertEqual(self._reserved(), 0)

    def test_lot_moved_by_its_location(self):
        self._hold(self.lot_a)
        with self.assertRefused("On hold"):
            self._call(self.lot_a, "write", {"location_id": self.shelf.id})

    def test_move_made_done_by_writing_its_state(self):
        self._hold(self.lot_a)
        picking = self._transfer(5)
        with self.assertRefused():
            self._call(picking.move_ids, "write", {"state": "done"})
            self._call(
                self.env["stock.move.line"],
                "create",
                [self._line_vals(picking, self.lot_a)],
            )

    def test_line_hidden_by_its_state(self):
        self._put(5, self.lot_b)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        with self.assertRefused():
            self._call(
                picking.move_line_ids,
                "write",
                {"state": "cancel", "lot_id": self.lot_a.id},
            )
            picking.move_ids.picked = True
            self._call(picking, "button_validate")

    # goods without lot while lots are held

    def test_no_lot_named(self):
        """Where lots are optional, held goods do not leave as goods without lot."""
        self.warehouse.out_type_id.write(
            {"use_create_lots": False, "use_existing_lots": False}
        )
        hold = self._hold(self.lot_a)
        picking = self._transfer(5)
        with self.assertRefused(hold.name, "lot"):
            picking.move_ids.with_user(self.worker).quantity = 5
            picking.move_ids.picked = True
            self._call(picking, "button_validate")

    def test_goods_without_lot_may_leave(self):
        self.warehouse.out_type_id.write(
            {"use_create_lots": False, "use_existing_lots": False}
        )
        self._put(5, product=self.product)
        self._hold(self.lot_a)
        picking = self._transfer(5)
        picking.move_ids.picked = True
        self._call(picking, "button_validate")
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._on_hand(), 10)

    def test_count_down_without_lot(self):
        self._hold(self.lot_a)
        with self.assertRefused():
            self._call(
                self.env["stock.quant"],
                "create",
                [
                    {
                        "product_id": self.product.id,
                        "location_id": self.stock.id,
                        "inventory_quantity_auto_apply": -3,
                    }
                ],
                user=self.stock_manager,
                context={"inventory_mode": True},
            )

    # packages

    def test_package_destination(self):
        package = self.env["stock.package"].create({"name": "BOX-3"})
        self._put(4, self.lot_b, package=package)
        picking = self._transfer(
            14, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        self._hold(self.lot_b)
        self.assertFalse(picking.move_line_ids.filtered("package_id"))
        with self.assertRefused("On hold"):
            self._call(
                self.env["stock.move.line"],
                "create",
                [
                    self._line_vals(
                        picking,
                        self.lot_b,
                        package_id=package.id,
                        result_package_id=package.id,
                    )
                ],
            )

    def test_package_unpacked_in_place(self):
        package = self.env["stock.package"].create({"name": "BOX-4"})
        self._put(4, self.lot_b, package=package)
        self._hold(self.lot_b)
        self._call(package, "unpack")
        self.assertEqual(self._on_hand(lot=self.lot_b), 4)
        self.assertFalse(package.quant_ids)

    # owners

    def test_consigned_goods(self):
        owner = self.env["res.partner"].create({"name": "Consignor"})
        self.env["stock.quant"]._update_available_quantity(
            self.product, self.stock, 6, lot_id=self.lot_a, owner_id=owner
        )
        self._hold(self.lot_a)
        picking = self._transfer(5, owner_id=owner.id)
        self.assertFalse(picking.move_line_ids)
        with self.assertRefused("On hold"):
            self._call(
                self.env["stock.move.line"],
                "create",
                [self._line_vals(picking, self.lot_a, owner_id=owner.id)],
            )

    # counts

    def test_count_wizards(self):
        self._hold(self.lot_a)
        quant = self._quant(self.lot_a)
        context = {"inventory_mode": True, "active_ids": quant.ids}
        with self.assertRefused("On hold"):
            self._call(quant, "write", {"inventory_quantity": 2}, context=context)
            wizard = self.env["stock.inventory.adjustment.name"].create(
                {"quant_ids": [Command.set(quant.ids)]}
            )
            self._call(wizard, "action_apply", user=self.stock_manager)
        with self.assertRefused("On hold"):
            self._call(
                quant,
                "action_set_inventory_quantity_zero",
                user=self.stock_manager,
                context=context,
            )
            self._call(
                quant,
                "action_apply_inventory",
                user=self.stock_manager,
                context=context,
            )

    def test_count_reverted(self):
        """Taking back a count upward takes the goods out again."""
        quant = self._quant(self.lot_a).with_context(inventory_mode=True)
        quant.inventory_quantity = 12
        quant.action_apply_inventory()
        line = self.env["stock.move.line"].search(
            [("lot_id", "=", self.lot_a.id), ("is_inventory", "=", True)], limit=1
        )
        self._hold(self.lot_a)
        with self.assertRefused("On hold"):
            self._call(line, "action_revert_inventory", user=self.stock_manager)

    def test_quant_tasks_move_nothing(self):
        quants = self.env["stock.quant"].create(
            [
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "location_id": self.stock.id,
                    "quantity": 3,
                }
            ]
        )
        self._hold(self.lot_a)
        quants._quant_tasks()
        self.assertEqual(self._on_hand(lot=self.lot_a), 13)

    # held quantity

    def test_picked_goods_of_a_moved_quantity(self):
        """What was picked does not leave when the quantity has gone to quarantine."""
        self._put(10)
        picking = self._transfer(10, product=self.loose)
        picking.move_ids.picked = True
        hold = self._hold(product_ids=self.loose, quantity=10)
        self.assertTrue(hold.quantity_moved)
        self.assertFalse(picking.move_line_ids, "taken off the transfer")
        self.assertEqual(self._reserved(self.loose), 0)
        self.assertEqual(picking.state, "confirmed")
        reserved = hold.line_ids.filtered(lambda line: line.situation == "reserved")
        self.assertEqual(reserved.quantity, 10)

    def test_surplus_in_many_lines(self):
        """Batches of the clean-up know of the reservations they do not read."""
        self._put(20)
        pickings = [self._transfer(2, product=self.loose) for _i in range(10)]
        hold = self._place_quantity(15)
        while hold._strip(limit=3):
            pass
        self.assertEqual(len([p for p in pickings if p.move_line_ids]), 2)
        self.assertEqual(self._reserved(self.loose), 4)
        self.assertTrue(hold.is_stripped)

    def test_part_of_dozens(self):
        """Held 10 of two dozens: one dozen can go, not two."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self._put(24)
        self._place_quantity(10)
        picking = self._transfer(2, product=self.loose, confirm=False)
        picking.move_ids.product_uom = dozen
        picking.action_confirm()
        picking.action_assign()
        lines = picking.move_line_ids
        self.assertLessEqual(sum(lines.mapped("quantity_product_uom")), 14)
        with self.assertRefused("On hold"):
            self._call(lines[:1], "write", {"quantity": 24})
            picking.move_ids.picked = True
            self._call(picking, "button_validate")

    def test_quantity_on_the_way_is_not_the_held_one(self):
        """Goods between warehouses are not in the places that the quantity is held in."""
        transit = self.company.internal_transit_location_id
        transit.active = True
        self._put(10)
        self._put(5, location=transit)
        self._place_quantity(10)
        picking = self._transfer(
            5,
            product=self.loose,
            kind=self.warehouse.in_type_id,
            location_id=transit.id,
            location_dest_id=self.customers.id,
        )
        picking.move_ids.quantity = 5
        picking.move_ids.picked = True
        self._call(picking, "button_validate")
        self.assertEqual(picking.state, "done")

    def _place_quantity(self, quantity):
        """A quantity held where it is."""
        hold = self._hold(product_ids=self.loose, quantity=quantity, place=False)
        hold._set_state("placed", placed_by_id=self.inspector.id)
        self.env["quality.hold.gate"]._bump(hold.scope_product_ids)
        return hold

    # shown to the right people

    def test_hold_of_a_sister_company_does_not_show(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        hold = self._hold(self.lot_a, reason="Secret of ours")
        user = self._user("hold_sister", "stock.group_stock_user")
        user.write({"company_ids": [Command.set(sister.ids)], "company_id": sister.id})
        records = (self.lot_a, self.product, self.product.product_tmpl_id)
        for record in records:
            record = record.with_user(user).with_context(allowed_company_ids=sister.ids)
            record.invalidate_recordset()
            self.assertFalse(record.on_hold, record)
            self.assertFalse(record.hold_banner, record)
            self.assertEqual(record.hold_count, 0, record)
        self.assertIn(hold.name, self.lot_a.with_user(self.worker).hold_banner)

    def test_stock_of_a_sister_company_does_not_show_as_held(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", sister.id)])
        self._put(5, self.lot_a, location=warehouse.lot_stock_id)
        self._hold(self.lot_a)
        both = self.company | sister
        Quant = self.env["stock.quant"].with_context(allowed_company_ids=both.ids)
        quants = Quant.search([("lot_id", "=", self.lot_a.id)])
        theirs = quants.filtered(lambda quant: quant.company_id == sister)
        self.assertEqual(quants.filtered("on_hold"), quants - theirs)
        found = Quant.search([("lot_id", "=", self.lot_a.id), ("on_hold", "=", True)])
        self.assertEqual(found, quants - theirs)

    def test_transfer_of_a_sister_company_does_not_show_as_held(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", sister.id)])
        picking = self._transfer(
            2, kind=warehouse.out_type_id, location_id=warehouse.lot_stock_id.id
        )
        ours = self._transfer(2)
        self._hold(product_ids=self.product)
        both = (self.company | sister).ids
        pickings = (picking | ours).with_context(allowed_company_ids=both)
        self.assertEqual(pickings.filtered("on_hold"), ours)
        found = pickings.search([("on_hold", "=", True), ("id", "in", pickings.ids)])
        self.assertEqual(found, ours)

    def test_held_quantity_is_no_matter_of_a_sister_company(self):
        sister = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", sister.id)])
        self._put(4)
        self._put(6, location=warehouse.lot_stock_id)
        hold = self._hold(product_ids=self.loose, quantity=9)
        self.assertFalse(hold.quantity_moved)
        theirs = self.loose.with_company(sister).with_context(
            allowed_company_ids=sister.ids
        )
        self.assertEqual(theirs.free_qty, 6)
        self.assertEqual(theirs.virtual_available, 6)
        ours = self.loose.with_context(allowed_company_ids=self.company.ids)
        self.assertEqual(ours.free_qty, 0, "no less than nothing is free")

    def test_search_for_what_is_not_on_hold(self):
        self._put(5, product=self.product)
        self._put(5, self.lot_b)
        self._put(5)
        self._hold(self.lot_a)
        domain = Domain("product_id", "in", (self.product | self.loose).ids)
        for model in ("stock.quant", "stock.lot"):
            records = self.env[model].search(domain)
            held = self.env[model].search(domain & Domain("on_hold", "=", True))
            free = self.env[model].search(domain & Domain("on_hold", "!=", True))
            self.assertEqual(held, records.filtered("on_hold"))
            self.assertEqual(free, records - held)
            self.assertTrue(held and free)
        self._hold(product_ids=self.loose)
        for model in ("product.product", "product.template"):
            Model = self.env[model]
            free = Model.search([("on_hold", "=", False)])
            self.assertNotIn(self.loose.id, free.product_variant_id.ids)
            self.assertIn(self.product.id, free.product_variant_id.ids)
        Picking = self.env["stock.picking"]
        free = Picking.search([("on_hold", "=", False)])
        picking = self._transfer(1, product=self.loose)
        self.assertNotIn(picking, Picking.search([("on_hold", "=", False)]))
        self.assertIn(picking, Picking.search([("on_hold", "=", True)]))
        self.assertTrue(all(not picking.on_hold for picking in free))

    # the hold itself

    def test_copy_of_a_placed_hold_is_a_draft(self):
        hold = self._hold(self.lot_a)
        copy = hold.copy()
        self.assertEqual(copy.state, "draft")
        self.assertEqual(copy.lot_ids, self.lot_a)
        self.assertFalse(copy.placed_by_id | copy.released_by_id)
        self.assertFalse(copy.is_stripped or copy.line_ids or copy.move_ids)
        copy.unlink()
        with self.assertRaises(UserError):
            hold.unlink()

    def test_new_lots_of_a_held_product(self):
        hold = self._hold(product_ids=self.product)
        lot = self._lots("LATER")
        self._put(5, lot)
        self.assertTrue(lot.on_hold)
        picking = self._transfer(5)
        self.assertFalse(picking.move_line_ids)
        with self.assertRefused(hold.name):
            self.env["stock.move.line"].create(self._line_vals(picking, lot))

    def test_goods_moved_into_the_narrowed_place(self):
        self._hold(self.lot_a, location_ids=self.shelf)
        self._quant(self.lot_a).move_quants(location_dest_id=self.shelf)
        self.assertEqual(self._on_hand(self.shelf, self.lot_a), 10)
        with self.assertRefused("On hold"):
            self._quant(self.lot_a, location=self.shelf).move_quants(
                location_dest_id=self.stock
            )

    def test_five_hundred_lots(self):
        lots = self._lots(*(f"N{number}" for number in range(500)))
        hold = self._hold(*lots)
        self.assertTrue(hold.is_stripped)
        self.assertEqual(hold.lot_count, 500)
        self.assertTrue(all(lots.mapped("on_hold")))
        self._put(1, lots[250])
        picking = self._transfer(1)
        self.assertNotIn(lots[250], picking.move_line_ids.lot_id)

    def test_two_returns_of_one_delivery(self):
        """A return of a return is a delivery: held goods stay."""
        picking = self._transfer(5)
        picking.move_ids.picked = True
        picking.button_validate()
        back = self._return(picking)
        back.move_ids.picked = True
        back.button_validate()
        self._hold(self.lot_a)
        again = self._return(back)
        again.action_assign()
        self.assertFalse(again.move_line_ids)
        with self.assertRefused("On hold"):
            again.move_ids.quantity = 0
            self.env["stock.move.line"].create(self._line_vals(again, self.lot_a))

    def _return(self, picking):
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=picking.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.quantity = 5
        return self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
