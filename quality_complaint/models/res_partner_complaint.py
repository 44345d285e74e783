from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Complaints of a customer, with those of its contacts [CO-05]."""

    _name = "res.partner"
    _inherit = ["res.partner", "quality.complaint.origin.mixin"]

    def _prepare_complaint_vals(self):
        return super()._prepare_complaint_vals() | {"partner_id": self.id}

    def _get_complaint_domain(self):
        return Domain("partner_id", "child_of", self.ids)

    def _count_complaints(self):
        family = self.with_context(active_test=False).search_fetch(
            Domain("id", "child_of", self.ids), ["parent_id"]
        )
        groups = self.env["quality.complaint"]._read_group(
            Domain("partner_id", "in", family.ids), ["partner_id"], ["__count"]
        )
        counts = {}
        for partner, count in groups:
            while partner:
                counts[partner.id] = counts.get(partner.id, 0) + count
                partner = partner.parent_id if partner.parent_id in family else None
        return counts
