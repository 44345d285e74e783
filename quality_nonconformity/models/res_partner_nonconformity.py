from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    """Nonconformities of a partner, as supplier and as customer [NC-02]."""

    _name = "res.partner"
    _inherit = ["res.partner", "quality.nonconformity.origin.mixin"]

    def _prepare_nonconformity_vals(self):
        partner = self.commercial_partner_id
        role = "supplier_id" if partner.supplier_rank else "partner_id"
        return super()._prepare_nonconformity_vals() | {role: partner.id}

    def _get_nonconformity_domain(self):
        return Domain("supplier_id", "child_of", self.ids) | Domain(
            "partner_id", "child_of", self.ids
        )

    def _count_nonconformities(self):
        family = self.with_context(active_test=False).search_fetch(
            Domain("id", "child_of", self.ids), ["parent_id"]
        )
        found = {}
        for role in ("supplier_id", "partner_id"):
            groups = self.env["quality.nonconformity"]._read_group(
                Domain(role, "in", family.ids), [role], ["id:array_agg"]
            )
            for partner, ids in groups:
                while partner:
                    found.setdefault(partner.id, set()).update(ids)
                    partner = partner.parent_id if partner.parent_id in family else None
        return {partner_id: len(ids) for partner_id, ids in found.items()}
