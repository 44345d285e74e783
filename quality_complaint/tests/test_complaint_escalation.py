from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestComplaintEscalation(InvestigationCommon):
    """Not content: one level up, new deadlines, nothing forgotten [CO-15, CO-19]."""

    def _replied(self, **vals):
        complaint = self._investigated(
            team_id=self.quality_team.id, level_id=self.general.id, **vals
        )
        complaint._solve()
        complaint.reply = "<p>No fault found.</p>"
        complaint._reply()
        complaint.write(
            {"customer_opinion": "rejected", "customer_opinion_note": "It is broken!"}
        )
        return complaint

    def test_goes_up_with_new_deadline_and_history(self):
        complaint = self._replied(kind_id=self.failure.id)
        first = self._deadline(complaint, "reply")
        self.assertEqual((first.round, first.state), (1, "met"))
        row = complaint._escalate("Wants an independent test.")
        self.assertEqual(complaint.state, "investigating")
        self.assertEqual(complaint.level_id, self.serious)
        self.assertEqual(complaint.team_id, self.top)
        self.assertEqual(complaint.user_id, self.top_head)
        self.assertFalse(complaint.customer_opinion)
        self.assertFalse(complaint.reply)
        self.assertIn("No fault found", row.reply)
        self.assertEqual(row.opinion_note, "It is broken!")
        self.assertEqual(row.from_user_id, self.handler)
        again = self._deadline(complaint, "reply")
        self.assertEqual(again.round, 2)
        self.assertFalse(again.done)
        self.assertGreaterEqual(again.step_start, complaint.date_replied)
        self.assertTrue(self._told(complaint, self.top_head))
        self.assertEqual(complaint.description, "The pump stopped after an hour.")

    def test_unjudged_complaint_goes_up_from_the_department_complained_about(self):
        self.env.company.complaint_neutral_team_id = False
        complaint = self._investigated(
            kind_id=self.attitude.id, accused_team_id=self.service_team.id
        )
        complaint.sudo()._write_gated({"team_id": False, "level_id": False})
        complaint._solve()
        complaint._escalate("Wants to hear it from the direction.")
        self.assertEqual(complaint.team_id, self.service_team.parent_id)
        self.assertEqual(complaint.level_id, self.general._get_next())

    def test_refused_without_reason_or_before_an_offer(self):
        complaint = self._investigated(team_id=self.quality_team.id)
        with self.assertRefused("Under Investigation"):
            complaint._escalate("Now!")
        complaint._solve()
        with self.assertRefused("not content"):
            complaint._escalate("  ")
        with self.assertRaises(AccessError):
            complaint.with_user(self.employee)._escalate("Now!")
        self.assertEqual(complaint.state, "solution")
        self.assertFalse(complaint.escalation_ids)

    def test_nothing_above_the_top(self):
        complaint = self._investigated(team_id=self.top.id, level_id=self.major.id)
        complaint._solve()
        with self.assertRefused("at the top"):
            complaint._escalate("Still not content.")
        self.assertEqual(complaint.state, "solution")
        self.assertFalse(complaint.escalation_ids)

    def test_history_is_nobodys_to_change(self):
        complaint = self._replied()
        row = complaint._escalate("Not content.")
        for user in (self.handler, self.complaint_manager, self.manager):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"reason": "x"})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.nurse).read(["reason"])
        self.assertEqual(row.reason, "Not content.")

    def test_head_complained_about_is_passed_over(self):
        complaint = self._replied()
        complaint.sudo().accused_user_id = self.top_head
        complaint._escalate("Not content.")
        self.assertEqual(complaint.team_id, self.top)
        self.assertEqual(complaint.user_id, self.handler)
        self.assertFalse(self._told(complaint, self.top_head))

    def test_dialog(self):
        complaint = self._replied()
        action = complaint.action_escalate()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.handler)
            .with_context(**action["context"])
        )
        form.reason = "Not content."
        form.save().action_confirm()
        self.assertEqual(complaint.escalation_ids.reason, "Not content.")

    def test_level_decides_who_decides(self):
        role = self.env.ref("quality_complaint.group_complaint_manager")
        self.serious.group_id = role
        complaint = self._investigated(level_id=self.serious.id)
        self.assertIn(role.name, complaint.next_hint)
        with self.assertRefused("Complaint Manager"):
            complaint._solve()
        self.assertEqual(complaint.state, "investigating")
        complaint.with_user(self.complaint_manager)._solve()
        self.assertEqual(complaint.state, "solution")

    def test_person_in_charge_decides_personally(self):
        self.serious.function_id = self.env.ref(
            "quality_nonconformity.function_department_head"
        )
        complaint = self._investigated(
            level_id=self.serious.id, team_id=self.quality_team.id
        )
        with self.assertRefused(self.officer.name):
            complaint._solve()
        complaint.with_user(self.officer)._solve()
        self.assertEqual(complaint.state, "solution")

    def test_level_tells_at_once(self):
        post = self.env.ref("quality_nonconformity.function_general_manager")
        self.major.told_function_ids = [Command.set(post.ids)]
        adverse = self.env.ref("quality_complaint.kind_adverse")
        complaint = self._complaint(kind_id=adverse.id)
        self.assertEqual(complaint.level_id, self.major)
        notice = self._told(complaint, self.general_manager)
        self.assertEqual(len(notice), 1)
        self.assertTrue(notice.acknowledge_required)
        seen = complaint.with_user(self.general_manager)
        self.assertTrue(seen.description)
        other = self._complaint(user=self.handler, level_id=self.general.id)
        self.assertFalse(self._told(other, self.general_manager))
        other.level_id = self.major
        self.assertEqual(len(self._told(other, self.general_manager)), 1)

    def test_deadlines_of_levels(self):
        action = self.major.with_user(self.complaint_manager).action_open_policies()
        policies = self.env[action["res_model"]].search(action["domain"])
        self.assertIn(
            self.env.ref("quality_complaint.policy_complaint_major"), policies
        )
        self.assertEqual(set(policies.mapped("model")), {"quality.complaint"})

    def test_not_justified_needs_reason_and_reply(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._accept()
        complaint.justified = "no"
        with self.assertRefused("not justified", "reply"):
            complaint._reject("No fault of ours.")
        self.assertEqual(complaint.state, "accepted")
        complaint.justified_reason = "Used without water."
        with self.assertRefused("reply"):
            complaint._reject("No fault of ours.")
        complaint.reply = "<p>The pump needs water.</p>"
        complaint._reject("No fault of ours.")
        self.assertEqual(complaint.state, "rejected")

    def test_not_justified_is_not_solved_without_reason(self):
        complaint = self._investigated()
        complaint.write({"justified": "no", "justified_reason": " "})
        with self.assertRefused("not justified"):
            complaint._solve()
        self.assertEqual(complaint.state, "investigating")
