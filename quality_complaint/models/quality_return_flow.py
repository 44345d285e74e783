from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_complaint_flow import STAFF


class QualityReturnFlow(models.Model):
    """The steps of a return up to its confirmation: acceptance, three approvals."""

    _inherit = "quality.return"

    can_accept = fields.Boolean(compute="_compute_can_approve")
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("state", "approval_ids.verdict")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        staff = self.env.user.has_group(STAFF)
        for record in self:
            record.can_accept = staff and record.state == "requested"
            record.can_approve = record.state == "accepted" and bool(
                record._get_my_approval()
            )

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "requested": {"accepted", "refused", "cancelled"},
            "accepted": {"confirmed", "refused", "cancelled"},
            "confirmed": {"received", "refused", "cancelled"},
            "received": {"inspected"},
            "inspected": {"decided", "refused"},
            "decided": {"settled"},
            "settled": {"closed"},
            "refused": {"accepted", "closed"},
        }

    def action_accept(self):
        self._accept()
        return True

    @sign_with_password
    def action_approve(self):
        self._approve()
        return True

    def _accept(self):
        """requested → accepted for check: numbered, registered, approvals asked [CO-57].

        :raises AccessError: the user is no complaint staff
        :raises UserError: it names no goods
        """
        self._check_staff()
        for record in self:
            if not record.line_ids:
                raise UserError(
                    self.env._(
                        "%(name)s names no goods. Add what comes back.",
                        name=record.name,
                    )
                )
        self._set_state(
            "accepted",
            accepted_by_id=self.env.uid,
            date_accepted=fields.Datetime.now(),
        )
        for record in self:
            record._ask_approvals()

    def _ask_approvals(self):
        """Make the rows of the approvals it needs; those who give them may read it."""
        self.ensure_one()
        roles = self._get_approval_roles()
        known = self.sudo().approval_ids.mapped("role")
        self.env["quality.return.approval"].sudo().create(
            [
                {"return_id": self.id, "role": role, "sequence": number}
                for number, role in enumerate(roles)
                if role not in known
            ]
        )
        people = self.env["res.users"].union(
            *(self._get_approvers(role) for role in roles)
        )
        self._write_gated({"participant_ids": [Command.link(u.id) for u in people]})

    def _get_approval_roles(self):
        """Hook: the approvals this return needs, in order [CO-65]."""
        self.ensure_one()
        return ["after_sales", "business", "quality"]

    def _get_approvers(self, role):
        """Hook: the users who may approve for ``role`` in the return's company."""
        self.ensure_one()
        function = self.env.ref("quality_complaint.function_business_head")
        if role == "business":
            return function._get_holders(self.company_id)
        group = {
            "after_sales": STAFF,
            "quality": "quality_base.group_quality_officer",
        }[role]
        users = self.env.ref(group).sudo().all_user_ids  # to know who may, not to show
        return users.filtered(
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _get_my_approval(self, role=None):
        """Return the waiting approval that the current user may give, if any.

        Nobody gives two: three people look at each return [XX-14].
        """
        self.ensure_one()
        rows = self.sudo().approval_ids  # rows of those whom it asks
        if self.env.user in rows.user_id:
            return rows.browse()
        waiting = rows.filtered(lambda row: not row.verdict)
        mine = waiting.filtered(
            lambda row: (
                row.role == (role or row.role)
                and self.env.user in self._get_approvers(row.role)
            )
        )
        return mine[:1]

    def _approve(self, role=None, note=None):
        """Give one approval; with the last one the return is confirmed [CO-65].

        :param str role: ``after_sales``, ``business`` or ``quality``; default: the
            first one that the user may give
        :param str note: the opinion, shown on the form
        :raises AccessError: the user may give none of those that wait
        :raises UserError: it is not accepted for check yet
        """
        for record in self:
            if record.state != "accepted":
                raise UserError(record._transition_message("confirmed"))
            row = record._get_my_approval(role)
            if not row:
                raise AccessError(record._no_approval_message(role))
            record._check_approval(row)
            row._write_verdict("approved", note)
            record._sign("approved", comment=note)
            if all(
                v == "approved" for v in row.return_id.approval_ids.mapped("verdict")
            ):
                # the last approval decides; who gives it need not be complaint staff
                record.sudo()._set_state(
                    "confirmed", date_confirmed=fields.Datetime.now()
                )

    def _check_approval(self, row):
        """Hook: refuse the approval ``row`` when its conditions are not met."""

    def _refuse(self, reason):
        """Refuse the return with a written explanation [CO-58, CO-64].

        :param str reason: why, in words that can be shown to the customer
        :raises UserError: no explanation
        """
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "A refusal is explained in writing: say why, for the customer."
                )
            )
        for record in self:
            row = record._get_my_approval() if record.state == "accepted" else None
            if not row:
                record._check_staff()
            else:
                row._write_verdict("refused", reason)
            # checked above; an approver need not be complaint staff
            record.sudo()._set_state("refused", reason=reason, refusal=reason)

    def _no_approval_message(self, role=None):
        return self.env._(
            "You cannot approve %(name)s%(role)s: it waits for %(roles)s, each by "
            "another person who holds that role.",
            name=self.name,
            role=f" ({role})" if role else "",
            roles=", ".join(
                dict(row._fields["role"]._description_selection(self.env))[row.role]
                for row in self.sudo().approval_ids  # roles are no secret
                if not row.verdict
            ),
        )

    def _check_staff(self):
        if not self.env.user.has_group(STAFF):
            raise AccessError(
                self.env._(
                    "Returns are accepted by complaint staff [after-sales]. Ask a "
                    "colleague with the role “Complaint Handler”."
                )
            )

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            "name",
            "partner_id",
            "wanted",
            "line_ids.product_id",
            "line_ids.lot_id",
            "line_ids.quantity",
            "line_ids.reason",
        ]
