from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_supplier_notice import WAITING_STATES


class QualitySupplierNoticeFlow(models.Model):
    """The house's steps of a notice: issue, ask again, judge, close, cancel."""

    _inherit = "quality.supplier.notice"

    can_issue = fields.Boolean(compute="_compute_can_steps")
    can_remind = fields.Boolean(compute="_compute_can_steps")
    can_judge = fields.Boolean(compute="_compute_can_steps")
    can_ask_again = fields.Boolean(compute="_compute_can_steps")
    can_close = fields.Boolean(compute="_compute_can_steps")
    can_cancel = fields.Boolean(compute="_compute_can_steps")

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        for notice in self:
            state = notice.state
            notice.can_issue = staff and state == "draft"
            notice.can_remind = staff and state in WAITING_STATES
            notice.can_judge = officer and state == "answered"
            notice.can_ask_again = staff and state in ("answered", "not_effective")
            notice.can_close = officer and state in ("effective", "not_effective")
            notice.can_cancel = staff and state in (
                "draft",
                *WAITING_STATES,
                "answered",
            )

    def action_issue(self):
        self._issue()
        return True

    def action_remind(self):
        self._remind()
        return True

    @sign_with_password
    def action_judge_effective(self):
        self._judge(True)
        return True

    @sign_with_password
    def action_judge_not_effective(self):
        self._judge(False)
        return True

    @sign_with_password
    def action_close(self):
        self._close()
        return True

    def action_open_step(self):
        """Ask for what a step needs: a reason, a date, what the supplier wrote."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Notice to Supplier"),
            "res_model": "quality.supplier.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_notice_id": self.id,
                "default_step": self.env.context.get("step", "again"),
            },
        }

    # -- issue -----------------------------------------------------------------------

    def _issue(self):
        """draft → issued: the supplier gets the link, own departments are told.

        :raises AccessError: the user is no quality staff
        :raises UserError: goods, quantity or a date to come are missing
        """
        self._check_role("user")
        for notice in self:
            if notice.state != "draft":
                raise UserError(notice._transition_message("issued"))
            if blockers := notice._get_issue_blockers():
                raise UserError("\n".join(blockers))
        for notice in self:
            notice._open_access(notice.date_reply_by)
        self._set_state("issued", date=fields.Datetime.now(), issued_by_id=self.env.uid)
        self._start_disciplines()
        self.filtered(lambda n: not n.user_id).write({"user_id": self.env.uid})
        self._mail_supplier("mail_supplier_notice_issue")
        self._inform_departments()

    def _get_issue_blockers(self):
        """Hook: texts that say why it cannot be issued yet ([] = it can)."""
        self.ensure_one()
        blockers = []
        if not self.product_id and not self.demand_note:
            blockers.append(
                self.env._(
                    "%(name)s: name the product, or say in the demand what it is about.",
                    name=self.name,
                )
            )
        if self.product_id and self.uom_id.compare(self.quantity, 0) <= 0:
            blockers.append(
                self.env._("%(name)s: say how much is concerned.", name=self.name)
            )
        if self.date_reply_by < self._get_today():
            blockers.append(
                self.env._(
                    "%(name)s: the reply would be due on %(date)s, which is past.",
                    name=self.name,
                    date=self.date_reply_by,
                )
            )
        return blockers

    def _start_disciplines(self):
        """Make the eight rows of this round where an 8D report is asked."""
        wanted = self.filtered(lambda n: n.answer_form == "8d")
        for notice in wanted:
            rows = self.env["quality.supplier.discipline"]._prepare_all(notice.round)
            sudo = notice.sudo()  # rows are written by the engine only
            sudo._write_gated({"discipline_ids": [Command.create(row) for row in rows]})

    def _inform_departments(self):
        """Tell own departments that goods of theirs are concerned [NC-30]."""
        for notice in self.filtered("informed_team_ids"):
            teams = notice.informed_team_ids.sudo()  # whom to tell is no secret
            notice._send_notice(
                users=(teams.head_id | teams.member_ids) - self.env.user,
                reason=notice._get_department_text(),
            )

    def _get_department_text(self):
        self.ensure_one()
        goods = f"{self.quantity:g} {self.uom_id.name or ''}".strip()
        text = self.env._(
            "%(supplier)s was told of a nonconformity: %(goods)s %(product)s.\n"
            "%(defect)s",
            supplier=self.supplier_id.display_name,
            goods=goods,
            product=self.product_id.display_name or "",
            defect=self.description,
        )
        if self.internal_demand:
            text += "\n" + self.env._("To do: %(what)s", what=self.internal_demand)
        return text

    # -- while it waits ----------------------------------------------------------------

    def _remind(self):
        """Remind the supplier now.

        :raises UserError: he owes no answer
        """
        self._check_role("user")
        for notice in self:
            if notice.state not in WAITING_STATES:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: there is nothing to remind of.",
                        name=notice.name,
                        state=notice._state_label(notice.state),
                    )
                )
        self._mail_reminder()

    def _mail_reminder(self):
        for notice in self:
            notice._open_access(notice.date_reply_by)
        self._mail_supplier("mail_supplier_notice_remind")

    def _extend_reply(self, date_reply_by, reason):
        """Give the supplier until another day, and tell him.

        :param date date_reply_by: today or later
        :param str reason: kept in the history
        """
        self._check_role("user")
        self._check_reason(reason)
        for notice in self:
            if notice.state not in WAITING_STATES:
                raise UserError(notice._transition_message("issued"))
            notice._check_future(date_reply_by)
        self._write_gated({"date_reply_by": date_reply_by})
        for notice in self:
            notice._open_access(date_reply_by)
        self._log_history("extend", {"reply_by": str(date_reply_by)}, reason)
        self._mail_supplier("mail_supplier_notice_again")

    def _ask_again(self, demand_note, date_reply_by):
        """answered or not effective → issued: the answer does not do, ask anew [NC-32].

        The former answer stays in the discussion, its 8D rows in their round.

        :param str demand_note: what is missing; the supplier reads it
        :param date date_reply_by: by when the next answer is due
        """
        self._check_role("user")
        self._check_reason(demand_note)
        for notice in self:
            notice._check_future(date_reply_by)
            if notice.state not in ("answered", "not_effective"):
                raise UserError(notice._transition_message("issued"))
            notice._open_access(date_reply_by)
            notice._set_state(
                "issued",
                reason=demand_note,
                round=notice.round + 1,
                demand_note=demand_note,
                date_reply_by=date_reply_by,
                **notice._prepare_round_vals(),
            )
        self._start_disciplines()
        self._mail_supplier("mail_supplier_notice_again")

    def _check_future(self, date):
        if not date or date < self._get_today():
            raise UserError(
                self.env._(
                    "Name the day until which the supplier answers: not a past one."
                )
            )

    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, in words that others understand."))

    # -- the end -----------------------------------------------------------------------

    def _close(self):
        """Close what was judged; the supplier's link ends [NC-30].

        :raises UserError: judged not effective, and neither a CAPA nor another notice
        """
        self._check_role("officer")
        for notice in self:
            if blockers := notice._get_close_blockers():
                raise UserError("\n".join(blockers))
        self._check_capa_planned()
        self._set_state("closed")
        self._sign("closed")
        self._mail_supplier("mail_supplier_notice_result")
        self._revoke_access()

    def _get_close_blockers(self):
        """Hook: texts that say why it cannot be closed yet ([] = it can)."""
        self.ensure_one()
        lively = self.sudo().capa_ids.filtered(lambda c: c.state != "cancelled")
        if self.state == "not_effective" and not lively:
            return [
                self.env._(
                    "%(name)s was judged not effective: ask the supplier again, or open "
                    "a corrective action from it, before you close it.",
                    name=self.name,
                )
            ]
        return []

    def _cancel(self, reason):
        """Take the notice back, with a reason; the supplier's link ends.

        :param str reason: e.g. the goods were judged conforming
        """
        issued = self.filtered(lambda n: n.state != "draft")
        (issued or self)._check_role("officer" if issued else "user")
        self._check_reason(reason)
        self._set_state("cancelled", reason=reason)
        issued._mail_supplier("mail_supplier_notice_result")
        self._revoke_access()

    @api.model
    def _get_signed_fields(self, meaning):
        return [
            *("name", "supplier_id", "product_id", "lot_ids", "quantity", "uom_id"),
            *("description", "demand", "demand_note", "answer_form", "date_reply_by"),
            *("reply", "discipline_ids.code", "discipline_ids.content"),
            *("effect_result", "judged_lots", "judged_nonconformities"),
        ]
