from odoo import fields, models

from .quality_supplier_access import LINK_DAYS
from .quality_supplier_notice import REPLY_DAYS
from .quality_supplier_notice_effect import EFFECT_LOTS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    quality_wait_for_supplier = fields.Boolean(
        related="company_id.quality_wait_for_supplier", readonly=False
    )
    supplier_reply_days = fields.Integer(
        "Supplier Answers within (days)",
        default=REPLY_DAYS,
        config_parameter="quality_nonconformity.supplier_reply_days",
    )
    supplier_effect_lots = fields.Integer(
        "Effect Judged after (lots)",
        default=EFFECT_LOTS,
        config_parameter="quality_nonconformity.supplier_effect_lots",
    )
    supplier_link_days = fields.Integer(
        "Supplier's Link Works for (days)",
        default=LINK_DAYS,
        config_parameter="quality_nonconformity.supplier_link_days",
    )
