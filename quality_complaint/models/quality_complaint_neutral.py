from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class QualityComplaintNeutral(models.Model):
    """Nobody judges his own case: handler, investigator, return visit [CO-17, XX-14]."""

    _inherit = "quality.complaint"

    investigator_id = fields.Many2one(
        "res.users",
        "Investigated by",
        compute="_compute_investigator_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        tracking=True,
        help="The head of the department complained about; the one above, when the head "
        "is the person complained about.",
    )

    @api.depends("accused_team_id", "accused_user_id")
    def _compute_investigator_id(self):
        for record in self:
            record.investigator_id = (
                record._get_accused_head() or record.investigator_id
            )

    def _get_accused_head(self):
        """Return the first head, from the department upwards, who is not accused."""
        self.ensure_one()
        record = self.sudo()  # compared, not shown
        users = self.env["res.users"]
        if not record.accused_team_id:
            return users
        chain = record.accused_team_id._get_escalation_chain()
        heads = chain.mapped("head_id") - record.accused_user_id
        return heads[:1].with_env(self.env)

    @api.constrains("user_id", "investigator_id", "accused_user_id", "participant_ids")
    def _check_not_accused(self):
        for record in self.sudo():  # compared, not shown
            accused = record.accused_user_id
            if accused and accused in self._get_handlers(record):
                raise ValidationError(
                    self.env._(
                        "%(name)s concerns a person who has it in hand, or takes part. "
                        "Hand it over to somebody else first.",
                        name=record.name,
                    )
                )

    @api.model
    def _get_handlers(self, record):
        """Hook: everybody who handles ``record`` (superuser) or takes part in it."""
        return record.user_id | record.investigator_id | record.participant_ids

    def write(self, vals):
        if not self.env.su and not self._gate_is_open():
            self._check_not_mine(vals)
        return super().write(vals)

    def _check_not_mine(self, vals):
        """Refuse that the person complained about changes what is written."""
        if not vals.keys() - self._get_unfrozen_fields():
            return
        mine = self.sudo().filtered(lambda r: r.accused_user_id == self.env.user)
        if mine:
            raise AccessError(
                self.env._(
                    "You cannot change %(names)s: it concerns you. What you have to say "
                    "belongs in a report or in its discussion.",
                    names=", ".join(mine.mapped("name")),
                )
            )

    def _get_revisit_blockers(self):
        blockers = super()._get_revisit_blockers()
        if not self._may_revisit():
            blockers.append(
                self.env._(
                    "the customer is asked again by somebody neutral (%(who)s), not by "
                    "the department complained about.",
                    who=self._get_neutral_team().name
                    or self.env._("outside that department"),
                )
            )
        return blockers

    def _may_revisit(self):
        """Whether the current user may ask the customer again [CO-42]."""
        self.ensure_one()
        if not self._is_about_people():
            return True
        user, team = self.env.user, self.accused_team_id.sudo()  # members: no secret
        neutral = self._get_neutral_team()
        if user in neutral.member_ids | neutral.head_id:
            return True
        return user not in self.investigator_id | team.member_ids | team.head_id
