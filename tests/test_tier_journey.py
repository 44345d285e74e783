"""A year of key accounts, each step by who may take it (issue of the tiers)."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_tiering.tests.gift_common import GiftCommon

NEXT_YEAR = date(2027, 2, 1)


@tagged("post_install", "-at_install")
class TestTierJourney(GiftCommon):
    """Run, proposals, approvals, in force, grace, upstream, simulation, gift."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"needs_agreement": True, "needs_registration": True})
        cls.big = cls._customer("Big Buyer")
        cls.fair = cls._customer("Fair Buyer")
        cls.small = cls._customer("Small Buyer")
        cls.source = cls._customer("Source of Many")
        cls._invoice(cls.big, 2_500_000)
        cls._invoice(cls.fair, 200_000)
        cls._invoice(cls.small, 9_999.99)

    def test_year_of_a_key_account(self):
        self._revenue_alone_grants_nothing()
        self._register_and_sign(self.big, self.fair, self.small, self.source)
        changes = self._run(date(2026, 11, 21))
        self._right_level_approves(changes)
        self._upstream_customer_is_raised()
        self._simulation_writes_nothing()
        self._fall_is_stayed_by_grace()
        self._gift_to_an_official_is_refused()

    def _run(self, day):
        return self.program.with_user(self.center)._run(day)

    def _revenue_alone_grants_nothing(self):
        self.assertFalse(self._run(date(2026, 11, 21)))
        standing = self.program._get_standing(self.big)
        self.assertEqual(standing.candidate_tier_id, self.platinum)
        self.assertFalse(standing.target_tier_id)

    def _register_and_sign(self, *customers):
        for customer in customers:
            agreement = self.env["customer.agreement"].with_user(self.owner)
            agreement = agreement.create(
                {
                    "name": f"Frame {customer.name}",
                    "partner_id": customer.id,
                    "date_from": "2026-01-01",
                }
            )
            agreement._sign_agreement()
            claim = self.env["customer.registration"].with_user(self.owner)
            claim = claim.create({"partner_id": customer.id})
            claim._check_doubles()
            with self.assertRaises(AccessError):
                claim._register_account()
            self.assertEqual(claim.state, "checked")
            claim.with_user(self.city)._register_account()

    def _right_level_approves(self, changes):
        changes = changes.sudo(False)
        self.assertEqual(
            {c.partner_id: c.new_tier_id for c in changes},
            {self.big: self.platinum, self.fair: self.gold},
            "a customer one cent below the lowest limit has no tier",
        )
        changes.with_user(self.owner)._submit()
        by_partner = changes.grouped("partner_id")
        platinum, gold = by_partner[self.big], by_partner[self.fair]
        with self.assertRaises(AccessError):
            platinum.with_user(self.city)._approve()
        self.assertEqual(platinum.state, "submitted")
        self.assertFalse(self._tier_in_force(self.big))
        gold.with_user(self.city)._approve()
        platinum.with_user(self.province)._approve()
        self.assertEqual(self._tier_in_force(self.big), self.platinum)
        self.assertEqual(self._tier_in_force(self.fair), self.gold)
        self.assertEqual(self.fair.next_tier_gap, 1_800_000)
        self.assertFalse(self._run(date(2026, 11, 21)), "a second run proposes nothing")

    def _tier_in_force(self, partner):
        partner.invalidate_recordset(["tier_id"])
        return partner.with_user(self.seller).tier_id

    def _upstream_customer_is_raised(self):
        claim = self.env["customer.registration"].search(
            [("partner_id", "=", self.source.id)]
        )
        with self.assertRaises(AccessError):
            claim.with_user(self.city)._set_upstream("Head office of forty branches")
        claim.with_user(self.province)._set_upstream("Head office of forty branches")
        change = self._run(date(2026, 11, 21))
        self.assertEqual((change.kind, change.new_tier_id), ("upstream", self.diamond))
        change.with_user(self.owner)._submit()
        change.with_user(self.province)._approve()
        self.assertEqual(self._tier_in_force(self.source), self.diamond)

    def _simulation_writes_nothing(self):
        before = self.program.standing_ids.mapped("write_date")
        rows = self.program.with_user(self.center)._simulate(
            {self.vip.id: 9_000}, date(2026, 11, 21)
        )
        self.assertEqual(
            [(row["partner_id"], row["new_tier_id"]) for row in rows],
            [(self.small.id, self.vip.id)],
        )
        self.program.invalidate_recordset()
        self.assertEqual(self.program.standing_ids.mapped("write_date"), before)
        self.assertEqual(self.vip.lower_limit, 10_000)

    def _fall_is_stayed_by_grace(self):
        self.assertFalse(self._run(NEXT_YEAR), "no downgrade while the grace lasts")
        standing = self.program._get_standing(self.big)
        self.assertEqual(standing.grace_until, date(2027, 5, 2))
        self.assertEqual(self._tier_in_force(self.big), self.platinum)
        down = self._run(date(2027, 5, 2))
        self.assertEqual(down.partner_id, self.big | self.fair)
        self.assertFalse(down.new_tier_id)
        down.with_user(self.owner)._submit()
        down.with_user(self.province)._approve()
        self.assertFalse(self._tier_in_force(self.big))
        self.assertEqual(self._tier_in_force(self.source), self.diamond, "kept")

    def _gift_to_an_official_is_refused(self):
        gift = self._gift((self.buyer, 80), (self.official, 1))
        with self.assertRaisesRegex(UserError, "The Inspector"):
            gift._submit()
        self.assertEqual(gift.state, "draft")
        gift.write(
            {
                "line_ids": [
                    Command.delete(line.id)
                    for line in gift.line_ids
                    if line.recipient_id == self.official
                ]
            }
        )
        gift._submit()
        gift.with_user(self.city)._approve()
        gift._give(self.today)
        self.assertEqual(gift.state, "given")
