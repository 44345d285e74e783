from odoo import fields, models


class QualityNotice(models.Model):
    """Notices to buyers: suspend sale, sale may resume [CO-33, CO-35]."""

    _inherit = "quality.notice"

    kind = fields.Selection(
        selection_add=[("suspend", "Suspend Sale"), ("resume", "Sale May Resume")],
        ondelete={"suspend": "set notice", "resume": "set notice"},
    )
