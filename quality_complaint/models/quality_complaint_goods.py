from odoo import api, fields, models


class QualityComplaintGoods(models.Model):
    """What the label of the goods says: specification, dates [CO-03].

    Taken from product and lot, or from the scanned label; what the customer reads on
    goods that are not on file is typed in.
    """

    _inherit = "quality.complaint"

    specification = fields.Char(
        "Specification/Model",
        compute="_compute_specification",
        store=True,
        readonly=False,
        precompute=True,
    )
    production_date = fields.Date("Produced on")
    expiry_date = fields.Date(
        "Expires on",
        compute="_compute_expiry_date",
        store=True,
        readonly=False,
        precompute=True,
        help="The earliest of the lots.",
    )

    @api.depends("product_id")
    def _compute_specification(self):
        for record in self:
            product = record.product_id
            variant = product.product_template_attribute_value_ids
            parts = [product.default_code, variant._get_combination_name()]
            known = " ".join(part for part in parts if part)
            record.specification = known or record.specification

    @api.depends("lot_ids")
    def _compute_expiry_date(self):
        for record in self:
            dates = [lot.expiration_date for lot in record.lot_ids]
            dates = [date for date in dates if date]
            record.expiry_date = min(dates).date() if dates else record.expiry_date
