from odoo import fields, models


class QualityComplaintMedicine(models.Model):
    """Manufacturer, seller, authority: what medicines ask for besides [CO-30]."""

    _inherit = "quality.complaint"

    seller_asked_on = fields.Date("Seller asked on", copy=False)
    seller_answer = fields.Text("Answer of the Seller", copy=False)
    suspected_counterfeit = fields.Boolean(
        "Suspected Counterfeit or Inferior",
        tracking=True,
        copy=False,
        help="A case is opened, and the authority is informed before it closes.",
    )
    case_number = fields.Char("Case opened under", copy=False)
    authority_id = fields.Many2one("res.partner", copy=False)
    authority_informed_on = fields.Datetime(tracking=True, copy=False)
    authority_measure = fields.Selection(
        [
            ("rectify", "Rectification by the firm"),
            ("notice", "Public notice"),
            ("permit", "Withdrawal of the permit"),
            ("suspend", "Sale suspended"),
            ("recall", "Recall"),
            ("none", "None"),
        ],
        "Measure of the Authority",
        copy=False,
    )

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self.suspected_counterfeit and not (
            self.authority_informed_on and self.case_number
        ):
            blockers.append(
                self.env._(
                    "counterfeit or inferior goods are suspected: open a case and "
                    "inform the authority, and record both."
                )
            )
        return blockers
