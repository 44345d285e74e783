from freezegun import freeze_time

from odoo.tests import tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestUnitOwner(UnitCommon):
    """Who develops, watches and maintains customers of a tier [CT-07]."""

    def test_owner_by_tier(self):
        customer = self.customer
        self.assertEqual(customer.customer_unit_id, self.county_unit)
        self.assertEqual(customer.owner_unit_id, self.county_unit, "no tier: local")
        for tier, unit in (
            (self.diamond, self.province_unit),
            (self.platinum, self.city_unit),
            (self.vip, self.county_unit),
        ):
            self._grant(customer, tier)
            self.assertEqual(customer.owner_unit_id, unit, tier.name)
            self.assertEqual(customer.owner_user_id, unit.head_id)
            self.assertEqual(customer.maintenance_user_id, self.county_unit.head_id)
            found = self.env["res.partner"].search(
                [("owner_unit_id", "=", unit.id), ("id", "=", customer.id)]
            )
            self.assertEqual(found, customer)
        customer.user_id = self.seller
        self.assertEqual(customer.maintenance_user_id, self.seller)

    def test_monitoring_unit(self):
        watched = [("monitor_unit_id", "=", self.province_unit.id)]
        self._grant(self.customer, self.platinum)
        self.assertEqual(self.customer.monitor_unit_id, self.province_unit)
        self.assertIn(self.customer, self.env["res.partner"].search(watched))
        self._grant(self.customer, self.gold)
        self.assertFalse(self.customer.monitor_unit_id)
        self.assertNotIn(self.customer, self.env["res.partner"].search(watched))

    def test_managed_by_me(self):
        Partner = self.env["res.partner"]
        self._grant(self.customer, self.diamond)
        for user, found in ((self.province, True), (self.city, False)):
            mine = Partner.with_user(user).search([("owner_user_id", "=", user.id)])
            self.assertEqual(self.customer in mine, found, user.login)
        nobody = self._customer("Nobody's")
        found = Partner.search([("owner_user_id", "=", False)])
        self.assertIn(nobody, found)
        self.assertNotIn(self.customer, found)

    def test_usual_program(self):
        company = self.env["res.company"].create(
            {"name": "Yuan Trade", "currency_id": self.env.ref("base.CNY").id}
        )
        program = self.env["customer.tier.program"]._load_preset(company)
        self.assertEqual(
            program.tier_ids.mapped(
                lambda t: (
                    t.owner_level,
                    t.monitor_level,
                    t.needs_letter,
                    t.needs_filing,
                )
            ),
            [
                ("province", False, True, False),
                ("city", "province", False, False),
                ("city", False, False, False),
                ("county", False, False, True),
            ],
        )


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestUnitAddress(UnitCommon):
    """The unit of a customer follows from its address [CT-10]."""

    def test_unit_by_address(self):
        china = self.env.ref("base.cn")
        home = {"state_id": self.state.id, "country_id": china.id}
        for city, unit in (
            ("rivertown east ", self.county_unit),
            ("Rivertown", self.city_unit),
            ("山城市", self.other_city),
            ("Elsewhere", self.province_unit),
        ):
            partner = self._customer("Somebody", city=city, **home)
            self.assertEqual(partner.customer_unit_id, unit, city)
        other_state = self.env["res.country.state"].create(
            {"name": "Far", "code": "FARX", "country_id": china.id}
        )
        far = self._customer("Far", city="Rivertown", state_id=other_state.id)
        self.assertFalse(far.customer_unit_id, "same name, other province")
        self.province_unit.country_id = china
        far = self._customer("Far", state_id=other_state.id, country_id=china.id)
        self.assertFalse(far.customer_unit_id)

    def test_country_without_provinces(self):
        iceland = self.env.ref("base.is")
        unit = self.env["customer.unit"].create(
            {
                "name": "Iceland",
                "level": "province",
                "country_id": iceland.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(
            self._customer("North", country_id=iceland.id).customer_unit_id, unit
        )

    def test_customers_follow_the_territories(self):
        far = self._customer("Far", city="Newtown", state_id=self.state.id)
        kept = self._customer("Kept", city="Newtown", state_id=self.state.id)
        kept._set_unit(self.other_city)
        self.assertEqual(far.customer_unit_id, self.province_unit)
        unit = self.env["customer.unit"].create(
            {
                "name": "Newtown",
                "level": "county",
                "cities": "Newtown",
                "parent_id": self.city_unit.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(far.customer_unit_id, unit)
        self.assertEqual(kept.customer_unit_id, self.other_city, "decided")
        unit.cities = "Oldtown"
        self.assertEqual(far.customer_unit_id, self.province_unit)
        self.other_city.cities = "Hilltown, newtown"
        self.assertEqual(far.customer_unit_id, self.other_city)
        self.other_city.active = False
        self.assertEqual(far.customer_unit_id, self.province_unit)
        fresh = self._customer("Fresh", city="Oldtown", state_id=self.state.id)
        self.assertEqual(fresh.customer_unit_id, unit)
        unit.unlink()
        self.assertEqual(fresh.customer_unit_id, self.province_unit)
