from odoo import fields, models


class QualityNonconformityScore(models.Model):
    """A closed sheet proposes points off the score of its department [NC-69, NC-73]."""

    _inherit = "quality.nonconformity"

    deduction_ids = fields.One2many(
        "quality.score.deduction", "nonconformity_id", "Score Deductions", copy=False
    )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "closed":
            self._propose_deductions()
        elif state == "review":
            self._drop_deductions(reason)
        return result

    def _propose_deductions(self):
        """Propose one deduction per closed sheet; decided ones stay.

        :return: the new deductions
        """
        Deduction = self.env["quality.score.deduction"].sudo()  # engines propose only
        wanted = self.filtered(
            lambda r: r.kind == "service" and r.team_id and r.company_id.quality_score
        )
        done = wanted.sudo().deduction_ids.filtered(lambda d: d.state != "dropped")
        vals_list = [
            vals
            for record in wanted - done.nonconformity_id
            if (vals := record._prepare_deduction_vals())
        ]
        return Deduction._create_gated(vals_list)

    def _prepare_deduction_vals(self):
        """Return the values of the deduction; None when the scheme has none for it."""
        self.ensure_one()
        sudo = self.sudo()  # the scheme of the house is applied, whoever closes
        scheme = sudo.env["quality.score.scheme"]._find(sudo)
        if not scheme:
            return None
        team = sudo.team_id
        own = bool((sudo.reporter_id | sudo.discoverer_id) & sudo._get_team_people())
        points = 0.0 if own else scheme.points
        day = self._get_company_day(self.date_closed or fields.Datetime.now())
        return {
            "nonconformity_id": self.id,
            "company_id": self.company_id.id,
            "team_id": team.id,
            "user_id": team.head_id.id,
            "confidential": self.confidential,
            "month": day.replace(day=1),
            "scheme_id": scheme.id,
            "self_reported": own,
            "proposed_points": points,
            "points": points,
        }

    def _get_team_people(self):
        self.ensure_one()
        return self.team_id.head_id | self.team_id.member_ids

    def _drop_deductions(self, reason):
        """What was proposed is void when the sheet is taken back."""
        undecided = self.sudo().deduction_ids  # proposals follow the sheet
        undecided = undecided.filtered(lambda d: d.state in ("proposed", "stated"))
        if undecided:
            undecided._set_state("dropped", reason=reason)
