from odoo import api, fields, models
from odoo.fields import Domain


class StockPicking(models.Model):
    _inherit = "stock.picking"

    hold_ids = fields.Many2many(
        "quality.hold",
        string="Holds",
        compute="_compute_hold_ids",
        search="_search_hold_ids",
        groups="base.group_user",
        help="Standing holds that took goods off this transfer or block its lines.",
    )
    on_hold = fields.Boolean(compute="_compute_hold_ids", search="_search_on_hold")

    @api.depends(
        "state",
        "move_ids.product_id.whole_hold_ids.state",
        "move_line_ids.lot_id.hold_ids.state",
    )
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_hold_ids(self):
        Hold = self.env["quality.hold"].sudo()  # a confidential hold blocks as well
        standing = Hold._get_standing_domain()
        found = dict(
            self.env["quality.hold.line"]
            .sudo()
            ._read_group(
                Domain("hold_id", "any", standing)
                & Domain("picking_id", "in", self.ids)
                & Domain("situation", "in", ("reserved", "in_transit")),
                ["picking_id"],
                ["hold_id:recordset"],
            )
        )
        for picking in self:
            holds = Hold
            if picking.state not in ("done", "cancel"):
                sudo = picking.sudo()
                holds = found.get(sudo, Hold) | (
                    sudo.move_ids.product_id.whole_hold_ids
                    | sudo.move_line_ids.lot_id.hold_ids
                ).filtered_domain(
                    standing & Domain("company_id", "=", sudo.company_id.id)
                )
            picking.hold_ids = holds
            picking.on_hold = bool(holds)

    def _search_hold_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_held_domain(Domain("id", "in", list(value)))

    def _search_on_hold(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_held_domain(Domain.TRUE)

    @api.model
    def _get_held_domain(self, hold_domain):
        """Domain of the open transfers that standing holds of ``hold_domain`` touch."""
        # a company's hold concerns its own transfers, though the goods may be shared
        return Domain("state", "not in", ("done", "cancel")) & Domain.OR(
            Domain("company_id", "=", company.id)
            & self._get_touched_domain(
                Domain("state", "=", "placed")
                & Domain("company_id", "=", company.id)
                & hold_domain
            )
            for company in self.env.companies
        )

    @api.model
    def _get_touched_domain(self, holds):
        """Domain of the transfers that the holds of the domain ``holds`` touch."""
        lines = Domain("situation", "in", ("reserved", "in_transit")) & Domain(
            "hold_id", "any!", holds
        )
        touched = self.env["quality.hold.line"].sudo()._search(lines)
        return (
            Domain("id", "in", touched.subselect("picking_id"))
            | Domain("move_ids.product_id.whole_hold_ids", "any!", holds)
            | Domain("move_line_ids.lot_id.hold_ids", "any!", holds)
        )

    def _get_hold_owner(self):
        """Hook: the user to tell when a hold takes goods off this transfer."""
        return self.user_id
