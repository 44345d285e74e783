from odoo import fields, models

ROLES = [
    ("after_sales", "After-sales"),
    ("business", "Head of Business"),
    ("quality", "Quality"),
]


class QualityReturnApproval(models.Model):
    """One of the approvals without which nothing is received [CO-58, CO-65]."""

    _name = "quality.return.approval"
    _description = "Approval of a Return"
    _inherit = ["quality.guard.mixin"]
    _order = "return_id, sequence, id"

    return_id = fields.Many2one(
        "quality.return", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10, readonly=True)
    role = fields.Selection(ROLES, required=True, readonly=True)
    verdict = fields.Selection(
        [("approved", "Approved"), ("refused", "Refused")], readonly=True
    )
    user_id = fields.Many2one("res.users", "By", readonly=True)
    date = fields.Datetime("On", readonly=True)
    note = fields.Text("Opinion", readonly=True)

    _role_uniq = models.Constraint(
        "UNIQUE(return_id, role)", "A return has one approval of each role."
    )

    def _write_verdict(self, verdict, note=None):
        """Enter the current user's verdict: for the return's own steps."""
        self.sudo().write(  # after the check of the return's step
            {
                "verdict": verdict,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "note": note,
            }
        )
