from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestComplaintInvestigation(InvestigationCommon):
    """Facts, cause, responsibility, measures [CO-22, CO-27 to CO-30, CO-47, CO-49]."""

    def _at_the_end(self, **vals):
        """A complaint of which only the closing is left."""
        complaint = self._investigated(**vals)
        complaint._solve()
        complaint.reply = "<p>You get a new one.</p>"
        complaint._reply()
        complaint.write(
            {
                "customer_opinion": "accepted",
                "result": "Exchanged.",
                "revisit_evaluation": "good",
            }
        )
        complaint._revisit()
        complaint.revisit_evaluation = "good"
        return complaint

    def test_no_decision_without_findings(self):
        complaint = self._investigated()
        complaint.findings = " "
        with self.assertRefused("investigation found"):
            complaint._solve()
        self.assertEqual(complaint.state, "investigating")
        simple = self._complaint().with_user(self.handler)
        simple._accept()
        simple.justified = "yes"
        self._solution(simple, "explanation")
        simple._solve()
        self.assertEqual(simple.state, "solution", "it was not investigated")

    def test_undetermined_asks_for_joint_analysis(self):
        complaint = self._investigated()
        complaint.responsible_party = "undetermined"
        with self.assertRefused("joint analysis"):
            complaint._solve()
        complaint.joint_analysis = "Quality, technology: still open."
        complaint._solve()
        self.assertEqual(complaint.state, "solution")

    def test_department_is_responsible_only_when_the_house_is(self):
        complaint = self._investigated()
        with self.assertRaises(ValidationError):
            complaint.write(
                {
                    "responsible_party": "supplier",
                    "responsible_team_id": self.service_team.id,
                }
            )
        with self.assertRaises(ValidationError):
            complaint.responsible_user_id = self.nurse
        complaint.write(
            {
                "responsible_party": "own",
                "responsible_team_id": self.service_team.id,
                "responsible_user_id": self.nurse.id,
            }
        )
        self.assertEqual(complaint.responsible_user_id, self.nurse)

    def test_responsible_person_is_restricted(self):
        complaint = self._investigated(accused_team_id=self.service_team.id)
        complaint.write(
            {"responsible_party": "own", "responsible_user_id": self.nurse.id}
        )
        head = complaint.with_user(self.service_head)
        self.assertTrue(head.description)
        with self.assertRaises(AccessError):
            head.read(["responsible_user_id"])
        with self.assertRaises(AccessError):
            head.search([("responsible_user_id", "=", self.nurse.id)])

    def test_accused_is_no_lead_analyst(self):
        complaint = self._complaint(user=self.handler, accused_user_id=self.nurse.id)
        with self.assertRaises(ValidationError):
            complaint.lead_analyst_id = self.nurse

    def test_causes_are_classes_of_both_scopes(self):
        causes = self.env["quality.complaint.cause"].with_user(self.handler).search([])
        codes = set(causes.mapped("code"))
        self.assertLessEqual(
            {"ethics", "rules", "skill", "nc_product", "charging", "not_understood"},
            codes,
        )
        self.assertLessEqual(
            {"design", "material", "process", "transport", "wrong_use", "unknown"},
            codes,
        )
        with self.assertRaises(AccessError):
            causes[0].name = "x"
        complaint = self._investigated()
        complaint.cause_id = causes[0]
        groups = self.env["quality.complaint"]._read_group(
            [("id", "=", complaint.id)], ["cause_id"], ["__count"]
        )
        self.assertEqual(groups, [(causes[0].sudo(False).with_env(self.env), 1)])

    def test_signature_covers_the_findings(self):
        complaint = self._at_the_end()
        complaint._close()
        values = complaint.signature_ids[:1].sudo()._get_signed_values()
        self.assertIn("findings", values)
        self.assertIn("responsible_party", values)

    def test_counterfeit_goes_to_the_authority(self):
        complaint = self._at_the_end()
        complaint.suspected_counterfeit = True
        with self.assertRefused("authority"):
            complaint._close()
        complaint.case_number = "2026-17"
        with self.assertRefused("authority"):
            complaint._close()
        complaint.authority_informed_on = fields.Datetime.now()
        complaint._close()
        self.assertEqual(complaint.state, "closed")

    def test_used_on_a_person_is_told_at_once(self):
        complaint = self._complaint()
        self.assertFalse(self._told(complaint, self.manager))
        complaint.already_used = True
        notice = self._told(complaint, self.manager)
        self.assertEqual(len(notice), 1)
        self.assertIn("adverse event", notice.reason)
        complaint.already_used = True
        self.assertEqual(len(self._told(complaint, self.manager)), 1)
        at_once = self._complaint(already_used=True)
        self.assertEqual(len(self._told(at_once, self.manager)), 1)

    def test_event_question_before_closing(self):
        complaint = self._at_the_end()
        complaint.already_used = True
        with self.assertRefused("adverse event", "what came of"):
            complaint._close()
        complaint.write({"ae_answer": "no", "use_consequence": "None."})
        complaint._close()
        self.assertEqual(complaint.state, "closed")

    def test_safety_kind_asks_too(self):
        adverse = self.env.ref("quality_complaint.kind_adverse")
        complaint = self._at_the_end(kind_id=adverse.id, level_id=self.general.id)
        with self.assertRefused("adverse event"):
            complaint._close()
        self.assertEqual(complaint.state, "revisit")

    def test_resident(self):
        complaint = self._complaint(relation="resident")
        self.assertEqual(complaint.reporter_id, self.employee, "is the discoverer")
        self.assertEqual(complaint.relation, "resident")

    def test_form_of_the_handler(self):
        complaint = self._investigated(kind_id=self.failure.id)
        with Form(complaint) as form:
            form.cause_id = self.env.ref("quality_complaint.cause_process")
            form.responsible_party = "own"
            form.responsible_team_id = self.quality_team
            form.corrective_measure = "Glue checked each hour."
            form.similar_cases = "The sister line."
        self.assertEqual(complaint.responsible_team_id, self.quality_team)

    def test_new_sheet(self):
        complaint = self._investigated()
        for model in sorted(complaint._get_sheet_models()):
            action = complaint.with_context(sheet=model).action_new_sheet()
            form = Form(
                self.env[model]
                .with_user(self.complaint_manager)
                .with_context(**action["context"])
            )
            self.assertEqual(form.complaint_id.id, complaint.id)
        with self.assertRefused("no sheet"):
            complaint.with_context(sheet="res.users").action_new_sheet()


