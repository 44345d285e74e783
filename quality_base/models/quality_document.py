from odoo import models
from odoo.tools import plaintext2html


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

    def activity_schedule(
        self, act_type_xmlid="", date_deadline=None, summary="", note="", **act_values
    ):
        """What people typed is text: as a note it is shown, never read as HTML."""
        return super().activity_schedule(
            act_type_xmlid,
            date_deadline,
            summary,
            # Markup passes as it is
            plaintext2html(note) if type(note) is str and note else note,
            **act_values,
        )
