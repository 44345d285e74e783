from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import plaintext2html

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_nonconformity_severe import INQUIRY_FIELDS


class QualityNonconformitySevereFlow(models.Model):
    """Severe failures of a service: clocks, written form, decision, kept evidence."""

    _inherit = "quality.nonconformity"

    def write(self, vals):
        if not self._gate_is_open():
            self._check_severity_kept(vals)
            self._check_inquiry_fixed(vals)
        result = super().write(vals)
        if vals.keys() & {"severity_id", "kind"}:
            self._mark_evidence()
            self._start_severe_clocks()
        if vals.get("date_oral_report"):
            for record in self.filtered("is_severe"):
                record._finish_deadline("oral_report", record.date_oral_report)
        return result

    def _mark_evidence(self):
        """A severe failure is evidence from that moment: its files stay [NC-70]."""
        result = super()._mark_evidence()
        if fresh := self.filtered(lambda r: r.is_severe and not r.date_confirmed):
            fresh._write_gated({"date_confirmed": fields.Datetime.now()})
        return result

    @api.model
    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "oral_report": self.env._("Oral report of a severe failure"),
            "written_report": self.env._("Written corrective form"),
        }

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "review":
            self._start_severe_clocks()
        return result

    def _start_severe_clocks(self):
        """Oral report and written form, from when the department has the sheet."""
        running = self.filtered(lambda r: r.is_severe and r.state == "review")
        untold = running.filtered(lambda r: not r.date_oral_report)
        if untold:
            untold._start_deadline("oral_report")
        if unwritten := running.filtered(lambda r: not r.sudo().capa_ids):
            unwritten._start_deadline("written_report")  # any CAPA counts, see gate

    def _check_severity_kept(self, vals):
        """Once the department has it, only officers say that it was not severe."""
        if "severity_id" not in vals or self.env.su:
            return
        severity = self.env["quality.severity"].browse(vals["severity_id"])
        lowered = self.filtered(lambda r: r.is_severe and r.state != "draft")
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        if lowered and not severity.severe_procedure and not officer:
            raise AccessError(
                self.env._(
                    "%(names)s is severe: only a quality officer decides that it is "
                    "not, and what the procedure asks for stays until then.",
                    names=", ".join(lowered.mapped("name")),
                )
            )

    # -- written corrective form ---------------------------------------------------------

    def action_write_form(self):
        """Open the written corrective form (CAPA) and show it."""
        self.ensure_one()
        return self._write_form()._get_form_action()

    def _write_form(self):
        """Open the written corrective form of severe failures as the department.

        :return: the CAPA, one per record, owned by the head of the department
        :raises AccessError: the user is neither of the department nor quality staff
        :raises UserError: it is not severe, or has its form
        """
        self._check_service()
        for record in self:
            if not record.is_severe or record.sudo().capa_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is not severe, or has its corrective form already.",
                        name=record.name,
                    )
                )
            if not record._may_write_form():
                raise AccessError(
                    self.env._(
                        "The corrective form of %(name)s is written by %(team)s or by "
                        "quality staff.",
                        name=record.name,
                        team=record.sudo().team_id.name,  # named on the record
                    )
                )
        # employees open no CAPA by themselves; this one belongs to their sheet
        return self.sudo()._open_capa().with_env(self.env)

    def _may_write_form(self):
        self.ensure_one()
        staff = self.env.user.has_group("quality_base.group_quality_user")
        return staff or self._may_correct()

    def _open_capa(self):
        capas = super()._open_capa()
        if severe := self.filtered("is_severe"):
            severe._finish_deadline("written_report")
        return capas

    def _get_capa_problem(self):
        """Course, cause, consequence and opinion, as the procedure asks [NC-70]."""
        problem = super()._get_capa_problem()
        if not self.is_severe:
            return problem
        parts = [
            (self.env._("Measures at once"), self.immediate_measure),
            (self.env._("Cause"), self.cause),
            (self.env._("Consequence"), self.effect),
            (self.env._("Opinion"), self.unit_opinion),
        ]
        return problem + Markup("").join(
            Markup("<p><b>%s</b></p>%s") % (label, plaintext2html(text or "–"))
            for label, text in parts
        )

    # -- investigation, discussion or committee ----------------------------------------------

    @sign_with_password
    def action_sign_inquiry(self):
        self._sign_inquiry()
        return True

    def _sign_inquiry(self):
        """Sign what the investigation, discussion or committee decided.

        :raises AccessError: the user is no officer, or belongs to the department
        :raises UserError: something of the decision is missing
        """
        self._lock_steps()
        for record in self:
            if not record.is_severe or record.date_inquiry_signed:
                raise UserError(
                    self.env._(
                        "%(name)s is not severe, or its decision is signed already.",
                        name=record.name,
                    )
                )
            if not record._may_sign_inquiry():
                raise AccessError(
                    self.env._(
                        "The decision on %(name)s is signed by a quality officer who "
                        "does not belong to %(team)s.",
                        name=record.name,
                        team=record.sudo().team_id.name,  # named on the record
                    )
                )
            if blockers := record._get_inquiry_blockers():
                raise UserError("\n".join(blockers))
        now = fields.Datetime.now()
        self._write_gated(
            {"inquiry_signed_by_id": self.env.uid, "date_inquiry_signed": now}
        )
        self._sign("approved")

    def _may_sign_inquiry(self):
        self.ensure_one()
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        return officer and not self._may_correct()

    def _not_keeper_message(self):
        if not self.is_severe:
            return super()._not_keeper_message()
        return self.env._(
            "%(name)s is severe: a quality officer closes it who is not of "
            "%(team)s. Ask one.",
            name=self.name,
            team=self.sudo().team_id.name,  # named on the record
        )

    def _get_inquiry_blockers(self):
        self.ensure_one()
        members = self.inquiry_member_ids or self.inquiry_guests
        asked = [
            (self.inquiry_form, self.env._("Say how it was judged.")),
            (self.inquiry_date, self.env._("Say when it was judged.")),
            (members, self.env._("Name who took part.")),
            (
                self.inquiry_facts,
                self.env._("State the facts, their nature and the circumstances."),
            ),
            (self.inquiry_decision, self.env._("Write down the decision.")),
        ]
        return [text for answer, text in asked if not answer]

    def _check_inquiry_fixed(self, vals):
        signed = self.filtered("date_inquiry_signed")
        if INQUIRY_FIELDS & vals.keys() and signed:
            raise UserError(
                self.env._(
                    "The decision on %(names)s is signed and stays as it is. Add what "
                    "came to light later in the discussion.",
                    names=", ".join(signed.mapped("name")),
                )
            )

    def _may_keep(self):
        """A department does not close the severe failure of its own."""
        if not self.is_severe:
            return super()._may_keep()
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        return officer and not self._may_correct()
