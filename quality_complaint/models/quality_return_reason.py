from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

#: reason of a line → the post that confirms it beside the three signatures [CO-58]
REASON_ROLES = {
    "standard": "rnd",
    "late": "sales",
    "packaging": "sales",
    "transport": "sales",
}
SALES = "sales_team.group_sale_salesman"
TELL_ACTIVITY = "quality_complaint.activity_return_confirmed"


class QualityReturnReason(models.Model):
    """The reason decides who confirms, and what the customer may get.

    Quality confirms in any case; a dispute about the standard goes to the head of R&D,
    late delivery, packaging and transport to sales [CO-58, CO-65].
    """

    _inherit = "quality.return"

    def _get_approval_roles(self):
        roles = super()._get_approval_roles()
        wanted = {
            REASON_ROLES[line.reason]
            for line in self.line_ids
            if line.reason in REASON_ROLES
        }
        return [*roles, *(role for role in ("rnd", "sales") if role in wanted)]

    def _get_approvers(self, role):
        if role == "rnd":
            post = self.env.ref("quality_complaint.function_rnd_head")
            return post._get_holders(self.company_id)
        if role == "sales":
            users = self.env.ref(SALES).sudo().all_user_ids  # who may, not to show
            return users.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
        return super()._get_approvers(role)

    def _sync_reason_approvals(self):
        """Ask for the approvals that the reasons need now; drop the others of them."""
        for record in self.filtered(lambda ret: ret.state == "accepted"):
            roles = record._get_approval_roles()
            record.sudo().approval_ids.filtered(  # rows of the return's own step
                lambda row, roles=roles: (
                    row.role in REASON_ROLES.values()
                    and row.role not in roles
                    and not row.verdict
                )
            ).unlink()
            record._ask_approvals()

    def _accept(self):
        """Refuse what no rule grants, before anybody is asked [CO-66].

        :raises UserError: unsold goods for credit
        """
        for record in self:
            if problems := record._get_accept_blockers():
                raise UserError("\n".join(problems))
        return super()._accept()

    def _get_accept_blockers(self):
        """Hook: texts that say why it cannot be accepted for check ([] = it can)."""
        self.ensure_one()
        unsold = self.line_ids.filtered(lambda line: line.reason == "unsold")
        unsold -= self._get_policy_credit_lines()
        if unsold and self.wanted != "exchange":
            return [
                self.env._(
                    "%(name)s: unsold goods (%(goods)s) are exchanged for the same "
                    "article. Agree on the exchange with the customer, or file goods "
                    "with another reason as a return of their own.",
                    name=self.name,
                    goods=", ".join(unsold.product_id.mapped("display_name")),
                )
            ]
        return []

    def _on_state_set(self, before, state, reason):
        """Confirmed: business tells the customer to send the goods [CO-62]."""
        result = super()._on_state_set(before, state, reason)
        if state == "confirmed":
            for record in self:
                record._tell_business()
        elif state in ("received", "refused", "cancelled"):
            self.sudo().activity_unlink([TELL_ACTIVITY])  # the seller's: it is over
        return result

    def _tell_business(self):
        self.ensure_one()
        approvals = self.sudo().approval_ids  # who signed is shown on the form
        signed = approvals.filtered(lambda row: row.role == "business").user_id
        seller = self.sudo().sale_id.user_id.filtered("active") or signed[:1]
        if not seller:
            return
        # who is told of it may read it
        self._write_gated({"participant_ids": [Command.link(seller.id)]})
        self.activity_schedule(
            TELL_ACTIVITY,
            user_id=seller.id,
            summary=self.env._(
                "%(name)s is confirmed: tell the customer", name=self.name
            ),
            note=self.env._(
                "Ask the customer to send the goods, with the number of the return."
            ),
        )
