from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerTerritory(models.Model):
    """A decision to which unit a customer belongs, other than by address [CT-10, CT-12].

    draft → submitted → approved, or refused; cancelled when another decision on the
    same customer came first. Of the kind ``cross_region`` are those that a program
    asks for because a large customer buys in several regions.
    """

    _name = "customer.territory"
    _description = "Territory Decision"
    _inherit = [
        *("mail.thread", "mail.activity.mixin", "customer.state.mixin"),
        "customer.party.mixin",
    ]
    _order = "id desc"
    _check_company_auto = True
    _frozen_states = ("approved", "refused", "cancelled")
    _kept_states = ("submitted", "approved", "refused", "cancelled")
    _reason_steps = ("_refuse",)

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    partner_id = fields.Many2one(check_company=True)
    kind = fields.Selection(
        [
            ("override", "Other unit than by address"),
            ("conflict", "Two units claim"),
            ("cross_region", "Large customer in several regions"),
        ],
        required=True,
        default="override",
        tracking=True,
    )
    from_unit_id = fields.Many2one(
        "customer.unit",
        "Belongs to",
        compute="_compute_from_unit_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    unit_id = fields.Many2one(
        "customer.unit",
        "To belong to",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users", "Asked by", index=True, default=lambda self: self.env.user
    )
    purpose = fields.Text("Why")
    program_id = fields.Many2one(
        "customer.tier.program", readonly=True, index="btree_not_null"
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    line_ids = fields.One2many(
        "customer.territory.line", "decision_id", "Regions", readonly=True
    )
    revenue = fields.Monetary(readonly=True, copy=False)
    decider_unit_id = fields.Many2one(
        "customer.unit",
        "Decided in",
        compute="_compute_decider_unit_id",
        help="The lowest unit above all that are concerned: it decides.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
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
    decider_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)
    date_decided = fields.Date("Decided on", readonly=True, copy=False)
    reason = fields.Text("Decision", readonly=True, copy=False)

    _open_uniq = models.UniqueIndex(
        "(program_id, commercial_partner_id)"
        " WHERE kind = 'cross_region' AND state IN ('draft', 'submitted')",
        "A decision on this customer of several regions is open already.",
    )

    @api.depends("partner_id")
    def _compute_from_unit_id(self):
        for decision in self:
            decision.from_unit_id = (
                decision.partner_id.commercial_partner_id.customer_unit_id
            )

    @api.depends("from_unit_id", "unit_id", "line_ids.unit_id", "kind")
    def _compute_decider_unit_id(self):
        for decision in self:
            units = decision.from_unit_id | decision.line_ids.unit_id
            if decision.kind != "cross_region":
                units |= decision.unit_id
            common = units[:1]
            for unit in units[1:]:
                common = common._get_common(unit) if common else common
            if common and common in units and common.parent_id:
                common = common.parent_id
            decision.decider_unit_id = common

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    @api.constrains("kind", "program_id")
    def _check_kind(self):
        if self.filtered(lambda d: d.kind == "cross_region" and not d.program_id):
            raise ValidationError(
                self.env._(
                    "Decisions on customers of several regions come from the run of "
                    "a program. Choose another kind."
                )
            )

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"submitted", "cancelled"},
            "submitted": {"approved", "refused", "cancelled"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("decider_id", "date_decided", "reason", "program_id", "revenue"),
            "line_ids",
        }

    @api.model
    def _get_draft_fields(self):
        return super()._get_draft_fields() | {
            *("partner_id", "company_id", "kind", "user_id", "purpose"),
        }
