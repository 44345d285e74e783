from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

REVIEW_FIELDS = {"review_result", "review_comment"}


class QualityUrgent(models.Model):
    """One use of the emergency channel, and its later review [XX-21].

    Rows are made by :meth:`quality.urgent.mixin._raise_urgent`; the head of quality
    fills in the review, once, and never on his own use of the channel.
    """

    _name = "quality.urgent"
    _description = "Use of the Emergency Channel"
    _inherit = ["quality.row.mixin"]
    _order = "id desc"
    _rec_name = "reason"

    reason = fields.Text(required=True, readonly=True)
    raised_by_id = fields.Many2one("res.users", readonly=True)
    date_raised = fields.Datetime(readonly=True)
    notified_ids = fields.Many2many("res.users", string="Told at once", readonly=True)
    review_result = fields.Selection(
        [
            ("justified", "Justified"),
            ("normal_path", "Normal Path would have done"),
            ("misuse", "Misuse"),
        ],
        "Review",
    )
    review_comment = fields.Text()
    reviewed_by_id = fields.Many2one("res.users", readonly=True)
    date_reviewed = fields.Datetime(readonly=True)

    _document_idx = models.Index("(res_model, res_id)")
    _open_idx = models.Index("(company_id) WHERE review_result IS NULL")

    @api.constrains("review_result")
    def _check_reviewer(self):
        for urgent in self:
            if urgent.review_result and urgent.raised_by_id == self.env.user:
                raise ValidationError(
                    self.env._(
                        "You raised this matter yourself: its review belongs to "
                        "someone else in the quality management."
                    )
                )

    def write(self, vals):
        if not self.env.su and vals.keys() - REVIEW_FIELDS:
            raise AccessError(
                self.env._("Only the review can be filled in; the rest is a record.")
            )
        closed = self.filtered("review_result")
        if closed and REVIEW_FIELDS & vals.keys():
            raise ValidationError(
                self.env._(
                    "The review of %(count)s urgent matters is done and stays as it "
                    "is. Add a note in the document's discussion instead.",
                    count=len(closed),
                )
            )
        if vals.get("review_result"):
            reviewer = {"reviewed_by_id": self.env.uid}
            vals = vals | reviewer | {"date_reviewed": fields.Datetime.now()}
        return super().write(vals)
