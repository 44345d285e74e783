"""Goods of customers come in on an accepted return only, into the returns zone."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCommon


class ReturnReceiptCommon(ComplaintCommon):
    """A delivery, and receipts from its customer made by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.warehouse.wh_returns_loc_id
        cls.order = cls._sell(10, cls.lot_a)
        cls.delivery = cls.order.picking_ids

    def _incoming(self, quantity, lot, **vals):
        """A receipt from the customer made by hand, ready to be validated."""
        picking = self._transfer(
            quantity,
            product=lot.product_id,
            kind=self.warehouse.in_type_id,
            **{
                "location_id": self.customers.id,
                "location_dest_id": self.stock.id,
                **vals,
            },
        )
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.move_ids.picked = True
        return picking.with_user(self.worker)


@tagged("post_install", "-at_install")
class TestReturnReceipt(ReturnReceiptCommon):
    def test_last_approval_makes_the_receipt(self):
        ret = self._confirmed((self.lot_a, 4, "quality"), delivery_id=self.delivery.id)
        receipt = ret.picking_ids
        move = receipt.move_ids
        self.assertEqual(ret.state, "confirmed")
        self.assertEqual(receipt.partner_id, self.customer)
        self.assertEqual(receipt.return_id, self.delivery)
        self.assertEqual(receipt.location_dest_id, self.zone)
        self.assertEqual(move.origin_returned_move_id, self.delivery.move_ids)
        self.assertEqual(move.move_line_ids.lot_id, self.lot_a)
        self.assertEqual(move.move_line_ids.quantity, 4)
        move.picked = True
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertTrue(ret.date_received)
        self.assertEqual(ret.line_ids.received_quantity, 4)
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
        self.assertEqual(self.order.order_line.qty_delivered, 6)
        self.assertEqual(
            self.product.with_context(warehouse_id=self.warehouse.id).free_qty,
            0,
            "not available before it is cleared",
        )

    def test_nothing_comes_before_the_third_signature(self):
        ret = self._return((self.lot_a, 4, "quality"), delivery_id=self.delivery.id)
        ret.with_user(self.handler)._accept()
        ret.with_user(self.second_handler)._approve("after_sales")
        ret.with_user(self.business_head)._approve("business")
        self.assertFalse(ret.sudo().picking_ids)
        back = self._incoming(4, self.lot_a)
        back.sudo().quality_return_id = ret
        with self.assertRefused(ret.name, "Quality"):
            back.button_validate()
        ret.with_user(self.officer)._approve("quality")
        back.button_validate()
        self.assertEqual(self._on_hand(self.zone, self.lot_a), 4)
        self.assertEqual(self._on_hand(self.stock, self.lot_a), 0)

    def test_a_rest_comes_later(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual(ret.state, "confirmed", "one piece is still to come")
        rest = ret.picking_ids - receipt
        self.assertEqual(rest.move_ids.product_uom_qty, 1)
        rest.move_ids.move_line_ids.write({"lot_id": self.lot_a.id, "quantity": 1})
        rest.move_ids.picked = True
        rest.with_user(self.worker).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.received_quantity, 4)

    def test_a_rest_that_never_comes(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True
        ).button_validate()
        (ret.picking_ids - receipt).with_user(self.worker).action_cancel()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.difference_quantity, -1)

    def test_nothing_came_at_all(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.with_user(self.worker).action_cancel()
        self.assertEqual(ret.state, "confirmed")

    def test_goods_of_no_order_beside_goods_of_one(self):
        order = self._sell(4, self.lot_b)
        self._put(2)
        self._deliver(self._transfer(2, product=self.loose), 2)
        lines = order.order_line
        ret = self._received((self.lot_b, 2, "quality"), (self.loose, 1, "quality"))
        self.assertEqual(ret.state, "received")
        self.assertEqual(order.order_line, lines)
        self.assertEqual(lines.qty_delivered, 2)

    def test_other_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._sell(20, self.lot_b)
        ret = self._return((self.lot_b, 1, "quality"))
        ret.line_ids.uom_id = dozen
        for user, step in (
            (self.handler, lambda form: form._accept()),
            (self.second_handler, lambda form: form._approve("after_sales")),
            (self.business_head, lambda form: form._approve("business")),
            (self.officer, lambda form: form._approve("quality")),
        ):
            step(ret.with_user(user))
        receipt = ret.sudo().picking_ids
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).button_validate()
        self.assertEqual(ret.line_ids.received_quantity, 12)
        self.assertEqual(ret.line_ids.difference_quantity, 0)
        self.assertEqual(ret.sudo().inspection_ids.quantity, 12)

    def test_less_came_than_was_accepted(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        receipt.move_ids.move_line_ids.quantity = 3
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            skip_backorder=True, picking_ids_not_to_backorder=receipt.ids
        ).button_validate()
        self.assertEqual(ret.state, "received")
        self.assertEqual(ret.line_ids.difference_quantity, -1)
        self.assertIn("3 Units came back, 4 were accepted", ret.message_ids[0].body)

    def test_cancelled_return_withdraws_its_receipt(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        receipt = ret.picking_ids
        ret.with_user(self.handler)._refuse("The goods were used.")
        self.assertEqual(receipt.state, "cancel")

    def test_receipt_is_made_anew(self):
        ret = self._confirmed((self.lot_a, 4, "quality"))
        ret.picking_ids.action_cancel()
        with self.assertRefused("complaint or warehouse staff"):
            ret.with_user(self.seller)._make_receipt()
        ret.with_user(self.worker).action_make_receipt()
        pickings = ret.picking_ids.sorted("id")
        self.assertEqual(pickings.mapped("state"), ["cancel", "assigned"])

    def test_recalled_goods_are_nonconforming_at_once(self):
        ret = self._confirmed((self.lot_a, 4, "recall"))
        self.assertEqual(ret.picking_ids.location_dest_id, self.nonconforming)

    def test_services_are_not_received(self):
        advice = self.env["product.product"].create(
            {"name": "Installation", "type": "service"}
        )
        ret = self._confirmed((advice, 1, "quality"))
        self.assertEqual(ret.state, "received")
        self.assertFalse(ret.sudo().picking_ids)
        ret.with_user(self.inspector)._inspect()
        ret.with_user(self.officer)._decide()
        self.assertEqual(ret.state, "decided")
