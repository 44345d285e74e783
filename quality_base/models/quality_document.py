from odoo import models


class QualityDocument(models.AbstractModel):
    """What every quality record shares: number, gate, team, access, and talk.

    It only joins the mixins, each usable alone; a concrete document declares a few
    class attributes and hooks (see docs/developer.md).
    """

    _name = "quality.document"
    _description = "Quality Document"
    _inherit = [
        "quality.deadline.mixin",
        "quality.feedback.mixin",
        "quality.urgent.mixin",
        "quality.oral.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "quality.number.mixin",
        "quality.access.mixin",
        "quality.state.mixin",
        "quality.classification.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
