from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

PURCHASE = "purchase.group_purchase_user"


class QualitySupplierDeviationFlow(models.Model):
    """Steps of a deviation request: who may, on what conditions [NC-31].

    Nobody decides on a request he filed or gave the technical opinion on.
    """

    _inherit = "quality.supplier.deviation"

    can_submit = fields.Boolean(compute="_compute_can_steps")
    can_give_technical = fields.Boolean(compute="_compute_can_steps")
    can_give_quality = fields.Boolean(compute="_compute_can_steps")
    can_decide = fields.Boolean(compute="_compute_can_steps")
    can_notify = fields.Boolean(compute="_compute_can_steps")
    can_finish = fields.Boolean(compute="_compute_can_steps")

    @api.depends("state", "stage", "technical_verdict", "quality_verdict")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        officer = user.has_group("quality_base.group_quality_officer")
        buyer = user.has_group(PURCHASE)
        for record in self:
            state = record.state
            record.can_submit = (staff or buyer) and state == "draft"
            asked = state == "submitted" and user in record.sudo().participant_ids
            record.can_give_technical = asked and not record.technical_verdict
            record.can_give_quality = (
                staff and state == "submitted" and not record.quality_verdict
            )
            record.can_decide = officer and state == "reviewed"
            tells = buyer if record.stage == "receipt" else staff
            record.can_notify = tells and state == "approved"
            record.can_finish = officer and state == "notified"

    def action_notify(self):
        self._notify()
        return True

    def action_open_step(self):
        """Ask for the words of an opinion, a decision or a reason."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deviation Request"),
            "res_model": "quality.supplier.deviation.step",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_deviation_id": self.id,
                "default_step": self.env.context.get("step", "technical"),
            },
        }

    # -- opinions --------------------------------------------------------------------

    def _give_opinion(self, kind, verdict, opinion):
        """Give the technical or the quality opinion; both make it reviewed; signed.

        :param str kind: technical or quality
        :param str verdict: agree, conditions or refuse
        :param str opinion: in words
        :raises AccessError: the user was not asked, or gave the other one
        """
        self._check_reason(opinion)
        for record in self:
            if record.state != "submitted":
                raise UserError(record._transition_message("reviewed"))
            record._check_may_opine(kind)
            sudo = record.sudo()  # who is asked holds no write right
            sudo._write_gated(
                {
                    f"{kind}_verdict": verdict,
                    f"{kind}_opinion": opinion,
                    f"{kind}_user_id": self.env.uid,
                }
            )
            record._sign("opinion", comment=opinion)
            if sudo.technical_verdict and sudo.quality_verdict:
                sudo._set_state("reviewed")

    def _check_may_opine(self, kind):
        self.ensure_one()
        user, sudo = self.env.user, self.sudo()
        asked = user in sudo.participant_ids
        if kind == "quality":
            asked = user.has_group("quality_base.group_quality_user")
        other = sudo.quality_user_id if kind == "technical" else sudo.technical_user_id
        if user == other:
            raise AccessError(
                self.env._(
                    "You gave the other opinion on %(name)s: somebody else gives this "
                    "one.",
                    name=self.name,
                )
            )
        if not asked:
            raise AccessError(
                self.env._(
                    "This opinion on %(name)s is given by %(who)s.",
                    name=self.name,
                    who=(
                        self.env._("quality staff")
                        if kind == "quality"
                        else ", ".join(sudo.participant_ids.mapped("name"))
                    ),
                )
            )

    # -- decision and notice ------------------------------------------------------------

    def _decide(self, approve, note=None):
        """reviewed → approved or rejected, by an officer; signed.

        A rejection is told to the supplier at once, an approval by :meth:`_notify`.

        :param bool approve: the goods may come
        :param str note: conditions, or why not (required then); the supplier reads it
        """
        self._check_role("officer")
        if not approve:
            self._check_reason(note)
        for record in self:
            # who entered it filed it, whoever he names
            filed = record.reporter_id | record.create_uid
            if self.env.user in filed | record.technical_user_id:
                raise AccessError(
                    self.env._(
                        "You filed %(name)s or gave the technical opinion: another "
                        "officer decides.",
                        name=record.name,
                    )
                )
            record._set_state(
                "approved" if approve else "rejected",
                reason=note,
                decided_by_id=self.env.uid,
                date_decided=fields.Datetime.now(),
                decision_note=note or record.decision_note,
            )
        self._sign("approved" if approve else "rejected", comment=note)
        if approve:
            self._ask_for_notice()
        else:
            self._mail_supplier("mail_supplier_deviation_decision")
            self._revoke_access()

    def _get_print_decision(self):
        """What was decided, also when it was used up or expired since."""
        self.ensure_one()
        refused = self.state == "rejected"
        return self._state_label("rejected" if refused else "approved")

    def _ask_for_notice(self):
        """Tell who must tell the supplier."""
        for record in self:
            post = self.env.ref("quality_nonconformity.function_purchasing_head")
            heads = post._get_holders(record.company_id)
            user = record.buyer_id or heads[:1]
            if record.stage == "in_process":
                user = record.user_id or record.decided_by_id
            if user:
                summary = self.env._("Tell the supplier that he may deliver")
                record._ask_activity(user, summary)

    def _notify(self):
        """approved → notified: the supplier may deliver from now on.

        :raises AccessError: before delivery purchasing tells him, in production quality
        """
        for record in self:
            record._check_may_notify()
            if record.state != "approved":
                raise UserError(record._transition_message("notified"))
            sudo = record.sudo()  # purchasing holds no write right on a decided one
            sudo._open_access(record.date_to)
            sudo._set_state(
                "notified",
                notified_by_id=self.env.uid,
                date_notified=fields.Datetime.now(),
            )
        self._sign("released")
        self._mail_supplier("mail_supplier_deviation_decision")

    def _check_may_notify(self):
        self.ensure_one()
        purchasing = self.stage == "receipt"
        group = PURCHASE if purchasing else "quality_base.group_quality_user"
        if not self.env.user.has_group(group):
            raise AccessError(
                self.env._(
                    "%(name)s: the supplier is told by %(who)s. Ask them.",
                    name=self.name,
                    who=(
                        self.env._("purchasing")
                        if purchasing
                        else self.env._("quality")
                    ),
                )
            )

    def _finish(self, reason):
        """notified → used up, before its quantity or period is: nothing more comes."""
        self._check_role("officer")
        self._check_reason(reason)
        self._set_state("used_up", reason=reason)
        self._revoke_access()

    def _cancel(self, reason):
        """Take the request back before the supplier was told."""
        self._check_reason(reason)
        drafts = self.filtered(lambda r: r.state == "draft")
        drafts._check_files_requests()
        if submitted := self - drafts:
            submitted._check_role("officer")
        self._set_state("cancelled", reason=reason)
        self._revoke_access()

    @api.model
    def _get_signed_fields(self, meaning):
        names = ["name", "supplier_id", "product_id", "lot_names", "quantity", "uom_id"]
        names += ["deviation", "reason", "date_from", "date_to", "purchase_id"]
        if meaning != "opinion":
            names += ["technical_verdict", "quality_verdict", "decision_note"]
        return names
