from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityReturnClose(models.Model):
    """Responsibility, follow-up and the end of a return [CO-72, CO-73]."""

    _inherit = "quality.return"

    date_promised = fields.Date(
        "Promised to the Customer",
        tracking=True,
        help="Rework of the goods is scheduled to be done by then [CO-77].",
    )
    responsible_team_id = fields.Many2one(
        "quality.team",
        "Responsible Department",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    responsible_ids = fields.Many2many(
        "res.users",
        "quality_return_responsible_rel",
        string="Responsible Persons",
        domain="[('share', '=', False)]",
    )
    responsibility_note = fields.Text(
        "How the Matter was Handled", help="Correction, prevention, what was agreed."
    )
    followup_ids = fields.One2many("quality.return.followup", "return_id", "Follow-up")
    can_close = fields.Boolean(compute="_compute_can_close")
    can_refuse = fields.Boolean(compute="_compute_can_close")
    can_cancel = fields.Boolean(compute="_compute_can_close")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_close(self):
        transitions = self._get_transitions()
        for record in self:
            staff = record._is_staff()
            following = transitions.get(record.state, ())
            mine = record.state == "accepted" and bool(record._get_my_approval())
            record.can_close = staff and "closed" in following
            record.can_refuse = "refused" in following and (staff or mine)
            record.can_cancel = staff and "cancelled" in following

    @sign_with_password
    def action_close(self):
        self._close()
        return True

    def action_refuse(self):
        return self._ask_explanation("refuse")

    def action_cancel(self):
        return self._ask_explanation("cancel")

    def _ask_explanation(self, step):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Written Explanation"),
            "res_model": "quality.return.explain",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_return_id": self.id, "default_step": step},
        }

    def _is_staff(self):
        return self.env.user.has_group("quality_complaint.group_complaint_user")

    def _cancel(self, reason):
        """The customer withdraws, or it was filed by mistake.

        :param str reason: why, kept in the history
        :raises AccessError: the user is no complaint staff
        :raises UserError: no reason, or goods are here already
        """
        self._check_staff()
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the return is cancelled."))
        self._check_nothing_came("cancelled")
        self._set_state("cancelled", reason=reason)

    def _refuse(self, reason):
        """Goods that are here are inspected first: then quality refuses them [CO-64]."""
        self._check_nothing_came("refused")
        return super()._refuse(reason)

    def _check_nothing_came(self, state):
        for record in self:
            if record.sudo().inspection_ids and record.state != "inspected":  # counted
                raise UserError(
                    self.env._(
                        "Goods of %(name)s are here already: it cannot become "
                        "“%(state)s” before quality has inspected them.",
                        name=record.name,
                        state=record._state_label(state),
                    )
                )

    def _close(self):
        """Close a settled or refused return [CO-72, CO-73].

        :raises AccessError: the user is no complaint staff
        :raises UserError: what is missing, in words
        """
        self._check_staff()
        for record in self:
            if "closed" not in self._get_transitions().get(record.state, ()):
                raise UserError(record._transition_message("closed"))
            if blockers := record._get_close_blockers():
                raise UserError(
                    self.env._(
                        "%(name)s cannot be closed yet:\n%(blockers)s",
                        name=record.name,
                        blockers="\n".join(blockers),
                    )
                )
        self._set_state("closed", date_closed=fields.Datetime.now())
        self._sign("closed")

    def _get_close_blockers(self):
        """Hook: texts that say why it cannot be closed yet ([] = it can)."""
        self.ensure_one()
        blockers, rows = [], self.sudo().inspection_ids  # counted, not shown
        waiting = rows.filtered(lambda row: row.zone_exit_id and not row.is_cleared)
        if waiting:
            blockers.append(
                self.env._(
                    "Goods are still in the returns zone: have their transfers "
                    "(%(names)s) validated.",
                    names=", ".join(
                        waiting.zone_exit_id.move_ids.picking_id.mapped("name")
                    ),
                )
            )
        handled = self.responsible_team_id and (self.responsibility_note or "").strip()
        if "own_fault" in rows.mapped("verdict") and not handled:
            blockers.append(
                self.env._(
                    "The fault is our own: name the responsible department and how "
                    "the matter was handled."
                )
            )
        last = self.followup_ids.sorted(lambda row: (row.date, row.id))[-1:]
        if rows and not last.is_satisfied:
            blockers.append(
                self.env._(
                    "Write to or visit the customer and enter it under “Follow-up”, "
                    "until he is satisfied."
                )
            )
        return blockers
