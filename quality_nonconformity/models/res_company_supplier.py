from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_wait_for_supplier = fields.Boolean(
        "Wait for the Supplier's Answer",
        help="A nonconformity is closed only when the supplier answered its notices.",
    )
