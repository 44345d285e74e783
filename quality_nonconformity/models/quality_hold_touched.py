from collections import defaultdict
from itertools import islice

from odoo import api, fields, models
from odoo.tools import SQL

SITUATIONS = ("on_hand", "reserved", "in_transit", "delivered", "dropship", "left")


class QualityHoldTouched(models.Model):
    """What a hold touches, as figures, smart buttons and a preview for the screen."""

    _inherit = "quality.hold"

    touched = fields.Html(compute="_compute_touched", sanitize=False)
    preview = fields.Html(
        "What will be touched", compute="_compute_preview", sanitize=False
    )
    lot_count = fields.Integer(compute="_compute_scope_count")
    product_count = fields.Integer(compute="_compute_scope_count")
    picking_count = fields.Integer(compute="_compute_picking_count")
    card_count = fields.Integer(compute="_compute_card_count")
    is_late = fields.Boolean(
        "Late",
        compute="_compute_is_late",
        search="_search_is_late",
        help="Placed for more than 14 days and not decided yet.",
    )

    @api.depends("line_ids")
    def _compute_touched(self):
        groups = self.env["quality.hold.line"]._read_group(
            [("hold_id", "in", self.ids)],
            ["hold_id", "situation", "product_id"],
            ["quantity:sum", "__count"],
        )
        rows = defaultdict(list)
        for hold, situation, product, quantity, count in groups:
            rows[hold.id].append((situation, product, quantity, count))
        for hold in self:
            hold.touched = hold._render_figures(rows[hold.id])

    @api.depends("state", "product_ids", "lot_ids", "location_ids", "quantity")
    def _compute_preview(self):
        for hold in self:
            scoped = hold.product_ids or hold.lot_ids
            draft = hold.state == "draft" and scoped
            hold.preview = (
                hold._render_touched(hold._preview_lines()) if draft else False
            )

    @api.depends("lot_ids", "scope_product_ids")
    def _compute_scope_count(self):
        for hold in self:
            hold.lot_count = len(hold.lot_ids)
            hold.product_count = len(hold.scope_product_ids)

    @api.depends("line_ids.picking_id")
    def _compute_picking_count(self):
        counts = dict(
            self.env["quality.hold.line"]._read_group(
                [("hold_id", "in", self.ids), ("picking_id", "!=", False)],
                ["hold_id"],
                ["picking_id:count_distinct"],
            )
        )
        for hold in self:
            hold.picking_count = counts.get(hold._origin, 0)

    def _compute_card_count(self):
        counts = dict(
            self.env["quality.quarantine.card"]._read_group(
                [("hold_id", "in", self.ids)], ["hold_id"], ["__count"]
            )
        )
        for hold in self:
            hold.card_count = counts.get(hold._origin, 0)

    @api.model
    def _late_domain(self):
        return fields.Domain("state", "=", "placed") & fields.Domain(
            "date_placed", "<", "today -14d"
        )

    @api.depends("state", "date_placed")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        return self._late_domain() if operator == "in" else NotImplemented

    def action_view_lots(self):
        return self._view_action(self.env._("Lots"), self.lot_ids)

    def action_view_products(self):
        return self._view_action(self.env._("Products"), self.scope_product_ids)

    def action_view_pickings(self):
        return self._view_action(self.env._("Transfers"), self.line_ids.picking_id)

    def action_view_cards(self):
        cards = self.env["quality.quarantine.card"].search(
            [("hold_id", "in", self.ids)]
        )
        return self._view_action(self.env._("Quarantine Cards"), cards)

    def action_view_lines(self):
        action = self._view_action(self.env._("Situation"), self.line_ids)
        action["context"] = {"search_default_group_situation": 1}
        return action

    def action_print_label(self):
        return self.env.ref(
            "quality_nonconformity.action_report_hold_label"
        ).report_action(self)

    def _view_action(self, name, records):
        """Return an action that lists ``records``, or opens the only one."""
        action = {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": records._name,
            "view_mode": "list,form",
            "domain": [("id", "in", records.ids)],
        }
        if len(records) == 1 and records._name != "quality.hold.line":
            action |= {"view_mode": "form", "res_id": records.id}
        return action

    def _scope_sql(self):
        """A hold that is not saved (wizard, form) names its goods in memory only."""
        if self._origin:
            return super()._scope_sql()
        return SQL(
            """
            SELECT product_id, id AS lot_id FROM stock_lot WHERE id = ANY(%s)
             UNION ALL
            SELECT unnest(%s::int[]), NULL
            """,
            self.lot_ids._origin.ids,
            self.whole_product_ids._origin.ids,
        )

    @api.model
    def _render_touched(self, lines):
        """Return the figures of lines given as value dicts (not saved yet)."""
        totals = defaultdict(lambda: [0.0, 0])
        for line in lines:
            total = totals[line["situation"], line["product_id"]]
            total[0] += line["quantity"]
            total[1] += 1
        Product = self.env["product.product"]
        return self._render_figures(
            [
                (situation, Product.browse(product_id), quantity, count)
                for (situation, product_id), (quantity, count) in totals.items()
            ]
        )

    @api.model
    def _render_figures(self, rows):
        """Render (situation, product, quantity, count) rows as tiles per situation.

        Quantities are added per unit: kilograms and pieces stay apart.
        """
        tiles = {situation: defaultdict(float) for situation in SITUATIONS}
        for situation, product, quantity, _count in rows:
            tiles[situation][product.uom_id] += quantity
        labels = dict(
            self.env["quality.hold.line"]
            ._fields["situation"]
            ._description_selection(self.env)
        )
        return self.env["ir.qweb"]._render(
            "quality_nonconformity.hold_touched",
            {
                "tiles": [
                    (situation, labels[situation], units.items())
                    for situation, units in tiles.items()
                    if units or situation in SITUATIONS[:4]
                ]
            },
        )

    def _get_banner(self):
        """One line for banners and prints: number, reason, and where it is narrowed."""
        self.ensure_one()
        reason = self.env._("confidential") if self.confidential else self.reason
        parts = [f"{self.name}: {reason}"]
        if self.lot_ids:
            # a slice would read the lots of each hold anew
            names = [lot.name for lot in islice(self.lot_ids, 5)]
            more = len(self.lot_ids) - len(names)
            lots = ", ".join(names) + (f" (+{more})" if more else "")
            parts.append(self.env._("lots %(lots)s", lots=lots))
        if self.location_ids:
            places = ", ".join(self.location_ids.mapped("display_name"))
            parts.append(self.env._("only in %(places)s", places=places))
        return " · ".join(parts)

    def _get_label_goods(self):
        """Return (product, lot) of each label of this hold; lot may be empty."""
        self.ensure_one()
        no_lot = self.env["stock.lot"]
        goods = [(lot.product_id, lot) for lot in self.lot_ids]
        return goods + [(product, no_lot) for product in self.whole_product_ids]
