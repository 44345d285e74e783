from odoo import api, fields, models
from odoo.fields import Domain

OPEN_STATES = (
    "requested",
    "accepted",
    "confirmed",
    "received",
    "inspected",
    "decided",
    "settled",
)

REASONS = [
    ("quality", "Quality"),
    ("safety", "Safety"),
    ("standard", "Dispute about the technical standard"),
    ("late", "Late delivery"),
    ("packaging", "Packaging"),
    ("transport", "Transport"),
    ("wrong_goods", "Wrong goods or quantity"),
    ("unsold", "Unsold"),
    ("statutory", "Statutory consumer right"),
    ("recall", "Stop-sale or recall"),
    ("other", "Other"),
]


class QualityReturn(models.Model):
    """Return acceptance form: one gate for all returns and exchanges [CO-57].

    requested → accepted (for check) → confirmed (three approvals) → received →
    inspected → decided → settled → closed; refused with a written explanation.
    Quantities stand on the lines.
    """

    _name = "quality.return"
    _description = "Return"
    _inherit = ["quality.document"]
    _number_prefix = "RET"
    _frozen_states = ("closed", "cancelled")

    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("accepted", "Accepted for Check"),
            ("confirmed", "Confirmed"),
            ("received", "Goods Received"),
            ("inspected", "Inspected"),
            ("decided", "Decided"),
            ("settled", "Settled"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="requested",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer Company",
        store=True,
        index="btree_not_null",
    )
    date = fields.Datetime(
        "Requested on",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
    )
    reference = fields.Char("Customer's Reference")
    complaint_id = fields.Many2one(
        "quality.complaint", index="btree_not_null", check_company=True
    )
    sale_id = fields.Many2one(
        "sale.order", "Sales Order", index="btree_not_null", check_company=True
    )
    delivery_id = fields.Many2one(
        "stock.picking",
        index="btree_not_null",
        check_company=True,
        help="By which the goods went to the customer.",
    )
    wanted = fields.Selection(
        [("exchange", "Exchange"), ("credit", "Credit"), ("repair", "Repair")],
        "Customer Wants",
        required=True,
        default="exchange",
        tracking=True,
    )
    line_ids = fields.One2many("quality.return.line", "return_id", "Goods")
    approval_ids = fields.One2many(
        "quality.return.approval", "return_id", "Approvals", readonly=True
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_return_participant_rel",
        string="Taking Part",
        copy=False,
        readonly=True,
        help="People of other departments who approve or inspect: they read it.",
    )
    opinion = fields.Text("Handling Opinion")
    refusal = fields.Text(
        "Written Explanation",
        copy=False,
        help="Why it is refused, in words that can be shown to the customer [CO-58].",
    )
    picking_ids = fields.One2many(
        "stock.picking", "quality_return_id", "Transfers", readonly=True
    )
    date_accepted = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users", "Accepted by", readonly=True, copy=False
    )
    date_confirmed = fields.Datetime("Confirmed on", readonly=True, copy=False)
    date_received = fields.Datetime("Goods Received on", readonly=True, copy=False)
    date_inspected = fields.Datetime("Inspected on", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    date_settled = fields.Datetime("Settled on", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False, index=True)

    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'refused', 'cancelled')"
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "participant_ids",
            "date_accepted",
            "accepted_by_id",
            "date_confirmed",
            "date_received",
            "date_inspected",
            "date_decided",
            "date_settled",
            "date_closed",
        }

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", list(OPEN_STATES))
