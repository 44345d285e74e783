from odoo import api, fields, models

from .quality_complaint import CHANNELS


class QualityComplaintCall(models.Model):
    """The customer had to call again on a matter that is open: a failure [CO-05].

    Rows are made by :meth:`quality.complaint._add_call` only, and stay.
    """

    _name = "quality.complaint.call"
    _description = "Second Call on a Complaint"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"

    complaint_id = fields.Many2one(
        "quality.complaint",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    date = fields.Datetime("Called on", required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    description = fields.Text("What was Said", required=True, readonly=True)
    received_by_id = fields.Many2one(
        "res.users", "Taken by", readonly=True, index="btree_not_null"
    )
    source_id = fields.Many2one(
        "quality.complaint",
        "Filed as",
        readonly=True,
        index="btree_not_null",
        help="The complaint that was filed at this call.",
    )

    @api.depends("complaint_id", "date")
    def _compute_display_name(self):
        for call in self:
            call.display_name = f"{call.complaint_id.name} / {call.date}"
