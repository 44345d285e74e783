from odoo import api, fields, models


class QualitySupplierReturn(models.TransientModel):
    """Dialog: how a return or exchange stands with the supplier."""

    _name = "quality.supplier.return"
    _description = "State of a Return to Supplier"

    disposition_id = fields.Many2one("quality.disposition", required=True)
    state = fields.Selection(
        [
            ("requested", "Asked again"),
            ("agreed", "Supplier agreed"),
            ("fetched", "Fetched"),
            ("settled", "Settled"),
            ("refused", "Supplier refused"),
        ],
        required=True,
        default="agreed",
    )
    date = fields.Date(default=fields.Date.context_today, required=True)
    rma_number = fields.Char("RMA Number")
    settlement = fields.Selection(
        [("credit", "Credit"), ("replacement", "Replacement"), ("other", "Other")]
    )
    settlement_ref = fields.Char("Document", help="Number of the credit note, receipt…")

    @api.constrains("disposition_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.disposition_id.sudo(False).check_access("read")

    def action_confirm(self):
        self.ensure_one()
        self.disposition_id._track_return(
            self.state,
            date=self.date,
            rma_number=self.rma_number,
            settlement=self.state == "settled" and self.settlement,
            settlement_ref=self.settlement_ref,
        )
        return {"type": "ir.actions.act_window_close"}