@tagged("post_install", "-at_install")
class TestInvestigationGroup(InvestigationCommon):
    """A major problem: a group that works on facts and reports [CO-26]."""

    def _group(self, complaint, user=None, **vals):
        return (
            self.env["quality.complaint.group"]
            .with_user(user or self.complaint_manager)
            .create(
                {
                    "complaint_id": complaint.id,
                    "leader_id": self.officer.id,
                    "member_ids": [Command.set(self.employee.ids)],
                    "mandate": "Find out why the pumps stop.",
                    **vals,
                }
            )
        )

    def test_decided_on_its_report(self):
        self.major.group_required = True
        complaint = self._investigated(level_id=self.major.id)
        with self.assertRefused("investigation group"):
            complaint._solve()
        group = self._group(complaint)
        self.assertEqual(group.name, f"{complaint.name}-G1")
        self.assertEqual(group.set_up_by_id, self.complaint_manager)
        self.assertTrue(self._told(complaint, self.officer))
        member = group.with_user(self.employee)
        with self.assertRefused("facts", "report"):
            member._report()
        member.write({"findings": "Wrong glue.", "report": "<p>Wrong glue.</p>"})
        with self.assertRefused("investigation group"):
            complaint._solve()
        member._report()
        self.assertTrue(self._told(complaint, self.handler))
        complaint._solve()
        self.assertEqual(complaint.state, "solution")
        with self.assertRefused("can no longer be changed"):
            member.findings = "Another glue."

    def test_general_manager_sets_up(self):
        complaint = self._investigated()
        complaint._add_participants(self.general_manager)
        with self.assertRaises(AccessError):
            self._group(complaint, self.handler)
        with self.assertRaises(AccessError):
            self._group(complaint, self.employee)
        self.assertFalse(complaint.group_ids)
        self.assertTrue(self._group(complaint, self.general_manager))

    def test_only_the_group_writes_facts(self):
        group = self._group(self._investigated())
        for user in (self.handler, self.complaint_manager):
            with self.assertRaises(AccessError):
                group.with_user(user).findings = "x"
        for user in (self.officer, self.employee):
            with self.assertRaises(AccessError):
                group.with_user(user).mandate = "x"
        with self.assertRaises(AccessError):
            group.with_user(self.handler)._report()
        self.assertFalse(group.findings)

    def test_accused_is_no_member(self):
        complaint = self._complaint(user=self.handler, accused_user_id=self.nurse.id)
        complaint._accept()
        with self.assertRaises(ValidationError):
            self._group(complaint, member_ids=[Command.set(self.nurse.ids)])
        self.assertFalse(
            complaint.group_ids.filtered(lambda g: self.nurse in g.member_ids)
        )

    def test_never_deleted(self):
        group = self._group(self._investigated())
        for user in (self.complaint_manager, self.manager):
            with self.assertRaises(AccessError):
                group.with_user(user).unlink()
        with self.assertRefused("evidence"):
            group.sudo().unlink()
