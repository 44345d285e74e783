from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerEvent(models.Model):
    """A customer event: budget, attendees, agenda, cost, result [CT-35].

    draft → submitted → approved → held → closed; refused; cancelled. What attendees get
    goes through a gift and hospitality request of its own, so it counts per person.
    """

    _name = "customer.event"
    _description = "Customer Event"
    _inherit = ["customer.request.mixin"]
    _order = "date_start desc, id desc"
    _frozen_states = ("closed", "refused", "cancelled")
    _step_records = "default_event_ids"
    _open_fields = {
        "approved": {"attendee_ids"},
        "held": {"attendee_ids", "cost", "result"},
    }

    title = fields.Char(required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("held", "Held"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    type = fields.Selection(
        [
            ("activity", "Customer Activity"),
            ("promotion", "Promotion Meeting"),
            ("social", "Social Gathering"),
            ("training", "Training or Seminar"),
        ],
        required=True,
        default="promotion",
    )
    date_start = fields.Datetime("Begins", required=True, tracking=True)
    date_end = fields.Datetime(
        "Ends",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    place = fields.Char()
    agenda = fields.Html()
    purpose = fields.Text("Business Reason")
    budget = fields.Monetary(tracking=True, help="All planned cost of the event.")
    hospitality = fields.Monetary(
        "Of it for Attendees",
        tracking=True,
        help="Meals, presents and travel that attendees get. It is shared equally among "
        "them and counts for each.",
    )
    kind_id = fields.Many2one(
        "customer.gift.kind",
        "Kind of Hospitality",
        domain="[('category', 'in', ('event', 'hospitality'))]",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Main Customer",
        index="btree_not_null",
        check_company=True,
        domain="[('is_company', '=', True)]",
    )
    tender = fields.Selection(
        [("no", "No"), ("yes", "Yes")],
        "Tender Open",
        copy=False,
        help="Whether a customer among the attendees decides on an offer of ours now.",
    )
    attendee_ids = fields.One2many(
        "customer.event.attendee", "event_id", "Attendees", copy=True
    )
    attendee_count = fields.Integer(compute="_compute_counts", store=True)
    attended_count = fields.Integer(compute="_compute_counts", store=True)
    value_per_head = fields.Monetary(compute="_compute_value_per_head")
    gift_id = fields.Many2one(
        "customer.gift",
        "Hospitality Request",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    cost = fields.Monetary("Actual Cost", copy=False, tracking=True)
    over_budget = fields.Monetary(compute="_compute_over_budget", store=True)
    result = fields.Text(copy=False, help="What came out of it, and what follows.")
    date_held = fields.Date("Held on", readonly=True, copy=False)

    _dates_check = models.Constraint(
        "CHECK(date_start <= date_end)",
        "The event ends before it begins: correct its times.",
    )
    _budget_check = models.Constraint(
        "CHECK(budget >= 0 AND hospitality >= 0 AND cost >= 0)",
        "Budget and cost of an event cannot be negative.",
    )

    @api.depends("date_start")
    def _compute_date_end(self):
        """Two hours, unless a later end is written."""
        for event in self:
            start, end = event.date_start, event.date_end
            if start and not (end and end >= start):
                event.date_end = start + timedelta(hours=2)

    @api.depends("attendee_ids.attended")
    def _compute_counts(self):
        for event in self:
            event.attendee_count = len(event.attendee_ids)
            event.attended_count = len(event.attendee_ids.filtered("attended"))

    @api.depends("hospitality", "attendee_ids")
    def _compute_value_per_head(self):
        for event in self:
            heads = len(event.attendee_ids) or 1
            event.value_per_head = event.currency_id.round(event.hospitality / heads)

    @api.depends("budget", "cost")
    def _compute_over_budget(self):
        for event in self:
            event.over_budget = max(event.cost - event.budget, 0)

    @api.depends("name", "title")
    def _compute_display_name(self):
        for event in self:
            event.display_name = " ".join(filter(None, (event.name, event.title)))

    @api.constrains("budget", "hospitality")
    def _check_hospitality(self):
        for event in self:
            if event.currency_id.compare_amounts(event.hospitality, event.budget) > 0:
                raise ValidationError(
                    self.env._(
                        "What attendees get (%(part)s) is part of the budget "
                        "(%(budget)s) and cannot be more. Correct one of them.",
                        part=event.currency_id.format(event.hospitality),
                        budget=event.currency_id.format(event.budget),
                    )
                )

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted"},
            "submitted": {"approved", "refused", "cancelled"},
            "approved": {"held", "cancelled"},
            "held": {"closed"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"gift_id", "date_held"}
