from odoo import api, models
from odoo.exceptions import ValidationError


class QualityReturnPrivacy(models.Model):
    """A return names the customer: it bears no number of a secret complaint [CO-82]."""

    _inherit = "quality.return"

    @api.constrains("complaint_id")
    def _check_complaint_open_to_all(self):
        for record in self.sudo():  # whether it is a secret, whoever may read it
            if record.complaint_id.confidential:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s is confidential, and a return names the customer. "
                        "File the return without the complaint, or ask a complaint "
                        "manager to take the confidentiality back.",
                        complaint=record.complaint_id.name,
                    )
                )
