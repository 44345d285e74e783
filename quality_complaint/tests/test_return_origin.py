"""Returns start from where one stands, and are counted there."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReturnOrigin(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(10, cls.lot_a)
        cls.delivery = cls.order.picking_ids

    def _defaults(self, record, user):
        context = record.with_user(user).action_file_return()["context"]
        names = [key.removeprefix("default_") for key in context]
        return (
            self.env["quality.return"]
            .with_user(user)
            .with_context(**context)
            .default_get(names)
        )

    def _lines(self, vals):
        return [command[2] for command in vals["line_ids"] if command[2]]

    def test_from_the_delivery_and_the_order(self):
        for record, user in ((self.delivery, self.worker), (self.order, self.handler)):
            vals = self._defaults(record, user)
            [line] = self._lines(vals)
            self.assertEqual(vals["partner_id"], self.customer.id)
            self.assertEqual(vals["delivery_id"], self.delivery.id)
            self.assertEqual(vals["sale_id"], self.order.id)
            self.assertEqual(line["lot_id"], self.lot_a.id)
            self.assertEqual(line["quantity"], 10)
            self.assertEqual(line["sale_line_id"], self.order.order_line.id)
        with self.assertRaises(AccessError):
            self.order.with_user(self.employee).action_file_return()

    def test_from_a_complaint(self):
        complaint = self._complaint(
            product_id=self.product.id, lot_ids=self.lot_a.ids, kind_id=self.failure.id
        )
        vals = self._defaults(complaint, self.handler)
        [line] = self._lines(vals)
        self.assertEqual(vals["complaint_id"], complaint.id)
        self.assertEqual(line["product_id"], self.product.id)
        self.assertEqual(line["lot_id"], self.lot_a.id)
        self.assertIn(line["reason"], ("quality", "safety"))
        ret = self._return((self.lot_a, 1, "quality"), complaint_id=complaint.id)
        self.assertEqual(ret.channel, "complaint")

    def test_counters(self):
        complaint = self._complaint()
        self._return(
            (self.lot_a, 1, "quality"),
            sale_id=self.order.id,
            delivery_id=self.delivery.id,
            complaint_id=complaint.id,
        )
        self._return((self.lot_a, 1, "quality"), sale_id=self.order.id)
        for record, count in (
            (self.order, 2),
            (self.delivery, 1),
            (complaint, 1),
            (self.customer, 2),
        ):
            record = record.with_user(self.handler)
            self.assertEqual(record.quality_return_count, count)
            domain = record.action_view_quality_returns()["domain"]
            found = self.env["quality.return"].search_count(domain)
            self.assertEqual(found, count)

    def test_counters_cost_one_query(self):
        orders = self.order.with_user(self.handler)
        for _number in range(3):
            orders |= self._sell(1, self.lot_a).with_user(self.handler)
        orders.invalidate_recordset()
        self.env["quality.return"].with_user(self.handler).search([], limit=1)
        with self.assertQueryCount(1):
            orders.mapped("quality_return_count")
