"""Agreements and registrations bent to another customer."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestClaims(TierCommon):
    """Agreements and registrations cannot be bent to another customer [CT-01]."""

    def _registered(self, customer, user=None):
        claim = (
            self.env["customer.registration"]
            .with_user(user or self.owner)
            .create({"partner_id": customer.id})
        )
        claim._check_doubles()
        claim.with_user(self.province)._register_account()
        return claim

    def test_upstream_does_not_move_to_another_customer(self):
        claim = self._registered(self._customer("Mill"))
        claim.with_user(self.province)._set_upstream("Supplies all")
        other = self._customer("Friend")
        for vals in (
            {"partner_id": other.id},
            {"commercial_partner_id": other.id},
            {"unit_id": False},
            {"user_id": self.city.id},
            {"is_upstream": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                claim.with_user(self.owner).write(vals)
        self.program._run(TODAY)
        self.assertFalse(self.program._get_standing(other))

    def test_applicant_does_not_hide_behind_another(self):
        claim = (
            self.env["customer.registration"]
            .with_user(self.city)
            .create({"partner_id": self._customer("Own").id, "user_id": self.owner.id})
        )
        claim._check_doubles()
        with self.assertRaises(UserError):
            claim._register_account()
        self.assertEqual(claim.state, "checked")

    def test_signed_agreement_stays(self):
        agreement = (
            self.env["customer.agreement"]
            .with_user(self.owner)
            .create(
                {
                    "name": "A-7",
                    "partner_id": self._customer("Signed").id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                }
            )
        )
        agreement._sign_agreement()
        other = self._customer("Unsigned")
        for vals in (
            {"date_to": "2036-12-31"},
            {"date_to": False},
            {"partner_id": other.id},
            {"commercial_partner_id": other.id},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                agreement.write(vals)
        with self.assertRaises(UserError):
            agreement.with_user(self.center).unlink()
        agreement.note = "Filed in the archive"
        self.assertTrue(agreement.exists())
        agreement._end()
        with self.assertRaises(UserError):
            agreement.note = "Changed"

    def test_company_is_not_told_but_derived(self):
        customer = self._customer("Real")
        other = self._customer("Pretended")
        agreement = (
            self.env["customer.agreement"]
            .with_user(self.owner)
            .create(
                {
                    "name": "A-8",
                    "partner_id": customer.id,
                    "commercial_partner_id": other.id,
                }
            )
        )
        self.assertEqual(agreement.commercial_partner_id, customer)
