from odoo import fields, models


class QualitySupplierStep(models.TransientModel):
    """Dialog: what a step of a notice needs beside a click."""

    _name = "quality.supplier.step"
    _description = "Step of a Notice to a Supplier"

    notice_id = fields.Many2one("quality.supplier.notice", required=True)
    step = fields.Selection(
        [
            ("again", "Ask again"),
            ("extend", "More time"),
            ("cancel", "Cancel"),
        ],
        required=True,
        default="again",
    )
    text = fields.Text(
        "Demand or Reason",
        required=True,
        help="Ask again: the supplier reads it. Otherwise it stays in the history.",
    )
    date_reply_by = fields.Date(
        "Reply by",
        default=lambda self: self.env[
            "quality.supplier.notice"
        ]._get_default_reply_by(),
    )

    def action_confirm(self):
        self.ensure_one()
        notice = self.notice_id
        if self.step == "again":
            notice._ask_again(self.text, self.date_reply_by)
        elif self.step == "extend":
            notice._extend_reply(self.date_reply_by, self.text)
        else:
            notice._cancel(self.text)
        return {"type": "ir.actions.act_window_close"}
