from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPlanMember(models.Model):
    """Somebody in the team of a plan, with his part and his briefing [CT-25]."""

    _name = "customer.plan.member"
    _description = "Member of a Plan's Team"
    _inherit = ["customer.plan.part"]
    _order = "plan_id, id"
    _rec_name = "user_id"

    user_id = fields.Many2one("res.users", "Member", required=True, index=True)
    task = fields.Char("Responsible for", required=True)
    date_briefed = fields.Date("Briefed on", readonly=True, copy=False)
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    _member_uniq = models.UniqueIndex(
        "(plan_id, user_id)", "This member is in the team already."
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date_briefed"}

    @api.depends_context("uid")
    @api.depends("date_briefed", "plan_id.state", "user_id")
    def _compute_can_confirm(self):
        for member in self:
            member.can_confirm = (
                member.user_id == self.env.user
                and not member.date_briefed
                and member.plan_id.state in ("approved", "execution")
            )

    def action_confirm(self):
        """Confirm in one's own name that one was briefed."""
        self.check_access("read")
        if wrong := self.filtered(lambda member: not member.can_confirm):
            raise UserError(
                self.env._(
                    "%(names)s confirm the briefing themselves, once, when the plan is "
                    "approved.",
                    names=", ".join(wrong.user_id.mapped("name")),
                )
            )
        # a member need not write plans to confirm his own briefing
        self.sudo()._write_gated({"date_briefed": fields.Date.context_today(self)})
        return True
