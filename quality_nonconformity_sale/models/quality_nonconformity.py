from odoo import api, fields, models


class QualityNonconformity(models.Model):
    """Found on goods that were sold: the order is known [NC-02]."""

    _inherit = "quality.nonconformity"

    sale_id = fields.Many2one(
        "sale.order",
        "Sale Order",
        compute="_compute_sale_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )

    @api.depends("picking_id")
    def _compute_sale_id(self):
        for record in self:
            order = (
                record.sudo().picking_id.sale_id
            )  # reporters may hold no sales right
            record.sale_id = record.sale_id or order
