from odoo import fields, models

from .quality_complaint_kind import SUBJECTS


class QualityComplaintPhrase(models.Model):
    """Guidance for whoever talks to the customer, and texts for replies [CO-41]."""

    _name = "quality.complaint.phrase"
    _description = "Guidance and Reply Texts"
    _order = "use, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    use = fields.Selection(
        [("guidance", "Guidance for staff"), ("reply", "Text for a reply")],
        required=True,
        default="reply",
        index=True,
    )
    subject = fields.Selection(
        SUBJECTS, help="Only for complaints on this subject. Empty: for all."
    )
    level_ids = fields.Many2many(
        "quality.complaint.level",
        "quality_complaint_phrase_level_rel",
        string="Levels",
        help="Only for these levels. Empty: for all.",
    )
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: for all companies."
    )
    body = fields.Html(required=True, translate=True)

    def _fits(self, complaint):
        """Whether this text (one) is meant for ``complaint``."""
        self.ensure_one()
        return (
            (not self.company_id or self.company_id == complaint.company_id)
            and (not self.subject or self.subject == complaint.subject)
            and (not self.level_ids or complaint.level_id in self.level_ids)
        )
