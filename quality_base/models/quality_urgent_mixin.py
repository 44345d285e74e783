from odoo import fields, models
from odoo.exceptions import UserError


class QualityUrgentMixin(models.AbstractModel):
    """The emergency channel: straight to the top, with a reason, reviewed later [XX-21].

    Works on a record with ``team_id`` and ``company_id`` (quality.access.mixin).
    """

    _name = "quality.urgent.mixin"
    _description = "Record with Emergency Channel"
    _inherit = ["quality.notice.mixin", "quality.state.mixin"]

    urgent = fields.Boolean(readonly=True, copy=False, tracking=True)
    urgent_ids = fields.One2many(
        "quality.urgent",
        "res_id",
        "Emergency Channel",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,  # who reads the document may read its rows
        readonly=True,
    )

    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"urgent"}

    def action_raise_urgent(self):
        """Ask for the reason, then :meth:`_raise_urgent`."""
        return {
            "name": self.env._("Raise as Urgent"),
            "type": "ir.actions.act_window",
            "res_model": "quality.urgent.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_id": self.id},
        }

    def _raise_urgent(self, reason):
        """Bring the records to the top of their team chain at once.

        :param str reason: why the normal path will not do; required
        :return: the quality.urgent rows, to be reviewed later
        :raises UserError: without a reason, or when nobody stands at the top
        """
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why the matter is urgent: the emergency channel goes to the "
                    "general manager and its use is reviewed later."
                )
            )
        rows = self.env["quality.urgent"]
        for record in self:
            users = record._get_urgent_users()
            # may write the document (checked); users hold no create right on rows
            rows |= rows.sudo().create(record._prepare_urgent_vals(reason, users))
            record._write_gated({"urgent": True})
            record._send_notice(
                users=users, reason=reason, kind="urgent", acknowledge=True
            )
        return rows.sudo(False)

    def _get_urgent_users(self):
        """Return the head at the top of the team chain, else the heads of quality."""
        self.ensure_one()
        chain = self.team_id.sudo()._get_escalation_chain() if self.team_id else ()
        heads = [team.head_id for team in chain if team.head_id]
        users = heads[-1] if heads else self._get_quality_heads()
        if not users:
            raise UserError(
                self.env._(
                    "Nobody stands at the top of the teams of %(company)s. Set the "
                    "head of the top team (Quality / Configuration / Teams) first.",
                    company=self.company_id.name,
                )
            )
        return users

    def _get_quality_heads(self):
        group = self.env.ref("quality_base.group_quality_manager")
        return group.sudo().all_user_ids.filtered(  # employees may not read groups
            lambda user: user.active and self.company_id in user.company_ids
        )

    def _prepare_urgent_vals(self, reason, users):
        return {
            "res_model": self._name,
            "res_id": self.id,
            "company_id": self.company_id.id,
            "reason": reason,
            "raised_by_id": self.env.uid,
            "date_raised": fields.Datetime.now(),
            "notified_ids": [fields.Command.set(users.ids)],
        }
