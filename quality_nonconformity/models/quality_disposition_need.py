from odoo import models


class QualityDisposition(models.Model):
    """Function-affecting defects are never used as they are [NC-28, X-11]."""

    _inherit = "quality.disposition"

    def _get_approve_blockers(self):
        blockers = super()._get_approve_blockers()
        # who approves may sit in another department
        reviews = self.sudo().nonconformity_id.need_review_ids
        affecting = reviews.filtered(
            lambda r: r.affects_function and r.state != "cancelled"
        )
        if self.kind == "use_as_is" and affecting:
            blockers.append(
                self.env._(
                    "%(review)s says that the defect affects the function: these goods "
                    "are sorted or reworked in full, or returned, not used as they are.",
                    review=affecting[:1].name,
                )
            )
        return blockers
