from collections import defaultdict

from odoo import api, models

from .customer_unit import LEVELS


class CustomerUnitTerritory(models.Model):
    """On whose territory an address lies [CT-10].

    Cities outrank provinces, provinces outrank countries; among units that claim the
    same place the narrowest wins.
    """

    _inherit = "customer.unit"

    @api.model
    def _map_territories(self):
        """Return ``{(kind, key): units}`` with kinds city, state and country."""
        places = defaultdict(self.browse)
        for unit in self.sudo().search([]):  # territories are no secret
            cities = unit._split_cities()
            for city in cities:
                places["city", city] |= unit
            for state in unit.state_ids if not cities else ():
                places["state", state.id] |= unit
            if unit.country_id and not cities and not unit.state_ids:
                places["country", unit.country_id.id] |= unit
        return places

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
            units = places.get(key) or self.browse()
            if found := units.filtered(lambda unit: unit._may_hold(partner)):
                return found
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
