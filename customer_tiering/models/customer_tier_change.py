from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerTierChange(models.Model):
    """A change of a customer's tier: proposed, approved, in force, kept [CT-06, CT-14].

    proposed → submitted → approved → in_force; rejected; cancelled when the revenue
    has moved on. ``revenue`` is in the program's currency, of ``date_from`` to
    ``date_to``, both included.
    """

    _name = "customer.tier.change"
    _description = "Change of Tier"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]
    _order = "id desc"
    _frozen_states = ("in_force", "rejected", "cancelled")
    _kept_states = ("approved", "in_force", "rejected")

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "customer.tier.program", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="program_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="program_id.currency_id")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("submitted", "Submitted"),
            ("approved", "Approved"),
            ("in_force", "In Force"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    kind = fields.Selection(
        [
            ("computed", "By revenue"),
            ("upstream", "Upstream key account"),
            ("manual", "By hand"),
        ],
        required=True,
        default="manual",
        tracking=True,
    )
    old_tier_id = fields.Many2one(
        "customer.tier", "From", readonly=True, ondelete="restrict"
    )
    new_tier_id = fields.Many2one(
        "customer.tier",
        "To",
        domain="[('program_id', '=', program_id)]",
        ondelete="restrict",
    )
    direction = fields.Selection(
        [("up", "Up"), ("down", "Down")], compute="_compute_direction", store=True
    )
    revenue = fields.Monetary(readonly=True)
    date_from = fields.Date("Revenue from", readonly=True)
    date_to = fields.Date("Revenue to", readonly=True)
    rule_version = fields.Integer("Version of the Rules", readonly=True)
    reason = fields.Text()
    proposer_id = fields.Many2one(
        "res.users", "Proposed by", readonly=True, default=lambda self: self.env.user
    )
    submitter_id = fields.Many2one(
        "res.users", "Submitted by", readonly=True, copy=False
    )
    approver_id = fields.Many2one("res.users", "Decided by", readonly=True, copy=False)
    date_decided = fields.Datetime("Decided on", readonly=True, copy=False)
    date_in_force = fields.Date("In Force since", readonly=True, copy=False)
    rejection_reason = fields.Text(readonly=True, copy=False)
    approver_group_id = fields.Many2one(
        "res.groups",
        "Approved by",
        compute="_compute_approver_group_id",
        help="The group that approves the higher of both tiers [CT-06].",
    )

    _open_uniq = models.UniqueIndex(
        "(program_id, partner_id) WHERE state IN ('proposed', 'submitted', 'approved')",
        "A change of this customer's tier is open already: decide on it first.",
    )

    @api.depends("old_tier_id", "new_tier_id")
    def _compute_direction(self):
        for change in self:
            old = change.old_tier_id.lower_limit
            change.direction = "up" if change.new_tier_id.lower_limit > old else "down"

    @api.depends("old_tier_id", "new_tier_id")
    def _compute_approver_group_id(self):
        for change in self:
            tiers = change.old_tier_id | change.new_tier_id
            highest = tiers.sorted("lower_limit", reverse=True)[:1]
            change.approver_group_id = highest.approver_group_id

    @api.model_create_multi
    def create(self, vals_list):
        if not self._gate_is_open():
            vals_list = [self._complete_vals(vals) for vals in vals_list]
        self.flush_model(["state"])  # what was just decided is no longer open
        for vals in vals_list:
            if not vals.get("name"):
                program = self.program_id.browse(vals.get("program_id"))
                vals["name"] = self._next_number(program.company_id)
        return super().create(vals_list)

    @api.model
    def _complete_vals(self, vals):
        """A change proposed by hand takes revenue and old tier from the standing."""
        vals = self.default_get(["program_id", "partner_id"]) | vals
        program = self.env["customer.tier.program"].browse(vals.get("program_id"))
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not (program and partner):
            return vals  # required: the database says so
        standing = program._get_standing(partner)
        known = program._prepare_change_facts(standing)
        return (
            vals
            | known
            | {
                "name": False,
                "partner_id": partner.commercial_partner_id.id,
                "kind": "manual",
                "proposer_id": self.env.uid,
            }
        )

    @api.constrains("program_id", "new_tier_id")
    def _check_tier(self):
        for change in self:
            tier = change.new_tier_id
            if tier and tier.program_id != change.program_id:
                raise ValidationError(
                    self.env._(
                        "“%(tier)s” is a tier of another program than “%(program)s”: "
                        "choose one of its own.",
                        tier=tier.name,
                        program=change.program_id.name,
                    )
                )

    @api.model
    def _get_transitions(self):
        return {
            "proposed": {"submitted", "cancelled"},
            "submitted": {"approved", "rejected", "cancelled"},
            "approved": {"in_force"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("submitter_id", "approver_id", "date_decided", "date_in_force"),
            "rejection_reason",
        }

    @api.model
    def _get_fact_fields(self):
        return super()._get_fact_fields() | {
            *("name", "partner_id", "program_id", "kind", "proposer_id"),
            *("old_tier_id", "revenue", "date_from", "date_to", "rule_version"),
        }

    @api.model
    def _get_draft_fields(self):
        return super()._get_draft_fields() | {"new_tier_id", "reason"}
