from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_investigation import InvestigationCommon


class DepartmentCommon(InvestigationCommon):
    def _case(self, **vals):
        return self._investigated(
            kind_id=self.attitude.id, accused_team_id=self.service_team.id, **vals
        )

    def _file(self, user, name="proof.txt"):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create(
                {
                    "name": name,
                    "raw": b"proof",
                    "res_model": "quality.complaint.feedback",
                }
            )
        )


@tagged("post_install", "-at_install")
class TestComplaintReport(DepartmentCommon):
    """The head of the department reports at once [CO-17, CO-18, CO-22]."""

    def _report(self, complaint, user=None, **vals):
        vals.setdefault("circumstances", "The nurse was alone with nine patients.")
        return (
            self.env["quality.complaint.report"]
            .with_user(user or self.service_head)
            .create({"complaint_id": complaint.id, **vals})
        )

    def test_head_reports_to_the_handler(self):
        complaint = self._case()
        report = self._report(complaint)
        self.assertEqual(report.team_id, self.service_team)
        with self.assertRefused("how far"):
            report._submit()
        report.write({"outcome": "proposed", "proposed_solution": "Apology."})
        report._submit()
        self.assertEqual(report.submitted_by_id, self.service_head)
        self.assertIn("nine patients", self._told(complaint, self.handler).reason)
        with self.assertRefused("can no longer be changed"):
            report.circumstances = "Nothing happened."

    def test_on_the_spot_needs_what_was_agreed(self):
        report = self._report(self._case(), outcome="contact")
        with self.assertRefused("contact details"):
            report._submit()
        report.contact_note = "Call again on Monday, 555-0100."
        report._submit()
        self.assertEqual(report.state, "submitted")

    def test_only_the_head_or_above(self):
        complaint = self._case()
        for user in (self.nurse, self.seller):
            with self.assertRaises(AccessError):
                self._report(complaint, user)
        report = self._report(complaint, outcome="proposed")
        with self.assertRaises(AccessError):
            report.with_user(self.handler)._submit()
        with self.assertRaises(AccessError):
            report.with_user(self.nurse).read(["circumstances"])
        report.with_user(self.top_head)._submit()
        self.assertEqual(report.submitted_by_id, self.top_head)

    def test_who_filed_does_not_read_it(self):
        complaint = self._case()
        self.assertEqual(complaint.reporter_id, self.employee)
        report = self._report(complaint, responsible_user_id=self.nurse.id)
        with self.assertRaises(AccessError):
            report.with_user(self.employee).read(["responsible_user_id"])
        mine = complaint.with_user(self.employee)
        self.assertFalse(mine.report_ids)
        self.assertTrue(mine.description)

    def test_other_departments_report_nothing(self):
        stranger = self._user("complaint_stranger", "base.group_user")
        team = self._team("Laundry", stranger, parent_id=self.top.id)
        complaint = self._case()
        with self.assertRaises(AccessError):
            self._report(complaint, stranger, team_id=team.id)
        self.assertFalse(complaint.report_ids)

    def test_top_function_takes_over(self):
        complaint = self._case()
        self.assertEqual(complaint.team_id, self.neutral_team)
        self._report(complaint, outcome="taken_over")._submit()
        self.assertEqual(complaint.team_id, self.top)
        self.assertEqual(complaint.user_id, self.top_head)
        self.assertTrue(self._told(complaint, self.top_head))
        self.assertIn(self.handler, complaint.participant_ids)

    def test_helpers_do_not_hand_on(self):
        complaint = self._case()
        complaint.helper_team_ids = self.quality_team
        report = self._report(
            complaint, self.officer, team_id=self.quality_team.id, outcome="taken_over"
        )
        with self.assertRefused("only the department"):
            report._submit()
        self.assertEqual(
            (report.state, complaint.team_id.id), ("draft", self.neutral_team.id)
        )

    def test_court_is_recorded(self):
        complaint = self._case()
        self._report(complaint, outcome="litigation")._submit()
        dispute = complaint.dispute_ids
        self.assertEqual((dispute.kind, dispute.state), ("court", "open"))
        self.assertTrue(complaint.in_dispute)
        self.assertEqual(complaint.team_id, self.top)


@tagged("post_install", "-at_install")
class TestComplaintFeedback(DepartmentCommon):
    """Corrective measures of the department, with proof, verified outside [CO-46]."""

    def _feedback(self, complaint=None, **vals):
        complaint = complaint or self._case()
        return (
            self.env["quality.complaint.feedback"]
            .with_user(self.handler)
            .create({"complaint_id": complaint.id, "problem": "Rude answer.", **vals})
        )

    def _answered(self):
        form = self._feedback()
        form._send()
        mine = form.with_user(self.nurse)
        mine.write(
            {
                "cause": "Too few people; one more per shift.",
                "corrective_measure": "Apology.",
                "preventive_measure": "Training.",
                "attachment_ids": [Command.link(self._file(self.nurse).id)],
            }
        )
        self.env.invalidate_all()  # as in a request of its own
        mine._answer()
        return form

    def test_whole_course(self):
        form = self._answered()
        complaint = form.complaint_id
        self.assertEqual(form.team_id, self.service_team)
        self.assertEqual(form.answered_by_id, self.nurse)
        self.assertTrue(self._told(complaint, self.service_head))
        self.assertIn("check feedback", " ".join(complaint._get_close_blockers()))
        form._verify()
        self.assertEqual(form.verified_by_id, self.handler)
        self.assertNotIn("check feedback", " ".join(complaint._get_close_blockers()))

    def test_answer_is_complete(self):
        form = self._feedback()
        form._send()
        with self.assertRefused("cause", "corrective", "preventive", "proof"):
            form.with_user(self.service_head)._answer()
        with self.assertRaises(AccessError):
            form.with_user(self.handler)._answer()
        self.assertEqual(form.state, "sent")

    def test_question_is_fixed_once_sent(self):
        form = self._feedback()
        form._send()
        for user in (self.handler, self.service_head):
            with self.assertRefused("was sent"):
                form.with_user(user).problem = "Nothing."
        self.assertEqual(form.problem, "Rude answer.")

    def test_not_verified_by_the_department(self):
        staff = self.env.ref("quality_complaint.group_complaint_user")
        self.nurse.group_ids = [Command.link(staff.id)]
        form = self._answered()
        with self.assertRaises(AccessError):
            form.with_user(self.nurse)._verify()
        with self.assertRaises(AccessError):
            form.with_user(self.service_head)._verify()
        self.assertEqual(form.state, "answered")

    def test_sent_back(self):
        form = self._answered()
        with self.assertRefused("missing"):
            form._send_back("")
        wizard = (
            self.env["quality.complaint.feedback.back"]
            .with_user(self.handler)
            .create({"feedback_id": form.id, "reason": "No date of the training."})
        )
        wizard.action_confirm()
        self.assertEqual(form.state, "sent")
        self.assertEqual(form.sent_back_reason, "No date of the training.")

    def test_outsiders(self):
        form = self._feedback()
        for user in (self.seller, self.employee):
            with self.assertRaises(AccessError):
                form.with_user(user).write({"cause": "x"})
        self.assertFalse(form.cause)
