from odoo import fields, models


class CustomerClass(models.Model):
    """A class: from its lower score (included) up to the next one's [CT-16]."""

    _name = "customer.class"
    _description = "Customer Class"
    _inherit = ["customer.service.level"]
    _order = "model_id, lower_limit desc, id"

    name = fields.Char(required=True, translate=True)
    model_id = fields.Many2one(
        "customer.class.model", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="model_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="model_id.currency_id")
    lower_limit = fields.Float("Score from", digits=(5, 2))
    color = fields.Integer()
    description = fields.Text("How such Customers Are Managed", translate=True)

    _limit_uniq = models.UniqueIndex(
        "(model_id, lower_limit)", "Two classes of a model begin at the same score."
    )
    _limit_check = models.Constraint(
        "CHECK(lower_limit BETWEEN 0 AND 100)", "A class begins at a score of 0 to 100."
    )
