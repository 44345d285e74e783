from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_neutral_team_id = fields.Many2one(
        "quality.team",
        "Neutral Recipient",
        domain="[('neutral', '=', True)]",
        help="Takes complaints about services and people, forwards them to the head of "
        "the department complained about, and asks the customer again at the end.",
    )
    complaint_local_scope = fields.Selection(
        [
            ("city", "The same city"),
            ("state", "The same province"),
            ("country", "The same country"),
        ],
        "Customers are Local in",
        default="city",
        required=True,
        help="Compared with the address of the warehouse that delivered, else of the "
        "company.",
    )
