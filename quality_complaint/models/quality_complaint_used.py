from odoo import api, fields, models


class QualityComplaintUsed(models.Model):
    """The product was used already: what came of it, and was it an event [CO-47]."""

    _inherit = "quality.complaint"

    already_used = fields.Boolean(
        tracking=True,
        copy=False,
        help="The defective product was used on a person, or installed and run.",
    )
    use_consequence = fields.Text("Consequence", copy=False)
    use_harm = fields.Selection(
        [("none", "None"), ("possible", "Possible"), ("harm", "Harm")],
        "Harm",
        tracking=True,
        copy=False,
    )
    use_checked_by = fields.Char("Person checked by", copy=False)
    use_checked_on = fields.Datetime("Person checked on", copy=False)
    use_treatment = fields.Text("Treatment", copy=False)
    ae_answer = fields.Selection(
        [
            ("no", "No adverse event"),
            ("suspected", "Suspected: to be reported"),
            ("reported", "Reported"),
        ],
        "Adverse Event?",
        tracking=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("already_used")._ask_about_event()
        return records

    def write(self, vals):
        asked = self.filtered("already_used")
        result = super().write(vals)
        if vals.get("already_used"):
            (self - asked)._ask_about_event()
        return result

    def _needs_event_answer(self):
        """Hook: whether somebody must say if this is an adverse event [AE-16]."""
        self.ensure_one()
        return self.already_used or self.kind_id.is_safety

    def _ask_about_event(self):
        """The heads of quality are told at once: an event may have to be reported."""
        for record in self:
            record._send_notice(
                users=record._get_quality_heads() - record.sudo().accused_user_id,
                reason=self.env._(
                    "The product complained about was used already. Have the person "
                    "checked, and say at once whether it is an adverse event."
                ),
                acknowledge=True,
            )

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self._needs_event_answer() and not self.ae_answer:
            blockers.append(self.env._("say whether it is an adverse event."))
        if self.already_used and not (self.use_consequence or "").strip():
            blockers.append(
                self.env._("record what came of the product that was used.")
            )
        return blockers
