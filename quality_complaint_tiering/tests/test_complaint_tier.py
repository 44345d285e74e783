from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.quality_complaint.tests.common import ComplaintCommon

from ..models.quality_complaint_alert import ACTIVITY


@tagged("post_install", "-at_install")
class TestComplaintTier(ComplaintCommon):
    """Complaints, nonconformities and returns of key accounts [CT-17, CT-37]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # other programs of this company would be its main one
        cls.env["customer.tier.program"].search(
            [("company_id", "=", cls.company.id), ("is_main", "=", True)]
        ).is_main = False
        cls.program = cls.env["customer.tier.program"].create(
            {
                "name": "Key accounts",
                "company_id": cls.company.id,
                "is_main": True,
                "tier_ids": [
                    Command.create(
                        {"name": name, "lower_limit": limit, "owner_level": level}
                    )
                    for name, limit, level in (
                        ("Diamond", 5_000_000, "province"),
                        ("VIP", 10_000, "county"),
                    )
                ],
            }
        )
        cls.diamond, cls.vip = cls.program.tier_ids
        cls.head = cls._user("tier_head", "sales_team.group_sale_salesman")
        cls.unit = cls.env["customer.unit"].create(
            {
                "name": "Province",
                "level": "province",
                "company_id": cls.company.id,
                "head_id": cls.head.id,
            }
        )
        cls.customer.write({"user_id": cls.seller.id, "customer_unit_id": cls.unit.id})

    @classmethod
    def _grant(cls, tier, partner=None):
        """Let the customer hold the tier, as an approved change does."""
        standing = cls.program._get_standing(partner or cls.customer, create=True)
        standing.tier_id = tier
        cls.env["res.partner"]._forget_tiers()

    def _alerts(self, complaint):
        return complaint.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref(ACTIVITY)
        )

    def test_tier_stays_as_it_was(self):
        self._grant(self.diamond)
        contact = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        complaint = self._complaint(partner_id=contact.id)
        self.assertEqual(complaint.customer_tier_id, self.diamond)
        self._grant(self.vip)
        self.assertEqual(complaint.customer_tier_id, self.diamond)
        self.assertEqual(self._complaint().customer_tier_id, self.vip)
        nobody = self.env["res.partner"].create({"name": "Passer-by"})
        self.assertFalse(self._complaint(partner_id=nobody.id).customer_tier_id)

    def test_tier_is_not_written(self):
        with self.assertRaises(UserError):
            self._complaint(customer_tier_id=self.diamond.id)
        complaint = self._complaint()
        with self.assertRaises(UserError):
            complaint.with_user(self.handler).customer_tier_id = self.diamond
        self.assertFalse(complaint.customer_tier_id)

    def test_returns_and_nonconformities(self):
        self._grant(self.diamond)
        self._sell(5, self.lot_a)
        ret = self._return((self.lot_a, 1, "quality"))
        self.assertEqual(ret.customer_tier_id, self.diamond)
        source = self.env["quality.nonconformity"].create(
            {
                "product_id": self.lot_a.product_id.id,
                "quantity": 1,
                "description": "Seal",
                "partner_id": self.customer.id,
            }
        )
        self.assertEqual(source.customer_tier_id, self.diamond)
        self._complaint()
        for model, user in (
            ("quality.complaint", self.handler),
            ("quality.return", self.handler),
            ("quality.nonconformity", self.officer),
        ):
            with self.subTest(model):
                counts = dict(
                    self.env[model]
                    .with_user(user)
                    ._read_group(
                        [("partner_id", "=", self.customer.id)],
                        ["customer_tier_id"],
                        ["__count"],
                    )
                )
                self.assertEqual(counts, {self.diamond: 1})

    def test_owners_of_upper_tiers_are_told(self):
        self._grant(self.diamond)
        complaint = self._complaint()
        self.assertEqual(self._alerts(complaint).user_id, self.head | self.seller)
        for user in self.head, self.seller:
            # who is told can look at it
            self.assertEqual(complaint.with_user(user).state, "new")
        complaint.with_user(self.handler).write({"kind_id": self.failure.id})
        self.assertEqual(len(self._alerts(complaint)), 2, "told once")
        self._alerts(complaint).action_feedback("Called them")
        complaint.with_user(self.handler).write({"kind_id": self.attitude.id})
        self.assertFalse(self._alerts(complaint))

    def test_lower_tiers_alert_only_when_set(self):
        self._grant(self.vip)
        self.assertFalse(self.vip.complaint_alert)
        self.assertFalse(self._alerts(self._complaint()))
        self.vip.complaint_alert = True
        self.assertTrue(self._alerts(self._complaint()))

    def test_told_when_the_customer_becomes_known(self):
        self._grant(self.diamond)
        complaint = self._complaint(partner_id=False, contact_name="Unknown")
        self.assertFalse(self._alerts(complaint))
        complaint.with_user(self.handler).partner_id = self.customer
        self.assertEqual(complaint.customer_tier_id, self.diamond)
        self.assertEqual(self._alerts(complaint).user_id, self.head | self.seller)

    def test_nobody_is_told_of_himself_or_of_a_secret(self):
        self._grant(self.diamond)
        accused = self._complaint(user=self.handler, accused_user_id=self.seller.id)
        self.assertEqual(self._alerts(accused).user_id, self.head)
        own = self._complaint(user=self.seller)
        self.assertEqual(self._alerts(own).user_id, self.head)
        secret = self._complaint(user=self.handler, confidential=True)
        self.assertFalse(secret.customer_tier_id)
        self.assertFalse(self._alerts(secret))

    def test_nothing_tells_of_a_key_account_afterwards(self):
        self._grant(self.diamond)
        complaint = self._complaint(user=self.handler)
        self.assertTrue(self._alerts(complaint))
        complaint.with_user(self.complaint_manager).confidential = True
        self.assertFalse(complaint.customer_tier_id)
        self.assertFalse(self._alerts(complaint))

    def test_enquiries_alert_nobody(self):
        self._grant(self.diamond)
        self.assertFalse(self._alerts(self._complaint(kind_id=self.enquiry.id)))

    def test_least_priority(self):
        self._grant(self.vip)
        self.assertEqual(self._complaint().priority, "1")
        self.vip.complaint_priority = "3"
        complaint = self._complaint()
        self.assertEqual(complaint.priority, "3")
        complaint.with_user(self.handler).importance = "low"
        self.assertEqual(complaint.priority, "3")

    def test_deadline_by_tier(self):
        policies = self.env["quality.deadline.policy"].create(
            [
                {
                    "name": "Replies to Diamond customers",
                    "model": "quality.complaint",
                    "step": "reply",
                    "amount": 7,
                    "unit": "hours",
                    "company_id": self.company.id,
                    "condition": [("customer_tier_id", "=", self.diamond.id)],
                },
            ]
        )
        steps = {}
        for tier in self.diamond, self.vip:
            self._grant(tier)
            rows = self._complaint()._get_deadlines(["reply"])
            steps[tier] = {term["policy"] for term in rows.terms or ()}
        self.assertIn(policies.id, steps[self.diamond])
        self.assertNotIn(policies.id, steps[self.vip])

    def test_deadline_follows_the_customer(self):
        policy = self.env["quality.deadline.policy"].create(
            {
                "name": "Replies to key accounts",
                "model": "quality.complaint",
                "step": "reply",
                "amount": 7,
                "unit": "hours",
                "company_id": self.company.id,
                "condition": [("customer_tier_id.name", "=", "Diamond")],
            }
        )
        self._grant(self.diamond)
        complaint = self._complaint(partner_id=False, contact_name="Unknown")
        terms = complaint._get_deadlines(["reply"]).terms or []
        self.assertNotIn(policy.id, [term["policy"] for term in terms])
        complaint.with_user(self.handler).partner_id = self.customer
        terms = complaint._get_deadlines(["reply"]).terms
        self.assertIn(policy.id, [term["policy"] for term in terms])

    def test_key_accounts_with_open_complaints(self):
        self._grant(self.diamond)
        calm = self.env["res.partner"].create({"name": "Calm", "is_company": True})
        self._grant(self.diamond, calm)
        self._complaint()
        found = [("has_open_complaint", "=", True), ("tier_id", "!=", False)]
        both = [("id", "in", (self.customer | calm).ids)]
        Partner = self.env["res.partner"].with_user(self.seller)
        self.assertEqual(Partner.search(both + found), self.customer)
        self.assertEqual(
            Partner.search([*both, ("has_open_complaint", "=", False)]), calm
        )
        self.assertTrue(self.customer.with_user(self.seller).has_open_complaint)
        # who may not read the complaint does not learn of it
        stranger = self._user("tier_stranger", "base.group_user")
        Partner = Partner.with_user(stranger)
        self.assertFalse(Partner.search([*both, ("has_open_complaint", "=", True)]))

    def test_portal_does_not_see_the_tier(self):
        self._grant(self.diamond)
        complaint = self._complaint()
        portal = new_test_user(
            self.env,
            "tier_portal",
            groups="base.group_portal",
            partner_id=self.env["res.partner"]
            .create({"name": "Portal", "parent_id": self.customer.id})
            .id,
        )
        with self.assertRaises(AccessError):
            complaint.with_user(portal).read(["customer_tier_id"])
        with self.assertRaises(AccessError):
            self.env["quality.complaint"].with_user(portal).search(
                [("customer_tier_id", "=", self.diamond.id)]
            )

    def test_forms(self):
        self._grant(self.diamond)
        for user in self.employee, self.handler, self.seller:
            with self.subTest(user.login):
                form = Form(self.env["quality.complaint"].with_user(user))
                form.description = "Leaks"
                form.partner_id = self.customer
                self.assertEqual(form.save().customer_tier_id.sudo(), self.diamond)

    def test_many_complaints_cost_as_few(self):
        partners = self.env["res.partner"].create(
            [{"name": f"P{number}", "is_company": True} for number in range(40)]
        )
        complaints = self._complaint().create(
            [{"description": "-", "partner_id": p.id} for p in partners]
        )
        field = complaints._fields["customer_tier_id"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            self.env.add_to_compute(field, records)
            before = self.env.cr.sql_log_count
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(complaints)
        self.assertEqual(count(complaints), count(complaints[:10]))
