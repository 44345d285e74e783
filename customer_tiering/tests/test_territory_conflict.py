from freezegun import freeze_time

from odoo.tests import tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestTerritoryConflict(UnitCommon):
    """Customers that two units claim are listed [CT-10]."""

    def _conflicts(self, partner=None):
        self.env.invalidate_all()
        rows = self.env["customer.territory.conflict"].search(
            [("partner_id", "=", (partner or self.customer).id)]
        )
        return [
            (row.unit_id, row.source, row.other_unit_id, row.other_source)
            for row in rows
        ]

    def _apply(self, unit):
        return self.env["customer.registration"].create(
            {"partner_id": self.customer.id, "unit_id": unit.id}
        )

    def test_units_above_are_no_conflict(self):
        self.assertFalse(self._conflicts())
        self._apply(self.city_unit)
        self._apply(self.province_unit)
        self.assertFalse(self._conflicts())

    def test_registration_against_territory(self):
        application = self._apply(self.other_city)
        self.assertEqual(
            self._conflicts(),
            [(self.other_city, "registration", self.county_unit, "assigned")],
        )
        application.with_user(self.city)._refuse("Not yours")
        self.assertFalse(self._conflicts())

    def test_overlapping_territories(self):
        twin = self.city_unit.copy(
            {"name": "Twin", "cities": "Rivertown，Other", "state_ids": [(5,)]}
        )
        partner = self._customer("Between", city="Rivertown", state_id=self.state.id)
        (conflict,) = self._conflicts(partner)
        self.assertEqual({conflict[0], conflict[2]}, {self.city_unit, twin})
        partner._set_unit(twin)
        self.assertFalse(self._conflicts(partner), "decided")

    def test_overlapping_provinces(self):
        twin = self.province_unit.copy({"name": "Twin"})
        partner = self._customer("Between", city="Village", state_id=self.state.id)
        (conflict,) = self._conflicts(partner)
        self.assertEqual({conflict[0], conflict[2]}, {self.province_unit, twin})
        in_city = self._customer("In Town", city="Rivertown", state_id=self.state.id)
        self.assertFalse(self._conflicts(in_city), "the city outranks its province")

    def test_request(self):
        decision = self.env["customer.territory"].create(
            {
                "partner_id": self.customer.id,
                "unit_id": self.other_city.id,
                "purpose": "Ours",
            }
        )
        self.assertFalse(self._conflicts(), "a draft claims nothing")
        decision.action_submit()
        self.assertEqual(
            self._conflicts(),
            [(self.other_city, "request", self.county_unit, "assigned")],
        )
        decision.with_user(self.province).action_approve()
        self.assertFalse(self._conflicts())

    def test_archived_customers_are_left_out(self):
        self._apply(self.other_city)
        self.customer.active = False
        rows = self.env["customer.territory.conflict"].search(
            [("source", "in", ("assigned", "address"))]
        )
        self.assertNotIn(self.customer, rows.partner_id)

    def test_sales_see_conflicts_of_their_company(self):
        self._apply(self.other_city)
        self.env.flush_all()
        rows = self.env["customer.territory.conflict"]
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(rows.with_user(self.seller).search_count(domain), 1)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.user.company_ids |= other
        elsewhere = rows.with_context(allowed_company_ids=other.ids)
        user = self._user("tier_elsewhere", "sales_team.group_sale_salesman")
        user.write({"company_ids": [(4, other.id)], "company_id": other.id})
        self.assertEqual(elsewhere.with_user(user).search_count(domain), 0)
