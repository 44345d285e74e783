from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SOON = timedelta(hours=24)
#: numbers of the colour palette of lists and cards
RED, ORANGE, BLUE, GREEN, PURPLE = 1, 2, 4, 10, 11

STATES = [
    ("open", "Open"),
    ("met", "Met"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
    ("no_policy", "No policy"),
    ("undetermined", "Not determinable yet"),
]


class QualityDeadline(models.Model):
    """One step of one document: started, due, done [XX-16, XX-17].

    Instants are naive UTC. Rows are written by the engine only: started, finished and
    cancelled by the document's own steps, judged by the scheduled job. A step that is
    done again after it was finished or cancelled gets a new round; the former stays.
    """

    _name = "quality.deadline"
    _description = "Deadline"
    _inherit = ["quality.row.mixin", "quality.mean.mixin"]
    _order = "effective_due, id"
    _mean_domains = {
        "on_time_rate": [("judged", "=", True)],
        "delay": [("judged", "=", True)],
    }

    res_id = fields.Many2oneReference(index=True)
    step = fields.Char("Step Code", required=True, readonly=True)
    step_label = fields.Char("Step", compute="_compute_step_label")
    round = fields.Integer(
        default=1, readonly=True, aggregator=None, help="How often the step was begun."
    )
    policy_id = fields.Many2one(
        "quality.deadline.policy",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",  # its addon may be uninstalled; the terms stay
        help="The strictest of the policies that applied.",
    )
    policy_version = fields.Integer(readonly=True, aggregator=None)
    terms = fields.Json(readonly=True, help="What the policies said at the start.")
    team_id = fields.Many2one("quality.team", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    step_start = fields.Datetime("Step Begun", required=True, readonly=True)
    start = fields.Datetime(readonly=True, help="From when the time runs.")
    due = fields.Datetime("Due (original)", readonly=True)
    extended_due = fields.Datetime(readonly=True)
    effective_due = fields.Datetime(
        "Due", compute="_compute_effective_due", store=True, precompute=True
    )
    done = fields.Datetime(readonly=True)
    state = fields.Selection(STATES, default="open", required=True, readonly=True)
    waiting = fields.Boolean(
        "Not Determinable Yet",
        readonly=True,
        help="A matching policy needs working days of a year that its calendar does "
        "not cover, or a date that the document does not have yet.",
    )
    judged = fields.Boolean(
        readonly=True, help="Done, or its original due time has passed."
    )
    on_time = fields.Boolean(
        compute="_compute_result",
        store=True,
        precompute=True,
        help="Done by the original due time; an extension does not change it.",
    )
    on_time_rate = fields.Float(
        "On Time (%)",
        compute="_compute_result",
        store=True,
        precompute=True,
        aggregator="avg",
    )
    delay = fields.Float(
        "Delay (hours)",
        compute="_compute_result",
        store=True,
        precompute=True,
        aggregator="avg",
        help="Hours from the original due time until it was done.",
    )
    delay_reason = fields.Text("Reason for Delay", readonly=True)
    paused_at = fields.Datetime("Paused since", readonly=True)
    pause_reason = fields.Char(readonly=True)
    paused_hours = fields.Float(readonly=True)
    color = fields.Integer(compute="_compute_color")
    can_pause = fields.Boolean(compute="_compute_can_pause")
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")
    extension_ids = fields.One2many("quality.deadline.extension", "deadline_id")
    activity_ids = fields.Many2many(
        "mail.activity", "quality_deadline_activity_rel", string="Reminders"
    )
    escalation_level = fields.Integer(
        readonly=True, aggregator=None, help="Levels of the chain told so far."
    )
    last_check = fields.Datetime(readonly=True)
    next_check = fields.Datetime(readonly=True)

    _round_uniq = models.UniqueIndex(
        "(res_model, res_id, step, round)", "This step of the document runs already."
    )
    _check_idx = models.Index("(next_check) WHERE next_check IS NOT NULL")
    _open_user_idx = models.Index("(user_id, effective_due) WHERE done IS NULL")
    _due_idx = models.Index("(company_id, due)")

    @api.depends("res_model", "step")
    def _compute_step_label(self):
        for model, rows in self.grouped("res_model").items():
            steps = self.env[model]._deadline_steps() if model in self.env else {}
            for row in rows:
                row.step_label = steps.get(row.step, row.step)

    @api.depends("step_label", "document_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.document_name or ''}: {row.step_label}"

    @api.depends("due", "extended_due")
    def _compute_effective_due(self):
        for row in self:
            row.effective_due = row.extended_due or row.due

    @api.depends("due", "done", "judged")
    def _compute_result(self):
        for row in self:
            late = row.due and row.done and row.done > row.due
            row.on_time = bool(row.judged and row.due and row.done and not late)
            row.on_time_rate = 100.0 if row.on_time else 0.0
            row.delay = (row.done - row.due).total_seconds() / 3600 if late else 0.0

    @api.depends("state", "done", "paused_at", "terms", "is_late")
    def _compute_can_pause(self):
        for row in self:
            running = row.state == "open" and not (row.done or row.paused_at)
            allowed = all(term["pause"] for term in row.terms or ())
            row.can_pause = running and allowed and not row.is_late

    @api.depends("is_late", "effective_due", "done", "paused_at", "state")
    def _compute_color(self):
        soon = fields.Datetime.now() + SOON
        for row in self:
            if row.done or row.state == "cancelled":
                row.color = GREEN if row.state == "met" else 0
            elif not row.effective_due:
                row.color = PURPLE
            elif row.paused_at:
                row.color = BLUE
            elif row.is_late:
                row.color = RED
            else:
                row.color = ORANGE if row.effective_due <= soon else GREEN

    @api.depends("effective_due", "done", "paused_at", "state")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        return self._late_domain() if operator == "in" else NotImplemented

    @api.model
    def _late_domain(self):
        return (
            Domain("effective_due", "<", fields.Datetime.now()) & self._running_domain()
        )

    @api.model
    def _running_domain(self):
        """Rows whose time runs: neither finished, nor cancelled, nor paused."""
        return (
            Domain("done", "=", False)
            & Domain("state", "in", ("open", "missed"))
            & Domain("paused_at", "=", False)
        )

    @api.model
    def _pending_domain(self):
        """Rows whose step is still to be done, with or without a due time."""
        return Domain("done", "=", False) & Domain("state", "!=", "cancelled")

    def action_pause(self):
        """Ask for the reason and stop the time."""
        return self._open_wizard("pause")

    def action_resume(self):
        """Let the time run on."""
        self._resume()
        return True

    def action_extend(self):
        """Ask for a reason and a new date, to be approved."""
        return self._open_wizard("extend")

    def action_explain(self):
        """Ask for the reason of the delay."""
        return self._open_wizard("explain")

    def _open_wizard(self, kind):
        self.ensure_one()
        self._check_documents("write")
        return {
            "type": "ir.actions.act_window",
            "res_model": "quality.deadline.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_deadline_id": self.id, "default_kind": kind},
        }

    def _explain(self, reason):
        """Keep the reason of a delay.

        :raises UserError: when the reason is empty
        """
        self._check_documents("write")
        self._require_reason(reason)
        self.sudo().write({"delay_reason": reason})  # rows belong to the engine
        self._log("explain", reason)

    def _check_documents(self, operation):
        """Who may change the document may speak for its deadlines."""
        for model, rows in self.grouped("res_model").items():
            self.env[model].browse(rows.mapped("res_id")).check_access(operation)

    def _require_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason: it stays with the deadline."))

    def _get_document(self):
        self.ensure_one()
        return self.env[self.res_model].browse(self.res_id)

    def _log(self, event, comment=""):
        """Tell the documents what happened to their deadlines."""
        for row in self:
            row._get_document()._on_deadline_event(event, row, comment)
