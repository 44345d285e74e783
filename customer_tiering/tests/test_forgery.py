"""What a client sends by itself, past the buttons."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestForgery(TierCommon):
    """What a client sends by itself, past the buttons [CT-06, CT-14]."""

    def _proposed(self, amount=20_000, name="Buyer"):
        customer = self._customer(name)
        self._invoice(customer, amount)
        return self.program._run(TODAY).filtered(lambda c: c.partner_id == customer)

    def _by_hand(self, user, **vals):
        partner = vals.pop("partner_id", None) or self._customer("By Hand").id
        return (
            self.env["customer.tier.change"]
            .with_user(user)
            .create(
                {
                    "partner_id": partner,
                    "program_id": self.program.id,
                    "new_tier_id": self.gold.id,
                    "reason": "Group wide contract",
                    **vals,
                }
            )
        )

    def test_facts_of_a_change_stay(self):
        change = self._proposed()
        before = change.read()[0]
        for name, value in (
            ("proposer_id", self.owner.id),
            ("submitter_id", self.owner.id),
            ("approver_id", self.owner.id),
            ("old_tier_id", self.gold.id),
            ("kind", "upstream"),
            ("revenue", 9e9),
            ("date_from", "2020-01-01"),
            ("rule_version", 77),
            ("partner_id", self._customer("Somebody Else").id),
            ("program_id", self._program(name="Other", is_main=False).id),
            ("company_id", self.env.ref("base.main_company").id),
            ("name", "TIER/2026/00001"),
            ("date_in_force", "2020-01-01"),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                change.with_user(self.center).write({name: value})
        change.invalidate_recordset()
        self.assertEqual(change.read()[0], before)

    def test_nothing_is_swapped_after_submitting(self):
        change = self._by_hand(self.owner)
        change.new_tier_id = self.vip
        change._submit()
        for vals in {"new_tier_id": self.diamond.id}, {"reason": "Other"}:
            with self.assertRaises(UserError):
                change.write(vals)
        self.assertEqual(change.new_tier_id, self.vip)

    def test_facts_at_creation_are_the_engine_s(self):
        customer = self._customer("Lender")
        self._invoice(customer, 20_000)
        self.program._run(TODAY)._submit()
        self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        )._set_state("cancelled")
        change = self._by_hand(
            self.owner,
            partner_id=customer.id,
            kind="upstream",
            revenue=9e9,
            old_tier_id=self.diamond.id,
            proposer_id=self.city.id,
            name="FAKE/1",
            company_id=self.env.ref("base.main_company").id,
        )
        self.assertEqual(change.kind, "manual")
        self.assertEqual(change.revenue, 20_000)
        self.assertFalse(change.old_tier_id)
        self.assertEqual(change.proposer_id, self.owner)
        self.assertEqual(change.company_id, self.company)
        self.assertTrue(change.name.startswith("TIER/"))

    def test_defaults_of_a_context_set_nothing(self):
        model = self.env["customer.tier.change"].with_user(self.owner)
        change = model.with_context(
            default_state="in_force",
            default_approver_id=self.city.id,
            default_company_id=self.env.ref("base.main_company").id,
            default_kind="upstream",
            default_partner_id=self._customer("From Context").id,
            default_program_id=self.program.id,
        ).create({"new_tier_id": self.gold.id})
        self.assertEqual(change.state, "proposed")
        self.assertFalse(change.approver_id)
        self.assertEqual(change.kind, "manual")
        self.assertEqual(change.company_id, self.company)
        claim = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .with_context(default_is_upstream=True, default_state="registered")
            .create({"partner_id": change.partner_id.id})
        )
        self.assertEqual(claim.state, "applied")
        self.assertFalse(claim.is_upstream)

    def test_tier_of_another_program(self):
        other = self._program(name="Other", is_main=False)
        with self.assertRaises(ValidationError):
            self._by_hand(self.owner, new_tier_id=other.tier_ids[0].id)
        self.assertFalse(
            self.env["customer.tier.change"].search(
                [("new_tier_id", "in", other.tier_ids.ids)]
            )
        )

    def test_by_hand_is_never_approved_alone(self):
        """Even where the tiers name no approvers [CT-14]."""
        self.program.tier_ids.approver_group_id = False
        change = self._by_hand(self.city)
        change._submit()
        with self.assertRaises(UserError):
            change._approve()
        with self.assertRaises(AccessError):
            change.with_user(self.owner)._approve()
        self.assertEqual(change.state, "submitted")
        self.assertFalse(change.partner_id.tier_id)
        change.with_user(self.province)._approve()
        self.assertEqual(change.partner_id.tier_id, self.gold)

    def test_standings_are_nobody_s_to_write(self):
        standing = self.program._get_standing(self._proposed().partner_id)
        for user in self.owner, self.center, self.env.ref("base.user_admin"):
            own = standing.with_user(user).with_company(self.company)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    own.write({"tier_id": self.diamond.id})
                with self.assertRaises(AccessError):
                    own.create(
                        {
                            "partner_id": self._customer("New").id,
                            "program_id": self.program.id,
                            "company_id": self.company.id,
                        }
                    )
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    self.program.with_user(user).write(
                        {
                            "standing_ids": [
                                Command.update(
                                    standing.id, {"tier_id": self.diamond.id}
                                )
                            ]
                        }
                    )
        self.assertFalse(standing.tier_id)

    def test_the_runner_may_decide(self):
        """Who presses the button has not proposed what the revenue gives."""
        customer = self._customer("Small House")
        self._invoice(customer, 20_000)
        self.program.with_user(self.center).action_run()
        change = self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        )
        change.with_user(self.owner)._submit()
        change.with_user(self.center)._approve()
        self.assertEqual(customer.tier_id, self.vip)

    def test_child_contact_stands_for_its_company(self):
        head = self._customer("Head")
        child = self._customer("Buyer", parent_id=head.id, is_company=False)
        change = self._by_hand(self.owner, partner_id=child.id)
        self.assertEqual(change.partner_id, head)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self._by_hand(self.owner, partner_id=head.id)
        self.assertIn("open_uniq", str(caught.exception))

    def test_a_copy_begins_anew(self):
        change = self._proposed()
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        again = change.with_user(self.owner).copy()
        self.assertEqual(again.state, "proposed")
        self.assertFalse(again.approver_id)
        self.assertNotEqual(again.name, change.name)

    def test_the_form_of_a_change(self):
        form = Form(self.env["customer.tier.change"].with_user(self.owner))
        form.partner_id = self._customer("In the Form")
        form.program_id = self.program
        form.new_tier_id = self.gold
        form.reason = "Contract"
        change = form.save()
        self.assertEqual(change.proposer_id, self.owner)
        with Form(change.with_user(self.owner)) as form:
            form.reason = "Contract of the group"
        self.assertEqual(change.reason, "Contract of the group")

    def test_version_counts_itself(self):
        version = self.program.version
        with self.assertRaises(UserError):
            self.program.with_user(self.center).version = 1
        self.gold.with_user(self.center).lower_limit = 250_000
        self.assertEqual(self.program.version, version + 1)
