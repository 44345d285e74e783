"""Zones: not available, entered and left by keepers, left by decision only."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.stock_warehouse import ZONE_FIELDS
from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestZones(HoldCommon):
    def _move_vals(self, picking, quantity, lot=None, product=None):
        return {
            "move_id": picking.move_ids.id,
            "picking_id": picking.id,
            "product_id": (product or self.product).id,
            "lot_id": lot and lot.id,
            "quantity": quantity,
            "picked": True,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        }

    def _to_quarantine(self, quantity):
        return self._transfer(
            quantity,
            kind=self.warehouse.quarantine_in_type_id,
            location_dest_id=self.quarantine.id,
        )

    def _out(self, quantity, **vals):
        return self._transfer(
            quantity,
            kind=self.warehouse.quarantine_out_type_id,
            location_id=self.quarantine.id,
            location_dest_id=self.stock.id,
            **vals,
        )

    def _exit(self, quantity, lot=None, **vals):
        vals = {
            "reason": "Inspected again, good",
            "product_id": self.product.id,
            "lot_id": (lot or self.lot_a).id,
            "quantity": quantity,
            "location_id": self.quarantine.id,
            **vals,
        }
        return self.env["quality.zone.exit"].with_user(self.inspector).create(vals)

    # each warehouse has them

    def test_every_warehouse_has_zones_and_operations(self):
        new = self.env["stock.warehouse"].create({"name": "North", "code": "NOR"})
        for warehouse in (self.warehouse, new):
            for zone, field in ZONE_FIELDS.items():
                location = warehouse[field]
                self.assertEqual(location.quality_zone, zone)
                self.assertEqual(location.usage, "internal")
                self.assertEqual(location.warehouse_id, warehouse)
                self.assertEqual(warehouse._get_quality_zone(zone), location)
            kinds = warehouse.quarantine_in_type_id | warehouse.quarantine_out_type_id
            self.assertEqual(kinds.mapped("code"), ["internal"] * 2)
            self.assertEqual(
                warehouse.quarantine_in_type_id.default_location_dest_id,
                warehouse.wh_quarantine_loc_id,
            )
            self.assertEqual(
                warehouse.quarantine_out_type_id.default_location_src_id,
                warehouse.wh_quarantine_loc_id,
            )
        self.assertNotEqual(
            new.quarantine_in_type_id.sequence_id,
            self.warehouse.quarantine_in_type_id.sequence_id,
        )

    def test_warehouse_of_a_new_company(self):
        company = self.env["res.company"].create({"name": "Sister"})
        warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", company.id)]
        )
        self.assertEqual(warehouse.wh_quarantine_loc_id.company_id, company)

    def test_old_warehouses_get_them_on_install(self):
        new = self.env["stock.warehouse"].create({"name": "Old", "code": "OLD"})
        kinds = new.quarantine_in_type_id | new.quarantine_out_type_id
        new.write(dict.fromkeys([*ZONE_FIELDS.values()], False))
        new.write({"quarantine_in_type_id": False, "quarantine_out_type_id": False})
        kinds.unlink()
        new._create_quality_zones()
        self.assertEqual(new.wh_scrap_loc_id.quality_zone, "scrap")
        self.assertTrue(new.quarantine_out_type_id)

    def test_shelf_in_a_zone_belongs_to_it(self):
        shelf = self.env["stock.location"].create(
            {"name": "Q1", "location_id": self.quarantine.id}
        )
        self.assertEqual(shelf._get_zone(), self.quarantine)
        shelf.location_id = self.stock
        self.assertFalse(shelf._is_in_zone())

    def test_customer_location_is_no_zone(self):
        with self.assertRaisesRegex(UserError, "internal locations"):
            self.customers.quality_zone = "returns"

    # not available

    def test_stock_in_a_zone_is_not_available(self):
        self._put(10, self.lot_a)
        self._put(4, self.lot_b, location=self.quarantine)
        product = self.product.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual(product.qty_available, 14, "physically here")
        self.assertEqual(product.free_qty, 10)
        self.assertEqual(product.virtual_available, 10)
        self.assertEqual(
            self.env["stock.quant"]._get_available_quantity(
                self.product, self.warehouse.view_location_id
            ),
            10,
        )

    def test_stock_in_a_zone_is_not_reserved(self):
        self._put(4, self.lot_b, location=self.quarantine)
        for source in (self.warehouse.view_location_id, self.quarantine):
            picking = self._transfer(4, location_id=source.id)
            self.assertFalse(picking.move_line_ids)

    def test_replenishment_does_not_count_it(self):
        self._put(4, self.lot_b, location=self.quarantine)
        orderpoint = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.product.id,
                "product_min_qty": 5,
                "product_max_qty": 5,
                "location_id": self.stock.id,
            }
        )
        self.assertEqual(orderpoint.qty_forecast, 0)
        self.assertEqual(orderpoint.qty_to_order, 5)

    def test_planned_move_into_a_zone_is_not_incoming(self):
        self._transfer(
            3,
            kind=self.warehouse.in_type_id,
            location_id=self.suppliers.id,
            location_dest_id=self.warehouse.wh_inspection_loc_id.id,
        )
        product = self.product.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual(product.incoming_qty, 0)
        self.assertEqual(product.virtual_available, 0)

    # keepers

    def test_only_keepers_bring_goods_in(self):
        self._put(5, self.lot_a)
        picking = self._to_quarantine(5)
        picking.move_ids.picked = True
        with self.assertRefused("keepers", self.keeper.name):
            picking.with_user(self.worker).button_validate()
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(self._on_hand(self.quarantine), 5)

    def test_officers_keep_zones_without_keepers(self):
        self._put(5, self.lot_a)
        inspection = self.warehouse.wh_inspection_loc_id
        picking = self._transfer(
            5, kind=self.warehouse.int_type_id, location_dest_id=inspection.id
        )
        picking.move_ids.picked = True
        with self.assertRefused("quality officer"):
            picking.with_user(self.worker).button_validate()
        both = self._user(
            "hold_both", "stock.group_stock_user,quality_base.group_quality_officer"
        )
        picking.with_user(both).button_validate()
        self.assertEqual(self._on_hand(inspection), 5)

    def test_sudo_of_a_worker_is_still_the_worker(self):
        self._put(5, self.lot_a)
        picking = self._to_quarantine(5)
        picking.move_ids.picked = True
        with self.assertRefused("keepers"):
            picking.with_user(self.worker).sudo().button_validate()

    def test_pass_cannot_be_spoofed(self):
        self._put(5, self.lot_a)
        picking = self._to_quarantine(5)
        picking.move_ids.picked = True
        with self.assertRefused("keepers"):
            picking.with_user(self.worker).with_context(
                quality_zone_pass="x"
            ).button_validate()

    def test_count_in_a_zone(self):
        self._put(5, self.lot_a, location=self.quarantine)
        quant = self.env["stock.quant"].search(
            [("location_id", "=", self.quarantine.id), ("lot_id", "=", self.lot_a.id)]
        )
        more = quant.with_user(self.keeper).with_context(inventory_mode=True)
        more.inventory_quantity = 3
        with self.assertRefused("decision"):
            more.action_apply_inventory()
        more.inventory_quantity = 6
        more.action_apply_inventory()
        self.assertEqual(self._on_hand(self.quarantine), 6)

    # out by decision

    def test_no_way_out_without_decision(self):
        self._put(5, self.lot_a, location=self.quarantine)
        picking = self._out(5)
        self.assertFalse(picking.move_line_ids)
        with self.assertRefused("by decision only", "zone release"):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._move_vals(picking, 5, self.lot_a)
            )
        scrap = (
            self.env["stock.scrap"]
            .with_user(self.keeper)
            .create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot_a.id,
                    "scrap_qty": 1,
                    "location_id": self.quarantine.id,
                }
            )
        )
        with self.assertRefused("by decision only"):
            scrap.do_scrap()

    def test_from_zone_to_zone(self):
        self._put(5, self.lot_a, location=self.quarantine)
        bad = self.warehouse.wh_nonconforming_loc_id
        bad.keeper_ids = self.keeper
        picking = self._transfer(
            5,
            kind=self.warehouse.int_type_id,
            location_id=self.quarantine.id,
            location_dest_id=bad.id,
        )
        self.assertEqual(picking.state, "assigned")
        picking.move_ids.picked = True
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(self._on_hand(bad), 5)

    def test_zone_release(self):
        self._put(5, self.lot_a, location=self.quarantine)
        release = self._exit(5)
        with self.assertRaises(AccessError):
            release._approve()
        release.with_user(self.officer)._approve()
        picking = release.move_ids.picking_id.with_env(self.env)
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.picking_type_id, self.warehouse.quarantine_out_type_id)
        picking.move_ids.picked = True
        with self.assertRefused("keepers"):
            picking.with_user(self.worker).button_validate()
        picking.with_user(self.keeper).button_validate()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 5)
        self.assertEqual(release.state, "done")
        self.assertEqual(release.approved_by_id, self.officer)

    def test_zone_release_covers_only_its_goods(self):
        self._put(5, self.lot_a, location=self.quarantine)
        self._put(5, self.lot_b, location=self.quarantine)
        release = self._exit(5)
        release.with_user(self.officer)._approve()
        picking = self._out(5)
        picking.move_ids.zone_exit_id = release
        for lot, quantity in ((self.lot_b, 5), (self.lot_a, 6)):
            with self.assertRefused():
                self.env["stock.move.line"].with_user(self.keeper).create(
                    self._move_vals(picking, quantity, lot)
                )
                picking.with_user(self.keeper).button_validate()

    def test_zone_release_is_used_once(self):
        self._put(10, self.lot_a, location=self.quarantine)
        release = self._exit(5)
        release.with_user(self.officer)._approve()
        first = release.move_ids.picking_id.with_env(self.env)
        second = self._out(5)
        second.move_ids.zone_exit_id = release
        second.action_assign()
        for picking in (first, second):
            picking.move_ids.picked = True
        first.with_user(self.keeper).button_validate()
        with self.assertRefused("decision"):
            second.with_user(self.keeper).button_validate()

    def test_zone_release_against_a_hold(self):
        self._put(5, self.lot_a, location=self.quarantine)
        hold = self._hold(self.lot_a)
        release = self._exit(5)
        with self.assertRefused(hold.name, "release it first"):
            release.with_user(self.officer)._approve()
        hold.with_user(self.officer)._release("Cleared")
        release.with_user(self.officer)._approve()
        again = self._hold(self.lot_a)
        self.assertFalse(release.move_ids.move_line_ids, "a new hold strips it")
        picking = release.move_ids.picking_id
        with self.assertRefused(again.name):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._move_vals(picking, 5, self.lot_a)
            )

    def test_approved_release_cannot_be_changed(self):
        self._put(5, self.lot_a, location=self.quarantine)
        release = self._exit(5)
        release.with_user(self.officer)._approve()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            release.quantity = 50
        with self.assertRaises(UserError):
            release.used_quantity = -50
        with self.assertRaises(UserError):
            release.state = "draft"
        with self.assertRaises(UserError):
            release.unlink()

    def test_cancelled_release_takes_its_transfer_along(self):
        self._put(5, self.lot_a, location=self.quarantine)
        release = self._exit(5)
        release.with_user(self.officer)._approve()
        release.with_user(self.officer)._cancel("Wrong lot")
        self.assertEqual(release.move_ids.state, "cancel")

    def test_out_after_release_of_the_hold(self):
        self._put(5, self.lot_a)
        hold = self._hold(self.lot_a)
        picking = self._to_quarantine(5)
        self.env["stock.move.line"].create(self._move_vals(picking, 5, self.lot_a))
        picking.with_user(self.keeper).button_validate()
        back = self._out(5)
        vals = self._move_vals(back, 5, self.lot_a)
        lines = self.env["stock.move.line"].with_user(self.keeper)
        with self.assertRefused("On hold"):
            lines.create(vals)
        hold.with_user(self.officer)._release("Cleared")
        lines.create(vals)
        back.with_user(self.keeper).button_validate()
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 5)

    def test_done_move_into_the_zone_cannot_be_undone_by_editing(self):
        self._put(5, self.lot_a)
        picking = self._to_quarantine(5)
        picking.move_ids.picked = True
        picking.with_user(self.keeper).button_validate()
        with self.assertRefused("decision"):
            picking.move_line_ids.with_user(self.stock_manager).quantity = 1

    # the zone itself

    def test_zone_with_goods_stays_a_zone(self):
        self._put(5, self.lot_a, location=self.quarantine)
        for vals in (
            {"quality_zone": False},
            {"location_id": self.stock.id, "quality_zone": False},
            {"usage": "customer"},
        ):
            with self.assertRefused("empty it first"):
                self.quarantine.with_user(self.stock_manager).write(vals)

    def test_location_with_held_goods_keeps_its_kind(self):
        self._put(5, self.lot_a, location=self.shelf)
        self._hold(self.lot_a)
        with self.assertRefused("on hold"):
            self.shelf.with_user(self.stock_manager).usage = "inventory"

    def test_zone_map_costs_no_query_twice(self):
        self.quarantine._is_in_zone()
        with self.assertQueryCount(0):
            self.quarantine._is_in_zone()
            self.stock._is_in_zone()

    def test_keepers_are_named_by_managers_only(self):
        with self.assertRaises(AccessError):
            self.quarantine.with_user(self.worker).keeper_ids = [
                Command.link(self.worker.id)
            ]
