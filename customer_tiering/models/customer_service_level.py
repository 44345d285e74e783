from odoo import fields, models


class CustomerServiceLevel(models.AbstractModel):
    """What a class or tier sets for the service of its customers [CT-15, CT-17].

    Plain values that other addons read; zero or empty means: nothing set.
    """

    _name = "customer.service.level"
    _description = "Service Level"

    currency_id = fields.Many2one("res.currency")
    visit_interval_days = fields.Integer(
        "Visit every (days)", help="The longest time between two contacts; 0: not set."
    )
    follow_interval_days = fields.Integer(
        "Follow up every (days)",
        help="The longest time between follow-ups; 0: not set.",
    )
    visit_by = fields.Selection(
        [
            ("owner", "Account owner"),
            ("service", "Customer service"),
            ("unit", "Unit's head"),
            ("center", "Key account center"),
        ],
        "Visited by",
        help="Who visits; not the area's own salesperson, where the rules ask for that.",
    )
    complaint_priority = fields.Selection(
        [("0", "Normal"), ("1", "Raised"), ("2", "High"), ("3", "Highest")],
        default="0",
        help="Priority that complaints of such customers begin with.",
    )
    plan_limit = fields.Monetary(
        "Plans to Committee from",
        help="Operating plans of this amount or more go to the decision committee; "
        "0: the company's own limit.",
    )

    _interval_check = models.Constraint(
        "CHECK(COALESCE(visit_interval_days, 0) >= 0"
        " AND COALESCE(follow_interval_days, 0) >= 0)",
        "An interval is a number of days, zero or more.",
    )
