from odoo import fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityComplaintLaboratoryDecide(models.TransientModel):
    """Dialog: what the laboratory, or the settlement, says."""

    _name = "quality.complaint.laboratory.decide"
    _description = "Decide a Dispute on Goods"

    laboratory_id = fields.Many2one("quality.complaint.laboratory", required=True)
    result = fields.Selection(
        [
            ("good", "Conforming"),
            ("bad", "Nonconforming"),
            ("settled", "Settled otherwise"),
        ],
        required=True,
    )
    reason = fields.Text("What the Report says", required=True)

    @sign_with_password
    def action_confirm(self):
        self.ensure_one()
        self.laboratory_id._decide(self.result, self.reason)
        return {"type": "ir.actions.act_window_close"}
