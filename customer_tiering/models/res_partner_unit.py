from odoo import api, fields, models
from odoo.exceptions import AccessError

# Only code of this file can pass this object in a context: no RPC caller can.
_GATE = object()


class ResPartnerUnit(models.Model):
    """On whose territory the customer is; another unit only by decision [CT-10]."""

    _inherit = "res.partner"

    customer_unit_id = fields.Many2one(
        "customer.unit",
        "Sales Unit",
        compute="_compute_customer_unit_id",
        store=True,
        readonly=False,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The unit on whose territory the customer is, by its address. Another "
        "unit has the customer only by an approved territory decision [CT-10].",
    )
    unit_decided = fields.Boolean(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The unit was decided and stays when the address changes.",
    )

    @api.depends("state_id", "country_id", "city", "company_id")
    def _compute_customer_unit_id(self):
        units = self.env["customer.unit"]
        places = units._map_territories()
        for partner in self:
            if partner.unit_decided:
                continue
            found = units._find_unit(partner, places)
            partner.customer_unit_id = found or partner.customer_unit_id

    def _follow_address(self):
        """Bring the units of these customers up to date, after territories moved."""
        partners = self.exists()
        self.env.add_to_compute(self._fields["customer_unit_id"], partners)
        partners.flush_recordset(["customer_unit_id"])

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        by_hand = [
            partner.id
            for partner, vals in zip(partners, vals_list, strict=True)
            if vals.get("customer_unit_id") or vals.get("unit_decided")
        ]
        if by_hand:
            self.browse(by_hand)._check_unit_by_hand()
        return partners

    def write(self, vals):
        if not vals.keys() & {"customer_unit_id", "unit_decided"}:
            return super().write(vals)
        units = {partner: partner.customer_unit_id for partner in self}
        decided = self.filtered("unit_decided")
        result = super().write(vals)
        moved = self.filtered(
            lambda p: p.customer_unit_id != units[p] or p.unit_decided != (p in decided)
        )
        moved._check_unit_by_hand(units)
        return result

    def _check_unit_by_hand(self, before=None):
        """Refuse another unit than the one of the address, unless it was decided.

        Where no territory holds the address, the first unit may be set by hand.

        :param dict before: ``{partner: unit}`` before the change
        :raises AccessError: it takes a territory decision [CT-10]
        """
        if self.env.su or self.env.context.get("customer_unit_gate") is _GATE:
            return
        units = self.env["customer.unit"]
        places = units._map_territories()
        manager = self.env.user.has_group("customer_tiering.group_tier_manager")
        for partner in self:
            found = units._find_unit(partner, places)
            if partner.customer_unit_id == found and not partner.unit_decided:
                continue
            if manager:
                partner._set_unit(partner.customer_unit_id)
                continue
            unit = found or (before or {}).get(partner)
            if unit or partner.unit_decided:
                raise AccessError(
                    self.env._(
                        "%(customer)s belongs to “%(unit)s”. Ask for a territory "
                        "decision to give it to another unit.",
                        customer=partner.display_name,
                        unit=unit.display_name if unit else "–",
                    )
                )

    def _set_unit(self, unit):
        """Give the customers to a unit for good: only for decisions [CT-10]."""
        self.with_context(customer_unit_gate=_GATE).write(
            {"customer_unit_id": unit.id, "unit_decided": bool(unit)}
        )
