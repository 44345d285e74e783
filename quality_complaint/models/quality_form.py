from odoo import models


class QualityForm(models.Model):
    """The letter to a customer leads him to his own case, not into ours."""

    _inherit = "quality.form"

    def _get_print_url(self, document):
        if document and self == self.env.ref("quality_complaint.form_complaint_reply"):
            return document._get_follow_url()
        return super()._get_print_url(document)
