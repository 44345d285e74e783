from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

OUTCOMES = [
    ("proposed", "Solution proposed"),
    ("on_spot", "Solved on the spot"),
    ("contact", "Contact established"),
    ("taken_over", "To be taken over by the top function"),
    ("litigation", "In court"),
]
#: outcomes after which the top function takes over
_UP = ("taken_over", "litigation")


class QualityComplaintReport(models.Model):
    """What the department complained about reports at once [CO-18, CO-22].

    draft → submitted. Its head (the one above, when the head is complained about)
    says what happened and what is proposed; what the outcome asks for follows.
    """

    _name = "quality.complaint.report"
    _description = "Report by the Department"
    _inherit = ["quality.complaint.part"]
    _part_letter = "R"
    _frozen_states = ("submitted",)

    state = fields.Selection(
        [("draft", "Draft"), ("submitted", "Submitted")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    team_id = fields.Many2one(
        "quality.team",
        "Department",
        required=True,
        index=True,
        check_company=True,
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    circumstances = fields.Text(help="What happened, when, who was there.")
    responsible_user_id = fields.Many2one("res.users", "Responsible Person")
    material = fields.Text("Material handed over")
    proposed_solution = fields.Text(help="Considering what the customer asks for.")
    head_present = fields.Boolean(
        "Head was Present", help="When the complainant was received in person."
    )
    date_contacted = fields.Datetime("Customer contacted on")
    contact_note = fields.Text("What was agreed, Contact Details")
    outcome = fields.Selection(OUTCOMES)
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_submitted = fields.Datetime("Submitted on", readonly=True, copy=False)

    @api.depends("complaint_id")
    def _compute_team_id(self):
        for report in self:
            accused = report.complaint_id.accused_team_id
            report.team_id = report.team_id or accused or report.complaint_id.team_id

    @api.model
    def _get_transitions(self):
        return {"draft": {"submitted"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"submitted_by_id", "date_submitted"}

    def action_submit(self):
        self._submit()
        return True

    def _submit(self):
        """Hand the report to whoever handles the complaint.

        :raises AccessError: the user does not head the department, nor stands above
        :raises UserError: what is missing, in words
        """
        self._check_step_of_part()
        for report in self:
            if self.env.user not in report.team_id.sudo().above_user_ids:
                raise AccessError(
                    self.env._(
                        "%(name)s is given by the head of %(team)s, or one above.",
                        name=report.name,
                        team=report.team_id.sudo().name,  # a name is no secret
                    )
                )
        self._require(
            circumstances=self.env._("write down what happened."),
            outcome=self.env._("say how far it came."),
        )
        for report in self.filtered(lambda r: r.outcome in ("on_spot", "contact")):
            report._require(
                contact_note=self.env._(
                    "write down what was agreed, or the contact details exchanged."
                )
            )
        self.filtered(lambda r: r.outcome in _UP)._check_concerned()
        self._set_state(
            "submitted",
            submitted_by_id=self.env.uid,
            date_submitted=fields.Datetime.now(),
        )
        for report in self:
            report._follow_outcome()

    def _check_concerned(self):
        """Refuse that a department hands on what is not in its hands."""
        for report in self:
            complaint = report.complaint_id
            if report.team_id not in complaint.accused_team_id | complaint.team_id:
                raise UserError(
                    self.env._(
                        "%(name)s: only the department complained about, or the one "
                        "that handles the complaint, hands it on. Choose another "
                        "outcome.",
                        name=report.name,
                    )
                )

    def _follow_outcome(self):
        """Tell the handler; the top function takes over, a court case is recorded."""
        self.ensure_one()
        complaint = self.complaint_id
        if self.outcome in _UP:
            complaint._take_over(self.circumstances)
        if self.outcome == "litigation":
            # the head knows of the case; staff completes the sheet
            self.env["quality.complaint.dispute"].sudo().create(
                {
                    "complaint_id": complaint.id,
                    "kind": "court",
                    "note": self.circumstances,
                }
            )
        told = complaint.user_id or complaint.team_id.sudo().head_id.sudo(False)
        told -= self.env.user
        if told:
            complaint._send_notice(
                users=told,
                reason=self.env._(
                    "The department has reported: %(text)s", text=self.circumstances
                ),
            )
