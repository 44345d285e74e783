from odoo import models


class QualityConcessionConsent(models.Model):
    _inherit = "quality.concession.consent"

    def _may_record(self):
        """Whoever sells talks with the customers about their consent."""
        seller = self.env.user.has_group("sales_team.group_sale_salesman")
        return seller or super()._may_record()
