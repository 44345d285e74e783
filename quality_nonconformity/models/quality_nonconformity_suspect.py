from odoo import api, fields, models
from odoo.exceptions import UserError

from .engine_env import as_engine
from .zone_pass import with_zone_pass


class QualityNonconformitySuspect(models.Model):
    """Suspicious goods: inspectors are told at once, quality judges [NC-01, NC-19]."""

    _inherit = "quality.nonconformity"

    can_judge = fields.Boolean(compute="_compute_can_judge")
    judged_by_id = fields.Many2one("res.users", "Judged by", readonly=True, copy=False)
    date_judged = fields.Datetime("Judged on", readonly=True, copy=False)

    @api.depends("is_suspect", "state")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            waiting = record.state in ("draft", "isolated", "review")
            record.can_judge = staff and record.is_suspect and waiting

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("is_suspect")._tell_inspectors()
        return records

    def write(self, vals):
        changed = self.filtered(
            lambda record: (
                "is_suspect" in vals and record.is_suspect != bool(vals["is_suspect"])
            )
        )
        if not self._gate_is_open() and changed.filtered(lambda r: r.state != "draft"):
            raise UserError(
                self.env._(
                    "Whether isolated goods are only suspect is judged by quality: use "
                    "“Conforming” or “Nonconforming”."
                )
            )
        result = super().write(vals)
        changed.filtered("is_suspect")._tell_inspectors()
        return result

    def _tell_inspectors(self):
        """Tell those who inspect, at once; they must acknowledge [NC-19].

        While nobody holds the post of the inspection group, all quality staff are told.
        """
        post = self.env.ref("quality_nonconformity.function_inspection_group")
        staff = self.env.ref("quality_base.group_quality_user")
        for record in self:
            inspectors = post._get_holders(record.company_id)
            record._send_notice(
                users=inspectors - self.env.user,
                groups=None if inspectors else staff,
                acknowledge=True,
                reason=self.env._(
                    "Suspect goods: judge whether %(goods)s conforms. %(finding)s",
                    goods=record._get_goods_label(),
                    finding=record.description,
                ),
            )

    def _get_goods_label(self):
        """Return product, lots and quantity as one line of text."""
        self.ensure_one()
        if self.kind == "service":
            return self.name
        parts = [self.product_id.display_name, *self.lot_ids.mapped("name")[:5]]
        return (
            f"{', '.join(filter(None, parts))} ({self.quantity:g} {self.uom_id.name})"
        )

    def _judge_suspect(self, conforming, reason):
        """Judge suspect goods: back into the normal flow, or on as nonconforming.

        :param bool conforming: whether the goods conform
        :param str reason: what the judgement rests on, kept in the history
        :raises AccessError: the user is no quality staff; to free goods on hold, none
            of its officers
        :raises UserError: the goods are not suspect, or no reason is given
        """
        self._check_role("user")
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the judgement rests on."))
        for record in self:
            if not record.can_judge:
                raise UserError(
                    self.env._(
                        "%(name)s (%(state)s) is not waiting to be judged: only suspect "
                        "goods that are not decided are.",
                        name=record.name,
                        state=record._state_label(record.state),
                    )
                )
        judged = {"judged_by_id": self.env.uid, "date_judged": fields.Datetime.now()}
        if conforming:
            self._cancel(reason)
            self._write_gated(judged)
            return
        self._write_gated(judged | {"is_suspect": False})
        self._log_history("note", {"judged": "nonconforming"}, comment=reason)
        self._move_judged_goods()

    def _get_target_zone(self):
        """Once judged, goods are not unclear any more, wherever they were found."""
        return "nonconforming" if self.date_judged else super()._get_target_zone()

    def _move_judged_goods(self):
        """Bring what stands in quarantine over to the nonconforming zone."""
        for record in self:
            engine = as_engine(record)  # inspectors hold no right on stock moves
            lines = engine.line_ids.filtered(
                lambda line: line.zone_id.quality_zone == "quarantine"
            )
            for warehouse, rows in lines.grouped(
                lambda line: line.zone_id.warehouse_id
            ).items():
                engine._move_between_zones(warehouse, rows)

    def _move_between_zones(self, warehouse, lines):
        """Transfer isolated goods to the nonconforming zone; packages stay whole."""
        zone = warehouse._get_quality_zone("nonconforming")
        passages = [
            (
                line._prepare_move_line_vals(),
                line._get_remaining_quantity(),
                line.zone_id,
                zone,
            )
            for line in lines
            if line.uom_id.compare(line._get_remaining_quantity(), 0) > 0
        ]
        kept = self.env["stock.package"]
        if passages:
            picking = self._create_zone_picking(
                warehouse.quarantine_in_type_id, passages
            )
            kept = picking.move_line_ids.result_package_id
            picking._action_done()
        for line in with_zone_pass(lines):
            packed = line.zone_package_id & kept
            line.write({"zone_id": zone.id, "zone_package_id": packed.id})

    def _get_decide_blockers(self):
        blockers = super()._get_decide_blockers()
        if self.is_suspect:
            blockers.append(
                self.env._(
                    "%(name)s is only suspect: judge first whether it conforms.",
                    name=self.name,
                )
            )
        return blockers

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"judged_by_id", "date_judged"}
