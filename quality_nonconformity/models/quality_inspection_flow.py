from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_inspection_record import CHECK_FIELDS


class QualityInspectionFlow(models.Model):
    """Inspect, confirm above the limit, finish, cancel [NC-22 to NC-26]."""

    _inherit = "quality.inspection.record"

    engineer_id = fields.Many2one(
        "res.users",
        "Engineer",
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
    can_inspect = fields.Boolean(compute="_compute_can_steps")
    can_confirm = fields.Boolean(compute="_compute_can_steps")

    @api.depends("state", "engineer_id", "escalated", "inspector_id")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        for record in self:
            record.can_inspect = record.state == "draft" and record._may_inspect()
            record.can_confirm = record.state == "inspected" and record._may_confirm()

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"inspected", "cancelled"},
            "inspected": {"confirmed", "done", "cancelled"},
            "confirmed": {"done"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "escalated",
            "overruled",
            "confirmed_by_id",
            "date_confirmation",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        names = [
            "name",
            "kind",
            "product_id",
            "lot_id",
            "serial_ids",
            "quantity",
            "expiration_date",
            *CHECK_FIELDS,
            "sample_size",
            "accept_limit",
            "defect_count",
            "finding",
            "verdict",
            "accepted_quantity",
            "ground_ids",
            "item_ids.name",
            "item_ids.result",
            "item_ids.verdict",
        ]
        return names + (["confirm_note"] if meaning == "reviewed" else [])

    @sign_with_password
    def action_inspect(self):
        self._inspect()
        return True

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

    def action_view_nonconformity(self):
        return self.nonconformity_id._get_records_action()

    def action_all_conform(self):
        """Fill in what conforms: one click for the ordinary delivery."""
        for record in self:
            record.write(
                {name: "ok" for name in CHECK_FIELDS if not record[name]}
                | {"verdict": record.verdict or "accept"}
            )
            record.item_ids.filtered(lambda item: not item.verdict).verdict = "pass"
        return True

    # -- inspect -------------------------------------------------------------------

    def _inspect(self):
        """The inspector signs what he found; within the limit it is done at once.

        :raises AccessError: the user is no inspector
        :raises UserError: what is missing, or contradicts the verdict
        """
        for record in self:
            if record.state != "draft":
                raise UserError(record._transition_message("inspected"))
            record._check_may_inspect()
            record._refuse_by_life()
            if blockers := record._get_inspect_blockers():
                raise UserError("\n".join(blockers))
        # keepers of the zone inspect without further quality rights
        self.sudo()._set_state(
            "inspected", inspector_id=self.env.uid, date_inspected=fields.Datetime.now()
        )
        self._sign("executed")
        waiting = self.filtered("above_limit")
        waiting.sudo()._ask_engineer()  # see above
        (self - waiting)._finish()

    def _may_inspect(self):
        """Quality staff, and the keepers of the inspection zone."""
        self.ensure_one()
        if self.env.user.has_group("quality_base.group_quality_user"):
            return True
        zone = self.sudo()._get_inspection_zone()  # keepers may not read warehouses
        return self.env.user in zone.keeper_ids

    def _check_may_inspect(self):
        self.check_access("read")
        if not self._may_inspect():
            raise AccessError(
                self.env._(
                    "%(name)s is filled in by who inspects: quality staff or a keeper "
                    "of the inspection zone. Tell one of them that the goods are here.",
                    name=self.name,
                )
            )

    def _refuse_by_life(self):
        """Put the ground of a life too short on the record; the verdict is checked."""
        if ground := self._get_life_ground():
            self.ground_ids = [Command.link(ground.id)]

    def _get_life_ground(self):
        self.invalidate_recordset(["life_ground"])  # lots change under the record
        if not self.life_ground:
            return self.env["quality.rejection.ground"]
        return self.env.ref(
            f"quality_nonconformity.rejection_ground_{self.life_ground}"
        )

    def _get_inspect_blockers(self):
        """Hook: texts that say why it cannot be signed as inspected ([] = it can)."""
        self.ensure_one()
        blockers = self._get_missing_texts()
        if self.verdict != "reject":
            blockers += self._get_acceptance_blockers()
        if self.verdict == "partial" and not (
            self.uom_id.compare(self.accepted_quantity, 0) > 0
            and self.uom_id.compare(self.rejected_quantity, 0) > 0
        ):
            blockers.append(
                self.env._(
                    "Accepted in part: say how much of the %(quantity)s %(uom)s, more "
                    "than nothing and less than all.",
                    quantity=self.quantity,
                    uom=self.uom_id.name,
                )
            )
        if self.verdict in ("partial", "reject") and not self.ground_ids:
            blockers.append(self.env._("Name the grounds for which goods are refused."))
        return blockers

    def _get_missing_texts(self):
        texts = []
        if not self.verdict:
            texts.append(self.env._("Give your verdict: accept, in part, or reject."))
        unchecked = [name for name in CHECK_FIELDS if not self[name]]
        if unchecked:
            texts.append(
                self.env._(
                    "Not looked at yet: %(names)s.",
                    names=self._get_field_labels(unchecked),
                )
            )
        if items := self.item_ids.filtered(lambda item: not item.verdict):
            texts.append(
                self.env._(
                    "Steps without a result: %(names)s.",
                    names=", ".join(items.mapped("name")),
                )
            )
        if self.control == "sample" and not self.sample_size:
            texts.append(
                self.env._("Goods of this category are sampled: enter the sample.")
            )
        if self.tracking == "lot" and not self.lot_id:
            texts.append(self.env._("Name the lot that was inspected."))
        return texts

    def _get_acceptance_blockers(self):
        """Why these goods, or a part of them, cannot be accepted."""
        texts = []
        if self.life_ground:
            texts.append(self._life_message())
        elif self.min_remaining_days and not self._get_expiry():
            texts.append(
                self.env._(
                    "%(product)s must live another %(days)s days: enter the expiry date "
                    "that is printed on it.",
                    product=self.product_id.display_name,
                    days=self.min_remaining_days,
                )
            )
        if self.above_limit:
            texts.append(
                self.env._(
                    "%(defects)s of %(sample)s are defective, %(limit)s are allowed: "
                    "reject it, the engineer judges the samples then.",
                    defects=self.defect_count,
                    sample=self.sample_size,
                    limit=self.accept_limit,
                )
            )
        bad = [name for name in CHECK_FIELDS if self[name] == "bad"]
        failed = self.item_ids.filtered(lambda item: item.verdict == "fail")
        if self.verdict == "accept" and (bad or failed):
            texts.append(
                self.env._(
                    "It cannot be accepted as a whole, this does not conform: %(names)s.",
                    names=", ".join(
                        filter(
                            None,
                            [self._get_field_labels(bad), *failed.mapped("name")],
                        )
                    ),
                )
            )
        return texts

    def _life_message(self):
        return self.env._(
            "%(goods)s expires on %(expiry)s, %(left)s days after receipt; "
            "%(wanted)s are required. It is rejected, nobody can accept it.",
            goods=self.display_name,
            expiry=self._get_expiry(),
            left=self.remaining_days,
            wanted=max(self.min_remaining_days, 1),
        )

    # -- confirm -------------------------------------------------------------------

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
                    "never by the one who inspected.",
                    name=self.name,
                )
            )

    # -- finish --------------------------------------------------------------------

    def _finish(self):
        """Post the result: what is accepted moves on, the rest is isolated."""
        sudo = self.sudo()  # inspectors hold no right on stock moves
        sudo._set_state("done", date_done=fields.Datetime.now())
        for record in sudo:
            record._settle()
        for record in self:
            record._tell_of_missing()

    def _cancel(self, reason):
        """Take an inspection back that is not done; the goods stay where they are.

        :param str reason: why, kept in the history
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the inspection is taken back."))
        for record in self:
            record._check_may_inspect()
        sudo = self.sudo()  # keepers hold no right to write all of it
        sudo._set_state("cancelled", reason=reason)
        for record in sudo:
            record._renew_waiting()
