"""A province with two cities and a county, each with its head."""

from datetime import timedelta

from .common import TODAY, TierCommon


class UnitCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        china = cls.env.ref("base.cn")
        cls.state = cls.env["res.country.state"].create(
            {"name": "Test Province", "code": "TSTP", "country_id": china.id}
        )
        cls.county_head = cls._user("tier_county", "customer_tiering.group_tier_user")
        cls.other_head = cls._user(
            "tier_other_city", "customer_tiering.group_tier_city"
        )
        cls._make_units()
        cls.diamond.owner_level = "province"
        cls.platinum.monitor_level = "province"
        cls.vip.owner_level = "county"
        cls.customer = cls._customer(
            "Stamp House",
            city="Rivertown East",
            state_id=cls.state.id,
            country_id=china.id,
        )

    @classmethod
    def _make_units(cls):
        unit = cls.env["customer.unit"]
        cls.province_unit = unit.create(
            {
                "name": "Province Center",
                "level": "province",
                "state_ids": cls.state.ids,
                "company_id": cls.company.id,
                "head_id": cls.province.id,
            }
        )
        cls.city_unit, cls.other_city = unit.create(
            [
                {
                    "name": name,
                    "level": "city",
                    "cities": cities,
                    "state_ids": cls.state.ids,
                    "parent_id": cls.province_unit.id,
                    "company_id": cls.company.id,
                    "head_id": head.id,
                }
                for name, cities, head in (
                    ("Rivertown", "Rivertown, 河城市", cls.city),
                    ("Hilltown", "Hilltown，山城市", cls.other_head),
                )
            ]
        )
        cls.county_unit = unit.create(
            {
                "name": "Rivertown East",
                "level": "county",
                "cities": "Rivertown East",
                "parent_id": cls.city_unit.id,
                "company_id": cls.company.id,
                "head_id": cls.county_head.id,
            }
        )

    @classmethod
    def _grant(cls, partner, tier):
        """Put a tier in force, as an approved change does."""
        cls.program._get_standing(partner, create=True).tier_id = tier
        cls.env.invalidate_all()

    @classmethod
    def _registered(cls, partner, unit, user=None):
        """A registered key account of a unit."""
        registration = (
            cls.env["customer.registration"]
            .with_user(user or cls.owner)
            .create({"partner_id": partner.id, "unit_id": unit.id})
        )
        registration.action_check()
        registration.with_user(cls.province).action_register()
        return registration.with_env(cls.env)

    def _letter(self, user=None, **vals):
        letter = (
            self.env["customer.authorization"]
            .with_user(user or self.owner)
            .create(
                {
                    "partner_id": self.customer.id,
                    "date_to": TODAY + timedelta(days=90),
                    **vals,
                }
            )
        )
        return letter

    def _issued(self, **vals):
        letter = self._letter(**vals)
        letter.file = b"c2lnbmVk"
        letter.action_submit()
        letter.with_user(self.province).action_issue()
        return letter
