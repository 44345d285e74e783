from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityInspectionConfirm(models.Model):
    """Samples above the limit: the engineer judges them, else the manager [NC-26]."""

    _inherit = "quality.inspection.record"

    engineer_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        tracking=True,
        help="Judges samples above the acceptance limit. Empty: any quality officer.",
    )
    escalated = fields.Boolean(
        "To the Department Manager",
        readonly=True,
        copy=False,
        tracking=True,
        help="The engineer could not judge.",
    )
    confirm_note = fields.Text("Judgement of the Samples", copy=False)
    overruled = fields.Boolean("Judged Conforming", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    date_confirmation = fields.Datetime("Confirmed on", readonly=True, copy=False)

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "escalated",
            "overruled",
            "confirmed_by_id",
            "date_confirmation",
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("engineer_id")._check_names_engineer()
        return records

    def write(self, vals):
        if "engineer_id" in vals and not self._gate_is_open():
            self._check_names_engineer()
        return super().write(vals)

    def _check_names_engineer(self):
        """Nobody appoints himself, or his own judge.

        :raises AccessError: quality staff names the engineer before the inspection,
            an officer who did not inspect afterwards
        """
        user = self.env.user
        if self.env.su or not self:
            return
        inspected = self.filtered(lambda record: record.state != "draft")
        role = "officer" if inspected else "user"
        staff = user.has_group(f"quality_base.group_quality_{role}")
        if not staff or user in inspected.inspector_id:
            raise AccessError(
                self.env._(
                    "Who judges the samples of %(names)s is named by quality staff "
                    "before the inspection, and by a quality officer who did not "
                    "inspect them afterwards. Ask one of them.",
                    names=", ".join(self.mapped("name")),
                )
            )

    @sign_with_password
    def action_confirm(self):
        self._confirm()
        return True

    @sign_with_password
    def action_confirm_conforming(self):
        self._confirm(conforming=True)
        return True

    def action_escalate(self):
        self._escalate()
        return True

    def _ask_engineer(self):
        """Samples above the limit go to the engineer; it becomes his to answer."""
        for record in self:
            record._write_gated({"user_id": record.engineer_id.id or record.user_id.id})
            if record.engineer_id:
                record._send_notice(
                    users=record.engineer_id,
                    reason=self.env._(
                        "Samples of %(name)s are above the acceptance limit: confirm "
                        "the finding, or say that you cannot judge it.",
                        name=record.name,
                    ),
                )

    def _confirm(self, conforming=False):
        """The engineer (or the department manager) judges samples above the limit.

        :param bool conforming: the samples conform after all: the delivery is accepted
        :raises AccessError: somebody else judges, or the user inspected it himself
        :raises UserError: no reason for judging it conforming; goods whose life is over
        """
        for record in self:
            if record.state != "inspected":
                raise UserError(record._transition_message("confirmed"))
            record._check_may_confirm()
            if conforming and not (record.confirm_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write in “Judgement of the Samples” why they conform after all."
                    )
                )
            if conforming and record._get_life_ground():
                raise UserError(record._life_message())
        sudo = self.sudo()  # engineers of other departments hold no quality rights
        vals = {"verdict": "accept", "overruled": True} if conforming else {}
        sudo._set_state(
            "confirmed",
            confirmed_by_id=self.env.uid,
            date_confirmation=fields.Datetime.now(),
            **vals,
        )
        self._sign("reviewed")
        self._finish()

    def _escalate(self):
        """The engineer cannot judge: the department manager does [NC-26].

        :raises UserError: no reason given
        """
        for record in self:
            if record.state != "inspected":
                raise UserError(record._transition_message("confirmed"))
            record._check_may_confirm()
            if not (record.confirm_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write in “Judgement of the Samples” what you cannot judge."
                    )
                )
            sudo = record.sudo()  # see _confirm
            sudo._write_gated({"escalated": True})
            sudo._send_notice(
                groups=self.env.ref("quality_base.group_quality_manager"),
                reason=self.env._(
                    "%(engineer)s cannot judge the samples of %(name)s: please do.",
                    engineer=self.env.user.name,
                    name=record.name,
                ),
            )

    def _may_confirm(self):
        self.ensure_one()
        user = self.env.user
        if user == self.inspector_id:
            return False
        if self.escalated:
            return user.has_group("quality_base.group_quality_manager")
        officer = user.has_group("quality_base.group_quality_officer")
        return user == self.engineer_id if self.engineer_id else officer

    def _check_may_confirm(self):
        self.check_access("read")
        if not self._may_confirm():
            raise AccessError(
                self.env._(
                    "The samples of %(name)s are judged by the engineer named, a quality "
                    "officer if none is, or the quality manager after the engineer; and "
                    "never by the one who inspected or reworked them.",
                    name=self.name,
                )
            )
