from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class StockLot(models.Model):
    _inherit = "stock.lot"

    concession_ids = fields.Many2many(
        "quality.concession",
        "quality_concession_lot_rel",
        "lot_id",
        "concession_id",
        "Concessions",
        readonly=True,
        copy=False,
    )
    concession_count = fields.Integer(
        "Number of Concessions", compute="_compute_concession_count"
    )
    under_concession = fields.Boolean(
        compute="_compute_concession_count",
        search="_search_under_concession",
        help="Goes to customers and into use only within the limits of a concession.",
    )
    concession_note = fields.Text(compute="_compute_concession_note")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_concession_links(vals_list)
        # explicit, so that no default of a context comes in between
        return super().create([{"concession_ids": []} | vals for vals in vals_list])

    def write(self, vals):
        self._check_concession_links([vals])
        return super().write(vals)

    def _check_concession_links(self, vals_list):
        """Goods cannot be taken out of a concession, or into one, from their own side."""
        if any(vals.get("concession_ids") for vals in vals_list):
            raise UserError(
                self.env._(
                    "Which lots a concession is about follows from its disposition. "
                    "Goods are freed by the concession itself: “Rest Conforms”."
                )
            )

    def _compute_concession_count(self):
        Concession = self.env["quality.concession"]
        counts = dict(
            Concession._read_group(
                [("lot_ids", "in", self.ids)], ["lot_ids"], ["__count"]
            )
        )
        guarding = set(
            # that a lot is guarded is no secret, whatever the reason is
            Concession.sudo()
            .search(
                Concession._get_guarding_domain()
                & Domain("lot_ids", "in", self.ids)
                & Domain("company_id", "in", self.env.companies.ids)
            )
            .lot_ids.ids
        )
        for lot in self:
            lot.concession_count = counts.get(lot._origin, 0)
            lot.under_concession = lot._origin.id in guarding

    def _search_under_concession(self, operator, value):
        if operator != "in":
            return NotImplemented
        Concession = self.env["quality.concession"]
        return Domain(
            "concession_ids",
            "any!",
            Concession._get_guarding_domain()
            & Domain("company_id", "in", self.env.companies.ids),
        )

    def _compute_concession_note(self):
        for lot in self:
            # see above
            standing = lot.sudo().concession_ids.filtered_domain(
                lot.concession_ids._get_guarding_domain()
                & Domain("company_id", "in", self.env.companies.ids)
            )
            lot.concession_note = "\n".join(c._describe_limits() for c in standing)

    def action_view_concessions(self):
        """Open the concessions of these lots."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Concessions"),
            "res_model": "quality.concession",
            "view_mode": "list,form",
            "domain": [("lot_ids", "in", self.ids)],
        }
