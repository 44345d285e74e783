from odoo import api, fields, models

#: what the signature under the decision covers
INQUIRY_FIELDS = {
    "inquiry_form",
    "inquiry_date",
    "inquiry_member_ids",
    "inquiry_guests",
    "inquiry_facts",
    "inquiry_decision",
}


class QualityNonconformitySevere(models.Model):
    """Severe failure of a service: everything its procedure asks for [NC-70].

    Oral report and measures at once, written corrective form (CAPA), evidence kept,
    investigation or committee with a signed decision, expert appraisal, aftercare.
    Steps and clocks: ``quality_nonconformity_severe_flow.py``.
    """

    _inherit = "quality.nonconformity"

    is_severe = fields.Boolean(
        "Severe Procedure",
        compute="_compute_is_severe",
        store=True,
        help="As its severity said when it was chosen.",
    )
    evidence_ids = fields.One2many(
        "quality.nonconformity.evidence", "nonconformity_id", copy=False
    )
    no_evidence_reason = fields.Char(
        "Why no Evidence", copy=False, help="Left nothing that could be secured: why."
    )
    unit_opinion = fields.Text(
        "Opinion of the Department", copy=False, help="How it sees what happened."
    )
    inquiry_form = fields.Selection(
        [
            ("investigation", "Investigation"),
            ("discussion", "Discussion"),
            ("committee", "Quality committee"),
        ],
        "Inquiry by",
        copy=False,
    )
    inquiry_date = fields.Date("Inquiry on", copy=False)
    inquiry_member_ids = fields.Many2many(
        "res.users",
        "quality_nonconformity_inquiry_rel",
        "nonconformity_id",
        "user_id",
        "Participants",
        copy=False,
    )
    inquiry_guests = fields.Char("Other Participants", copy=False)
    inquiry_facts = fields.Text(
        "Facts, Nature, Circumstances", copy=False, help="What the decision rests on."
    )
    inquiry_decision = fields.Text("Decision", copy=False)
    inquiry_signed_by_id = fields.Many2one(
        "res.users", "Decision Signed by", readonly=True, copy=False
    )
    date_inquiry_signed = fields.Datetime("Signed on", readonly=True, copy=False)
    appraisal = fields.Selection(
        [("required", "Required"), ("not_required", "Not required")],
        "Expert Appraisal",
        copy=False,
    )
    appraisal_body = fields.Char("Expert or Body", copy=False)
    appraisal_date = fields.Date("Appraised on", copy=False)
    appraisal_result = fields.Text("Result of the Appraisal", copy=False)
    aftercare = fields.Text(
        copy=False, help="What was done afterwards for those who were harmed."
    )
    can_sign_inquiry = fields.Boolean(compute="_compute_can_steps")
    can_write_form = fields.Boolean(compute="_compute_can_steps")

    @api.depends("kind", "severity_id")
    def _compute_is_severe(self):
        for record in self:
            severe = record.severity_id.severe_procedure
            record.is_severe = record.kind == "service" and severe

    @api.depends("is_severe", "date_inquiry_signed", "capa_ids", "state")
    def _compute_can_steps(self):
        result = super()._compute_can_steps()
        for record in self:
            working = record.is_severe and record.state in ("review", "verification")
            record.can_sign_inquiry = (
                working
                and not record.date_inquiry_signed
                and record._may_sign_inquiry()
            )
            record.can_write_form = (
                working and not record.capa_count and record._may_write_form()
            )
        return result

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "inquiry_signed_by_id",
            "date_inquiry_signed",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        if meaning == "approved":  # the decision of who judged a severe failure
            return ["name", "description", "severity_id", *sorted(INQUIRY_FIELDS)]
        return super()._get_signed_fields(meaning)

    def _needs_capa(self):
        return super()._needs_capa() or self.is_severe

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        return blockers + (self._get_severe_blockers() if self.is_severe else [])

    def _get_severe_blockers(self):
        """Texts that say what the procedure for severe failures still asks for."""
        self.ensure_one()
        asked = [
            (
                self.date_oral_report and self.oral_report_to_id,
                self.env._("Note when and to whom it was reported orally."),
            ),
            (
                self.immediate_measure,
                self.env._("Describe the measures that limited the damage."),
            ),
            (
                self.evidence_ids or self.no_evidence_reason,
                self.env._("List the evidence, or say why there is none."),
            ),
            (
                self._is_inquiry_decided(),
                self.env._(
                    "Have the decision of the investigation, discussion or committee "
                    "signed."
                ),
            ),
            (
                self.appraisal,
                self.env._("Say whether an expert appraisal is required."),
            ),
            (
                self.appraisal != "required"
                or (self.appraisal_body and self.appraisal_result),
                self.env._("Enter who made the expert appraisal, and its result."),
            ),
            (self.aftercare, self.env._("Describe the aftercare.")),
        ]
        return [text for answer, text in asked if not answer]

    def _is_inquiry_decided(self):
        """Hook: whether those who judge severe failures decided, and signed it."""
        self.ensure_one()
        cases = self.sudo().mrb_case_ids  # whether a board decided may be known
        by_board = {"decided", "executed"} & set(cases.mapped("state"))
        return bool(self.date_inquiry_signed or by_board)
