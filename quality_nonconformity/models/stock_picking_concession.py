from odoo import api, fields, models


class StockPicking(models.Model):
    """Show before validation what concessions let go, and what not [NC-57]."""

    _inherit = "stock.picking"

    concession_note = fields.Text(
        "Under Concession", compute="_compute_concession_note"
    )
    concession_blocked = fields.Boolean(
        compute="_compute_concession_note",
        help="A concession does not let goods of this transfer go.",
    )

    @api.depends(
        "state", "partner_id", "move_line_ids.lot_id", "move_line_ids.quantity"
    )
    def _compute_concession_note(self):
        open_lines = self.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).move_line_ids
        guarding = self.env["quality.concession"]._find_guarding(
            open_lines.product_id, self.company_id
        )
        by_picking = open_lines.grouped("picking_id")
        for picking in self:
            lines = by_picking.get(picking._origin, open_lines.browse())
            notes, blocked = lines._describe_concessions(guarding)
            picking.concession_note = "\n".join(notes)
            picking.concession_blocked = blocked
