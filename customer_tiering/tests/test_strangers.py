"""Colleagues without a role, portal users, other companies."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import GROUP, TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestStrangers(TierCommon):
    """Colleagues without a role, portal and public users, other companies."""

    MODELS = (
        *("customer.tier.program", "customer.tier", "customer.tier.coefficient"),
        *("customer.tier.standing", "customer.tier.change", "customer.tier.failure"),
        *("customer.unit", "customer.region.group"),
        *("customer.agreement", "customer.registration"),
    )

    def test_portal_and_public_see_nothing(self):
        customer = self._customer("Visible")
        contact = self._customer("Contact", parent_id=customer.id, is_company=False)
        self._invoice(customer, 20_000)
        self.program._run(TODAY)
        portal = new_test_user(
            self.env, "tier_portal", groups="base.group_portal", partner_id=contact.id
        )
        for user in portal, self.env.ref("base.public_user"):
            for model in self.MODELS:
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).name_search("")
        seen = customer.with_user(portal)
        self.assertEqual(seen.name, "Visible")
        ours = [
            name
            for name, field in seen._fields.items()
            if field._modules == ("customer_tiering",)
        ]
        self.assertIn("tier_id", ours)
        for name in ours:
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    seen.read([name])
                with self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(portal).search(
                        [(name, "!=", False)]
                    )

    def test_colleagues_see_the_badge_but_not_the_money(self):
        customer = self._customer("Badge")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        clerk = self._user("tier_clerk", "base.group_user")
        seen = customer.with_user(clerk)
        self.assertEqual(seen.tier_id.name, "VIP")
        for name in "tier_revenue", "next_tier_gap":
            with self.subTest(name), self.assertRaises(AccessError):
                seen.read([name])
        for model in "customer.tier.standing", "customer.tier.change":
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(clerk).search([])

    def test_another_company_is_closed(self):
        other = self.env["res.company"].create({"name": "Next Door"})
        there = new_test_user(
            self.env,
            "tier_there",
            groups=GROUP + "manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        customer = self._customer("Shared")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        change.with_user(self.owner)._submit()
        for records in (self.program, self.gold, change, self.vip.coefficient_ids):
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(there).read(["display_name"])
        with self.assertRaises(AccessError):
            change.with_user(there)._approve()
        with self.assertRaises(AccessError):
            self.program.with_user(there).action_run()
        self._smuggle(there, other, customer)
        self.assertEqual(len(self.program.tier_ids), 4)
        self.assertFalse(
            customer.with_user(there)
            .with_context(allowed_company_ids=other.ids)
            .tier_id
        )

    def _smuggle(self, user, company, customer):
        """Try to create into the tables of the other company."""
        with self.assertRaises(AccessError):
            self.env["customer.tier"].with_user(user).create(
                {
                    "name": "Smuggled",
                    "program_id": self.program.id,
                    "company_id": company.id,
                    "lower_limit": 1,
                }
            )
        with self.assertRaises(UserError):
            self.env["customer.tier.change"].with_user(user).create(
                {
                    "partner_id": customer.id,
                    "program_id": self.program.id,
                    "company_id": company.id,
                    "new_tier_id": self.gold.id,
                }
            )

    def test_nobody_counts_documents_of_a_foreign_company(self):
        other = self.env["res.company"].create({"name": "Next Door"})
        program = self.program.with_user(self.center)
        with self.assertRaises(AccessError):
            program.company_ids = [Command.link(other.id)]
        self.assertFalse(self.program.company_ids)
        self.center.company_ids |= other
        both = (self.company | other).ids
        program = program.with_context(allowed_company_ids=both)
        program.company_ids = [Command.link(other.id)]
        self.assertEqual(self.program.company_ids, other)

    def test_each_company_has_its_tier_of_a_shared_customer(self):
        customer = self._customer("Shared")
        self._invoice(customer, 20_000)
        self.program._run(TODAY).with_user(self.owner)._submit()
        self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        ).with_user(self.city)._approve()
        other = self.env["res.company"].create({"name": "Dollar Trade"})
        self.env.user.company_ids |= other
        there = self._program(name="There", company_id=other.id)
        unit = self.env["customer.unit"].create(
            {
                "name": "Third City",
                "company_id": other.id,
                "region_group_id": self.groups[2].id,
            }
        )
        near = self._customer("Near", customer_unit_id=unit.id)
        self._invoice(near, 8_500)
        (self.program | there)._run(TODAY)
        self.assertTrue(there.is_main)
        self.assertEqual(customer.with_company(self.company).tier_id, self.vip)
        self.assertFalse(customer.with_company(other).tier_id)
        # a unit of that company lowers no limit here
        self.assertFalse(self.program._get_standing(near).target_tier_id)
        self.assertEqual(self.program._get_standing(near).next_tier_gap, 1_500)
