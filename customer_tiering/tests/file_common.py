"""Three items of the customer file, orders, and rows of the customer base."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import TierCommon


class FileCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["customer.file.item"]
        cls.items.search([]).active = False
        cls.env.flush_all()
        for name, weight in (("phone", 10), ("industry_id", 30), ("child_ids", 60)):
            cls.items.create({"field_id": cls._field(name).id, "weight": weight})
        cls.industry = cls.env["res.partner.industry"].create({"name": "Publishers"})
        cls.today = fields.Date.today()

    @classmethod
    def _field(cls, name):
        return cls.env["ir.model.fields"]._get("res.partner", name)

    @classmethod
    def _order(cls, partner, days_ago=0, confirm=True, price=100):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": price})
                ],
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        return order

    def _row(self, partner, user=None):
        self.env.flush_all()
        rows = self.env["customer.overview"].with_user(user or self.center)
        rows.invalidate_model()
        return rows.search([("partner_id", "=", partner.id)])
