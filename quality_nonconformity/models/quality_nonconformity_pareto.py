from odoo import api, models
from odoo.fields import Domain


class QualityNonconformityPareto(models.Model):
    """Pareto 排列图: which few causes, products, suppliers make most of it [NC-79]."""

    _name = "quality.nonconformity"
    _inherit = ["quality.nonconformity", "quality.pareto.mixin"]

    _pareto_dimensions = (
        "defect_class_id",
        "defect_id",
        "product_id",
        "categ_id",
        "supplier_id",
        "cause_category",
        "detection_point",
        "severity_id",
        "responsible",
        "team_id",
    )
    _pareto_cost = "cost_total"

    @api.model
    def _get_pareto_domain(self):
        return super()._get_pareto_domain() & Domain("state", "!=", "cancelled")
