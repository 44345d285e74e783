"""Who ordered consents; the seller sees it on the order, and records it [NC-57]."""

import base64

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.quality_nonconformity.tests.common_concession import ConcessionCommon


@tagged("post_install", "-at_install")
class TestSaleConcession(ConcessionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = new_test_user(
            cls.env, "concession_seller", groups="sales_team.group_sale_salesman"
        )
        cls.ward = cls.env["res.partner"].create({"name": "Foreign Ward"})

    def _order(self, **vals):
        order = (
            self.env["sale.order"]
            .with_user(self.seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "user_id": self.seller.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "product_uom_qty": 4}
                        )
                    ],
                    **vals,
                }
            )
        )
        order.action_confirm()
        return order

    def _consent(self, concession, partner=None, user=None):
        return (
            self.env["quality.concession.consent"]
            .with_user(user or self.seller)
            .create(
                {
                    "concession_id": concession.id,
                    "partner_id": (partner or self.customer).id,
                    "given_by": "Head of purchasing",
                    "evidence": base64.b64encode(b"We agree."),
                }
            )
        )

    def test_shown_on_the_order_until_the_customer_consents(self):
        concession = self._concession()
        order = self._order()
        self.assertIn(concession.name, order.concession_note)
        self.assertIn("NOT YET", order.concession_note)
        self.assertFalse(order.picking_ids.move_line_ids)
        self._consent(concession)
        order.invalidate_recordset()
        self.assertNotIn("NOT YET", order.concession_note)
        picking = order.sudo().picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        self.assertEqual(picking.state, "done")
        self.assertEqual(concession.use_ids.partner_id, self.customer)
        order.invalidate_recordset()
        self.assertFalse(order.concession_note, "everything is delivered")

    def test_nothing_is_shown_without_a_concession(self):
        self.assertFalse(self._order().concession_note)

    def test_who_ordered_consents_not_where_it_goes(self):
        concession = self._concession()
        order = self._order(partner_shipping_id=self.ward.id)
        self._consent(concession, self.ward)
        picking = order.sudo().picking_ids
        picking.action_assign()
        self.assertFalse(picking.move_line_ids)
        self._consent(concession)
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        self.assertEqual(concession.use_ids.partner_id, self.customer)

    def test_limited_to_orders(self):
        first = self._order()
        self._concession(order_names=first.name, consent_required=False)
        second = self._order()
        self.assertFalse(second.picking_ids.move_line_ids)
        self.assertIn("only for the orders", second.concession_note)
        first.picking_ids.sudo().action_assign()
        self.assertEqual(first.sudo().picking_ids.move_line_ids.quantity, 4)

    def test_the_order_counts_not_what_is_written_on_the_transfer(self):
        first = self._order()
        self._concession(order_names=f"{first.name}, PO-77", consent_required=False)
        picking = self._order().sudo().picking_ids
        picking.with_user(self.worker).origin = first.name
        picking.move_ids.origin = first.name
        picking.action_assign()
        self.assertFalse(picking.move_line_ids)
        ordered = self._order(client_order_ref="PO-77")
        self.assertNotIn("only for the orders", ordered.concession_note)
        picking = ordered.sudo().picking_ids
        picking.action_assign()
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        self.assertEqual(picking.state, "done")

    def test_recorded_by_sellers_not_by_others(self):
        concession = self._concession()
        with self.assertRaises(AccessError):
            self._consent(concession, user=self.worker)
        self.assertEqual(self._consent(concession).recorded_by_id, self.seller)
