from odoo import api, fields, models

from .quality_approval import WAITING
from .quality_approval_rule import MRB_RANK

SITTING = ("called", "in_session")


class QualityDispositionMrb(models.Model):
    """What a review board decides about a disposition [NC-50]."""

    _inherit = "quality.disposition"

    mrb_case_ids = fields.Many2many(
        "quality.mrb.case",
        "quality_mrb_case_disposition_rel",
        "disposition_id",
        "case_id",
        "Review Board Cases",
        readonly=True,
        copy=False,
    )
    consent_demanded = fields.Boolean(
        "Customer's Consent Demanded",
        compute="_compute_consent_demanded",
        compute_sudo=True,
        help="The board decided on the condition that the customer consents.",
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"mrb_case_ids"}

    def _compute_consent_demanded(self):
        for record in self:
            cases = record.approval_ids.case_id
            record.consent_demanded = any(cases.mapped("customer_consent_required"))

    def _refresh_approvals(self):
        result = super()._refresh_approvals()
        # votes on another proposal do not count, whoever changed it
        self.sudo().nonconformity_id.mrb_case_ids._supersede_opinions()
        return result

    def _get_mrb_level(self, rules=None):
        """A board that sits on it decides it, also when nothing demands a board."""
        levels = [super()._get_mrb_level(rules)]
        levels += self._get_sitting_cases().mapped("level")
        return max(levels, key=MRB_RANK.get)

    def _get_sitting_cases(self):
        cases = self.nonconformity_id.mrb_case_ids
        return cases.filtered(lambda case: case.state in SITTING)

    def _is_stated(self, field):
        """The board assesses the effect on quality itself."""
        cases = self.sudo()._get_sitting_cases()  # whether it is stated, no more
        stated = field == "effect" and any(cases.mapped("effect"))
        return stated or super()._is_stated(field)

    def _register_board(self, case):
        """Note the decision of a board, in the chair's name; the last one approves.

        :param case: the ``quality.mrb.case`` decided, checked by its engine
        """
        self.ensure_one()
        rows = self.approval_ids.filtered(
            lambda row: row.role == "board" and row.state in WAITING
        )
        rows.mrb_level = case.level
        rows.case_id = case
        rows._fill("approved", case.reasons)
        if case.customer_consent_required:
            self.concession_ids._write_gated({"consent_required": True})
        if self._settle_approvals(rows):
            self._fix_approved()

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state in ("verified", "cancelled"):
            # the case of a board follows, whoever verifies the disposition
            self.sudo().mrb_case_ids._follow()
        return result
