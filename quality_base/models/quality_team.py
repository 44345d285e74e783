from odoo import api, fields, models
from odoo.exceptions import ValidationError


class QualityTeam(models.Model):
    """A department or function: head, members, and the parent above it.

    The chain of parents is the way of escalation: person → head → department in
    charge → leader in charge → general manager [XX-20].
    """

    _name = "quality.team"
    _description = "Quality Team"
    _inherit = ["mail.thread", "mail.alias.mixin.optional"]
    _order = "sequence, name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["name"]  # the complete name is not stored
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    complete_name = fields.Char(compute="_compute_complete_name", recursive=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, default=lambda self: self.env.company
    )
    head_id = fields.Many2one("res.users", index="btree_not_null", tracking=True)
    member_ids = fields.Many2many(
        "res.users", "quality_team_member_rel", string="Members"
    )
    parent_id = fields.Many2one(
        "quality.team",
        "Escalates to",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
    )
    neutral = fields.Boolean(
        help="Stands outside the departments: takes and revisits complaints about them."
    )
    escalation_hours = fields.Float(
        "Escalate after (hours)",
        default=24.0,
        help="Hours after a deadline was missed until it goes one level up from here.",
    )
    access_user_ids = fields.Many2many(
        "res.users",
        "quality_team_access_rel",
        string="People with Access",
        compute="_compute_access_user_ids",
        store=True,
        recursive=True,
        compute_sudo=True,
        help="Members and head, and the heads of all teams above.",
    )
    above_user_ids = fields.Many2many(
        "res.users",
        "quality_team_above_rel",
        string="Heads of this Team and above",
        compute="_compute_access_user_ids",
        store=True,
        recursive=True,
        compute_sudo=True,
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for team in self:
            parent = team.parent_id.complete_name
            team.complete_name = f"{parent} / {team.name}" if parent else team.name

    @api.depends("member_ids", "head_id", "parent_id.above_user_ids")
    def _compute_access_user_ids(self):
        for team in self:
            team.above_user_ids = team.head_id | team.parent_id.above_user_ids
            team.access_user_ids = team.member_ids | team.above_user_ids

    @api.constrains("parent_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._(
                    "A team cannot escalate to itself: choose another parent team."
                )
            )

    def _get_escalation_chain(self):
        """Return the teams from this one upwards, this one first."""
        self.ensure_one()
        chain, team = self.browse(), self
        while team:
            chain |= team
            team = team.parent_id
        return chain

    def _get_escalation_user(self, level):
        """Return the user to tell at ``level`` (0 = own head, 1 = parent's head…).

        Teams without a head are skipped; above the top the last head is returned.
        """
        self.ensure_one()
        heads = [team.head_id for team in self._get_escalation_chain() if team.head_id]
        if not heads:
            return self.env["res.users"]
        return heads[min(level, len(heads) - 1)]

    def _alias_get_creation_values(self):
        """Mail to the team's address becomes part of the team's own discussion."""
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("quality.team")
        if self.id:
            values["alias_force_thread_id"] = self.id
        return values
