from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestConcessionWays(GateCommon):
    """Steps, returns, units, drop shipments, use: every way out is counted once."""

    def test_internal_transfers_and_zones_are_free(self):
        self._concession()
        inside = self._transfer(
            5, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        self.assertEqual(inside.move_ids.quantity, 5)
        inside.move_ids.picked = True
        inside.with_user(self.worker).button_validate()
        self.assertEqual(self._on_hand(self.shelf, self.lot_a), 5)

    def test_return_and_redelivery(self):
        concession = self._concession()
        self._consent(concession)
        picking = self._deliver(40)
        picking.button_validate()
        self.assertEqual(concession.state, "used_up")
        back = self._return(picking, 15)
        self.assertEqual(
            (concession.state, concession.remaining_quantity), ("in_force", 15)
        )
        self.assertRecordValues(
            concession.use_ids.sorted("id"),
            [
                {"kind": "delivery", "quantity": 40, "outstanding_quantity": 25},
                {"kind": "return", "quantity": -15, "outstanding_quantity": -15},
            ],
        )
        self.assertEqual(concession.use_ids.sorted("id")[1].picking_id, back)
        with self.assertRefused("only 15.0 of its 40.0"):
            self._deliver(16).button_validate()
        self._deliver(15).button_validate()
        self.assertEqual(concession.state, "used_up")

    def test_more_does_not_come_back_than_went(self):
        """A second return of the same transfer gives nothing back twice."""
        concession = self._concession()
        self._consent(concession)
        picking = self._deliver(10)
        picking.button_validate()
        self._return(picking, 10)
        self._put(10, self.lot_a, location=self.customers)
        self._return(picking, 5)
        self.assertEqual(concession.used_quantity, 0)

    def test_no_return_is_feigned(self):
        """Goods come back from where they went: not from shelf to shelf."""
        concession = self._concession()
        self._consent(concession)
        delivery = self._deliver(4)
        delivery.button_validate()
        self.assertEqual(concession.used_quantity, 4)
        feigned = self._deliver(
            4, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        feigned.move_ids.origin_returned_move_id = delivery.move_ids
        feigned.button_validate()
        self.assertEqual(feigned.state, "done")
        self.assertEqual(concession.used_quantity, 4)
        self._return(delivery, 3)
        self.assertEqual(concession.used_quantity, 1)

    def test_in_another_unit(self):
        """Twelve at a time: limits are counted in the product's unit."""
        concession = self._concession()
        self._consent(concession)
        dozen = self.env.ref("uom.product_uom_dozen")
        picking = self._deliver(1)
        picking.sudo().move_ids.write({"product_uom": dozen.id, "product_uom_qty": 3})
        line = picking.sudo().move_line_ids
        line.write({"product_uom_id": dozen.id, "quantity": 3})
        picking.sudo().move_ids.picked = True
        picking.button_validate()
        self.assertEqual(concession.used_quantity, 36)
        more = self._deliver(1)
        more.sudo().move_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
        with self.assertRefused("only 4.0 of its 40.0"):
            more.button_validate()
        self.assertEqual(concession.used_quantity, 36)

    def test_done_deliveries_are_not_corrected(self):
        concession = self._concession()
        self._consent(concession)
        self._put(10, self.lot_b)
        picking = self._deliver(10)
        picking.button_validate()
        line = picking.sudo().move_line_ids
        with self.assertRefused("Book a return"):
            line.with_user(self.stock_manager).quantity = 35
        with self.assertRefused("Book a return"):
            line.with_user(self.stock_manager).copy({"quantity": 35})
        other = self._deliver(5, lot=self.lot_b)
        other.button_validate()
        with self.assertRefused("Book a return"):
            other.sudo().move_line_ids.with_user(self.stock_manager).lot_id = self.lot_a
        self.assertEqual(concession.used_quantity, 10)

    def test_delivery_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        concession = self._concession()
        group = self.env["stock.reference"].create({"name": "SO7"})
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.product,
                    10,
                    self.product.uom_id,
                    self.customers,
                    "SO7",
                    "SO7",
                    self.company,
                    {
                        "warehouse_id": self.warehouse,
                        "partner_id": self.customer.id,
                        "reference_ids": group,
                    },
                )
            ]
        )
        pick = self.env["stock.picking"].search([("reference_ids", "=", group.id)])
        pick.action_assign()
        self.assertEqual(pick.location_id, self.stock)
        self.assertFalse(pick.move_line_ids, "reserved without the customer's consent")
        consent = self._consent(concession)
        pick.action_assign()
        self.assertEqual(pick.move_ids.quantity, 10)
        self.assertFalse(pick.concession_blocked)
        consent._withdraw("Changed their minds")
        with self.assertRefused("consent of Held Hospital"):
            pick.with_user(self.worker).button_validate()
        self._consent(concession)
        pick.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 0, "not with the customer yet")
        for _step in range(2):
            following = pick.move_ids.move_dest_ids.picking_id
            following.action_assign()
            following.with_user(self.worker).button_validate()
            pick = following
        self.assertEqual(pick.location_dest_id, self.customers)
        self.assertEqual((pick.state, concession.used_quantity), ("done", 10))

    def test_drop_shipment_of_such_a_lot(self):
        concession = self._concession()
        picking = self._transfer(
            5, location_id=self.suppliers.id, confirm=False, origin="PO1"
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_name": "A",
                    "quantity": 5,
                    "location_id": self.suppliers.id,
                    "location_dest_id": self.customers.id,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.picking_type_id.use_create_lots = True
        picking.move_ids.picked = True
        with self.assertRefused("consent of Held Hospital"):
            picking.with_user(self.worker).button_validate()
        self._consent(concession)
        picking.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 5)

    def test_use_is_confirmed_by_the_head_of_the_department(self):
        concession = self._concession()
        workshop = self.product.property_stock_production
        take = {
            "kind": self.warehouse.int_type_id,
            "location_dest_id": workshop.id,
        }
        with self.assertRefused("head of the using department"):
            self._deliver(5, **take).button_validate()
        with self.assertRaises(AccessError):
            concession.with_user(self.worker)._confirm_use(self.workshop, 10)
        with self.assertRefused("for 40.0"):
            concession.with_user(self.head)._confirm_use(self.workshop, 41)
        self.assertFalse(concession.confirmation_ids)
        concession.with_user(self.head)._confirm_use(self.workshop, 10)
        self.assertEqual(concession.confirmation_ids.user_id, self.head)
        self.assertEqual(concession.signature_ids[-1:].user_id, self.head)
        self._deliver(5, **take).button_validate()
        with self.assertRefused("only 5.0 Units more are confirmed"):
            self._deliver(6, **take).button_validate()
        self.assertRecordValues(
            concession.use_ids, [{"kind": "use", "quantity": 5, "partner_id": False}]
        )

    def test_scrap_and_return_to_supplier_need_nothing(self):
        concession = self._concession()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot_a.id,
                "scrap_qty": 3,
                "location_id": self.stock.id,
            }
        )
        scrap.do_scrap()
        back = self._deliver(5, location_dest_id=self.suppliers.id)
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(concession.used_quantity, 0)
