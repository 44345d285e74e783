from collections import defaultdict

from odoo import api, models, tools
from odoo.fields import Domain

from .customer_unit import LEVELS

#: what makes a territory: a change of it moves customers
TERRITORY = {"cities", "state_ids", "country_id", "level", "company_id", "active"}


class CustomerUnitTerritory(models.Model):
    """On whose territory an address lies [CT-10].

    Cities outrank provinces, provinces outrank countries; among units that claim the
    same place the narrowest wins.
    """

    _inherit = "customer.unit"

    @api.model_create_multi
    def create(self, vals_list):
        units = super().create(vals_list)
        self.env.registry.clear_cache()
        # whoever may make units may move their customers
        units._get_customers_around().sudo()._follow_address()
        return units

    def write(self, vals):
        if not vals.keys() & TERRITORY:
            return super().write(vals)
        before = self._get_customers_around()
        result = super().write(vals)
        self.env.registry.clear_cache()
        # whoever may change units may move their customers
        (before | self._get_customers_around()).sudo()._follow_address()
        return result

    def unlink(self):
        around = self._get_customers_around()
        result = super().unlink()
        self.env.registry.clear_cache()
        around.sudo()._follow_address()  # whoever may delete units may move these
        return result

    def _get_customers_around(self):
        """Return the customers on these territories, undecided ones only."""
        cities = {city for unit in self for city in unit._split_cities()}
        wide = self.filtered(lambda unit: not unit._split_cities())
        wider = wide.filtered(lambda unit: not unit.state_ids)
        domain = Domain.OR(
            [
                Domain("state_id", "in", wide.state_ids.ids),
                Domain("country_id", "in", wider.country_id.ids),
                *(Domain("city", "=ilike", f"%{city}%") for city in cities),
            ]
        )
        partners = self.env["res.partner"].sudo()  # whoever may not see some of them
        found = partners.with_context(active_test=False).search(
            domain & Domain("unit_decided", "!=", True)
        )
        return found.with_env(self.env)

    @api.model
    @tools.ormcache()
    def _map_territories(self):
        """Return ``{(kind, key): ids of units}`` with kinds city, state, country."""
        places = defaultdict(list)
        units = self.sudo().with_context(active_test=True)  # no secret
        for unit in units.search([("active", "=", True)]):
            cities = unit._split_cities()
            for city in cities:
                places["city", city].append(unit.id)
            for state in unit.state_ids if not cities else ():
                places["state", state.id].append(unit.id)
            if unit.country_id and not cities and not unit.state_ids:
                places["country", unit.country_id.id].append(unit.id)
        return dict(places)

    @api.model
    def _find_claims(self, partner, places):
        """Return the units on whose territory the customer's address lies.

        :param dict places: what :meth:`_map_territories` returned
        """
        city = (partner.city or "").strip().lower()
        for key in (
            ("city", city),
            ("state", partner.state_id.id),
            ("country", partner.country_id.id),
        ):
            units = self.sudo().browse(places.get(key, ()))  # no secret, as above
            if found := units.filtered(lambda unit: unit._may_hold(partner)):
                return found.sudo(False)
        return self.browse()

    def _may_hold(self, partner):
        """Return whether country, province and company do not speak against it."""
        self.ensure_one()
        return (
            (not self.state_ids or partner.state_id in self.state_ids)
            and self.country_id.id in (False, partner.country_id.id)
            and (
                not self.company_id
                or partner.company_id.id in (False, self.company_id.id)
            )
        )

    @api.model
    def _find_unit(self, partner, places):
        """Return the narrowest of the claiming units, the first by name."""
        claims = self._find_claims(partner, places)
        return claims.sorted(lambda unit: -LEVELS[unit.level])[:1]
