from odoo.exceptions import AccessError
from odoo.tests import tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestReturnReplacement(SettlementCommon):
    """The same article in exchange, at no charge [CO-66, CO-67]."""

    def test_replacement_is_delivered(self):
        ret = self._decided((self.loose, 3, "quality"))
        self.assertEqual(self._due(ret), (3, 0, 0, 0, 3))
        picking = self._replace(ret)
        self.assertEqual(picking.picking_type_id, self.warehouse.out_type_id)
        self.assertEqual(picking.partner_id, self.customer)
        self.assertEqual(picking.quality_return_id, ret)
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        self.assertEqual(picking.move_ids.quality_return_line_id, ret.line_ids)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(picking)
        self.assertEqual(picking.state, "done")
        self.assertEqual(self._due(ret), (3, 3, 0, 0, 0))
        self.assertEqual(ret.line_ids.received_quantity, 3)

    def test_delivery_stays_apart_from_others_of_the_customer(self):
        waiting = self._sell(1, deliver=False).picking_ids
        ret = self._decided((self.loose, 3, "quality"))
        picking = self._replace(ret)
        self.assertNotEqual(picking, waiting)
        self.assertEqual(len(picking.move_ids), 1)

    def test_order_line_is_delivered_as_before(self):
        line = self.order.order_line
        self.assertEqual(line.qty_delivered, 10)
        ret = self._decided((self.loose, 3, "quality"), sale_id=self.order.id)
        self.assertEqual(line.qty_delivered, 7)
        self._send(self._replace(ret))
        self.assertEqual(line.qty_delivered, 10)
        self.assertEqual(line.qty_to_invoice, 0)

    def test_in_parts_with_backorder(self):
        ret = self._decided((self.loose, 5, "quality"))
        first = self._replace(ret, 2)
        self.assertEqual(self._due(ret), (5, 0, 2, 0, 5))
        second = self._replace(ret)
        self.assertEqual(second.move_ids.product_uom_qty, 3)
        self._send(second, 1)
        rest = second.backorder_ids
        self.assertEqual(rest.quality_return_id, ret)
        self.assertTrue(rest.move_ids.quality_replacement)
        self.assertEqual(self._due(ret), (5, 1, 4, 0, 4))
        self._send(first | rest)
        self.assertEqual(self._due(ret), (5, 5, 0, 0, 0))

    def test_delivery_in_two_steps(self):
        self.warehouse.delivery_steps = "pick_ship"
        ret = self._decided((self.loose, 3, "quality"))
        pick = self._replace(ret)
        self.assertEqual(pick.picking_type_id, self.warehouse.pick_type_id)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(pick)
        ship = ret.picking_ids.filtered(
            lambda p: p.picking_type_id == self.warehouse.out_type_id
        )
        self.assertEqual(ship.move_ids.quality_return_line_id, ret.line_ids)
        self.assertEqual(self._due(ret), (3, 0, 3, 0, 3))
        self._send(ship)
        self.assertEqual(self._due(ret), (3, 3, 0, 0, 0))

    def test_cancelled_transfer_opens_it_again(self):
        ret = self._decided((self.loose, 3, "quality"))
        self._replace(ret).action_cancel()
        self.assertEqual(self._due(ret), (3, 0, 0, 0, 3))

    def test_no_more_than_open(self):
        ret = self._decided((self.loose, 3, "quality"))
        with self.assertRefused("3 Units", "not 4"):
            self._replace(ret, 4)
        with self.assertRefused("not -1"):
            self._replace(ret, -1)
        self._replace(ret)
        with self.assertRefused("nothing to be replaced"):
            self._replace(ret)
        self.assertEqual(len(ret.picking_ids), 2)

    def test_delivering_more_is_refused(self):
        ret = self._decided((self.loose, 3, "quality"))
        picking = self._replace(ret)
        with self.assertRefused("are due"), self.cr.savepoint():
            self._send(picking, 4)
        self.env.invalidate_all()
        self.assertNotEqual(picking.state, "done")

    def test_who_and_when(self):
        ret = self._confirmed((self.loose, 3, "quality")).sudo()
        with self.assertRaises(AccessError):
            self._replace(ret, user=self.seller)
        with self.assertRaises(AccessError):
            self._replace(ret)
        self.assertEqual(len(ret.picking_ids), 1)
        # in advance: a manager decides [CO-67]
        picking = self._replace(ret, 1, user=self.complaint_manager)
        self.assertEqual(picking.move_ids.product_uom_qty, 1)
        waiting = self._return((self.loose, 3, "quality"))
        with self.assertRefused("Requested"):
            self._replace(waiting, user=self.complaint_manager)

    def test_mark_is_not_written_by_hand(self):
        ret = self._decided((self.loose, 3, "quality"))
        move = self._replace(ret).move_ids.with_user(self.stock_manager)
        with self.assertRefused("Replace Goods"):
            move.quality_replacement = False
        other = self._transfer(1, self.loose).move_ids.with_user(self.stock_manager)
        with self.assertRefused("Replace Goods"):
            other.write(
                {"quality_replacement": True, "quality_return_line_id": ret.line_ids.id}
            )
        self.assertFalse(other.quality_replacement)

    def test_buttons(self):
        ret = self._decided((self.loose, 3, "quality")).with_user(self.handler)
        self.assertTrue(ret.can_replace)
        self.assertFalse(ret.with_user(self.seller).can_replace)
        action = ret.action_replace()
        self.assertEqual(action["res_model"], "stock.picking")
        ret.invalidate_recordset()
        self.assertFalse(ret.can_replace)
