from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import TODAY, TierCommon

ACTIVITY = "customer_tiering.mail_activity_type_tier_decision"


@tagged("post_install", "-at_install")
class TestTierChangeDesk(TierCommon):
    """Submit, approve, reject and withdraw as people do it on screen [CT-06]."""

    def _proposed(self, name="Telecom", amount=2_500_000, **vals):
        customer = self._customer(name, **vals)
        self._invoice(customer, amount)
        return self.program._run(TODAY).filtered(lambda c: c.partner_id == customer)

    def _by_hand(self, user=None, tier=None, reason="Strategic for the region"):
        customer = self._customer("By Hand")
        return (
            self.env["customer.tier.change"]
            .with_user(user or self.owner)
            .create(
                {
                    "partner_id": customer.id,
                    "program_id": self.program.id,
                    "new_tier_id": (tier or self.gold).id,
                    "reason": reason,
                }
            )
        )

    def test_one_approver_is_told_and_done_on_decision(self):
        change = self._proposed()
        self.assertFalse(change.activity_ids)
        change.with_user(self.owner).action_submit()
        activity = change.activity_ids
        self.assertEqual(activity.user_id, self.province)
        self.assertEqual(activity.activity_type_id, self.env.ref(ACTIVITY))
        change.with_user(self.province).action_approve()
        self.assertFalse(change.activity_ids)
        self.assertEqual(change.state, "in_force")

    def test_the_head_of_the_unit_is_told_first(self):
        other = self._user("tier_other_city", "customer_tiering.group_tier_city")
        unit = self.env["customer.unit"].create(
            {"name": "Own City", "company_id": self.company.id, "head_id": other.id}
        )
        change = self._proposed("Local", 20_000, customer_unit_id=unit.id)
        change.with_user(self.owner).action_submit()
        self.assertEqual(change.activity_ids.user_id, other)

    def test_who_submitted_is_not_told(self):
        change = self._proposed("Own", 20_000)
        change.with_user(self.city).action_submit()
        self.assertNotEqual(change.activity_ids.user_id, self.city)

    def test_list_for_my_decision(self):
        high = self._proposed("High", 2_500_000)
        low = self._proposed("Low", 20_000)
        (high | low).with_user(self.owner).action_submit()
        changes = self.env["customer.tier.change"]
        mine = [("can_decide", "=", True), ("program_id", "=", self.program.id)]
        self.assertEqual(changes.with_user(self.city).search(mine), low)
        self.assertEqual(changes.with_user(self.province).search(mine), high | low)
        self.assertFalse(changes.with_user(self.owner).search(mine))
        self.assertTrue(low.with_user(self.city).can_decide)
        self.assertFalse(high.with_user(self.city).can_decide)

    def test_own_submission_is_not_for_my_decision(self):
        change = self._proposed("Own", 20_000)
        change.with_user(self.city).action_submit()
        self.assertFalse(change.with_user(self.city).can_decide)
        self.assertTrue(change.with_user(self.province).can_decide)

    def test_who_runs_may_approve_what_another_submitted(self):
        customer = self._customer("Computed")
        self._invoice(customer, 20_000)
        change = self.program.with_user(self.center)._run(TODAY)
        self.assertEqual(change.proposer_id, self.center)
        change.with_user(self.owner)._submit()
        change.with_user(self.center)._approve()
        self.assertEqual(change.state, "in_force")

    def test_who_proposed_by_hand_does_not_approve(self):
        change = self._by_hand(self.city)
        change.with_user(self.owner)._submit()
        with self.assertRaises(UserError):
            change.with_user(self.city)._approve()
        self.assertEqual(change.state, "submitted")
        self.assertFalse(change.with_user(self.city).can_decide)

    def test_batch_of_two_tiers_in_one_go(self):
        high = self._proposed("High", 2_500_000)
        low = self._proposed("Low", 20_000)
        both = high | low
        both.with_user(self.owner).action_submit()
        with self.assertRaises(AccessError):
            both.with_user(self.city).action_approve()
        self.assertEqual(set(both.mapped("state")), {"submitted"})
        both.with_user(self.province).action_approve()
        self.assertEqual(high.partner_id.tier_id, self.platinum)
        self.assertEqual(low.partner_id.tier_id, self.vip)

    def test_batch_needs_few_queries(self):
        for number in range(12):
            self._invoice(self._customer(f"Many {number}"), 20_000)
        changes = self.program._run(TODAY)
        self.assertEqual(len(changes), 12)
        changes.with_user(self.owner)._submit()
        changes = changes.with_user(self.province)
        changes[0]._approve()
        self.env.flush_all()
        counts = []
        for part in (changes[1:2], changes[2:]):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            part._set_state("approved")
            part._put_in_force()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5)

    def test_reject_dialog(self):
        change = self._proposed("Risky", 20_000)
        change.with_user(self.owner).action_submit()
        action = change.with_user(self.city).action_reject()
        model = self.env["customer.tier.decision"].with_user(self.city)
        dialog = model.with_context(**action["context"]).create({})
        with self.assertRaises(UserError):
            dialog.action_confirm()
        self.assertEqual(change.state, "submitted")
        form = Form(model.with_context(**action["context"]))
        form.reason = "Disputed invoices"
        form.save().action_confirm()
        self.assertEqual(change.state, "rejected")
        self.assertEqual(change.rejection_reason, "Disputed invoices")
        self.assertFalse(change.activity_ids)
        self.assertFalse(change.partner_id.tier_id)

    def test_rejection_needs_the_level(self):
        change = self._proposed()
        change.with_user(self.owner).action_submit()
        dialog = (
            self.env["customer.tier.decision"]
            .with_user(self.city)
            .create(
                {
                    "step": "reject",
                    "change_ids": [Command.set(change.ids)],
                    "reason": "Not ours",
                }
            )
        )
        with self.assertRaises(AccessError):
            dialog.action_confirm()
        self.assertEqual(change.state, "submitted")

    def test_withdraw_own_proposal(self):
        change = self._by_hand()
        change._submit()
        with self.assertRaises(UserError):
            change.with_user(self.city)._withdraw("Not mine")
        self.assertEqual(change.state, "submitted")
        self.assertTrue(change.can_withdraw)
        with self.assertRaises(UserError):
            change._withdraw("  ")
        change._withdraw("The customer merged")
        self.assertEqual(change.state, "cancelled")
        self.assertFalse(change.activity_ids)

    def test_computed_is_not_withdrawn(self):
        change = self._proposed("Computed", 20_000)
        self.assertFalse(change.with_user(self.center).can_withdraw)
        with self.assertRaises(UserError):
            change.with_user(self.center)._withdraw("Do not like it")
        self.assertEqual(change.state, "proposed")

    def test_form_of_a_change_by_hand_for_each_role(self):
        for user in (self.owner, self.city, self.province, self.center):
            customer = self._customer(f"Form of {user.login}")
            with Form(self.env["customer.tier.change"].with_user(user)) as form:
                form.partner_id = customer
                form.program_id = self.program
                form.new_tier_id = self.gold
                form.reason = "Strategic"
            change = form.record
            with self.subTest(user=user.login):
                self.assertEqual(change.kind, "manual")
                self.assertEqual(change.proposer_id, user)
                change._submit()
                self.assertEqual(change.state, "submitted")

    def test_tier_without_approver_is_in_force_at_once(self):
        self.vip.approver_group_id = False
        change = self._proposed("No Approver", 20_000)
        self.assertEqual(change.state, "in_force")
        self.assertEqual(change.partner_id.tier_id, self.vip)
        by_hand = self._by_hand(tier=self.vip)
        by_hand._submit()
        self.assertEqual(by_hand.state, "submitted", "by hand: never alone [CT-14]")
        self.assertFalse(by_hand.can_decide)
        self.assertTrue(by_hand.with_user(self.city).can_decide)

    def test_door_to_the_standing(self):
        change = self._proposed("Door", 20_000)
        action = change.with_user(self.owner).action_view_standing()
        self.assertEqual(
            action["res_id"], self.program._get_standing(change.partner_id).id
        )
        unknown = self._by_hand()
        self.assertFalse(unknown.action_view_standing()["res_id"])

    def test_waiting_long(self):
        change = self._proposed("Forgotten", 20_000)
        late = [("is_waiting_long", "=", True), ("id", "=", change.id)]
        self.assertFalse(change.search(late))
        self.env.cr.execute(
            "UPDATE customer_tier_change SET create_date = create_date"
            " - interval '15 days' WHERE id = %s",
            [change.id],
        )
        change.invalidate_recordset()
        self.assertEqual(change.search(late), change)
        self.assertTrue(change.is_waiting_long)

    def test_grace_is_shown(self):
        change = self._proposed("Falling", 250_000)
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        self._invoice(change.partner_id, 200_000, kind="out_refund")
        self.program._run(TODAY)
        standing = self.program._get_standing(change.partner_id)
        down = self.env["customer.tier.change"].create(
            {
                "partner_id": change.partner_id.id,
                "program_id": self.program.id,
                "new_tier_id": self.vip.id,
                "reason": "Sooner",
            }
        )
        self.assertTrue(standing.grace_until)
        self.assertEqual(down.with_user(self.seller).grace_until, standing.grace_until)
        self.assertFalse(change.grace_until)
