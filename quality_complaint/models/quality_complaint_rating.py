from odoo import fields, models
from odoo.tools import email_normalize


class QualityComplaintRating(models.Model):
    """Customers say how content they are with the handling [CO-55].

    They are asked once, when the case is closed; on their page they can say it as soon
    as they have the answer.
    """

    _inherit = "quality.complaint"

    date_rating_asked = fields.Datetime("Rating Asked on", readonly=True, copy=False)

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "closed":
            self._ask_rating()
        return result

    def _get_unfrozen_fields(self):
        return super()._get_unfrozen_fields() | {"date_rating_asked"}

    def _ask_rating(self):
        """Ask whoever complained for a rating: once, if he did not give one yet."""
        for record in self:
            email = email_normalize(
                record.contact_email or record.partner_id.email or ""
            )
            sudo = record.sudo()  # ratings are for staff; whether there is one counts
            rated = sudo.rating_ids.filtered("consumed")
            wanted = sudo.company_id.complaint_ask_rating and record.is_complaint
            if email and wanted and not (rated or record.date_rating_asked):
                record._mail_customer("mail_complaint_rating", email)
                sudo.write({"date_rating_asked": fields.Datetime.now()})

    def action_view_ratings(self):
        """Open what the customer said about the handling."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_complaint.rating_action"
        )
        return action | {
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)]
        }
