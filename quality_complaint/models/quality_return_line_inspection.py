from odoo import fields, models

#: goods judged so are settled with the customer
SETTLED_VERDICTS = ("intact", "own_fault", "carrier_damage")


class QualityReturnLine(models.Model):
    """What the inspection leaves of a line's claim [CO-64, CO-66]."""

    _inherit = "quality.return.line"

    inspection_ids = fields.One2many(
        "quality.return.inspection", "line_id", readonly=True
    )

    def _get_settled_quantity(self):
        """Nothing is due for what the customer has damaged, or gets back."""
        self.ensure_one()
        if self.return_id.state not in ("inspected", "decided", "settled", "closed"):
            return super()._get_settled_quantity()
        rows = self.sudo().inspection_ids  # the sum is no secret
        if not rows:
            return super()._get_settled_quantity()
        judged = rows.filtered(
            lambda row: row.verdict in SETTLED_VERDICTS and row.decision != "send_back"
        )
        return sum(judged.mapped("quantity"))
