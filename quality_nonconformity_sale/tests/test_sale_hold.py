from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.quality_nonconformity.tests.common import HoldCommon


@tagged("post_install", "-at_install")
class TestSaleHold(HoldCommon):
    """RE-05: orders of goods on hold warn or are blocked; who sold them is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls._put(10, cls.lot_b)
        cls.seller = new_test_user(
            cls.env, "hold_seller", groups="sales_team.group_sale_salesman"
        )

    def _order(self, quantity=4, product=None, confirm=False):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": (product or self.product).id,
                                "product_uom_qty": quantity,
                            }
                        )
                    ],
                }
            )
        )
        if confirm:
            order.action_confirm()
        return order

    def test_banner_and_line_warning(self):
        order = self._order()
        self.assertFalse(order.on_hold)
        self.assertFalse(order.order_line.hold_warning)
        hold = self._hold(product_ids=self.product, reason="Recall notice")
        self.env.invalidate_all()
        self.assertTrue(order.on_hold)
        self.assertTrue(order.order_line.on_hold)
        self.assertIn("Recall notice", order.hold_banner)
        self.assertIn(hold.name, order.order_line.hold_warning)
        self.assertEqual(order.hold_count, 1)

    def test_hold_of_a_sister_company(self):
        """It neither shows on an order of ours, nor blocks it."""
        sister = self.env["res.company"].create({"name": "Sister"})
        (self.company | sister).quality_hold_order_policy = "block"
        self.seller.company_ids = self.company | sister
        hold = self.env["quality.hold"].create(
            {
                "reason": "Theirs",
                "company_id": sister.id,
                "product_ids": [Command.set(self.product.ids)],
            }
        )
        hold._place()
        order = self._order().with_context(
            allowed_company_ids=(self.company | sister).ids
        )
        self.assertFalse(order.on_hold or order.order_line.on_hold)
        self.assertFalse(order.hold_banner or order.order_line.hold_warning)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_one_held_lot_warns_only(self):
        self._hold(self.lot_a)
        order = self._order()
        self.assertFalse(order.order_line.on_hold)
        self.assertIn("lots A", order.order_line.hold_warning)
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, self.lot_b)
        self.assertFalse(order.on_hold, "it got another lot")

    def test_confirm_warns_by_default(self):
        self._hold(product_ids=self.product)
        order = self._order(confirm=True)
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.picking_ids.move_line_ids)
        self.assertIn("Confirmed with goods on hold", order.message_ids[0].body)

    def test_confirm_is_blocked_by_setting(self):
        self.company.quality_hold_order_policy = "block"
        self._hold(product_ids=self.product)
        order = self._order()
        with self.assertRaisesRegex(UserError, "on hold: Glove"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        free = self._order(product=self.loose)
        free.action_confirm()
        self.assertEqual(free.state, "sale")

    def test_held_stock_is_unavailable(self):
        line = self._order().order_line
        self.assertEqual(line.free_qty_today, 20)
        self._hold(self.lot_a)
        self.env.invalidate_all()
        self.assertEqual(line.free_qty_today, 10)

    def test_seller_is_told_and_owner(self):
        order = self._order(confirm=True)
        lot = order.picking_ids.move_line_ids.lot_id
        before = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.seller.partner_id.id)]
        )
        hold = self._hold(lot)
        line = hold.line_ids.filtered(lambda line: line.situation == "reserved")
        self.assertEqual(line.user_id, self.seller)
        told = self.env["mail.notification"].search(
            [("res_partner_id", "=", self.seller.partner_id.id)]
        )
        self.assertIn(hold.name, (told - before).mail_message_id.mapped("body")[0])
        self.assertTrue(order.on_hold)
        self.assertEqual(hold.order_count, 1)
        self.assertEqual(hold.action_view_orders()["res_id"], order.id)
        self.assertEqual(order.action_view_holds()["domain"], [("id", "in", hold.ids)])

    def test_search(self):
        held = self._order()
        free = self._order(product=self.loose)
        reserved = self._order(confirm=True)
        self._hold(product_ids=self.product)
        self.env.flush_all()
        Order = self.env["sale.order"]
        found = Order.search([("on_hold", "=", True)])
        self.assertLessEqual((held | reserved).with_env(self.env), found)
        self.assertNotIn(free.with_env(self.env), found)
        self.assertIn(free.with_env(self.env), Order.search([("on_hold", "=", False)]))

    def test_delivered_and_cancelled_orders_are_quiet(self):
        done = self._order(confirm=True)
        done.picking_ids.move_ids.sudo().picked = True
        done.picking_ids.sudo()._action_done()
        cancelled = self._order()
        cancelled._action_cancel()
        self._hold(product_ids=self.product)
        self.env.invalidate_all()
        self.assertFalse(done.order_line.on_hold)
        self.assertFalse(done.on_hold)
        self.assertFalse(cancelled.on_hold)

    def test_list_costs_the_same_for_any_number(self):
        orders = self.env["sale.order"].sudo()
        for _n in range(8):
            orders |= self._order(1).sudo()
        self._hold(product_ids=self.product)
        for few in (orders[:1], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            with self.assertQueryCount(20):
                few.mapped("on_hold")
                few.order_line.mapped("hold_warning")

    def test_form_for_seller_and_quality(self):
        order = self._order(confirm=True)
        hold = self._hold(self.lot_a)
        Form(order)
        Form(hold.with_user(self.inspector))
        self.assertTrue(order.with_user(self.inspector).name)
