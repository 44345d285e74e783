from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

from .engine_env import as_engine
from .quality_inspection_verdict import CHECK_FIELDS


class QualityInspectionFlow(models.Model):
    """Inspect, confirm above the limit, finish, cancel [NC-22 to NC-26]."""

    _inherit = "quality.inspection.record"

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

    def action_cancel(self):
        self.ensure_one()
        return self.env["quality.nonconformity.reason"]._open(self, "inspection_cancel")

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

    # -- finish --------------------------------------------------------------------

    def _finish(self):
        """Post the result: what is accepted moves on, the rest is isolated."""
        # inspectors hold no right on stock moves
        self.sudo()._set_state("done", date_done=fields.Datetime.now())
        for record in self:
            as_engine(record)._settle()
            record._tell_of_missing()

    def _cancel(self, reason):
        """Take an inspection back that is not done; the goods stay where they are.

        :param str reason: why, kept in the history
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the inspection is taken back."))
        for record in self:
            record._check_may_inspect()
            if record.state == "inspected":
                record._check_may_confirm()
        sudo = self.sudo()  # keepers hold no right to write all of it
        sudo._set_state("cancelled", reason=reason)
        for record in sudo:
            as_engine(record)._renew_waiting()
