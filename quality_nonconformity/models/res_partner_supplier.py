from odoo import api, fields, models

from .res_partner_supplier_score import FILE_GROUPS


class ResPartner(models.Model):
    """The supplier's quality file: his problems, notices, deviations, returns [NC-33]."""

    _name = "res.partner"
    _inherit = ["res.partner", "quality.supplier.file.mixin"]

    _supplier_file_link = "commercial_supplier_id"

    supplier_problem_ids = fields.One2many(
        "quality.nonconformity",
        "commercial_supplier_id",
        "Quality File",
        groups=FILE_GROUPS,
    )

    @api.depends("commercial_partner_id")
    def _compute_supplier_file(self):
        return super()._compute_supplier_file()

    def _get_supplier_file_owner(self):
        return self.commercial_partner_id

    def _get_supplier_file_context(self):
        return {"default_supplier_id": self.id}

    def action_view_supplier_problems(self):
        """Open the quality problems with goods of this supplier."""
        return self._open_supplier_file("quality_nonconformity_action")
