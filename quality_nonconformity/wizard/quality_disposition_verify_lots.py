from odoo import fields, models


class QualityDispositionVerify(models.TransientModel):
    """Of several lots or serial numbers, those that failed are named."""

    _inherit = "quality.disposition.verify"

    lot_ids = fields.Many2many(
        "stock.lot",
        string="Lots/Serial Numbers",
        compute="_compute_lot_ids",
    )
    has_lots = fields.Boolean(compute="_compute_lot_ids")
    bad_lot_ids = fields.Many2many(
        "stock.lot",
        "quality_disposition_verify_lot_rel",
        "wizard_id",
        "lot_id",
        "Failed Lots/Serial Numbers",
        domain="[('id', 'in', lot_ids)]",
    )

    def _compute_lot_ids(self):
        for wizard in self:
            wizard.lot_ids = wizard.disposition_id.line_ids.lot_id
            wizard.has_lots = len(wizard.lot_ids) > 1

    def action_confirm(self):
        self.ensure_one()
        if self.bad_lot_ids:
            self.disposition_id.bad_lot_ids = self.bad_lot_ids
        return super().action_confirm()
