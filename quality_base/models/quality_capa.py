from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .quality_capa_cause import CATEGORIES

OPEN_STATES = ("opened", "cause", "planned", "done", "verifying", "not_effective")


class QualityCapa(models.Model):
    """Corrective and preventive action shared by all sources [NC-75, XX-26].

    opened → cause found → plan approved → done → verifying → effective → closed; a
    check that finds it not effective leads back to the causes, or to the next CAPA of
    the chain. Steps and their conditions stand in ``quality.capa.flow``, the check of
    effect in ``quality.capa.effect``.
    """

    _name = "quality.capa"
    _description = "Corrective or Preventive Action"
    _inherit = ["quality.capa.flow", "quality.capa.effect", "quality.document"]
    _number_prefix = "CAPA"
    _frozen_states = ("closed", "cancelled")
    _mandatory_deadline_steps = ("cause", "plan", "actions", "effectiveness")
    _deadline_start_states = {
        "opened": ("cause",),
        "cause": ("plan",),
        "planned": ("actions",),
        "done": ("effectiveness",),
    }
    _deadline_done_states = {
        "cause": ("cause",),
        "planned": ("plan",),
        "done": ("actions",),
        "effective": ("effectiveness",),
        "not_effective": ("effectiveness",),
    }

    title = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        [
            ("corrective", "Corrective"),
            ("preventive", "Preventive"),
            ("both", "Corrective and Preventive"),
        ],
        required=True,
        default="corrective",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("opened", "Opened"),
            ("cause", "Cause Found"),
            ("planned", "Plan Approved"),
            ("done", "Done"),
            ("verifying", "Verifying"),
            ("effective", "Effective"),
            ("not_effective", "Not Effective"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="opened",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    round = fields.Integer(
        default=1, readonly=True, copy=False, help="Counts up when a check failed."
    )
    description = fields.Html("Problem", help="What happened, where, how often.")
    origin = fields.Char(help="Audit, review, survey or other origin without a record.")
    source_model = fields.Char(index="btree_not_null", readonly=True)
    source_id = fields.Many2oneReference(
        model_field="source_model", index="btree_not_null", readonly=True
    )
    source_ref = fields.Char(
        "Source Number", compute="_compute_source_ref", store=True, readonly=True
    )
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="restrict"
    )
    date_opened = fields.Date(
        "Opened on", default=fields.Date.context_today, required=True
    )
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    # causes
    why_ids = fields.One2many("quality.capa.why", "capa_id", "5 Whys", copy=True)
    cause_ids = fields.One2many("quality.capa.cause", "capa_id", "Causes")
    root_cause = fields.Text(
        compute="_compute_root_cause", store=True, readonly=False, copy=False
    )
    cause_category = fields.Selection(
        CATEGORIES,
        "Cause Class",
        compute="_compute_cause_category",
        store=True,
        readonly=False,
    )
    # plan
    action_ids = fields.One2many("quality.capa.action", "capa_id", "Measures")
    action_count = fields.Integer(compute="_compute_action_count")
    action_done_count = fields.Integer(compute="_compute_action_count")
    planner_id = fields.Many2one(
        "res.users", "Plan Submitted by", readonly=True, copy=False
    )
    date_plan = fields.Datetime("Plan Submitted on", readonly=True, copy=False)
    plan_approver_id = fields.Many2one(
        "res.users", "Plan Approved by", readonly=True, copy=False
    )
    date_plan_approved = fields.Datetime("Plan Approved on", readonly=True, copy=False)
    date_done = fields.Datetime("Done on", readonly=True, copy=False)
    # 8D
    discipline_ids = fields.One2many(
        "quality.capa.discipline",
        "capa_id",
        "8D",
        default=lambda self: [
            fields.Command.create(vals)
            for vals in self.env["quality.capa.discipline"]._prepare_all()
        ],
    )
    # chain
    previous_id = fields.Many2one(
        "quality.capa", "Follows", readonly=True, index="btree_not_null", copy=False
    )
    next_ids = fields.One2many("quality.capa", "previous_id", "Followed by")
    lesson = fields.Text(
        copy=False,
        help="Conclusion that everybody concerned is told when it is closed. Left "
        "empty: cause and result.",
    )
    lesson_user_ids = fields.Many2many(
        "res.users",
        "quality_capa_lesson_rel",
        string="Tell",
        help="Told in addition to the owner, the team and who carried out a measure.",
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _source_idx = models.Index("(source_model, source_id) WHERE source_id IS NOT NULL")

    @api.depends("name", "title")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_display_name(self):
        # links are named as superuser: their titles are for those who may read them
        readable = self._origin.sudo(False)._filtered_access("read")
        for capa in self:
            hidden = capa._origin and capa._origin not in readable
            parts = filter(None, (capa.name, not hidden and capa.title))
            capa.display_name = " ".join(parts)

    @api.depends("source_model", "source_id")
    def _compute_source_ref(self):
        for model, capas in self.grouped("source_model").items():
            if not model or model not in self.env:
                capas.source_ref = False
                continue
            # computed as superuser, but told to those only who may read the source
            sources = self.env[model].sudo(False).browse(capas.mapped("source_id"))
            sources = sources.exists()._filtered_access("read")
            names = {source.id: source.display_name for source in sources}
            for capa in capas:
                capa.source_ref = names.get(capa.source_id, capa.source_ref)

    @api.depends(
        "why_ids.is_root", "why_ids.answer", "cause_ids.is_root", "cause_ids.name"
    )
    def _compute_root_cause(self):
        for capa in self:
            roots = capa.why_ids.filtered("is_root").mapped("answer")
            roots += capa.cause_ids.filtered("is_root").mapped("name")
            if roots:
                capa.root_cause = "\n".join(roots)

    @api.depends("cause_ids.is_root", "cause_ids.category")
    def _compute_cause_category(self):
        for capa in self:
            roots = capa.cause_ids.filtered("is_root")
            if roots:
                capa.cause_category = roots[0].category

    @api.depends("action_ids.is_done")
    def _compute_action_count(self):
        for capa in self:
            capa.action_count = len(capa.action_ids)
            capa.action_done_count = len(capa.action_ids.filtered("is_done"))

    @api.depends(
        "state", "action_ids.is_done", "action_ids.date_due", "effect_due_date"
    )
    def _compute_is_overdue(self):
        overdue = self.filtered_domain(self._overdue_domain())
        overdue.is_overdue = True
        (self - overdue).is_overdue = False

    def _search_is_overdue(self, operator, value):
        return self._overdue_domain() if operator == "in" else NotImplemented

    @api.model
    def _overdue_domain(self):
        """Open with a measure past its date, or a check that should have been."""
        today = fields.Date.context_today(self)
        late = Domain("state", "in", ("opened", "cause", "planned")) & Domain(
            "action_ids", "any", self.env["quality.capa.action"]._late_domain()
        )
        check = Domain("state", "in", ("done", "verifying"))
        return late | (check & Domain("effect_due_date", "<", today))

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "opened": {"cause", "cancelled"},
            "cause": {"planned", "opened", "cancelled"},
            "planned": {"done", "cause", "cancelled"},
            "done": {"verifying", "planned"},
            "verifying": {"effective", "not_effective", "planned"},
            "effective": {"closed"},
            "not_effective": {"cause", "closed"},
            "closed": {"cause"},
            "cancelled": {"opened"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "round",
            "planner_id",
            "date_plan",
            "plan_approver_id",
            "date_plan_approved",
            "date_done",
            "date_verified",
            "verified_by_id",
            "date_closed",
            "previous_id",
        }

    def _deadline_steps(self):
        return {
            "cause": self.env._("Find the cause"),
            "plan": self.env._("Plan approved"),
            "actions": self.env._("Measures done"),
            "effectiveness": self.env._("Effect verified"),
        }

    def write(self, vals):
        linked = vals.keys() & {"source_model", "source_id"}
        if linked and not self._gate_is_open() and self.filtered("source_id"):
            raise UserError(self._gated_message(min(linked)))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if self.filtered(lambda c: c.state != "opened"):
            raise UserError(
                self.env._("Only a CAPA just opened can be deleted. Cancel it instead.")
            )

    def action_view_source(self):
        """Open the record that the CAPA came from."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.source_model,
            "res_id": self.source_id,
            "views": [(False, "form")],
        }

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }
