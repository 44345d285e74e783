"""Findings on goods that were sold: order and customer are known [NC-02]."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestSaleNonconformity(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(10, cls.lot_a)
        cls.seller = new_test_user(
            cls.env, "nc_seller", groups="sales_team.group_sale_salesman"
        )
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 4})
                ],
            }
        )
        cls.order.action_confirm()

    def _report(self, user):
        Nonconformity = self.env["quality.nonconformity"].with_user(user)
        vals = Nonconformity._prepare_vals_from(self.order)
        return Nonconformity.create(vals | {"description": "Torn"})

    def test_delivered_goods(self):
        picking = self.order.picking_ids
        picking.move_ids.picked = True
        picking.button_validate()
        source = self._report(self.seller)
        self.assertRecordValues(
            source,
            [
                {
                    "sale_id": self.order.id,
                    "picking_id": picking.id,
                    "partner_id": self.customer.id,
                    "lot_ids": self.lot_a.ids,
                    "quantity": 4,
                    "detection_point": "customer_site",
                }
            ],
        )
        self.assertEqual(self.order.with_user(self.seller).nonconformity_count, 1)

    def test_ordered_goods_before_delivery(self):
        source = self._report(self.seller)
        self.assertEqual((source.product_id, source.quantity), (self.product, 4))
        self.assertEqual(source.detection_point, "pre_shipment")

    def test_order_of_its_delivery(self):
        picking = self.order.picking_ids
        vals = self.env["quality.nonconformity"]._prepare_vals_from(picking)
        source = self.env["quality.nonconformity"].create(
            vals | {"description": "Torn"}
        )
        self.assertEqual(source.sale_id, self.order)

    def test_others_orders_are_not_reported_on(self):
        with self.assertRaises(AccessError):
            self._report(self.reporter)
        self.assertFalse(self.order.nonconformity_count)
