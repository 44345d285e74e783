from odoo import fields, models

from .quality_need_review_flow import WORKED_RESULTS


class QualityNonconformity(models.Model):
    """Failed material that is urgently needed [NC-28]."""

    _inherit = "quality.nonconformity"

    need_review_ids = fields.One2many(
        "quality.need.review", "nonconformity_id", "Urgent-Need Reviews"
    )
    need_review_count = fields.Integer(compute="_compute_need_review_count")

    def _compute_need_review_count(self):
        counts = dict(
            self.env["quality.need.review"]._read_group(
                [("nonconformity_id", "in", self._origin.ids)],
                ["nonconformity_id"],
                ["__count"],
            )
        )
        for record in self:
            record.need_review_count = counts.get(record._origin, 0)

    def action_need_review(self):
        """Open the review of these goods, or a new one."""
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Urgent-Need Review"),
            "res_model": "quality.need.review",
            "views": [(False, "form")],
            "context": {"default_nonconformity_id": self.id},
        }
        lively = self.need_review_ids.filtered(lambda r: r.state != "cancelled")
        return lively[:1]._get_records_action() if lively else action

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        # production may not read costs, nor close: who closes sees what is missing
        for review in self.sudo().need_review_ids:
            worked = review.state == "decided" and review.result in WORKED_RESULTS
            hours = sum(self.sudo().cost_ids.mapped("hours"))
            if worked and not hours and not review.no_hours_reason:
                blockers.append(
                    self.env._(
                        "%(review)s: production has not reported its hours, which are "
                        "charged to the supplier. Add them under Costs, or say in the "
                        "review why there are none.",
                        review=review.name,
                    )
                )
        return blockers
