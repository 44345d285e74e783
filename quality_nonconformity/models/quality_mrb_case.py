from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

OPEN_STATES = ("draft", "called", "in_session")
#: what a member's vote covers, besides the goods and the proposals themselves
PROPOSAL_FIELDS = (
    "effect",
    "options",
    "conditions",
    "date_deadline",
    "customer_consent_required",
)
_SOURCE = ("product_id", "lot_ids", "quantity", "description", "severity_id")


class QualityMrbCase(models.Model):
    """One case before a review board [NC-50].

    draft → called → in session → decided → executed; escalated to the upper board, or
    cancelled. Steps stand in ``quality_mrb_case_flow.py``. It decides on the draft
    dispositions of its nonconformities, kept in ``disposition_ids`` from then on.
    """

    _name = "quality.mrb.case"
    _description = "Review Board Case"
    _inherit = ["quality.document"]
    _number_prefix = "MRB"
    _frozen_states = ("decided", "executed", "escalated", "cancelled")
    _deadline_start_states = {"called": ("decision",)}
    _deadline_done_states = {
        "decided": ("decision",),
        "escalated": ("decision",),
        "cancelled": ("decision",),
    }

    state = fields.Selection(
        [
            ("draft", "In Preparation"),
            ("called", "Called"),
            ("in_session", "In Session"),
            ("decided", "Decided"),
            ("executed", "Executed"),
            ("escalated", "Sent to the Upper Board"),
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
    reporter_id = fields.Many2one(string="Called by")
    nonconformity_ids = fields.Many2many(
        "quality.nonconformity",
        "quality_mrb_case_nonconformity_rel",
        "case_id",
        "nonconformity_id",
        "Nonconformities",
        required=True,
        check_company=True,
        domain="[('state', 'in', ('draft', 'isolated', 'review'))]",
    )
    disposition_ids = fields.Many2many(
        "quality.disposition",
        "quality_mrb_case_disposition_rel",
        "case_id",
        "disposition_id",
        "Proposed Dispositions",
        compute="_compute_disposition_ids",
        store=True,
        compute_sudo=True,
    )
    board_id = fields.Many2one(
        "quality.mrb.board",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    level = fields.Selection(related="board_id.level", store=True)
    chair_id = fields.Many2one(related="board_id.chair_id")
    present_ids = fields.Many2many(
        "quality.mrb.member",
        "quality_mrb_case_present_rel",
        string="Members Present",
        domain="[('board_id', '=', board_id)]",
        copy=False,
    )
    opinion_ids = fields.One2many(
        "quality.mrb.opinion", "case_id", "Opinions", readonly=True, copy=False
    )
    # what is put before the board
    effect = fields.Text("Effect on Quality")
    options = fields.Text("Options Considered")
    conditions = fields.Text(help="On what conditions the proposal is to hold.")
    date_deadline = fields.Date("To be Done by")
    customer_consent_required = fields.Boolean("Customer's Consent Needed")
    # what it decided
    reasons = fields.Text("Decision and Reasons", readonly=True, copy=False)
    date_called = fields.Datetime("Called on", readonly=True, copy=False)
    date_session = fields.Datetime("In Session since", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, copy=False
    )
    parent_id = fields.Many2one(
        "quality.mrb.case",
        "Case of the Lower Board",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    child_ids = fields.One2many(
        "quality.mrb.case", "parent_id", "Sent on to", readonly=True
    )
    participant_ids = fields.Many2many(
        "res.users",
        "quality_mrb_case_participant_rel",
        string="Taking Part",
        readonly=True,
        copy=False,
        help="Members when it was called: they read it, also of other departments.",
    )

    @api.depends("nonconformity_ids.disposition_ids.state", "state")
    def _compute_disposition_ids(self):
        """The proposals, while the case is open; later what was decided on."""
        for case in self:
            if case.state in OPEN_STATES:
                dispositions = case.nonconformity_ids.disposition_ids
                case.disposition_ids = dispositions.filtered(
                    lambda disposition: disposition.state == "draft"
                )
            else:
                case.disposition_ids = case.disposition_ids

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        for case in cases:
            if not case.nonconformity_ids:
                raise UserError(
                    self.env._("Name the nonconformities that the board is to judge.")
                )
        secret = cases.filtered(
            lambda case: any(case.nonconformity_ids.mapped("confidential"))
        )
        secret.confidential = True
        return cases

    def write(self, vals):
        if not self._gate_is_open():
            fixed = {"board_id", "nonconformity_ids", "company_id"} & vals.keys()
            if fixed and self.filtered(lambda case: case.state != "draft"):
                raise UserError(
                    self.env._(
                        "The board is called: board and nonconformities stay. Cancel "
                        "the case and call anew, or send it to the upper board."
                    )
                )
        result = super().write(vals)
        if vals.keys() & set(PROPOSAL_FIELDS):
            self._supersede_opinions()
        return result

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"called", "cancelled"},
            "called": {"in_session", "escalated", "cancelled"},
            "in_session": {"decided", "escalated", "cancelled"},
            "decided": {"executed", "cancelled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "disposition_ids",
            "opinion_ids",
            "reasons",
            "date_called",
            "date_session",
            "date_decided",
            "decided_by_id",
            "parent_id",
            "participant_ids",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        proposal = self.env["quality.disposition"]._get_decided_fields()
        names = [
            "name",
            "board_id",
            "nonconformity_ids",
            *(f"nonconformity_ids.{name}" for name in _SOURCE),
            *(f"disposition_ids.{n}" for n in sorted(proposal - {"nonconformity_id"})),
            *PROPOSAL_FIELDS,
        ]
        return [*names, "reasons"] if meaning == "approved" else names

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", list(OPEN_STATES))

    def _deadline_steps(self):
        return super()._deadline_steps() | {"decision": self.env._("Decide the case")}

    def _open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def _let_take_part(self, users):
        """Let the members read the case, its nonconformities and dispositions."""
        links = [Command.link(user.id) for user in users]
        # members of other departments hold no right here; their board was called
        self.sudo()._write_gated({"participant_ids": links})
        self.sudo().nonconformity_ids._let_take_part(users)
