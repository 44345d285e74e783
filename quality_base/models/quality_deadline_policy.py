from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.clock import PERIOD_UNITS

UNITS = [
    ("hours", "Hours"),
    ("calendar_days", "Calendar days"),
    ("working_days", "Working days"),
    ("nth_working_day", "N-th working day of the month"),
    ("month_end", "N-th end of month"),
    ("quarter_end", "N-th end of quarter"),
    ("year_end", "N-th end of year"),
    ("weekday", "Weekday (1 = Monday … 7 = Sunday)"),
    ("next_day", "Clock time on the next day (12 = 12:00)"),
]
#: unit → (smallest, largest amount, whole numbers only)
LIMITS = {
    "hours": (0, 100_000, False),
    "calendar_days": (0, 36_500, True),
    "working_days": (0, 5_000, True),
    "nth_working_day": (1, 23, True),
    "weekday": (1, 7, True),
    "next_day": (0, 24, False),
    **dict.fromkeys(PERIOD_UNITS, (1, 1_200, True)),
}


class QualityDeadlinePolicy(models.Model):
    """How long a step of a kind of document may take, as data [XX-16, XX-18].

    All policies that match a document apply, the strictest wins. A running deadline
    keeps the terms it started with: changing a policy raises its version and touches
    new deadlines only.
    """

    _name = "quality.deadline.policy"
    _description = "Deadline Policy"
    _inherit = ["mail.thread"]
    _order = "model, step, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one("res.company", index="btree_not_null", tracking=True)
    model = fields.Selection(
        "_selection_model", "Document", required=True, index=True, tracking=True
    )
    step = fields.Char(required=True, tracking=True)
    step_help = fields.Char("Steps of the Document", compute="_compute_step_help")
    condition = fields.Char(
        default="[]",
        required=True,
        tracking=True,
        help="Only documents that meet it; all when empty.",
    )
    amount = fields.Float(default=1.0, tracking=True, aggregator=None)
    unit = fields.Selection(UNITS, required=True, default="hours", tracking=True)
    at_hour = fields.Float(
        "Clock Time",
        tracking=True,
        aggregator=None,
        help="The last day ends at this time, e.g. close of work. 0:00: at its end.",
    )
    immediately = fields.Boolean(
        tracking=True,
        help="The rule says “immediately”: the number of hours is a setting of the "
        "company, not a legal term.",
    )
    start_field = fields.Char(
        "Start Date",
        tracking=True,
        help="Technical name of a date of the document from which the time runs. "
        "Empty: it runs from the start of the step.",
    )
    calendar_id = fields.Many2one(
        "quality.calendar",
        tracking=True,
        help="Empty: the default calendar of the document's company.",
    )
    roll = fields.Selection(
        [("none", "Stays"), ("next", "Moves to the next working day")],
        "Last Day Not Worked",
        required=True,
        default="none",
        tracking=True,
    )
    reminder_hours = fields.Char(
        "Reminders (hours)",
        default="-24, 0, 24",
        tracking=True,
        help="Hours before (minus) and after the due time, separated by commas.",
    )
    escalation = fields.Selection(
        [
            ("none", "None"),
            ("chain", "Level by level"),
            ("top", "At once to the top"),
        ],
        required=True,
        default="chain",
        tracking=True,
        help="Up the chain of teams, each after its own hours [XX-20].",
    )
    pause_allowed = fields.Boolean(
        tracking=True, help="The time may be stopped, e.g. while the customer is asked."
    )
    approver_id = fields.Many2one(
        "res.users", "Exception Approver", tracking=True, help="Approves extensions."
    )
    approver_group_id = fields.Many2one(
        "res.groups",
        "Exception Approvers",
        tracking=True,
        default=lambda self: self.env.ref(
            "quality_base.group_quality_manager", raise_if_not_found=False
        ),
    )
    preset = fields.Selection(
        lambda self: self.env["res.company"]._fields["quality_sector"].selection,
        "Sector",
        tracking=True,
        help="Applies only in companies with this sector preset. Empty: always.",
    )
    date_from = fields.Date("Valid from", tracking=True)
    date_to = fields.Date("Valid to", tracking=True)
    source = fields.Char(
        "Source Reference", help="Article of law, standard or house rule."
    )
    version = fields.Integer(default=1, readonly=True, copy=False, aggregator=None)
    deadline_ids = fields.One2many("quality.deadline", "policy_id", "Deadlines")
    in_force = fields.Boolean(
        compute="_compute_in_force",
        search="_search_in_force",
        help="Applies to new documents of the current company today.",
    )

    _date_check = models.Constraint(
        "CHECK(date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The policy ends before it begins: correct its validity.",
    )

    @api.model
    def _selection_model(self):
        mixin = self.env.registry["quality.deadline.mixin"]
        return sorted(
            (name, self.env["ir.model"]._get(name).name or name)
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, mixin)
        )

    @api.depends("model")
    def _compute_step_help(self):
        for policy in self:
            steps = policy._get_steps()
            policy.step_help = ", ".join(
                f"{key}: {label}" for key, label in steps.items()
            )

    @api.depends("active", "preset", "company_id", "date_from", "date_to")
    @api.depends_context("company")
    def _compute_in_force(self):
        in_force = self.filtered_domain(self._in_force_domain())
        in_force.in_force = True
        (self - in_force).in_force = False

    def _search_in_force(self, operator, value):
        return self._in_force_domain() if operator == "in" else NotImplemented

    def _in_force_domain(self):
        company, today = self.env.company, fields.Date.context_today(self)
        return (
            Domain("active", "=", True)
            & Domain("preset", "in", [False, company.quality_sector])
            & Domain("company_id", "in", [False, company.id])
            & (Domain("date_from", "=", False) | Domain("date_from", "<=", today))
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.constrains("amount", "unit", "at_hour")
    def _check_amount(self):
        for policy in self:
            low, high, whole = LIMITS[policy.unit]
            amount = policy.amount
            if not low <= amount <= high or (whole and amount != int(amount)):
                raise ValidationError(policy._amount_message(low, high, whole))
            if not 0 <= policy.at_hour <= 24:
                raise ValidationError(
                    self.env._("A clock time lies from 0:00 to 24:00.")
                )

    @api.constrains("model", "step", "start_field", "condition")
    def _check_document(self):
        for policy in self:
            if policy.model not in self.env:
                continue  # its addon is gone; the policy does nothing
            if policy.step not in policy._get_steps():
                raise ValidationError(
                    self.env._(
                        "“%(step)s” is no step of this document. Its steps are: %(steps)s.",
                        step=policy.step,
                        steps=policy.step_help or self.env._("none"),
                    )
                )
            policy._check_start_field()
            policy._parse_condition()

    def _check_start_field(self):
        field = self.env[self.model]._fields.get(self.start_field or "")
        if self.start_field and (not field or field.type not in ("date", "datetime")):
            raise ValidationError(
                self.env._(
                    "“%(field)s” is no date of this document. Leave the start date "
                    "empty to count from the start of the step.",
                    field=self.start_field,
                )
            )

    @api.constrains("reminder_hours")
    def _check_reminder_hours(self):
        for policy in self:
            policy._get_reminder_offsets()

    @api.model_create_multi
    def create(self, vals_list):
        policies = super().create(vals_list)
        self.env.registry.clear_cache()
        return policies

    def write(self, vals):
        used = self.browse()
        if vals.keys() & self._get_term_fields():
            used = self.filtered(lambda policy: policy._is_used())
        result = super().write(vals)
        for policy in used:
            super(QualityDeadlinePolicy, policy).write({"version": policy.version + 1})
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda policy: policy._is_used()):
            raise UserError(
                self.env._(
                    "Deadlines were set by %(names)s. Archive it instead.",
                    names=", ".join(used.mapped("name")),
                )
            )

    def action_open_deadlines(self):
        """Open the deadlines that the policy set."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_base.quality_deadline_action"
        )
        return action | {"domain": [("policy_id", "in", self.ids)], "context": {}}

    def _is_used(self):
        self.ensure_one()
        deadlines = self.env["quality.deadline"].sudo()  # of other companies too
        return bool(deadlines.search_count([("policy_id", "=", self.id)], limit=1))

    def _get_steps(self):
        """Return ``{step: label}`` of the policy's kind of document."""
        self.ensure_one()
        document = self.env.get(self.model)  # may be anything, or gone
        return getattr(document, "_deadline_steps", dict)()

    @api.model
    def _get_term_fields(self):
        """Names of the fields whose change makes a new version."""
        return {
            *("step", "condition", "amount", "unit", "at_hour", "roll"),
            *("immediately", "start_field", "calendar_id", "reminder_hours", "model"),
            *("escalation", "pause_allowed", "approver_id", "approver_group_id"),
            *("preset", "date_from", "date_to", "company_id"),
        }

    def _amount_message(self, low, high, whole):
        kind = self.env._("a whole number") if whole else self.env._("a number")
        return self.env._(
            "The amount of “%(name)s” must be %(kind)s from %(low)s to %(high)s "
            "for this unit.",
            name=self.name,
            kind=kind,
            low=low,
            high=high,
        )
