from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .quality_nonconformity_service import ASK_CORRECTION, ASK_VERIFICATION


class QualityNonconformityServiceFlow(models.Model):
    """Short path of a failed service [NC-66, NC-67].

    found → with the department → corrected → verified → kept, or rejected: back to
    the department. Engine methods take any number of records and open no screen; the
    discoverer's part is in ``quality_nonconformity_service_verify.py``.
    """

    _inherit = "quality.nonconformity"

    can_hand_over = fields.Boolean(compute="_compute_can_steps")
    can_correct = fields.Boolean(compute="_compute_can_steps")
    can_verify_service = fields.Boolean(compute="_compute_can_steps")

    @api.depends(
        "service_state", "discoverer_id", "team_id", "corrected_by_id", "severity_id"
    )
    def _compute_can_steps(self):
        result = super()._compute_can_steps()
        for record in self:
            stage = record.service_state
            record.can_hand_over = stage == "found" and record._may_hand_over()
            record.can_correct = (
                stage in ("department", "rejected") and record._may_correct()
            )
            record.can_verify_service = (
                stage == "corrected" and record._may_verify_service()
            )
            if stage:
                record.can_review = False
                record.can_close = stage == "verified" and record._may_keep()
                record.next_hint = "\n".join(record._get_service_hints())
        return result

    def action_hand_over(self):
        self._hand_over()
        return True

    def action_correct(self):
        self._correct()
        return True

    def _start_review(self):
        """A failed service is reviewed by its department: hand it over."""
        service = self.filtered(lambda r: r.kind == "service")
        service._hand_over()
        product = self - service
        if not product:
            return None
        return super(QualityNonconformityServiceFlow, product)._start_review()

    def _decide(self):
        for record in self.filtered(lambda r: r.kind == "service"):
            raise UserError(
                self.env._(
                    "%(name)s is a failed service: hand it to its department, which "
                    "corrects it. Nothing is decided by dispositions.",
                    name=record.name,
                )
            )
        return super()._decide()

    def _decide_when_complete(self):
        product = self.filtered(lambda r: r.kind != "service")
        return super(QualityNonconformityServiceFlow, product)._decide_when_complete()

    def _follow_dispositions(self):
        product = self.filtered(lambda r: r.kind != "service")
        return super(QualityNonconformityServiceFlow, product)._follow_dispositions()

    def _takes_execution(self):
        if self.kind == "service":
            return self.state == "review"
        return super()._takes_execution()

    # -- found → with the department ------------------------------------------------

    def _hand_over(self):
        """Hand part one directly to the head of the responsible department.

        :raises AccessError: the user neither found nor reported it, nor is quality staff
        :raises UserError: part one is incomplete
        """
        self._check_service()
        self._lock_steps()
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("review"))
            if not record._may_hand_over():
                raise AccessError(
                    self.env._(
                        "%(name)s is handed over by its discoverer, by who reported it, "
                        "or by quality staff.",
                        name=record.name,
                    )
                )
            if blockers := record._get_hand_over_blockers():
                raise UserError("\n".join(blockers))
        for record in self.sudo():  # finders write no record of a department
            record._set_state("review", **record._prepare_hand_over_vals())

    def _prepare_hand_over_vals(self):
        self.ensure_one()
        head = self.team_id.head_id
        people = self.discoverer_id | head
        return {
            "handed_over_by_id": self.env.uid,
            "date_handed_over": fields.Datetime.now(),
            "department_head_id": head.id,
            "user_id": (self.user_id or head).id,
            "participant_ids": [Command.link(user.id) for user in people],
        }

    def _get_hand_over_blockers(self):
        """Hook: texts that say what part one lacks ([] = it can be handed over)."""
        self.ensure_one()
        team = self.sudo().team_id  # the head of a department is no secret
        asked = [
            (self.failure_ids, self.env._("Say in which way the service failed.")),
            (self.severity_id, self.env._("Say how grave it is.")),
            (self.discoverer_id, self.env._("Name who discovered it.")),
            (team, self.env._("Name the responsible department.")),
        ]
        blockers = [text for value, text in asked if not value]
        if team and not team.head_id:
            blockers.append(
                self.env._(
                    "%(team)s has no head who could take the sheet. Ask the head of "
                    "quality to name one in Quality / Configuration / Teams.",
                    team=team.name,
                )
            )
        return blockers

    def _may_hand_over(self):
        self.ensure_one()
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        return staff or user in self.discoverer_id | self.reporter_id

    # -- with the department → corrected ----------------------------------------------

    def _correct(self, text=None, measures=None):
        """The department corrected the service; the sheet returns to the discoverer.

        :param str text: what was done; default what the sheet says
        :param measures: ``quality.service.disposal``; default those of the sheet
        :raises AccessError: the user is not of the responsible department
        :raises UserError: correction, removal of the cause or prevention is missing
        """
        self._check_service()
        self._lock_steps()
        for record in self:
            if record.state != "review":
                raise UserError(record._transition_message("verification"))
            if not record._may_correct():
                raise AccessError(
                    self.env._(
                        "%(name)s is corrected by the head or the members of "
                        "%(team)s, and by nobody else.",
                        name=record.name,
                        team=record.sudo().team_id.name,  # named on the record
                    )
                )
        vals = {"correction": text} if text else {}
        if measures:
            vals["disposal_ids"] = [Command.set(measures.ids)]
        if vals:
            self.write(vals)
        for record in self:
            if blockers := record._get_correct_blockers():
                raise UserError("\n".join(blockers))
        for record in self.sudo():  # tasks of others are beyond the department's right
            record._set_state(
                "verification",
                corrected_by_id=self.env.uid,
                date_corrected=fields.Datetime.now(),
                is_rejected=False,
            )
            record.activity_feedback([ASK_CORRECTION], feedback=record.correction)
            record._ask_verification()

    def _get_correct_blockers(self):
        """Hook: texts that say what part two lacks ([] = it can go back) [NC-69]."""
        self.ensure_one()
        asked = [
            (self.disposal_ids, self.env._("Choose what was done about the service.")),
            (self.correction, self.env._("Describe the correction.")),
            (
                self.cause_removal,
                self.env._("State how the cause that was found is removed."),
            ),
            (
                self.prevention,
                self.env._("State how other possible causes are prevented."),
            ),
        ]
        return [
            text
            for value, text in asked
            if not (value.strip() if isinstance(value, str) else value)
        ]

    def _may_correct(self):
        self.ensure_one()
        team = self.sudo().team_id  # who belongs to a department is no secret
        return self.env.user in team.head_id | team.member_ids

    # -- common ---------------------------------------------------------------------------

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "review":
            again = self.filtered(lambda r: r.kind == "service")
            if verified := again.filtered("date_verified"):
                verified._write_gated({"date_verified": False, "verifier_id": False})
            sudo = again.sudo()  # tasks of others
            sudo.activity_unlink([ASK_CORRECTION, ASK_VERIFICATION])
            sudo._ask_department()
        if state in ("closed", "cancelled"):
            service = self.filtered(lambda r: r.kind == "service")
            service.sudo().activity_unlink(  # tasks of others
                [ASK_CORRECTION, ASK_VERIFICATION]
            )
        return result

    def _check_service(self):
        for record in self.filtered(lambda r: r.kind != "service"):
            raise UserError(
                self.env._(
                    "%(name)s is a nonconformity of goods: isolate them and decide by "
                    "dispositions. This step is for failed services.",
                    name=record.name,
                )
            )

    def _get_service_hints(self):
        """What stands before the next step, in the words of the procedure."""
        self.ensure_one()
        if self.service_state == "found":
            return self._get_hand_over_blockers()
        if self.service_state in ("department", "rejected"):
            return self._get_correct_blockers()
        if self.service_state in ("corrected", "verified"):
            return self._get_close_blockers()
        return []

    def _ask_department(self):
        """Task of the head: correct the service."""
        for record in self:
            record.activity_schedule(
                ASK_CORRECTION,
                note=record.description,
                user_id=record.team_id.head_id.id,
            )

    def _ask_verification(self):
        """Task of the discoverer: verify what the department did."""
        for record in self:
            who = record.discoverer_id
            if who.active and who != record.corrected_by_id:
                record.activity_schedule(ASK_VERIFICATION, user_id=who.id)
