from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import GROUP, TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestTerritory(UnitCommon):
    """Customers belong to the unit where they are; others by decision [CT-10]."""

    def _request(self, user=None, submit=True, **vals):
        decision = (
            self.env["customer.territory"]
            .with_user(user or self.owner)
            .create(
                {
                    "partner_id": self.customer.id,
                    "unit_id": self.other_city.id,
                    "purpose": "Its warehouse is there",
                    **vals,
                }
            )
        )
        if submit:
            decision.action_submit()
        return decision

    def test_unit_follows_the_address_until_decided(self):
        self.customer.city = "Hilltown"
        self.assertEqual(self.customer.customer_unit_id, self.other_city)
        self.customer.city = "Rivertown East"
        decision = self._request()
        decision.with_user(self.province).action_approve()
        self.assertEqual(self.customer.customer_unit_id, self.other_city)
        self.assertTrue(self.customer.unit_decided)
        self.customer.city = "Rivertown"
        self.assertEqual(self.customer.customer_unit_id, self.other_city)

    def test_unit_by_hand(self):
        maker = self._user("tier_maker", f"{GROUP}user,base.group_partner_manager")
        customer = self.customer.with_user(maker)
        with (
            self.assertRaisesRegex(AccessError, "territory decision"),
            self.env.cr.savepoint(),
        ):
            customer.customer_unit_id = self.other_city
        with (
            self.assertRaisesRegex(AccessError, "territory decision"),
            self.env.cr.savepoint(),
        ):
            customer.customer_unit_id = False
        with self.assertRaises(AccessError):
            customer.unit_decided = True
        Partner = self.env["res.partner"].with_user(maker)
        home = {"state_id": self.state.id, "country_id": self.env.ref("base.cn").id}
        with (
            self.assertRaisesRegex(AccessError, "territory decision"),
            self.env.cr.savepoint(),
        ):
            Partner.create(
                {
                    "name": "Mine",
                    "city": "Rivertown",
                    "customer_unit_id": self.other_city.id,
                    **home,
                }
            )
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.customer_unit_id, self.county_unit)
        self.assertFalse(self.customer.unit_decided)
        # where no territory holds the address, the first unit is set by hand
        free = Partner.create(
            {"name": "No Address", "customer_unit_id": self.other_city.id}
        )
        self.assertEqual(free.customer_unit_id, self.other_city)
        with self.assertRaises(AccessError):
            free.customer_unit_id = self.city_unit
        self.assertEqual(free.sudo().customer_unit_id, self.other_city)

    def test_center_sets_the_unit(self):
        center = self._user("tier_maker", f"{GROUP}manager,base.group_partner_manager")
        self.customer.with_user(center).customer_unit_id = self.other_city
        self.assertEqual(self.customer.customer_unit_id, self.other_city)
        self.assertTrue(self.customer.unit_decided)

    def test_form_sends_the_computed_unit_back(self):
        maker = self._user("tier_maker", f"{GROUP}user,base.group_partner_manager")
        form = Form(self.env["res.partner"].with_user(maker))
        form.name = "New in Rivertown"
        form.country_id = self.env.ref("base.cn")
        form.state_id = self.state
        form.city = "Rivertown"
        self.assertEqual(form.customer_unit_id, self.city_unit)
        partner = form.save()
        self.assertEqual(partner.customer_unit_id, self.city_unit)
        self.assertFalse(partner.unit_decided)

    def test_decided_above(self):
        decision = self._request()
        self.assertEqual(decision.from_unit_id, self.county_unit)
        self.assertEqual(decision.decider_unit_id, self.province_unit)
        for user in (self.owner, self.city, self.other_head):
            with self.assertRaises(AccessError):
                decision.with_user(user).action_approve()
        self.assertEqual(decision.state, "submitted")
        self.assertEqual(self.customer.customer_unit_id, self.county_unit)
        self.assertEqual(decision.sudo().activity_ids.user_id, self.province)
        decision.with_user(self.province).action_approve()
        self.assertEqual(decision.state, "approved")
        self.assertEqual(decision.decider_id, self.province)
        self.assertEqual(decision.date_decided, TODAY)
        self.assertFalse(decision.sudo().activity_ids)

    def test_within_a_city_the_city_decides(self):
        west = self.env["customer.unit"].create(
            {
                "name": "Rivertown West",
                "level": "county",
                "parent_id": self.city_unit.id,
                "company_id": self.company.id,
            }
        )
        decision = self._request(unit_id=west.id)
        self.assertEqual(decision.decider_unit_id, self.city_unit)
        with self.assertRaisesRegex(AccessError, "Rivertown"):
            decision.with_user(self.other_head).action_approve()
        decision.with_user(self.city).action_approve()
        self.assertEqual(self.customer.customer_unit_id, west)

    def test_not_by_who_asked(self):
        decision = self._request(user=self.province)
        with self.assertRaisesRegex(UserError, "yourself"):
            decision.action_approve()
        forged = self._request(user=self.province, user_id=self.owner.id)
        with self.assertRaisesRegex(UserError, "yourself"):
            forged.action_approve()
        self.assertEqual((decision | forged).mapped("state"), ["submitted"] * 2)

    def test_refuse(self):
        decision = self._request()
        with self.assertRaisesRegex(UserError, "Say why"):
            decision.with_user(self.province)._refuse("")
        decision.with_user(self.province)._refuse("The address counts")
        self.assertEqual(decision.state, "refused")
        self.assertEqual(self.customer.customer_unit_id, self.county_unit)
        with self.assertRaises(UserError):
            decision.with_user(self.province).action_approve()

    def test_incomplete_request(self):
        for vals in ({"unit_id": False}, {"purpose": " "}):
            decision = self._request(submit=False, **vals)
            with self.assertRaisesRegex(UserError, "to which unit"):
                decision.action_submit()
            self.assertEqual(decision.state, "draft")

    def test_forged(self):
        for vals in (
            {"state": "approved"},
            {"decider_id": self.province.id},
            {"kind": "cross_region"},
            {"revenue": 5_000_000},
        ):
            with self.assertRaises(UserError):
                self._request(submit=False, **vals)
        decision = self._request()
        for vals in (
            {"state": "approved"},
            {"partner_id": self._customer("Other").id},
            {"unit_id": self.city_unit.id},
        ):
            with self.assertRaises(UserError):
                decision.write(vals)
        decision.invalidate_recordset()
        self.assertEqual(decision.unit_id, self.other_city)
        self.assertEqual(decision.partner_id, self.customer)
        with self.assertRaisesRegex(UserError, "kept as a record"):
            decision.unlink()

    def test_first_decision_cancels_the_others(self):
        first = self._request()
        second = self._request(user=self.county_head, unit_id=self.city_unit.id)
        second.with_user(self.province).action_approve()
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(self.customer.customer_unit_id, self.city_unit)

    def test_decision_opens_the_way_to_register(self):
        registration = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .create({"partner_id": self.customer.id, "unit_id": self.other_city.id})
        )
        with self.assertRaisesRegex(UserError, "territory decision"):
            registration.action_check()
        self._request().with_user(self.province).action_approve()
        registration.action_check()
        self.assertEqual(registration.state, "checked")

    def test_form_as_account_owner(self):
        form = Form(self.env["customer.territory"].with_user(self.owner))
        form.partner_id = self.customer
        self.assertEqual(form.from_unit_id, self.county_unit)
        form.unit_id = self.other_city
        form.purpose = "Moves there"
        decision = form.save()
        self.assertTrue(decision.name.startswith("TER/2026/"), decision.name)
        decision.action_submit()
        form = Form(decision.with_user(self.province))
        form.unit_id = self.city_unit
        form.save().action_approve()
        self.assertEqual(self.customer.customer_unit_id, self.city_unit)

    def test_rights(self):
        decision = self._request()
        stranger = self._user("tier_stranger", GROUP + "user")
        Decision = self.env["customer.territory"]
        self.assertNotIn(decision, Decision.with_user(stranger).search([]))
        self.assertIn(decision, Decision.with_user(self.county_head).search([]))
        self.assertIn(decision, Decision.with_user(self.city).search([]))
        inside = self._user("tier_inside", "base.group_user")
        everything = "read write create unlink"
        for model, rights in {
            "customer.territory": {
                self.seller: "read",
                self.owner: everything,
                self.center: everything,
                inside: "",
            },
            "customer.territory.line": {
                self.seller: "read",
                self.center: "read",
                inside: "",
            },
            "customer.territory.conflict": {
                self.seller: "read",
                self.center: "read",
                inside: "",
            },
        }.items():
            for user, allowed in rights.items():
                for operation in ("read", "write", "create", "unlink"):
                    self.assertEqual(
                        self.env[model].with_user(user).has_access(operation),
                        operation in allowed.split(),
                        f"{model} {user.login} {operation}",
                    )
