from odoo import fields, models


class QualityReturnLine(models.Model):
    """The procurement that replaces the goods of a line [CO-66]."""

    _inherit = "quality.return.line"

    def _prepare_replacement(self, quantity, reference):
        """Hook: return the arguments of the procurement.

        :param float quantity: in the unit of the product
        :param reference: the ``stock.reference`` that keeps its transfers apart
        """
        self.ensure_one()
        ret, product = self.return_id, self.product_id
        warehouse = ret._get_return_warehouse()
        address = ret.delivery_id.partner_id or ret.sale_id.partner_shipping_id
        address = (address or ret.partner_id).with_company(self.company_id)
        return (
            product,
            quantity,
            product.uom_id,
            address.property_stock_customer,
            product.display_name,
            ret.name,
            self.company_id,
            {
                "warehouse_id": warehouse,
                "partner_id": address.id,
                "company_id": self.company_id,
                "date_planned": fields.Datetime.now(),
                "location_final_id": address.property_stock_customer,
                "reference_ids": reference,
                "sale_line_id": self._get_received_sale_line().id,
                "quality_return_line_id": self.id,
                "quality_replacement": True,
            },
        )

    def _get_received_sale_line(self):
        """The order line that delivered less by the return: it delivers again."""
        self.ensure_one()
        came = self.move_ids.filtered(lambda move: move.location_id.usage == "customer")
        return came.sale_line_id[:1] or self.sale_line_id
