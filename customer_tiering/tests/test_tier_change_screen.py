from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import GROUP, TierCommon

# model: who may create it
DIALOGS = {
    "customer.tier.decision": ("owner", "city", "province", "center"),
    "customer.tier.preset": ("center",),
    "customer.tier.preset.line": ("center",),
    "customer.tier.suggestion": ("seller", "owner", "city", "province", "center"),
}


@tagged("post_install", "-at_install")
class TestTierDialogRights(TierCommon):
    """Who may open which dialog of tiers."""

    def test_rights(self):
        clerk = self._user("tier_clerk_only", "base.group_user")
        roles = ("seller", "owner", "city", "province", "center")
        users = {role: getattr(self, role) for role in roles} | {"clerk": clerk}
        for model, allowed in DIALOGS.items():
            for role, user in users.items():
                dialogs = self.env[model].with_user(user)
                with self.subTest(model=model, role=role):
                    self.assertEqual(dialogs.has_access("create"), role in allowed)
                    self.assertEqual(dialogs.has_access("write"), role in allowed)

    def test_nobody_uses_the_dialog_of_another(self):
        customer = self._customer("Telecom")
        self._invoice(customer, 20_000, day=fields.Date.today())
        change = self.program._run(fields.Date.today())
        change.with_user(self.owner)._submit()
        dialog = (
            self.env["customer.tier.decision"]
            .with_user(self.owner)
            .create({"step": "reject", "change_ids": [(6, 0, change.ids)]})
        )
        with self.assertRaises(AccessError):
            dialog.with_user(self.city).reason = "Not mine"
        self.assertFalse(dialog.reason)


@tagged("post_install", "-at_install")
class TestTierChangeScreen(TierCommon, HttpCase):
    """Decisions in the browser [CT-06]."""

    def test_approve_in_the_list_and_reject_with_a_reason(self):
        today = fields.Date.today()
        amounts = {"First": 20_000, "Second": 20_000, "Third": 20_000}
        for name, amount in (amounts | {"Great": 3_000_000}).items():
            self._invoice(self._customer(f"{name} Buyer"), amount, day=today)
        changes = self.program._run(today)
        changes.with_user(self.owner)._submit()
        self.env.flush_all()
        self.assertTrue(self.city.has_group(GROUP + "city"))
        self.start_tour("/odoo/tier-changes", "customer_tier_decide", login="tier_city")
        self.env.invalidate_all()
        states = {change.partner_id.name: change.state for change in changes}
        self.assertEqual(
            states,
            {
                "First Buyer": "in_force",
                "Second Buyer": "in_force",
                "Third Buyer": "rejected",
                "Great Buyer": "submitted",
            },
        )
