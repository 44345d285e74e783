from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import GROUP, TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestAuthorizationRights(UnitCommon):
    """Who sees and makes letters of authorization, and how they are printed [CT-08]."""

    def test_rights(self):
        own = self._letter()
        stranger = self._user("tier_stranger", GROUP + "user")
        inside = self._user("tier_inside", "base.group_user")
        Letter = self.env["customer.authorization"]
        self.assertIn(own, Letter.with_user(self.owner).search([]))
        self.assertIn(own, Letter.with_user(self.city).search([]), "approver")
        self.assertNotIn(own, Letter.with_user(stranger).search([]))
        self.assertFalse(Letter.with_user(inside).has_access("read"))
        rights = {
            self.seller: "read",
            self.owner: "read write create unlink",
            self.city: "read write create unlink",
            self.center: "read write create unlink",
        }
        for user, allowed in rights.items():
            for operation in ("read", "write", "create", "unlink"):
                self.assertEqual(
                    Letter.with_user(user).has_access(operation),
                    operation in allowed.split(),
                    f"{user.login} {operation}",
                )
        own.with_user(self.owner).unlink()
        self.assertFalse(own.exists())

    def test_other_company_sees_nothing(self):
        letter = self._letter()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._user("tier_elsewhere", GROUP + "manager")
        user.write({"company_id": other.id, "company_ids": [(6, 0, other.ids)]})
        self.assertNotIn(
            letter,
            self.env["customer.authorization"]
            .with_user(user)
            .with_context(allowed_company_ids=other.ids)
            .search([]),
        )

    def test_form_as_account_owner(self):
        form = Form(self.env["customer.authorization"].with_user(self.owner))
        form.partner_id = self.customer
        form.date_to = fields.Date.add(TODAY, days=30)
        self.assertEqual(form.from_unit_id, self.province_unit)
        self.assertEqual(form.to_unit_id, self.city_unit)
        letter = form.save()
        self.assertTrue(letter.name.startswith("LOA/2026/"), letter.name)
        self.assertEqual(letter.user_id, self.owner)

    def test_reason_belongs_to_who_opened_it(self):
        letter = self._letter()
        letter.action_submit()
        wizard = (
            self.env["customer.reason"]
            .with_user(self.owner)
            .with_context(active_ids=letter.ids)
            .create(
                {
                    "res_model": "customer.authorization",
                    "step": "_refuse",
                    "reason": "Not mine to say",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_apply()
        with self.assertRaises(AccessError):
            wizard.with_user(self.province).action_apply()
        self.assertEqual(letter.state, "submitted")

    def test_print(self):
        letter = self._issued(scope="Frame contract for stamps")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "customer_tiering.report_customer_authorization", letter.ids
            )[0]
            .decode()
        )
        for text in (
            "授权委托书",
            "Letter of Authorization",
            letter.name,
            self.customer.name,
            self.province_unit.complete_name,
            "Frame contract for stamps",
        ):
            self.assertIn(text, html)
        self.assertNotIn("Not valid", html)
        letter.with_user(self.province)._revoke("Over")
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html(
                "customer_tiering.report_customer_authorization", letter.ids
            )[0]
            .decode()
        )
        self.assertIn("Not valid", html)
