from odoo import models
from odoo.exceptions import UserError

from odoo.addons.quality_nonconformity.models.zone_pass import has_zone_pass


class StockPicking(models.Model):
    """Transfers keep their return: the rest of a receipt too [CO-57]."""

    _inherit = "stock.picking"

    def write(self, vals):
        if "quality_return_id" in vals and not has_zone_pass(self.env):
            changed = self.filtered(
                lambda picking: (
                    picking.state == "done"
                    and picking.quality_return_id.id
                    != (vals["quality_return_id"] or False)
                )
            )
            if changed:
                raise UserError(
                    self.env._(
                        "%(names)s is done: by which return it was received is evidence "
                        "and stays. Correct the goods by another transfer.",
                        names=", ".join(changed.mapped("name")),
                    )
                )
        return super().write(vals)

    def _create_backorder_picking(self):
        backorder = super()._create_backorder_picking()
        if self.quality_return_id:
            backorder.quality_return_id = self.quality_return_id
        return backorder

    def action_view_quality_return(self):
        self.ensure_one()
        return self.quality_return_id._get_records_action()
