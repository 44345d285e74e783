from odoo import fields, models


class ResCompanyPlan(models.Model):
    """When operating plans go to the decision committee [CT-24]."""

    _inherit = "res.company"

    customer_plan_limit = fields.Monetary(
        "Plans to Committee from",
        help="Plans of this amount or more; 0: every plan. A class or tier may have "
        "its own limit.",
    )
    customer_plan_votes = fields.Integer(
        "Consents of the Committee",
        default=2,
        help="So many members must sign; one who is against returns the plan.",
    )

    _plan_votes_check = models.Constraint(
        "CHECK(customer_plan_votes > 0)", "At least one member of the committee signs."
    )
