from odoo import api, models
from odoo.exceptions import UserError

#: what entered the zone: the transfer's, or fixed by the inspector's confirmation
ENTRY_FIELDS = {"product_id", "lot_id", "quantity", "location_id", "date_in"}
#: noted when the card is made: nobody writes them
MADE_FIELDS = {"entered_by_id", "picking_id", "move_line_id"}


class QualityQuarantineGuard(models.Model):
    """The ledger of the zone stays as goods entered it, whoever writes [NC-12]."""

    _inherit = "quality.quarantine.card"

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            # explicit, so that no default of a context comes in between
            made = {"picking_id": False, "move_line_id": False}
            made["entered_by_id"] = self.env.uid
            vals_list = [vals | made for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not self._gate_is_open():
            for name in MADE_FIELDS & vals.keys():
                raise UserError(self._gated_message(name))
            if ENTRY_FIELDS & vals.keys():
                self._check_entry_open()
        return super().write(vals)

    def _check_entry_open(self):
        fixed = self.filtered(lambda card: card.state != "draft" or card.move_line_id)
        if fixed:
            raise UserError(
                self.env._(
                    "%(names)s: what entered the zone stays as the transfer or the "
                    "inspector noted it. Goods that leave are handed out by a transfer; "
                    "if the card is wrong, say so in its discussion.",
                    names=", ".join(fixed.mapped("name")),
                )
            )
