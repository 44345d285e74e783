from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class QualityComplaintFeedback(models.Model):
    """The check feedback form: the department states its measures, with proof [CO-46].

    draft → sent → answered → verified, or sent back with a reason. Verified by
    somebody outside the department [XX-14].
    """

    _name = "quality.complaint.feedback"
    _description = "Check Feedback to the Department"
    _inherit = ["quality.complaint.part"]
    _part_letter = "F"
    _frozen_states = ("verified", "cancelled")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("verified", "Verified"),
            ("cancelled", "Cancelled"),
        ],
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
    problem = fields.Text(required=True)
    cause = fields.Text("Cause and its Removal", copy=False)
    corrective_measure = fields.Text(copy=False)
    preventive_measure = fields.Text(copy=False)
    date_due = fields.Date("Answer until")
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_answered = fields.Datetime("Answered on", readonly=True, copy=False)
    verified_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_verified = fields.Datetime("Verified on", readonly=True, copy=False)
    sent_back_reason = fields.Text("Sent back because", readonly=True, copy=False)

    @api.depends("complaint_id")
    def _compute_team_id(self):
        for form in self:
            complaint = form.complaint_id
            found = complaint.responsible_team_id or complaint.accused_team_id
            form.team_id = form.team_id or found

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"sent", "cancelled"},
            "sent": {"answered", "cancelled"},
            "answered": {"verified", "sent"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("answered_by_id", "date_answered", "sent_back_reason"),
            *("verified_by_id", "date_verified"),
        }

    def write(self, vals):
        asked = {"problem", "team_id"} & vals.keys()
        if asked and not self._gate_is_open():
            if sent := self.filtered(lambda form: form.state != "draft"):
                raise UserError(
                    self.env._(
                        "%(names)s was sent: what is asked, and whom, stays.",
                        names=", ".join(sent.mapped("name")),
                    )
                )
        return super().write(vals)

    def action_send(self):
        self._send()
        return True

    def action_answer(self):
        self._answer()
        return True

    def action_verify(self):
        self._verify()
        return True

    def action_cancel(self):
        self.complaint_id._check_may_process()
        self._set_state("cancelled")
        return True

    def action_send_back(self):
        """Ask why, then :meth:`_send_back`."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send back"),
            "res_model": "quality.complaint.feedback.back",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_feedback_id": self.id},
        }

    def _send(self):
        """Send it to the head of the department, and to the one above if accused."""
        self.complaint_id._check_may_process()
        self._check_step_of_part()
        self._set_state("sent")
        for form in self:
            form._tell_department(form.problem)

    def _tell_department(self, reason):
        self.ensure_one()
        complaint = self.complaint_id
        chain = self.team_id.sudo()._get_escalation_chain()  # heads are no secret
        heads = (chain.mapped("head_id") - complaint.sudo().accused_user_id)[:1]
        if heads:
            heads = heads.sudo(False)
            complaint._add_participants(heads - complaint.participant_ids)
            complaint._send_notice(users=heads, reason=reason, acknowledge=True)

    def _answer(self):
        """The department states cause, measures and proof.

        :raises AccessError: the user is not of the department, nor above it
        :raises UserError: what is missing, in words
        """
        self._check_step_of_part()
        for form in self:
            if self.env.user not in form.team_id.sudo().access_user_ids:
                raise AccessError(
                    self.env._(
                        "%(name)s is answered by the department %(team)s.",
                        name=form.name,
                        team=form.team_id.sudo().name,  # a name is no secret
                    )
                )
        self._require(
            cause=self.env._("state the cause and how it is removed."),
            corrective_measure=self.env._("state the corrective measure."),
            preventive_measure=self.env._("state the preventive measure."),
            attachment_ids=self.env._("attach the proof of the correction."),
        )
        self._set_state(
            "answered",
            answered_by_id=self.env.uid,
            date_answered=fields.Datetime.now(),
        )

    def _verify(self):
        """The correction is proved.

        :raises AccessError: the user is no complaint staff, or of the department
        """
        self._check_outside()
        self._set_state(
            "verified",
            verified_by_id=self.env.uid,
            date_verified=fields.Datetime.now(),
        )

    def _send_back(self, reason):
        """The answer will not do.

        :param str reason: what is missing
        :raises UserError: no reason
        """
        self._check_outside()
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is missing in the answer."))
        self._set_state("sent", sent_back_reason=reason)
        for form in self:
            form._tell_department(reason)

    def _check_outside(self):
        self.complaint_id._check_may_process()
        self._check_step_of_part()
        for form in self:
            team = form.team_id.sudo()  # members are no secret
            if self.env.user in team.member_ids | team.head_id | form.answered_by_id:
                raise AccessError(
                    self.env._(
                        "%(name)s is verified by somebody outside the department.",
                        name=form.name,
                    )
                )
