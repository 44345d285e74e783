from odoo import fields, models


class QualityInspectionRework(models.Model):
    """The inspection after rework is the verification of its disposition [NC-16]."""

    _inherit = "quality.inspection.record"

    def _renew(self, quantity, lots):
        """Reworked goods that are inspected once more are verified by that, too."""
        records = super()._renew(quantity, lots)
        records._write_gated({"disposition_id": self.disposition_id.id})
        return records

    def _may_confirm(self):
        """Who reworked the goods does not judge them, not as the engineer either."""
        # who carried it out is no secret to who judges
        done_by = self.sudo().disposition_id.executed_by_id
        return super()._may_confirm() and done_by != self.env.user

    def _settle(self):
        if self.disposition_id:
            return self._verify_rework()
        return super()._settle()

    def _verify_rework(self):
        """Verify the disposition with the quantity found good, for the inspector."""
        self.ensure_one()
        if self.disposition_id.state == "executed":
            disposition = self.disposition_id.with_user(self.inspector_id)
            disposition._verify(self.accepted_quantity)
            self._write_gated({"passed_quantity": self.accepted_quantity})

    def _complete_from(self, disposition):
        """Close this record as its disposition was verified without it.

        :param disposition: verified just now; its quantities are the result
        """
        self.ensure_one()
        good, bad = disposition.good_quantity, disposition.bad_quantity
        verdict = "accept" if self.uom_id.is_zero(bad) else "partial"
        if self.uom_id.is_zero(good):
            verdict = "reject"
        now = fields.Datetime.now()
        self._set_state(
            "inspected",
            reason=self.env._("Verified on %(name)s", name=disposition.name),
            verdict=verdict,
            accepted_quantity=good,
            inspector_id=disposition.verifier_id.id,
            date_inspected=now,
        )
        self._set_state("done", date_done=now, passed_quantity=good)
