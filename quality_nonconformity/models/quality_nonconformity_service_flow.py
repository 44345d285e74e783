from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

ASK_CORRECTION = "quality_nonconformity.activity_type_service_correct"
ASK_VERIFICATION = "quality_nonconformity.activity_type_service_verify"


class QualityNonconformityServiceFlow(models.Model):
    """Short path of a failed service [NC-66, NC-67].

    found → with the department → corrected → verified → kept, or rejected: back to
    the department. Engine methods take any number of records and open no screen.
    """

    _inherit = "quality.nonconformity"

    can_hand_over = fields.Boolean(compute="_compute_can_steps")
    can_correct = fields.Boolean(compute="_compute_can_steps")
    can_verify_service = fields.Boolean(compute="_compute_can_steps")

    @api.depends(
        "service_state", "discoverer_id", "team_id", "corrected_by_id", "severity_id"
    )
    def _compute_can_steps(self):
        super()._compute_can_steps()
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

    def action_hand_over(self):
        self._hand_over()
        return True

    def action_correct(self):
        self._correct()
        return True

    def action_verify_service(self):
        """Ask what was verified, and what came of it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Verify the Correction"),
            "res_model": "quality.service.verification",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_nonconformity_id": self.id},
        }

    @sign_with_password
    def action_keep(self):
        self._keep()
        return True

    def _start_review(self):
        """A failed service is reviewed by its department: hand it over."""
        service = self.filtered(lambda r: r.kind == "service")
        service._hand_over()
        if product := self - service:
            super(QualityNonconformityServiceFlow, product)._start_review()

    # -- found → with the department ------------------------------------------------

    def _hand_over(self):
        """Hand part one directly to the head of the responsible department.

        :raises AccessError: the user neither found nor reported it, nor is quality staff
        :raises UserError: part one is incomplete
        """
        self._check_service()
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
            record._ask_department()

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

    # -- corrected → verified or rejected --------------------------------------------

    def _verify_service(self, ok, remark=None, results=None, reason=None):
        """The discoverer verifies the facts of the correction, or rejects it.

        :param bool ok: True when the service is as it should be
        :param str remark: what was seen; required to reject
        :param results: ``quality.service.result``; required where a customer is concerned
        :param str reason: why an officer verifies in place of the discoverer
        :raises AccessError: the user is not the discoverer, or corrected it himself
        :raises UserError: not corrected yet, or what is missing
        """
        self._check_service()
        for record in self:
            if record.service_state != "corrected":
                raise UserError(record._transition_message("closed"))
            record._check_may_verify_service(reason)
            record._check_verification(ok, remark, results or record.result_ids)
        for record in self.sudo():  # the discoverer holds no write right any more
            record.activity_feedback([ASK_VERIFICATION], feedback=remark or "")
            vals = {"verify_remark": remark, "substitute_reason": reason}
            if ok:
                record._note_verified(vals, results)
            else:
                record._note_rejected(vals, remark)

    def _note_verified(self, vals, results):
        self.ensure_one()
        vals |= {
            "verifier_id": self.env.uid,
            "date_verified": fields.Datetime.now(),
        }
        if results:
            vals["result_ids"] = [Command.set(results.ids)]
        self._write_gated(vals)
        self._sign("verified", self.verify_remark)
        self._log_history("note", {"verified": True}, self.verify_remark)
        self.activity_schedule(
            ASK_CORRECTION,
            summary=self.env._("Verified: keep the sheet"),
            user_id=self._get_keeper().id,
        )

    def _note_rejected(self, vals, remark):
        self.ensure_one()
        self._sign("rejected", remark)
        vals |= {"is_rejected": True, "rejection_count": self.rejection_count + 1}
        self._set_state("review", reason=remark, **vals)
        self._ask_department()

    def _check_verification(self, ok, remark, results):
        self.ensure_one()
        if not ok and not (remark or "").strip():
            raise UserError(
                self.env._(
                    "Say what is not as it should be: the department has to correct it."
                )
            )
        customer = self.partner_id or self.detection_point == "complaint"
        if ok and customer and not results:
            raise UserError(
                self.env._(
                    "%(name)s concerns a customer: choose what came of the treatment.",
                    name=self.name,
                )
            )

    def _may_verify_service(self):
        self.ensure_one()
        user = self.env.user
        if user == self.corrected_by_id:
            return False
        return user == self.discoverer_id or self._may_substitute()

    def _may_substitute(self):
        """Whether the user may verify as the discoverer left, or corrected it himself."""
        self.ensure_one()
        discoverer = self.discoverer_id.sudo()  # whether a user is active is no secret
        gone = not discoverer.active or discoverer == self.corrected_by_id
        return gone and self.env.user.has_group("quality_base.group_quality_officer")

    def _check_may_verify_service(self, reason):
        self.ensure_one()
        if not self._may_verify_service():
            raise AccessError(
                self.env._(
                    "%(name)s is verified by %(discoverer)s, who discovered it, and "
                    "never by who corrected it. If the discoverer left the company, a "
                    "quality officer verifies it with a reason.",
                    name=self.name,
                    discoverer=self.discoverer_id.sudo().name or "–",
                )
            )
        substitute = self.env.user != self.discoverer_id
        if substitute and not (reason or "").strip():
            raise UserError(
                self.env._("Say why you verify it in place of the discoverer.")
            )

    # -- verified → kept -----------------------------------------------------------------

    def _keep(self):
        """The head of the department files the verified sheet: it is closed.

        :raises AccessError: see :meth:`_check_may_close`
        :raises UserError: what is missing, in words
        """
        self._check_service()
        self._close()

    def _check_may_close(self):
        """Sheets are kept by the head of the department; severe ones by officers."""
        service = self.filtered(lambda r: r.kind == "service")
        if product := self - service:
            super(QualityNonconformityServiceFlow, product)._check_may_close()
        for record in service.filtered(lambda r: not r._may_keep()):
            raise AccessError(
                self.env._(
                    "%(name)s is kept by %(keeper)s (or a quality officer).",
                    name=record.name,
                    keeper=record._get_keeper().sudo().name or "–",
                )
            )

    def _may_keep(self):
        self.ensure_one()
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        return officer or self.env.user == self._get_keeper()

    def _get_keeper(self):
        """Hook: who files the verified sheet."""
        self.ensure_one()
        return self.sudo().team_id.head_id.with_env(self.env)  # named on the record

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self.kind == "service" and not self.date_verified:
            blockers.append(
                self.env._(
                    "%(discoverer)s has not verified the correction of %(name)s yet.",
                    discoverer=self.discoverer_id.sudo().name or "–",
                    name=self.name,
                )
            )
        return blockers

    # -- common ---------------------------------------------------------------------------

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "review":
            reopened = self.filtered(lambda r: r.kind == "service" and r.date_verified)
            if reopened:
                reopened._write_gated({"date_verified": False, "verifier_id": False})
                reopened._ask_department()
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
