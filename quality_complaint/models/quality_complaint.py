from odoo import api, fields, models
from odoo.fields import Domain

OPEN_STATES = ("new", "accepted", "investigating", "solution", "replied", "revisit")

CHANNELS = [
    ("phone", "Telephone"),
    ("hotline", "Hotline"),
    ("letter", "Letter"),
    ("fax", "Fax"),
    ("email", "E-mail"),
    ("web", "Website form"),
    ("portal", "Portal"),
    ("social", "Social media"),
    ("feedback_box", "Feedback box at an outlet"),
    ("complaint_box", "Complaint box"),
    ("visit", "Personal visit"),
    ("meeting", "Customer meeting"),
    ("follow_up", "Follow-up or visit by staff"),
    ("regulator", "Regulator"),
    ("media", "Media"),
    ("court", "Court or lawyer"),
]

RELATIONS = [
    ("customer", "Customer"),
    ("potential", "Potential customer"),
    ("consumer", "Consumer"),
    ("patient", "Patient"),
    ("dealer", "Dealer"),
    ("regulator", "Regulator"),
    ("employee", "Employee"),
    ("anonymous", "Anonymous"),
]


class QualityComplaint(models.Model):
    """A complaint, from the first word to the return visit [CO-01 to CO-03, CO-81].

    new → accepted → investigating → solution → replied → revisit → closed; rejected
    with a reason and a reply. Everybody files, complaint staff process [CO-05]. Steps
    stand in ``quality_complaint_flow.py``. ``quantity`` is in ``uom_id``.
    """

    _name = "quality.complaint"
    _description = "Complaint"
    _inherit = [
        "quality.document",
        "quality.capa.source.mixin",
        "quality.goods.mixin",
    ]
    _number_prefix = "CPL"
    _frozen_states = ("closed", "rejected")

    state = fields.Selection(
        [
            ("new", "New"),
            ("accepted", "Accepted"),
            ("investigating", "Under Investigation"),
            ("solution", "Solution"),
            ("replied", "Replied"),
            ("revisit", "Return Visit"),
            ("closed", "Closed"),
            ("rejected", "Rejected"),
        ],
        default="new",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    description = fields.Text(required=True)
    demand = fields.Text("Customer's Demand")
    channel = fields.Selection(CHANNELS, required=True, default="phone", tracking=True)
    date = fields.Datetime(
        "Received on",
        required=True,
        default=fields.Datetime.now,
        index=True,
        copy=False,
    )
    channel_detail = fields.Char("Address or Number Used")
    kind_id = fields.Many2one(
        "quality.complaint.kind", index="btree_not_null", tracking=True
    )
    subject = fields.Selection(related="kind_id.subject", store=True, string="Subject")
    is_complaint = fields.Boolean(
        "Counts as Complaint",
        compute="_compute_is_complaint",
        store=True,
        precompute=True,
        help="Enquiries and suggestions are answered and counted apart [CO-09].",
    )
    level_id = fields.Many2one(
        "quality.complaint.level",
        compute="_compute_level_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
    )
    # who complains
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", tracking=True
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer Company",
        store=True,
        index="btree_not_null",
    )
    relation = fields.Selection(RELATIONS, default="customer", required=True)
    contact_name = fields.Char("Complainant", tracking=False)
    contact_phone = fields.Char("Phone")
    contact_email = fields.Char("E-mail")
    contact_address = fields.Char("Address")
    user_unit = fields.Char(help="Ward, shop or person using the goods.")
    # goods
    product_id = fields.Many2one(tracking=True)
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_complaint_lot_rel",
        "complaint_id",
        "lot_id",
        "Lots/Serial Numbers",
        check_company=True,
        domain="[('product_id', '=?', product_id)]",
    )
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    quantity = fields.Float(tracking=True)
    sale_id = fields.Many2one(
        "sale.order", "Sales Order", index="btree_not_null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Delivery", index="btree_not_null", check_company=True
    )
    defect_id = fields.Many2one(
        "quality.defect", index="btree_not_null", ondelete="restrict", tracking=True
    )
    defect_class_id = fields.Many2one(
        related="defect_id.class_id", store=True, index="btree_not_null"
    )
    usage_conditions = fields.Text(
        "Conditions of Use", help="Amount, frequency, time of use, storage."
    )
    # whom it concerns
    accused_team_id = fields.Many2one(
        "quality.team",
        "Department Complained about",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    accused_user_id = fields.Many2one(
        "res.users",
        "Person Complained about",
        index="btree_not_null",
        groups="quality_complaint.group_complaint_user",
        help="Never handles the complaint [XX-14].",
    )
    first_responsible_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Was asked first; stays so whoever handles it later [CO-06].",
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_complaint_participant_rel",
        string="Taking Part",
        copy=False,
        readonly=True,
        help="People of other departments who investigate or decide: they read it.",
    )
    # judgement
    justified = fields.Selection(
        [("yes", "Justified"), ("no", "Not justified")],
        "Justified?",
        tracking=True,
        copy=False,
    )
    justified_reason = fields.Text("Why", copy=False)
    # answer
    reply = fields.Html(copy=False, sanitize_attributes=True)
    customer_opinion = fields.Selection(
        [
            ("accepted", "Agrees"),
            ("conditions", "Agrees on conditions"),
            ("rejected", "Disagrees"),
        ],
        "Customer's Opinion",
        copy=False,
        tracking=True,
    )
    customer_opinion_note = fields.Text("Opinion in Words", copy=False)
    result = fields.Text(copy=False, help="What came out of it in the end.")
    # consequences
    nonconformity_ids = fields.One2many(
        "quality.nonconformity", "complaint_id", "Nonconformities", copy=False
    )
    return_ids = fields.One2many(
        "quality.return", "complaint_id", "Returns", copy=False
    )
    # when and by whom; set by the steps
    date_accepted = fields.Datetime("Accepted on", readonly=True, copy=False)
    accepted_by_id = fields.Many2one(
        "res.users", "Accepted by", readonly=True, copy=False
    )
    date_investigation = fields.Datetime(
        "Investigation Started on", readonly=True, copy=False
    )
    date_solution = fields.Datetime("Decided on", readonly=True, copy=False)
    solved_by_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)
    date_replied = fields.Datetime("Replied on", readonly=True, copy=False)
    replied_by_id = fields.Many2one(
        "res.users", "Replied by", readonly=True, copy=False
    )
    date_revisit = fields.Datetime("Return Visit on", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False, index=True)
    closed_by_id = fields.Many2one("res.users", "Closed by", readonly=True, copy=False)

    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'rejected')"
    )
    _similar_idx = models.Index("(product_id, date)")

    @api.depends("kind_id")
    def _compute_is_complaint(self):
        for record in self:
            record.is_complaint = not record.kind_id or record.kind_id.is_complaint

    @api.depends("kind_id")
    def _compute_level_id(self):
        for record in self:
            record.level_id = record.level_id or record.kind_id.level_id

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered(lambda r: not r.first_responsible_id):
            asked = record.reporter_id or self.env.user
            if asked._is_internal():
                record._write_gated({"first_responsible_id": asked.id})
        return records

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "first_responsible_id",
            "participant_ids",
            "date_accepted",
            "accepted_by_id",
            "date_investigation",
            "date_solution",
            "solved_by_id",
            "date_replied",
            "replied_by_id",
            "date_revisit",
            "date_closed",
            "closed_by_id",
        }

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", list(OPEN_STATES))
