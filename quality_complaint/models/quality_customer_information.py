from odoo import api, fields, models
from odoo.fields import Domain

from .quality_complaint import CHANNELS

TOPICS = [
    ("present", "Expectations and demands: present products"),
    ("potential", "Expectations and demands: potential products"),
    ("quality", "Quality problems met in use"),
    ("promise", "Keeping of quality promises"),
    ("suggestion", "Suggestions: management, service, development"),
]


class QualityCustomerInformation(models.Model):
    """What customers say outside complaints, in the keeper's register [CO-11, FU-85].

    new → forwarded → closed; whoever hears it files it, the keeper (a post, usually
    marketing) is told, important information goes to the chief engineer at once. What
    turns out to be a complaint becomes one, linked both ways.
    """

    _name = "quality.customer.information"
    _description = "Customer Information"
    _inherit = ["quality.document"]
    _number_prefix = "CIR"
    _frozen_states = ("closed",)
    _deadline_start_states = {"new": ("answer",)}
    _deadline_done_states = {"closed": ("answer",)}

    state = fields.Selection(
        [("new", "New"), ("forwarded", "Forwarded"), ("closed", "Closed")],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    date = fields.Datetime(
        "Received on",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
    )
    topic = fields.Selection(TOPICS, required=True, index=True, tracking=True)
    channel = fields.Selection(CHANNELS, required=True, default="visit")
    description = fields.Text("What was Said", required=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", tracking=True
    )
    contact_name = fields.Char("Contact")
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", check_company=True, tracking=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
    )
    important = fields.Boolean(
        tracking=True, help="The chief engineer is told at once."
    )
    date_engineer_told = fields.Datetime(
        "Chief Engineer told on", readonly=True, copy=False
    )
    instruction = fields.Text("To the Department", copy=False)
    measure = fields.Text("What was Done", copy=False)
    date_forwarded = fields.Datetime("Forwarded on", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)
    complaint_id = fields.Many2one(
        "quality.complaint", readonly=True, copy=False, index="btree_not_null"
    )

    @api.model
    def _get_open_domain(self):
        return Domain("state", "!=", "closed")

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date_engineer_told",
            "date_forwarded",
            "date_closed",
            "closed_by_id",
            "complaint_id",
        }

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "new": {"forwarded", "closed"},
            "forwarded": {"closed"},
            "closed": {"forwarded"},
        }

    def _deadline_steps(self):
        return {"answer": self.env._("Answered and closed")}

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "topic", "description", "measure"]
