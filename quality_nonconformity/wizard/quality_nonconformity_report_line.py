from odoo import fields, models


class QualityNonconformityReportLine(models.TransientModel):
    """Row of the report dialog: goods that may be nonconforming."""

    _name = "quality.nonconformity.report.line"
    _description = "Goods to Report"
    _inherit = ["quality.goods.mixin"]

    report_id = fields.Many2one(
        "quality.nonconformity.report", required=True, ondelete="cascade", index=True
    )
    origin_id = fields.Integer(readonly=True)
    selected = fields.Boolean("Nonconforming")
    product_id = fields.Many2one(required=True, check_company=False, ondelete="cascade")
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot", "Lot/Serial Number", domain="[('product_id', '=', product_id)]"
    )
    lot_name = fields.Char("Lot to be Received")
    package_id = fields.Many2one("stock.package")
    owner_id = fields.Many2one("res.partner")
    location_id = fields.Many2one("stock.location", "Place")
    exact = fields.Boolean(help="These very goods stand there.")

    def _prepare_goods_row(self):
        self.ensure_one()
        return {
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "lot_name": self.lot_name,
            "quantity": self.quantity,
            "uom_id": self.uom_id.id,
        }

    def _prepare_isolated_vals(self):
        """Values of the goods to isolate: exactly these, in the product's own unit."""
        self.ensure_one()
        return {
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id,
            "owner_id": self.owner_id.id,
            "location_id": self.location_id.id,
            "quantity": self.uom_id._compute_quantity(
                self.quantity, self.product_id.uom_id
            ),
        }
