from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestAccountsAttacks(UnitCommon):
    """Steps on many records at once, and decisions on one's own papers."""

    def _attack(self, error, step, *args):
        with self.assertRaises(error), self.env.cr.savepoint():
            step(*args)

    def test_own_filing_in_the_name_of_another(self):
        filings = self.env["customer.filing"].with_user(self.city)
        vals = {"partner_id": self.customer.id, "tier_id": self.vip.id}
        own = filings.create(vals)
        self._attack(UserError, own.write, {"user_id": self.county_head.id})
        self.assertEqual(own.user_id, self.city)
        lent = filings.create({**vals, "user_id": self.county_head.id})
        self._attack(UserError, (own | lent).action_acknowledge)
        self._attack(UserError, lent.action_acknowledge)
        self.assertEqual(set((own | lent).mapped("state")), {"filed"})

    def test_two_letters_are_not_issued_at_once(self):
        letters = self._letter() | self._letter()
        letters.write({"file": b"c2lnbmVk"})
        letters.action_submit()
        self._attack(UserError, letters.with_user(self.province).action_issue)
        self.assertEqual(set(letters.mapped("state")), {"submitted"})
        later = self._letter(
            date_from=TODAY + timedelta(days=91), date_to=TODAY + timedelta(days=99)
        )
        later.file = b"c2lnbmVk"
        later.action_submit()
        (letters[0] | later).with_user(self.province).action_issue()
        self.assertEqual({letters[0].state, later.state}, {"issued"})

    def _application(self, partner, unit):
        record = self.env["customer.registration"].with_user(self.owner)
        return record.create({"partner_id": partner.id, "unit_id": unit.id})

    def _twins(self, count):
        place = {"city": "Rivertown East", "state_id": self.state.id}
        return [self._customer("Twin Ltd", **place) for _number in range(count)]

    def test_doubles_by_name_are_not_registered_one_after_the_other(self):
        one, two = self._twins(2)
        first = self._application(one, self.county_unit)
        second = self._application(two, self.county_unit)
        (first | second).action_check()
        approver = self.province
        self._attack(UserError, (first | second).with_user(approver).action_register)
        first.with_user(approver).action_register()
        self._attack(UserError, second.with_user(approver).action_register)
        self.assertEqual((first.state, second.state), ("registered", "checked"))

    def test_several_doubles_are_all_named(self):
        one, two, three = self._twins(3)
        taken = self._registered(one, self.county_unit)
        other = self._application(two, self.city_unit)
        other.sudo()._write_gated({"state": "registered"})  # of former times
        third = self._application(three, self.province_unit)
        with self.assertRaisesRegex(UserError, "Rivertown") as caught:
            third.action_check()
        for record in taken | other:
            self.assertIn(record.unit_id.display_name, str(caught.exception))
        self.assertEqual(third.state, "applied")

    def test_decision_of_several_regions_comes_from_a_run_only(self):
        """Its way is shorter: who asks for another unit cannot take it."""
        decisions = self.env["customer.territory"].with_user(self.owner)
        vals = {
            "partner_id": self.customer.id,
            "unit_id": self.other_city.id,
            "purpose": "Its warehouse is there",
        }
        lured = decisions.with_context(default_kind="cross_region")
        self._attack(ValidationError, lured.create, vals)
        decision = decisions.create(vals)
        self._attack(ValidationError, decision.write, {"kind": "cross_region"})
        self.assertEqual(decision.kind, "override")
        self.assertEqual(decision.decider_unit_id, self.province_unit)

    def test_city_gives_no_letter_for_what_the_province_manages(self):
        """Nobody hands over more than he has [CT-08]."""
        self._grant(self.customer, self.diamond)
        letter = self._letter(
            from_unit_id=self.city_unit.id, to_unit_id=self.county_unit.id
        )
        letter.file = b"c2lnbmVk"
        letter.action_submit()
        self._attack(UserError, letter.with_user(self.city).action_issue)
        self.assertEqual(letter.state, "submitted")
        self.assertEqual(self.customer.owner_unit_id, self.province_unit)
        self._grant(self.customer, self.gold)
        letter.with_user(self.city).action_issue()
        self.assertEqual(letter.state, "issued")
        # it became a Diamond customer meanwhile: the old letter does not reach there
        self._grant(self.customer, self.diamond)
        record = self._application(self.customer, self.county_unit)
        self.assertIn("letter", record.obstacle)
        self._attack(UserError, record.action_check)
        self.assertEqual(record.state, "applied")

    def test_two_decisions_on_a_customer_are_not_approved_at_once(self):
        decisions = self.env["customer.territory"].with_user(self.owner)
        both = decisions.create(
            [
                {
                    "partner_id": self.customer.id,
                    "unit_id": unit.id,
                    "purpose": "Its warehouse is there",
                }
                for unit in (self.other_city, self.city_unit)
            ]
        )
        both.action_submit()
        self._attack(UserError, both.with_user(self.province).action_approve)
        self.assertEqual(set(both.mapped("state")), {"submitted"})
        self.assertFalse(self.customer.unit_decided)
        both[0].with_user(self.province).action_approve()
        self.assertEqual(both.mapped("state"), ["approved", "cancelled"])

    def test_filing_of_a_granted_tier_stays_about_it(self):
        self._invoice(self.customer, 20_000)
        change = self.program._run().filtered(lambda c: c.partner_id == self.customer)
        change.with_user(self.owner).action_submit()
        change.with_user(self.city).action_approve()
        filing = self.env["customer.filing"].search([("change_id", "=", change.id)])
        filing = filing.with_user(self.owner)
        other = self._customer("Other House")
        for vals in ({"partner_id": other.id}, {"tier_id": self.gold.id}):
            self._attack(UserError, filing.write, vals)
        self.assertEqual((filing.partner_id, filing.tier_id), (self.customer, self.vip))
        filing.note = "Grew by itself"
        self.assertEqual(filing.note, "Grew by itself")
