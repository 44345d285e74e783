from odoo import fields, models


class ResCompanyFile(models.Model):
    """What the company asks of customer files and of care [CT-19, CT-20]."""

    _inherit = "res.company"

    customer_file_min_percent = fields.Float(
        "Customer Files Complete from (%)", default=80.0
    )
    customer_file_max_days = fields.Integer(
        "Customer Files Updated every (days)", default=365
    )
    customer_contact_max_days = fields.Integer(
        "Customers Contacted every (days)",
        default=180,
        help="Where neither class nor tier sets how often.",
    )

    _file_percent_check = models.Constraint(
        "CHECK(customer_file_min_percent BETWEEN 0 AND 100)",
        "A share is 0 to 100 percent.",
    )
    _file_days_check = models.Constraint(
        "CHECK(customer_file_max_days > 0 AND customer_contact_max_days > 0)",
        "An interval is one day or more.",
    )
