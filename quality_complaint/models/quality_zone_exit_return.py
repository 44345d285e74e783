from odoo import api, fields, models
from odoo.fields import Command, Domain

from odoo.addons.quality_nonconformity.models.zone_pass import has_zone_pass


class QualityZoneExit(models.Model):
    """Releases of returned goods: into stock, to a customer, never around the return."""

    _inherit = "quality.zone.exit"

    quality_return_id = fields.Many2one(
        "quality.return", readonly=True, copy=False, index="btree_not_null"
    )
    partner_id = fields.Many2one(
        "res.partner", "Deliver to", readonly=True, copy=False, index="btree_not_null"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line", "Order Line", readonly=True, copy=False
    )

    def _approve(self):
        result = super()._approve()
        # the approval made the transfer in the engine's name: its lines belong to it
        for move in self.sudo().filtered("quality_return_id").move_ids:
            move.move_line_ids.picking_id = move.picking_id
        return result

    def _get_approve_blockers(self):
        """Goods that wait for their inspection leave by the return's decision [CO-79]."""
        blockers = super()._get_approve_blockers()
        if has_zone_pass(self.env):
            return blockers
        Row = self.env["quality.return.inspection"].sudo()  # of any department
        waiting = Row.search(
            Row._get_open_domain()
            & Domain("product_id", "=", self.product_id.id)
            & Domain("lot_id", "=", self.lot_id.id)
            & Domain("location_id", "child_of", self.location_id.id)
        )
        if waiting:
            blockers.append(
                self.env._(
                    "%(goods)s came back by %(names)s and waits for the decision of "
                    "quality: inspect and decide the return.",
                    goods=self.product_id.display_name,
                    names=", ".join(waiting.return_id.mapped("name")),
                )
            )
        return blockers

    def _prepare_picking_vals(self):
        """The lot that was decided leaves, by a delivery where it goes to a customer."""
        vals = super()._prepare_picking_vals()
        if not self.quality_return_id:
            return vals
        move = vals["move_ids"][0][2]
        places = {
            name: move[name]
            for name in ("product_id", "location_id", "location_dest_id", "company_id")
        }
        move["move_line_ids"] = [
            Command.create(
                places | {"lot_id": self.lot_id.id, "quantity": self.quantity}
            )
        ]
        vals["quality_return_id"] = self.quality_return_id.id
        if self.partner_id:
            warehouse = self.location_id.warehouse_id
            move["sale_line_id"] = self.sale_line_id.id
            move["partner_id"] = self.partner_id.id
            vals |= {
                "picking_type_id": warehouse.out_type_id.id,
                "partner_id": self.partner_id.id,
            }
        return vals

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | {
            "partner_id",
            "sale_line_id",
            "quality_return_id",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return [*super()._get_signed_fields(meaning), "partner_id", "sale_line_id"]
