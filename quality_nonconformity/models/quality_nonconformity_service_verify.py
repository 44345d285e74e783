from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_nonconformity_service import ASK_CORRECTION, ASK_VERIFICATION


class QualityNonconformityServiceVerify(models.Model):
    """The discoverer verifies what was corrected; the head files the sheet [NC-66]."""

    _inherit = "quality.nonconformity"

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
        self._lock_steps()
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
        for record in service.filtered(lambda r: not r._may_keep()):
            raise AccessError(record._not_keeper_message())
        product = self - service
        if not product:
            return None
        return super(QualityNonconformityServiceVerify, product)._check_may_close()

    def _not_keeper_message(self):
        return self.env._(
            "%(name)s is kept by %(keeper)s (or a quality officer).",
            name=self.name,
            keeper=self._get_keeper().sudo().name or "–",
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
