from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import MANAGER

#: states of a return in which nothing is left to do for its complaint
RETURN_OVER = ("settled", "closed", "refused", "cancelled")


class QualityComplaintClose(models.Model):
    """Closing conditions [CO-43]: nothing that the complaint set going is left open."""

    _inherit = "quality.complaint"

    capa_waive_reason = fields.Text(
        "No Corrective Action because", readonly=True, copy=False
    )

    can_waive_capa = fields.Boolean(compute="_compute_can_waive_capa")

    @api.depends("state", "goods_judgement", "responsible_party", "capa_waive_reason")
    @api.depends_context("uid")
    def _compute_can_waive_capa(self):
        allowed = self._is_capa_waiver()
        for record in self:
            ripe = record.can_close and not record.capa_waive_reason
            record.can_waive_capa = allowed and ripe and record._is_own_fault()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"capa_waive_reason"}

    def action_waive_capa(self):
        return self._ask_reason("waive_capa")

    def _close(self):
        self._check_may_process()
        self.solution_ids._follow_documents()
        return super()._close()

    def _waive_capa(self, reason):
        """No corrective action although the product was at fault [CO-37].

        :param str reason: why, kept in the history
        :raises AccessError: the user is neither officer nor complaint manager
        :raises UserError: no reason given
        """
        self._check_may_process()
        if not self._is_capa_waiver():
            raise AccessError(
                self.env._(
                    "Corrective actions are waived by quality officers and complaint "
                    "managers. Ask one of them."
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say why nothing is corrected."))
        self._write_gated({"capa_waive_reason": reason})
        self._log_history("note", {"capa": "waived"}, comment=reason)

    @api.model
    def _is_capa_waiver(self):
        user = self.env.user
        officer = "quality_base.group_quality_officer"
        return user.has_group(MANAGER) or user.has_group(officer)

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if not self.date_replied:
            blockers.append(self.env._("tell the customer first: send the reply."))
        if standing := self._get_open_holds():
            blockers.append(
                self.env._(
                    "%(holds)s: say whether the goods are good or bad; a hold is "
                    "released, or goes over to the nonconformity.",
                    holds=", ".join(standing.mapped("name")),
                )
            )
        waiting = self.solution_ids.filtered(lambda line: line._is_waiting())
        if waiting:
            blockers.append(
                self.env._(
                    "finish or cancel: %(names)s.",
                    names=", ".join(waiting.mapped("display_name")),
                )
            )
        # returns count whether or not the user may read them
        returns = self.sudo().return_ids.filtered(
            lambda ret: ret.state not in RETURN_OVER
        )
        if returns:
            blockers.append(
                self.env._(
                    "these returns are not finished: %(names)s.",
                    names=", ".join(returns.mapped("name")),
                )
            )
        if missing := self._get_archive_missing():
            blockers.append(
                self.env._("the file lacks: %(missing)s.", missing=", ".join(missing))
            )
        return blockers + self._get_capa_blockers()

    def _get_open_holds(self):
        """Return the standing holds that no nonconformity has taken over."""
        self.ensure_one()
        holds = self._get_holds().filtered(lambda hold: hold.state == "placed")
        taken = self.sudo().nonconformity_ids.filtered(
            lambda nc: nc.state not in ("closed", "cancelled")
        )
        return holds - taken.hold_id

    def _get_capa_blockers(self):
        """Own fault is corrected and prevented, or it is said why not [CO-37]."""
        if not self._is_own_fault() or self.capa_waive_reason:
            return []
        record = self.sudo()  # what was set going counts, whoever may read it
        sources = record.nonconformity_ids
        actions = (record.capa_ids | sources.capa_ids).filtered(
            lambda capa: capa.state != "cancelled"
        )
        queries = sources.supplier_notice_ids.filtered(
            lambda notice: notice.state not in ("draft", "cancelled")
        )
        measures = record.corrective_measure and record.preventive_measure
        if actions or queries or (measures and not sources):
            return []
        if sources:
            return [
                self.env._(
                    "the fault was ours: open a corrective action for %(sources)s, ask "
                    "the supplier, or say why nothing is corrected.",
                    sources=", ".join(sources.mapped("name")),
                )
            ]
        return [
            self.env._(
                "the fault was ours: open a corrective action, record what is corrected "
                "and prevented, or say why nothing is."
            )
        ]
