from odoo import api, fields, models
from odoo.fields import Domain


class QualityDefect(models.Model):
    """Defect library 品质缺陷库: defects by product with cause, measure, result [NC-76].

    ``product_tmpl_ids`` empty means: of all products of ``categ_id``, or of all.
    """

    _name = "quality.defect"
    _description = "Defect"
    _order = "code, name, id"
    _rec_names_search = ["name", "code", "cause"]

    name = fields.Char(required=True, translate=True)
    code = fields.Char(index="trigram")
    class_id = fields.Many2one("quality.defect.class", index="btree_not_null")
    kind = fields.Selection(
        [("product", "Product"), ("service", "Service")],
        default="product",
        required=True,
    )
    product_tmpl_ids = fields.Many2many("product.template", string="Products")
    categ_id = fields.Many2one("product.category", index="btree_not_null")
    severity_id = fields.Many2one("quality.severity", "Usual Severity")
    cause = fields.Text(translate=True)
    measure = fields.Text(translate=True)
    result = fields.Text(help="What came of the measure.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)

    @api.depends("code")
    def _compute_display_name(self):
        for defect in self:
            code = defect.code and f"[{defect.code}] " or ""
            defect.display_name = f"{code}{defect.name or ''}"

    @api.model
    def _get_product_domain(self, product):
        """Domain of the defects known for ``product``, general ones included."""
        template = product.product_tmpl_id
        own = Domain("product_tmpl_ids", "in", template.ids)
        general = Domain("product_tmpl_ids", "=", False) & (
            Domain("categ_id", "=", False)
            | Domain("categ_id", "parent_of", template.categ_id.ids)
        )
        return Domain("kind", "=", "product") & (own | general)
