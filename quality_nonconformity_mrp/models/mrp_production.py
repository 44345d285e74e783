from odoo import api, fields, models
from odoo.exceptions import UserError


class MrpProduction(models.Model):
    """Nonconformities found in production, and orders that they stop [NC-20, NC-39]."""

    _name = "mrp.production"
    _inherit = ["mrp.production", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "production_id"

    nonconformity_ids = fields.One2many("quality.nonconformity", "production_id")
    quality_stop = fields.Text(compute="_compute_quality_stop", compute_sudo=True)

    @api.depends("nonconformity_ids.line_stopped")
    def _compute_quality_stop(self):
        for production in self:
            # whoever works on the order is told, whatever he may read
            message = production.nonconformity_ids._get_stopped_message(production)
            production.quality_stop = message

    def action_start(self):
        self._check_not_stopped()
        return super().action_start()

    def _post_inventory(self, cancel_backorder=False):
        self._check_not_stopped()
        return super()._post_inventory(cancel_backorder=cancel_backorder)

    def _check_not_stopped(self):
        """Refuse to work on orders that quality stopped."""
        if message := self.env["quality.nonconformity"]._get_stopped_message(self):
            raise UserError(message)

    def _prepare_nonconformity_vals(self):
        return super()._prepare_nonconformity_vals() | {
            "production_id": self.id,
            "company_id": self.company_id.id,
            "detection_point": "final" if self.state == "done" else "in_process",
            "responsible": "internal",
        }

    def _get_nonconformity_goods(self):
        """What was made, and the material that went into it."""
        made = self.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state == "done"
        ).move_line_ids
        goods = [line._prepare_goods_row() for line in made]
        if not goods:
            goods = [self._prepare_expected_row()]
        used = self.move_raw_ids.move_line_ids.filtered("quantity")
        return goods + [line._prepare_material_row() for line in used]

    def _prepare_expected_row(self):
        lot = self.lot_producing_ids
        return {
            "product_id": self.product_id.id,
            "lot_id": lot.id if len(lot) == 1 else False,
            "quantity": self.qty_producing or self.product_qty,
            "uom_id": self.product_uom_id.id,
        }
