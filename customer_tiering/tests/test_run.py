from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestRun(TierCommon):
    """Limits, coefficients, conditions, proposals, approvals [CT-01 to CT-06]."""

    def _give(self, customer, changes=None):
        """Have the customer's proposal approved by who may."""
        change = (changes or self.program._run(TODAY)).filtered(
            lambda c: c.partner_id == customer
        )
        change.with_user(self.owner)._submit()
        change.with_user(self.province)._approve()
        return change

    def test_limits_to_the_cent(self):
        for amount, tier in (
            (4_999_999.99, self.platinum),
            (5_000_000.00, self.diamond),
            (2_000_000.00, self.platinum),
            (1_999_999.99, self.gold),
            (200_000.00, self.gold),
            (199_999.99, self.vip),
            (10_000.00, self.vip),
            (9_999.99, self.env["customer.tier"]),
        ):
            customer = self._customer(f"Buyer of {amount}")
            self._invoice(customer, amount)
            self.program._run(TODAY)
            with self.subTest(amount=amount):
                self.assertEqual(self._tier_of(customer), tier)

    def test_coefficient_lowers_the_lowest_limit_only(self):
        unit = self.env["customer.unit"].create(
            {
                "name": "Third City",
                "company_id": self.company.id,
                "region_group_id": self.groups[2].id,
            }
        )
        near = self._customer("Near", customer_unit_id=unit.id)
        below = self._customer("Below", customer_unit_id=unit.id)
        gold = self._customer("Not Gold", customer_unit_id=unit.id)
        self._invoice(near, 8_000.00)
        self._invoice(below, 7_999.99)
        self._invoice(gold, 180_000)
        self.program._run(TODAY)
        self.assertEqual(self._tier_of(near), self.vip)
        self.assertFalse(self._tier_of(below))
        self.assertEqual(self._tier_of(gold), self.vip)
        with self.assertRaises(ValidationError):
            self.gold.coefficient_ids = [
                Command.create({"region_group_id": self.groups[1].id, "factor": 0.9})
            ]

    def test_second_run_writes_nothing(self):
        customer = self._customer("Steady")
        self._invoice(customer, 250_000)
        first = self.program._run(TODAY)
        self.assertEqual(len(first), 1)
        standing = self.program._get_standing(customer)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT xmin::text, xmax::text, ctid::text FROM customer_tier_standing WHERE id = %s",
            [standing.id],
        )
        before = self.env.cr.fetchall()
        self.assertFalse(self.program._run(TODAY))
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT xmin::text, xmax::text, ctid::text FROM customer_tier_standing WHERE id = %s",
            [standing.id],
        )
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_approved_by_the_right_level(self):
        customer = self._customer("Telecom")
        self._invoice(customer, 2_500_000)
        change = self.program._run(TODAY)
        self.assertEqual(change.approver_group_id, self.platinum.approver_group_id)
        change.with_user(self.owner)._submit()
        with self.assertRaises(AccessError):
            change.with_user(self.city)._approve()
        self.assertEqual(change.state, "submitted")
        change.with_user(self.province)._approve()
        self.assertEqual(change.state, "in_force")
        self.assertEqual(customer.tier_id, self.platinum)
        self.assertEqual(customer.next_tier_id, self.diamond)
        self.assertAlmostEqual(customer.next_tier_gap, 2_500_000, places=2)
        self.assertEqual(change.rule_version, self.program.version)

    def test_nobody_approves_his_own(self):
        customer = self._customer("Bookshop")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        change.with_user(self.city)._submit()
        with self.assertRaises(UserError):
            change.with_user(self.city)._approve()
        self.assertEqual(change.state, "submitted")

    def test_conditions_withhold_the_tier(self):
        self.program.write({"needs_agreement": True, "needs_registration": True})
        customer = self._customer("Ministry")
        self._invoice(customer, 300_000)
        self.program._run(TODAY)
        standing = self.program._get_standing(customer)
        self.assertEqual(standing.candidate_tier_id, self.gold)
        self.assertFalse(standing.target_tier_id)
        self.assertIn("agreement", standing.missing)
        agreement = self.env["customer.agreement"].create(
            {
                "name": "A-1",
                "partner_id": customer.id,
                "company_id": self.company.id,
                "date_from": TODAY,
            }
        )
        agreement._sign_agreement()
        claim = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .create({"partner_id": customer.id, "company_id": self.company.id})
        )
        claim._check_doubles()
        claim.with_user(self.city)._register_account()
        changes = self.program._run(TODAY)
        self.assertEqual(changes.new_tier_id, self.gold)

    def test_downgrade_after_grace(self):
        customer = self._customer("Falling")
        invoice = self._invoice(customer, 250_000)
        self._give(customer)
        self.assertEqual(customer.tier_id, self.gold)
        self._invoice(customer, 200_000, kind="out_refund")
        self.assertFalse(self.program._run(TODAY))
        standing = self.program._get_standing(customer)
        until = TODAY + timedelta(days=90)
        self.assertEqual(standing.grace_until, until)
        self.assertFalse(self.program._run(TODAY + timedelta(days=30)))
        self.assertEqual(standing.grace_until, until)
        self.program.period = "rolling"
        change = self.program._run(until)
        self.assertEqual(change.direction, "down")
        self.assertEqual(change.new_tier_id, self.vip)
        self.assertTrue(invoice)

    def test_back_in_time_ends_the_grace(self):
        customer = self._customer("Recovering")
        self._invoice(customer, 250_000)
        self._give(customer)
        self._invoice(customer, 100_000, kind="out_refund")
        self.program._run(TODAY)
        self._invoice(customer, 100_000)
        self.program._run(TODAY + timedelta(days=1))
        self.assertFalse(self.program._get_standing(customer).grace_until)

    def test_upstream_outranks_revenue(self):
        customer = self._customer("Refinery")
        claim = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .create({"partner_id": customer.id, "company_id": self.company.id})
        )
        claim._check_doubles()
        claim.with_user(self.city)._register_account()
        with self.assertRaises(AccessError):
            claim.with_user(self.city)._set_upstream("Supplies the whole region")
        self.assertFalse(claim.is_upstream)
        claim.with_user(self.province)._set_upstream("Supplies the whole region")
        change = self._give(customer)
        self.assertEqual(change.kind, "upstream")
        self.assertEqual(customer.tier_id, self.diamond)
        self.assertFalse(self.program._run(date(2026, 12, 1)))

    def test_overtaken_proposal_is_cancelled(self):
        customer = self._customer("Growing")
        self._invoice(customer, 20_000)
        first = self.program._run(TODAY)
        self._invoice(customer, 300_000)
        second = self.program._run(TODAY)
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(second.new_tier_id, self.gold)

    def test_simulation_writes_nothing(self):
        customer = self._customer("Almost Gold")
        self._invoice(customer, 150_000)
        self._give(customer)
        rows = self.program._simulate({self.gold.id: 100_000}, TODAY)
        self.assertEqual(
            rows,
            [
                {
                    "partner_id": customer.id,
                    "revenue": 150_000,
                    "old_tier_id": self.vip.id,
                    "new_tier_id": self.gold.id,
                }
            ],
        )
        self.assertEqual(self.gold.lower_limit, 200_000)
        self.assertFalse(self.program._simulate({}, TODAY))

    def test_one_bad_customer_stops_nobody(self):
        good, bad = self._customer("Good"), self._customer("Bad")
        for customer in good, bad:
            self._invoice(customer, 20_000)
        # a rule of the database that one customer breaks
        self.env.cr.execute(
            "ALTER TABLE customer_tier_change ADD CONSTRAINT no_bad"
            f" CHECK (partner_id != {bad.id})"
        )
        with (
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.customer_tiering", "WARNING"),
        ):
            changes = self.program._run(TODAY)
        self.assertEqual(changes.partner_id, good)
        self.assertEqual(self.program.failure_ids.partner_id, bad)
        self.env.cr.execute("ALTER TABLE customer_tier_change DROP CONSTRAINT no_bad")
        self.assertEqual(self.program._run(TODAY).partner_id, bad)
        self.assertFalse(self.program.failure_ids)

    def test_states_only_by_steps(self):
        customer = self._customer("Forced")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        with self.assertRaises(UserError):
            change.with_user(self.owner).state = "approved"
        with self.assertRaises(UserError):
            self.env["customer.tier.change"].with_user(self.owner).create(
                {
                    "partner_id": customer.id,
                    "program_id": self.program.id,
                    "new_tier_id": self.diamond.id,
                    "state": "in_force",
                }
            )
        self.assertEqual(change.state, "proposed")
