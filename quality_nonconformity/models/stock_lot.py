from odoo import api, fields, models
from odoo.fields import Domain

from .hold_link import check_identity, check_links, check_unheld

#: fields by which people and receipts tell one lot from another
IDENTITY_FIELDS = {"name", "product_id"}


class StockLot(models.Model):
    _inherit = "stock.lot"

    manufacturer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        help="Who made this lot; holds and recalls can be placed by manufacturer.",
    )
    production_date = fields.Date(index="btree_not_null", tracking=True)
    hold_ids = fields.Many2many(
        "quality.hold",
        "quality_hold_lot_rel",
        "lot_id",
        "hold_id",
        "Holds naming this Lot",
        groups="base.group_user",
        copy=False,
    )
    on_hold = fields.Boolean(
        compute="_compute_on_hold",
        search="_search_on_hold",
        help="A standing hold names this lot, or all of its product.",
    )

    @api.depends("hold_ids.state", "product_id.whole_hold_ids.state")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_on_hold(self):
        held = self.sudo().filtered_domain(self._get_on_hold_domain())  # see product
        for lot in self:
            lot.on_hold = lot in held

    def _search_on_hold(self, operator, value):
        return self._get_on_hold_domain() if operator == "in" else NotImplemented

    @api.model_create_multi
    def create(self, vals_list):
        check_links(self, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        check_links(self, [vals])
        if identity := {name: vals[name] for name in IDENTITY_FIELDS & vals.keys()}:
            for lot in self:
                check_identity(lot, identity, lot.sudo().hold_ids)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        check_unheld(self)

    @api.model
    def _get_on_hold_domain(self):
        standing = self.env["quality.hold"]._get_standing_domain()
        by_product = Domain(
            "whole_hold_ids", "any!", standing & Domain("quantity", "=", 0)
        )
        return Domain("hold_ids", "any!", standing) | Domain(
            "product_id", "any!", by_product
        )
