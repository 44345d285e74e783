from odoo import api, fields, models
from odoo.exceptions import UserError

#: where production can be stopped
PRODUCTION_POINTS = ("in_process", "first_article", "final")


class QualityNonconformityStop(models.Model):
    """Stopped production, and accidents that hit a whole batch [NC-20, NC-21]."""

    _inherit = "quality.nonconformity"

    line_stopped = fields.Boolean(
        "Production Stopped", readonly=True, copy=False, tracking=True
    )
    date_stopped = fields.Datetime("Stopped on", readonly=True, copy=False)
    stopped_by_id = fields.Many2one(
        "res.users", "Stopped by", readonly=True, copy=False
    )
    stop_leader_id = fields.Many2one(
        "res.users",
        "Record and Sample Handed to",
        readonly=True,
        copy=False,
        help="The leader who confirms the finding and must see to its correction.",
    )
    date_resumed = fields.Datetime("Resumed on", readonly=True, copy=False)
    resumed_by_id = fields.Many2one(
        "res.users", "Resumed by", readonly=True, copy=False
    )
    batch_accident = fields.Selection(
        [
            ("rework", "Rework of a whole batch"),
            ("scrap", "Scrap of a whole batch"),
            ("process", "Severe process mistake"),
            ("missorted", "Batch sorted wrongly"),
            ("missed", "Inspection missed"),
        ],
        tracking=True,
        help="Reported at once to the head of quality and to the quality committee, "
        "which reviews it before it is decided.",
    )
    committee_opinion = fields.Text("Committee's Proposal", readonly=True, copy=False)
    committee_by_id = fields.Many2one(
        "res.users", "Committee's Review entered by", readonly=True, copy=False
    )
    date_committee = fields.Datetime("Committee's Review on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("batch_accident")._report_accident()
        return records

    def write(self, vals):
        quiet = self.filtered(lambda record: not record.batch_accident)
        result = super().write(vals)
        if vals.get("batch_accident"):
            quiet._report_accident()
        return result

    # -- stop ----------------------------------------------------------------------

    def _stop_production(self, leader):
        """Stop the line at once; record and sample go to its leader [NC-20].

        :param leader: res.users who confirms the finding and demands its correction
        :raises AccessError: the user is no quality staff
        :raises UserError: it was not found in production, is decided, or no leader
        """
        self._check_role("user")
        self._check_can_stop(leader)
        stop = {
            "line_stopped": True,
            "date_stopped": fields.Datetime.now(),
            "stopped_by_id": self.env.uid,
            "stop_leader_id": leader.id,
            "participant_ids": [fields.Command.link(leader.id)],
            "date_resumed": False,
            "resumed_by_id": False,
        }
        for record in self:
            record._write_gated(stop)
            record._log_history("note", {"stopped": leader.name})
            record._send_notice(
                users=leader,
                acknowledge=True,
                reason=self.env._(
                    "Production is stopped: %(goods)s. %(finding)s Confirm the record "
                    "and the sample, and see to the correction.",
                    goods=record._get_goods_label(),
                    finding=record.description,
                ),
            )

    def _check_can_stop(self, leader):
        for record in self:
            if record.detection_point not in PRODUCTION_POINTS or record.state not in (
                "draft",
                "isolated",
                "review",
            ):
                raise UserError(
                    self.env._(
                        "%(name)s stops no production: it was not found there, or it is "
                        "decided already.",
                        name=record.name,
                    )
                )
            if not leader:
                raise UserError(
                    self.env._("Name the leader who gets the record and the sample.")
                )

    def _resume_production(self, reason):
        """Let the line run again before the nonconformity is decided.

        :param str reason: why it may, kept in the history
        :raises AccessError: the user is no officer
        :raises UserError: no reason given
        """
        self._check_role("officer")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why production may go on."))
        self.filtered("line_stopped")._end_stop(reason)

    def _end_stop(self, reason):
        for record in self:
            record._write_gated(
                {
                    "line_stopped": False,
                    "date_resumed": fields.Datetime.now(),
                    "resumed_by_id": self.env.uid,
                }
            )
            record._log_history("note", {"resumed": True}, comment=reason)

    def _on_state_set(self, before, state, reason):
        """Once decided or judged conforming, production may go on."""
        result = super()._on_state_set(before, state, reason)
        if state in ("decided", "closed", "cancelled"):
            self.filtered("line_stopped")._end_stop(reason or self._state_label(state))
        return result

    # -- batch accident ------------------------------------------------------------

    def _report_accident(self):
        """Tell the head of quality and the quality committee at once [NC-21]."""
        committee = self.env.ref("quality_nonconformity.function_quality_committee")
        for record in self:
            users = committee._get_holders(record.company_id)
            users |= record._get_quality_heads()
            record._write_gated(
                {"participant_ids": [fields.Command.link(user.id) for user in users]}
            )
            record._send_notice(
                users=users - self.env.user,
                kind="urgent",
                acknowledge=True,
                reason=self.env._(
                    "%(accident)s: %(goods)s. %(finding)s",
                    accident=record._get_accident_label(),
                    goods=record._get_goods_label(),
                    finding=record.description,
                ),
            )

    def _get_accident_label(self):
        labels = self._fields["batch_accident"]._description_selection(self.env)
        return dict(labels)[self.batch_accident]

    def _record_committee(self, opinion):
        """Enter what the quality committee's review proposed.

        :param str opinion: its proposal
        :raises AccessError: the user is neither officer nor of the committee
        :raises UserError: it is no batch accident, or nothing is said
        """
        committee = self.env.ref("quality_nonconformity.function_quality_committee")
        for record in self:
            if self.env.user not in committee._get_holders(record.company_id):
                record._check_role("officer")
            if not record.batch_accident or not (opinion or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s: a batch accident is reviewed by the committee; say "
                        "what it proposes.",
                        name=record.name,
                    )
                )
            # members of the committee read it and write nothing else
            record.sudo()._write_gated(
                {
                    "committee_opinion": opinion,
                    "committee_by_id": self.env.uid,
                    "date_committee": fields.Datetime.now(),
                }
            )
            record.sudo()._log_history("note", {"committee": opinion})

    def _get_decide_blockers(self):
        blockers = super()._get_decide_blockers()
        if self.batch_accident and not self.date_committee:
            blockers.append(
                self.env._(
                    "%(name)s is a batch accident: enter what the quality committee's "
                    "review proposed.",
                    name=self.name,
                )
            )
        return blockers

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "line_stopped",
            "date_stopped",
            "stopped_by_id",
            "stop_leader_id",
            "date_resumed",
            "resumed_by_id",
            "committee_opinion",
            "committee_by_id",
            "date_committee",
        }
