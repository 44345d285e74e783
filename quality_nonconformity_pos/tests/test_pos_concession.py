import base64
from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


@tagged("post_install", "-at_install")
class TestPosConcession(TestPoSCommon):
    """The till hands nothing out against a concession, and never breaks [NC-57]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.config = cls.basic_config
        cls.config.picking_type_id.use_existing_lots = True
        cls.stock = cls.config.picking_type_id.default_location_src_id
        cls.product = cls.create_product("Syringe", cls.categ_basic, 10.0)
        cls.product.write({"is_storable": True, "tracking": "lot"})
        cls.lot = cls.env["stock.lot"].create(
            {"name": "A", "product_id": cls.product.id}
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.stock, 20, lot_id=cls.lot
        )
        cls.inspector = cls._staff("user")
        cls.officer = cls._staff("officer")
        cls.concession = cls._put_in_force()

    @classmethod
    def _staff(cls, role):
        return new_test_user(
            cls.env,
            f"pos_concession_{role}",
            groups=f"quality_base.group_quality_{role},stock.group_stock_user",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    @classmethod
    def _put_in_force(cls):
        source = (
            cls.env["quality.nonconformity"]
            .with_user(cls.inspector)
            .create(
                {
                    "description": "Seal torn",
                    "product_id": cls.product.id,
                    "lot_ids": [Command.set(cls.lot.ids)],
                    "quantity": 20,
                }
            )
        )
        source._isolate()
        disposition = cls.env["quality.disposition"].with_user(cls.inspector)
        disposition = disposition.create(
            {"nonconformity_id": source.id, "kind": "use_as_is", "quantity": 20}
        )
        disposition.concession_id.write(
            {
                "reason": "Cosmetic",
                "risk_assessment": "None",
                "date_to": fields.Date.today() + timedelta(days=9),
            }
        )
        disposition.with_user(cls.officer)._approve()
        disposition.with_user(cls.officer)._execute()
        disposition._verify()
        source.with_user(cls.officer)._close()
        return disposition.concession_id

    def _sell(self, customer=False):
        self.env.company.point_of_sale_update_stock_quantities = "real"
        self.open_new_session()
        line = {
            "product": self.product,
            "quantity": 2,
            "pack_lot_ids": [Command.create({"lot_name": "A"})],
        }
        data = self.create_ui_order_data([line], customer=customer)
        result = self.env["pos.order"].sync_from_ui([data])
        return self.env["pos.order"].browse(result["pos.order"][0]["id"])

    def test_without_consent_the_goods_stay(self):
        order = self._sell(self.customer)
        self.assertEqual(order.state, "paid")
        picking = order.picking_ids
        self.assertNotEqual(picking.state, "done")
        self.assertFalse(self.concession.use_ids)
        activity = picking.activity_ids
        self.assertIn("against its concession", activity.summary)
        self.assertIn(self.concession.name, activity.note)

    def test_an_unknown_customer_gets_none(self):
        picking = self._sell().picking_ids
        self.assertNotEqual(picking.state, "done")
        self.assertIn("names no customer", picking.activity_ids.note)

    def test_with_consent_they_are_counted(self):
        self.env["quality.concession.consent"].with_user(self.inspector).create(
            {
                "concession_id": self.concession.id,
                "partner_id": self.customer.id,
                "given_by": "Himself",
                "evidence": base64.b64encode(b"Yes"),
            }
        )
        picking = self._sell(self.customer).picking_ids
        self.assertEqual(picking.state, "done")
        self.assertEqual(self.concession.used_quantity, 2)
        self.assertFalse(picking.activity_ids)
