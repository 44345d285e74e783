from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GROUP, TODAY
from .unit_common import UnitCommon

KINDS = (
    *("public_security", "social", "education", "news", "arts", "publishing"),
    *("telecom", "finance", "services", "manufacturing", "group"),
)


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestUnit(UnitCommon):
    """Units above and below, their people, their customers [CT-07, CT-10, CT-13]."""

    def test_levels_stand_in_order(self):
        with (
            self.assertRaisesRegex(ValidationError, "higher level"),
            self.env.cr.savepoint(),
        ):
            self.other_city.parent_id = self.city_unit
        with (
            self.assertRaisesRegex(ValidationError, "higher level"),
            self.env.cr.savepoint(),
        ):
            self.city_unit.level = "county"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.province_unit.parent_id = self.county_unit
        self.assertEqual(self.other_city.parent_id, self.province_unit)
        self.assertEqual(self.city_unit.level, "city")

    def test_units_above(self):
        self.assertEqual(self.county_unit.city_unit_id, self.city_unit)
        self.assertEqual(self.county_unit.province_unit_id, self.province_unit)
        self.assertEqual(self.county_unit._at_level("county"), self.county_unit)
        self.assertEqual(self.city_unit._at_level("county"), self.city_unit)
        self.assertEqual(
            self.county_unit._get_common(self.other_city), self.province_unit
        )
        self.assertEqual(self.county_unit._get_common(self.city_unit), self.city_unit)
        self.county_unit.parent_id = self.other_city
        self.assertEqual(self.county_unit.city_unit_id, self.other_city)
        self.assertFalse(self.county_unit._is_within(self.city_unit))
        alone = self.city_unit.copy({"name": "Alone", "parent_id": False})
        self.assertFalse(alone._get_common(self.city_unit))

    def test_who_speaks_for_a_unit(self):
        for user in (self.county_head, self.city, self.province, self.center):
            self.county_unit.with_user(user)._check_speaks()
        with self.assertRaisesRegex(AccessError, self.county_head.login):
            self.county_unit.with_user(self.other_head)._check_speaks()
        self.province_unit.head_id = False
        empty = self.other_city.copy({"name": "Empty", "head_id": False})
        empty.with_user(self.other_head)._check_speaks()

    def test_customers_of_a_unit_and_below(self):
        self._customer("In Town", city="Rivertown", state_id=self.state.id)
        self.customer.child_ids = [(0, 0, {"name": "A Person"})]
        self.assertEqual(self.county_unit.customer_count, 1)
        self.assertEqual(self.city_unit.customer_count, 2)
        self.assertEqual(self.province_unit.customer_count, 2)
        action = self.city_unit.action_open_customers()
        self.assertEqual(
            self.env["res.partner"].search_count(action["domain"]),
            self.city_unit.customer_count,
        )

    def test_counts_cost_a_fixed_number_of_queries(self):
        units = self.province_unit | self.city_unit | self.other_city
        units |= self.county_unit
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(12)]
        )
        for records, name in (
            (units, "customer_count"),
            (partners, "letter_count"),
            (partners, "owner_unit_id"),
        ):
            counts = []
            for some in (records[:1], records[:2], records):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                some.mapped(name)
                counts.append(self.env.cr.sql_log_count - before)
            self.assertLessEqual(counts[2], counts[1], name)

    def test_documents_of_a_customer(self):
        self._registered(self.customer, self.city_unit)
        self._letter()
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        for partner in (self.customer, contact):
            partner = partner.with_user(self.city)
            self.assertEqual(partner.registration_count, 1)
            self.assertEqual(partner.letter_count, 1)
            self.assertEqual(partner.filing_count, 0)
            self.assertEqual(partner.territory_count, 0)
        for action, model in (
            (contact.action_open_registrations(), "customer.registration"),
            (contact.action_open_letters(), "customer.authorization"),
            (contact.action_open_filings(), "customer.filing"),
            (contact.action_open_territories(), "customer.territory"),
        ):
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        stranger = self._user("tier_stranger", GROUP + "user")
        self.assertEqual(self.customer.with_user(stranger).letter_count, 0)

    def test_kinds_of_customers(self):
        for kind in KINDS:
            industry = self.env.ref(f"customer_tiering.industry_{kind}")
            self.assertEqual(industry._name, "res.partner.industry")
        self.customer.industry_id = self.env.ref("customer_tiering.industry_news")
        rows = self.env["res.partner"]._read_group(
            [("id", "=", self.customer.id)], ["industry_id"], ["__count"]
        )
        self.assertEqual(rows, [(self.customer.industry_id, 1)])

    def test_settings(self):
        settings = self.env["res.config.settings"].create(
            {
                "letter_notice_days": 14,
                "filing_days": 3,
                "customer_protection": "tell",
            }
        )
        settings.execute()
        self.assertEqual(self.company.letter_notice_days, 14)
        self.assertEqual(self.company.filing_days, 3)
        self.assertEqual(self.company.customer_protection, "tell")

    def test_partner_form_of_each_role(self):
        self._grant(self.customer, self.diamond)
        self._issued()
        inside = self._user("tier_inside", "base.group_user")
        for user in (inside, self.seller, self.owner, self.city, self.center):
            partner = self.customer.with_user(user)
            partner.get_views([(False, "form"), (False, "list")])
            self.assertEqual(partner.owner_unit_id, self.city_unit, user.login)
        with self.assertRaises(AccessError):
            self.customer.with_user(inside).read(["authorization_id"])
        maker = self._user("tier_maker", "base.group_user,base.group_partner_manager")
        with Form(self.customer.with_user(maker)) as form:
            form.name = "Stamp House Ltd"
        self.assertEqual(self.customer.name, "Stamp House Ltd")

    def test_portal_users_see_no_units(self):
        portal = self._user("tier_portal", "base.group_portal")
        partner = portal.partner_id.with_user(portal)
        for name in ("owner_unit_id", "unit_decided", "registered_note"):
            with self.assertRaises(AccessError):
                partner.read([name])

    def test_merged_customers_keep_their_letter(self):
        letter = self._issued()
        twin = self._customer("Stamp House Twin")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer | twin).ids, twin
        )
        self.env.invalidate_all()
        self.assertEqual(letter.partner_id, twin)
        self.assertEqual(letter.commercial_partner_id, twin)
        self.assertEqual(twin.authorization_id, letter)

    def test_future_letter_changes_nothing_yet(self):
        self._grant(self.customer, self.diamond)
        self._issued(date_from=TODAY + timedelta(days=5))
        self.assertEqual(self.customer.owner_unit_id, self.province_unit)
        with freeze_time(TODAY + timedelta(days=5)):
            self.env.invalidate_all()
            self.assertEqual(self.customer.owner_unit_id, self.city_unit)
