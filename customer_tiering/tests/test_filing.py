from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import GROUP, TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestFiling(UnitCommon):
    """Tiers granted in a county are reported to its city unit [CT-09]."""

    def _approve_vip(self, partner=None):
        partner = partner or self.customer
        self._invoice(partner, 20_000)
        change = self.program._run().filtered(lambda c: c.partner_id == partner)
        change.with_user(self.owner).action_submit()
        change.with_user(self.city).action_approve()
        return change

    def _filing(self, user=None, **vals):
        return (
            self.env["customer.filing"]
            .with_user(user or self.county_head)
            .create({"partner_id": self.customer.id, "tier_id": self.vip.id, **vals})
        )

    def test_vip_in_a_county_is_filed(self):
        change = self._approve_vip()
        filing = self.env["customer.filing"].search([("change_id", "=", change.id)])
        self.assertEqual(len(filing), 1)
        self.assertRecordValues(
            filing,
            [
                {
                    "partner_id": self.customer.id,
                    "unit_id": self.county_unit.id,
                    "to_unit_id": self.city_unit.id,
                    "tier_id": self.vip.id,
                    "state": "filed",
                    "date_filed": TODAY,
                    "user_id": self.owner.id,
                }
            ],
        )
        self.assertEqual(filing.activity_ids.user_id, self.city)
        self.assertTrue(filing.name.startswith("FIL/2026/"), filing.name)

    def test_not_filed(self):
        in_city = self._customer(
            "In the City", city="Rivertown", state_id=self.state.id
        )
        nowhere = self._customer("Nowhere")
        for partner in (in_city, nowhere):
            self._approve_vip(partner)
        self._invoice(self.customer, 300_000)
        gold = self.program._run().filtered(lambda c: c.partner_id == self.customer)
        gold.with_user(self.owner).action_submit()
        gold.with_user(self.city).action_approve()
        self.assertEqual(self.customer.tier_id, self.gold)
        partners = in_city | nowhere | self.customer
        self.assertFalse(
            self.env["customer.filing"].search([("partner_id", "in", partners.ids)])
        )

    def test_downgrade_to_vip_is_filed(self):
        self._grant(self.customer, self.gold)
        change = (
            self.env["customer.tier.change"]
            .with_user(self.owner)
            .create(
                {
                    "partner_id": self.customer.id,
                    "program_id": self.program.id,
                    "new_tier_id": self.vip.id,
                    "reason": "Closed a branch",
                }
            )
        )
        change.action_submit()
        change.with_user(self.city).action_approve()
        filing = self.env["customer.filing"].search([("change_id", "=", change.id)])
        self.assertEqual(filing.tier_id, self.vip)

    def test_moving_units_changes_no_filing(self):
        filing = self._filing()
        self.company.filing_days = 99
        self.county_unit.parent_id = self.other_city
        self.env.invalidate_all()
        self.assertEqual(filing.to_unit_id, self.city_unit)
        self.assertEqual(filing.date_deadline, TODAY + timedelta(days=10))

    def test_granted_without_approval_is_filed_too(self):
        self.vip.approver_group_id = False
        self._invoice(self.customer, 20_000)
        self.program._run()
        self.assertEqual(self.customer.tier_id, self.vip)
        filing = self.env["customer.filing"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(filing.to_unit_id, self.city_unit)

    def test_acknowledge(self):
        filing = self._filing()
        for user in (self.county_head, self.other_head):
            with self.assertRaises(AccessError):
                filing.with_user(user).action_acknowledge()
        self.assertEqual(filing.state, "filed")
        filing.with_user(self.city).action_acknowledge()
        self.assertEqual(filing.state, "acknowledged")
        self.assertEqual(filing.acknowledger_id, self.city)
        self.assertEqual(filing.date_acknowledged, TODAY)
        self.assertFalse(filing.sudo().activity_ids)
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            filing.with_user(self.center).note = "Later"
        self.assertFalse(filing.note)

    def test_not_by_who_filed(self):
        filing = self._filing(user=self.city)
        with self.assertRaisesRegex(UserError, "yourself"):
            filing.action_acknowledge()
        self.assertEqual(filing.state, "filed")

    def test_return_and_file_again(self):
        filing = self._filing()
        with self.assertRaisesRegex(UserError, "what is wrong"):
            filing.with_user(self.city)._return(" ")
        filing.with_user(self.city)._return("Turnover is missing")
        self.assertEqual(filing.state, "returned")
        with freeze_time(TODAY + timedelta(days=3)):
            filing.note = "Turnover 20,000"
            filing.action_file_again()
        self.assertEqual(filing.state, "filed")
        self.assertEqual(filing.date_filed, TODAY + timedelta(days=3))

    def test_late(self):
        self.company.filing_days = 5
        filing = self._filing()
        self.assertEqual(filing.date_deadline, TODAY + timedelta(days=5))
        for days, late in ((5, False), (6, True)):
            with freeze_time(TODAY + timedelta(days=days)):
                filing.invalidate_recordset()
                self.assertEqual(filing.is_late, late)
                found = filing.search([("is_late", "=", True)])
                self.assertEqual(filing in found, late)
        filing.with_user(self.city).action_acknowledge()
        with freeze_time(TODAY + timedelta(days=60)):
            filing.invalidate_recordset()
            self.assertFalse(filing.is_late)

    def test_forged(self):
        for vals in ({"state": "acknowledged"}, {"acknowledger_id": self.city.id}):
            with self.assertRaises(UserError):
                self._filing(**vals)
        filing = self._filing()
        for vals in (
            {"state": "acknowledged"},
            {"date_filed": TODAY - timedelta(days=30)},
        ):
            with self.assertRaises(UserError):
                filing.write(vals)
        self.assertEqual(filing.state, "filed")

    def test_unit_without_unit_above(self):
        with self.assertRaisesRegex(ValidationError, "no unit above"):
            self._filing(unit_id=self.province_unit.id)

    def test_form_as_county(self):
        form = Form(self.env["customer.filing"].with_user(self.county_head))
        form.partner_id = self.customer
        self.assertEqual(form.unit_id, self.county_unit)
        self.assertEqual(form.to_unit_id, self.city_unit)
        filing = form.save()
        self.assertEqual(filing.user_id, self.county_head)

    def test_rights(self):
        filing = self._filing()
        stranger = self._user("tier_stranger", GROUP + "user")
        Filing = self.env["customer.filing"]
        self.assertNotIn(filing, Filing.with_user(stranger).search([]))
        self.assertIn(filing, Filing.with_user(self.city).search([]))
        rights = {
            self.seller: "read",
            self.owner: "read write create",
            self.center: "read write create",
            self._user("tier_inside", "base.group_user"): "",
        }
        for user, allowed in rights.items():
            for operation in ("read", "write", "create", "unlink"):
                self.assertEqual(
                    Filing.with_user(user).has_access(operation),
                    operation in allowed.split(),
                    f"{user.login} {operation}",
                )
