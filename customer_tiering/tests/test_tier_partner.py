from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestTierPartner(TierCommon):
    """The tier on customers: badge, history, sort and group [CT-14, CT-15]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rich, cls.small, cls.none = (
            cls._customer(name) for name in ("Rich", "Small", "Nobody")
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.rich.id}
        )
        cls._invoice(cls.rich, 2_500_000)
        cls._invoice(cls.small, 20_000)
        changes = cls.program._run(TODAY)
        changes.with_user(cls.owner)._submit()
        changes.with_user(cls.province)._approve()
        cls.env.flush_all()
        cls.all = cls.rich | cls.small | cls.none | cls.contact

    def test_history(self):
        for partner in (self.rich, self.contact):
            partner = partner.with_user(self.seller)
            with self.subTest(partner=partner.name):
                self.assertEqual(partner.tier_change_count, 1)
                action = partner.action_view_tier_changes()
                changes = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(changes.partner_id, self.rich)
        self.assertEqual(self.none.with_user(self.seller).tier_change_count, 0)

    def test_stat_button_opens_the_standing(self):
        action = self.contact.with_user(self.seller).action_view_tier()
        standing = self.env["customer.tier.standing"].browse(action["res_id"])
        self.assertEqual(standing.partner_id, self.rich)
        self.assertEqual(standing.program_id, self.program)

    def test_group_by_tier(self):
        partners = self.env["res.partner"].with_user(self.seller)
        groups = partners._read_group(
            [("id", "in", self.all.ids)], ["tier_id"], ["id:recordset"]
        )
        self.assertEqual(
            {tier: found for tier, found in groups},
            {
                self.platinum: self.rich | self.contact,
                self.vip: self.small,
                self.env["customer.tier"]: self.none,
            },
        )
        web = partners.formatted_read_group(
            [("id", "in", self.all.ids)], ["tier_id"], ["__count"]
        )
        self.assertEqual(sum(group["__count"] for group in web), 4)
        for group in web:
            found = partners.search(
                [("id", "in", self.all.ids), *group["__extra_domain"]]
            )
            self.assertEqual(len(found), group["__count"])

    def test_filter_of_key_accounts(self):
        partners = self.env["res.partner"].with_user(self.seller)
        mine = [("id", "in", self.all.ids)]
        self.assertEqual(
            partners.search([*mine, ("tier_id", "!=", False)]), self.all - self.none
        )
        self.assertEqual(
            partners.search([*mine, ("tier_id", "!=", self.vip.id)]),
            self.all - self.small,
        )
        self.assertEqual(
            partners.search([*mine, ("tier_id", "ilike", "vip")]), self.small
        )

    def test_sort_by_tier_and_revenue(self):
        partners = self.env["res.partner"].with_user(self.seller)
        domain = [("id", "in", (self.rich | self.small).ids)]
        self.assertEqual(
            partners.search(domain, order="tier_id").ids, [self.rich.id, self.small.id]
        )
        self.assertEqual(
            partners.search(domain, order="tier_revenue").ids,
            [self.small.id, self.rich.id],
        )
        facts = partners.fields_get(["tier_id"])["tier_id"]
        self.assertTrue(facts["groupable"])
        self.assertTrue(facts["sortable"])
        self.assertTrue(facts["searchable"])

    def test_revenue_is_no_business_of_every_employee(self):
        clerk = new_test_user(
            self.env, "tier_clerk", groups="base.group_user,base.group_partner_manager"
        )
        clerk.write({"company_ids": [(6, 0, self.company.ids)]})
        clerk.company_id = self.company
        partner = self.rich.with_user(clerk).with_context(
            allowed_company_ids=self.company.ids
        )
        self.assertEqual(partner.tier_id, self.platinum)
        for name in ("tier_revenue", "next_tier_gap", "tier_change_count"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                partner.read([name])
        with self.assertRaises(AccessError):
            partner.search([("id", "=", partner.id)], order="tier_revenue")

    def test_tier_of_the_company_one_works_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        elsewhere = self.env["res.partner"].with_context(allowed_company_ids=other.ids)
        groups = elsewhere._read_group(
            [("id", "in", self.all.ids)], ["tier_id"], ["__count"]
        )
        self.assertEqual(groups, [(self.env["customer.tier"], 4)])

    def test_list_is_as_cheap_for_many(self):
        many = self.env["res.partner"].create(
            [{"name": f"Row {number}", "is_company": True} for number in range(80)]
        )
        fields_shown = ["complete_name", "tier_id", "tier_color", "next_tier_gap"]
        counts = []
        for rows in (many[:2], many[:2], many):  # the first warms the caches
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.with_user(self.seller).read(fields_shown)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
