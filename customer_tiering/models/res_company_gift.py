from odoo import fields, models


class ResCompany(models.Model):
    """The company's own limits for gifts: none is preset, no law names one [CT-27]."""

    _inherit = "res.company"

    gift_limit_gift = fields.Monetary(
        "Limit per Gift", help="0: not decided, compliance decides on every request."
    )
    gift_limit_recipient = fields.Monetary(
        "Limit per Recipient",
        help="All gifts of one request and of others near it. 0: not decided.",
    )
    gift_limit_year = fields.Monetary(
        "Limit per Recipient and Year", help="Calendar year. 0: not decided."
    )
    gift_limit_official = fields.Monetary(
        "Limit per Official and Year",
        help="Public officials, staff of state bodies, health professionals. 0: nothing.",
    )
    gift_over_limit = fields.Selection(
        [("compliance", "Compliance decides"), ("block", "Refused")],
        "Over a Limit",
        default="compliance",
        required=True,
    )
    gift_split_days = fields.Integer(
        "Days that add up",
        default=30,
        help="Gifts to one person within so many days count as one for the limit per "
        "recipient.",
    )
    gift_compliance_id = fields.Many2one(
        "res.users",
        "Compliance Officer",
        help="Gets the requests that need compliance.",
    )
    gift_check_count = fields.Integer(
        "Recipients per Spot Check", default=3, help="How many are drawn [CT-33]."
    )

    _gift_limits_check = models.Constraint(
        "CHECK(gift_limit_gift >= 0 AND gift_limit_recipient >= 0"
        " AND gift_limit_year >= 0 AND gift_limit_official >= 0"
        " AND gift_split_days >= 0 AND gift_check_count > 0)",
        "Limits for gifts cannot be negative, and a spot check draws at least one.",
    )
