from odoo import fields, models


class QualityComplaintInformation(models.Model):
    """The customer information that a complaint came from [FU-85]."""

    _inherit = "quality.complaint"

    information_ids = fields.One2many(
        "quality.customer.information",
        "complaint_id",
        "Customer Information",
        readonly=True,
    )
    information_count = fields.Integer(compute="_compute_information_count")

    def _compute_information_count(self):
        groups = self.env["quality.customer.information"]._read_group(
            [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for record in self:
            record.information_count = counts.get(record.id, 0)

    def action_view_information(self):
        """Open what this complaint came from."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customer Information"),
            "res_model": "quality.customer.information",
            "views": [(False, "list"), (False, "form")],
            "domain": [("complaint_id", "in", self.ids)],
        }
