from odoo import fields, models
from odoo.exceptions import UserError


class QualityNonconformity(models.Model):
    """“Inspect the whole purchase again” from a nonconformity [NC-37]."""

    _inherit = "quality.nonconformity"

    recheck_ids = fields.One2many(
        "quality.purchase.recheck", "nonconformity_id", "Re-inspections"
    )
    can_recheck = fields.Boolean(compute="_compute_can_recheck")

    def _compute_can_recheck(self):
        for record in self:
            record.can_recheck = (
                record.kind == "product"
                and record.state not in ("closed", "cancelled")
                and bool(record.sudo()._find_purchases())  # orders are purchasing's
            )

    def _find_purchases(self):
        """The orders by which these goods came: the one named, else those of the lots."""
        self.ensure_one()
        if self.purchase_id:
            return self.purchase_id
        lines = self.env["stock.move.line"].search(
            [
                ("lot_id", "in", self.lot_ids.ids),
                ("location_id.usage", "=", "supplier"),
                ("state", "=", "done"),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return lines.move_id.purchase_line_id.order_id

    def action_recheck(self):
        """Open the re-inspection of the purchase of these goods, or a new one.

        :raises UserError: no purchase is known
        """
        self.ensure_one()
        orders = self.sudo()._find_purchases()  # see can_recheck
        if not orders:
            raise UserError(
                self.env._(
                    "No purchase order of these goods is known. Enter it in "
                    "“Purchase Order”, then inspect the purchase again."
                )
            )
        return self.env["quality.purchase.recheck"]._open_for(orders[:1], self)
