"""How many complaints a record has: right, in as many queries as ever."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_complaint_origin import OriginCommon


@tagged("post_install", "-at_install")
class TestComplaintCounters(OriginCommon):
    """Counters are right, and cost as many queries for two records as for many."""

    def _constant(self, records, limit, counts):
        records = records.with_user(self.handler)
        self.assertEqual(records.mapped("complaint_count"), counts)
        for subset in (records[:2], records):
            self.env.invalidate_all()
            subset.mapped("complaint_count")
            self.env.invalidate_all()
            with self.assertQueryCount(limit):
                subset.mapped("complaint_count")

    def test_lots_products_templates(self):
        lots = self._lots(*(f"L{number}" for number in range(6)))
        for lot in lots[1:]:
            self._complaint(product_id=self.product.id, lot_ids=[Command.set(lot.ids)])
        self._constant(lots, 1, [0, 1, 1, 1, 1, 1])
        products = self.product | self.loose | self._product("P3")
        self._complaint(product_id=self.loose.id)
        self._constant(products, 1, [5, 1, 0])
        self._constant(products.product_tmpl_id, 7, [5, 1, 0])

    def test_orders_deliveries_partners(self):
        orders = self.order
        for _number in range(4):
            orders |= self._sell(1, self.lot_b)
        contact = self.env["res.partner"].create(
            {"name": "Ward", "parent_id": self.customer.id}
        )
        for order in orders[1:]:
            self._complaint(
                sale_id=order.id,
                picking_id=order.picking_ids.id,
                partner_id=contact.id,
            )
        self._constant(orders, 1, [0, 1, 1, 1, 1])
        self._constant(orders.picking_ids, 5, [0, 1, 1, 1, 1])
        self._constant(self.customer | contact | self.supplier, 4, [4, 4, 0])

    def test_counted_is_what_one_may_read_and_the_button_shows_it(self):
        complaint = self._complaint(sale_id=self.order.id)
        order = self.order.with_user(self.handler)
        self.assertEqual(order.complaint_count, 1)
        action = order.action_view_complaints()
        found = self.env["quality.complaint"].search(action["domain"])
        self.assertEqual(found, complaint)
        other = self._user("other_seller", "sales_team.group_sale_manager")
        self.assertEqual(self.order.with_user(other).complaint_count, 0)
