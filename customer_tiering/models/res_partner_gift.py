from odoo import api, fields, models
from odoo.exceptions import AccessError

_FLAGS = ("is_public_official", "is_health_professional")


class ResPartner(models.Model):
    """Who may not be given anything, and what a person got this year [CT-27]."""

    _inherit = "res.partner"

    is_public_official = fields.Boolean(
        "Public Official or State Body",
        tracking=True,
        groups="base.group_user",
        help="Gets no gifts. On a company it holds for all its people. Only compliance "
        "takes it away again.",
    )
    is_health_professional = fields.Boolean(
        "Health Professional",
        tracking=True,
        groups="base.group_user",
        help="Gets no gifts. Only compliance takes it away again.",
    )
    gift_year_value = fields.Monetary(
        "Gifts this Year",
        compute="_compute_gift_year",
        currency_field="currency_id",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_compliance",
    )
    gift_count = fields.Integer(
        "Gifts",
        compute="_compute_gift_year",
        groups="sales_team.group_sale_salesman,customer_tiering.group_tier_compliance",
    )

    @api.depends_context("company")
    def _compute_gift_year(self):
        """Value given or requested this year to the people or by the company's people."""
        today = fields.Date.context_today(self)
        start, end = today.replace(month=1, day=1), today.replace(month=12, day=31)
        # sums over colleagues' requests too: the limit counts them
        lines = self.env["customer.gift.line"].sudo()
        domain = [("counts", "=", True), ("company_id", "=", self.env.company.id)]
        domain += [("date", ">=", start), ("date", "<=", end)]
        sums = {}
        for name in ("recipient_id", "partner_id"):
            rows = lines._read_group(
                [*domain, (name, "in", self._origin.ids)],
                [name],
                ["value:sum", "__count"],
            )
            sums |= {partner: (value, count) for partner, value, count in rows}
        for partner in self:
            value, count = sums.get(partner._origin, (0, 0))
            partner.gift_year_value, partner.gift_count = value, count

    def write(self, vals):
        if any(name in vals and not vals[name] for name in _FLAGS):
            self._check_clear_flags(vals)
        return super().write(vals)

    def _check_clear_flags(self, vals):
        cleared = self.filtered(
            lambda p: any(p[n] and n in vals and not vals[n] for n in _FLAGS)
        )
        group = "customer_tiering.group_tier_compliance"
        if cleared and not self.env.su and not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "%(names)s: only compliance takes away the mark of an official or "
                    "health professional. Ask a compliance officer.",
                    names=", ".join(cleared.mapped("display_name")),
                )
            )

    def _is_gift_barred(self):
        """Whether limits for officials hold: by the person's or the employer's mark."""
        # one by one, as a union would lose the batch they are read in
        chain = (self, self.parent_id, self.commercial_partner_id)
        return self.is_health_professional or any(p.is_public_official for p in chain)

    def action_view_gifts(self):
        """Open the rows of the register of this person or this company's people."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_gift_line_action"
        )
        domain = ["|", ("recipient_id", "=", self.id), ("partner_id", "=", self.id)]
        return action | {"domain": domain, "context": {}}
