from odoo import fields, models

from odoo.addons.quality_base.tools.identity import sign_with_password

from ..models.quality_supplier_deviation import VERDICTS


class QualitySupplierDeviationStep(models.TransientModel):
    """Dialog: opinion, decision or reason in words."""

    _name = "quality.supplier.deviation.step"
    _description = "Step of a Deviation Request"

    deviation_id = fields.Many2one("quality.supplier.deviation", required=True)
    step = fields.Selection(
        [
            ("technical", "Technical opinion"),
            ("quality", "Quality opinion"),
            ("approve", "Approve"),
            ("reject", "Reject"),
            ("back", "Back to the supplier"),
            ("finish", "Used up"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="technical",
    )
    verdict = fields.Selection(VERDICTS, default="agree")
    text = fields.Text("In Words")

    def action_confirm(self):
        """Steps that nobody signs."""
        self.ensure_one()
        request, text = self.deviation_id, self.text
        if self.step == "back":
            request._send_back(text)
        elif self.step == "finish":
            request._finish(text)
        elif self.step == "cancel":
            request._cancel(text)
        return {"type": "ir.actions.act_window_close"}

    @sign_with_password
    def action_sign(self):
        """Opinions and the decision, with password and signature."""
        self.ensure_one()
        request, text = self.deviation_id, self.text
        if self.step in ("technical", "quality"):
            request._give_opinion(self.step, self.verdict, text)
        elif self.step in ("approve", "reject"):
            request._decide(self.step == "approve", text)
        return {"type": "ir.actions.act_window_close"}
