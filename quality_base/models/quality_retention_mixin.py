import logging
from collections import defaultdict
from datetime import timedelta
from functools import partial

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tools import SQL

from ..tools.retention import PERMANENT, decide

_logger = logging.getLogger(__name__)

# Who holds this object in the context is a decided retention review: no RPC caller can.
DELETING = object()


class QualityRetentionMixin(models.AbstractModel):
    """Keep records as long as policies say, and refuse to delete them [XX-01, XX-02].

    A record that is evidence (:meth:`_is_evidence`) is deleted by nobody, neither
    administrator nor superuser code, before its retention ended; and after that only
    by a decided review. Its attachments and messages are kept with it.
    """

    _name = "quality.retention.mixin"
    _description = "Record Kept by Policy"
    _inherit = ["quality.guard.mixin"]

    retention_policy_id = fields.Many2one(
        "quality.retention.policy", "Retention", compute="_compute_retention"
    )
    retention_until = fields.Date(
        "Kept until", compute="_compute_retention", help="Empty: without end."
    )
    retention_state = fields.Selection(
        [
            ("draft", "Not evidence yet"),
            ("no_policy", "No policy: kept without end"),
            ("permanent", "Permanent"),
            ("open", "Period not started"),
            ("running", "In retention"),
            ("dispute", "Suspended by a dispute"),
            ("ended", "Retention ended"),
        ],
        compute="_compute_retention",
    )
    retention_dispute = fields.Boolean(
        "Dispute Hold",
        copy=False,
        readonly=True,
        help="An open dispute, recall or event suspends deletion.",
    )
    retention_dispute_reason = fields.Char("Reason of Hold", copy=False, readonly=True)
    retention_check_date = fields.Date(
        "Next Retention Check", copy=False, readonly=True, index=True
    )

    @api.depends("retention_dispute")
    def _compute_retention(self):
        policies = self.env["quality.retention.policy"].sudo()
        policies = policies.search([("model", "=", self._name)])
        today = fields.Date.context_today(self)
        for record in self:
            policy, until = record._decide_retention(policies)
            record.retention_policy_id = policy
            record.retention_until = until
            record.retention_state = record._get_retention_state(policy, until, today)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_retained(self):
        self._check_deletable()

    def action_hold_retention(self):
        """Ask for the reason of a dispute hold."""
        return self._get_dispute_action(True)

    def action_lift_retention(self):
        """Ask why the dispute hold ends."""
        return self._get_dispute_action(False)

    def _get_dispute_action(self, hold):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Dispute Hold"),
            "res_model": "quality.retention.dispute",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_res_model": self._name,
                "default_res_ids": self.ids,
                "default_hold": hold,
            },
        }

    def _set_retention_dispute(self, hold, reason):
        """Suspend deletion for a dispute, recall or event, or end that.

        :param bool hold: True to suspend
        :param str reason: required; kept in the record
        """
        if not reason:
            raise UserError(self.env._("State the reason of the dispute hold."))
        if not self.env.user.has_group("quality_base.group_quality_officer"):
            raise UserError(
                self.env._("Only quality officers set or lift a dispute hold.")
            )
        self.check_access("read")
        self.sudo()._write_protected(  # an officer may hold records he cannot edit
            {"retention_dispute": hold, "retention_dispute_reason": reason}
        )
        self._reset_retention_check()
        self._on_retention_dispute(hold, reason)

    def _on_retention_dispute(self, hold, reason):
        """Hook after a dispute hold was set or lifted."""

    def _write_protected(self, vals):
        """Write fields of the evidence mixins; a model with a gate opens it here."""
        return self.write(vals)

    def _is_evidence(self):
        """Whether one record must be kept; drafts never confirmed need not."""
        self.ensure_one()
        return True

    def _get_retention_anchor(self, anchor):
        """Return the date of ``anchor`` of one record, or False.

        :param str anchor: ``creation``, ``close``, ``sale`` or ``expiry``
        """
        self.ensure_one()
        return anchor == "creation" and self.create_date

    def _get_retention_categories(self):
        """Return the product categories of one record, for policies by class."""
        return self.env["product.category"]

    def _decide_retention(self, policies):
        """Return ``(policy, last day or False)`` for one record."""
        self.ensure_one()
        company = self._get_retention_company()
        categories = self.sudo()._get_retention_categories()
        record = self.sudo()  # what applies does not depend on who looks
        fitting = policies.filtered(
            lambda p: p._applies_to(company, categories) and p._covers(record)
        )
        rules = {policy._get_rule(): policy for policy in fitting}
        names = ("creation", "close", "sale", "expiry")
        anchors = {name: self._get_anchor_day(name) for name in names} if rules else {}
        rule, until = decide(list(rules), anchors)
        return rules.get(rule, policies.browse()), until or False

    def _get_anchor_day(self, anchor):
        return fields.Date.to_date(self.sudo()._get_retention_anchor(anchor) or None)

    def _get_retention_state(self, policy, until, today):
        if not self._is_evidence():
            return "draft"
        if self.retention_dispute:
            return "dispute"
        if not policy:
            return "no_policy"
        if not until:
            return "permanent" if policy.anchor == PERMANENT else "open"
        return "ended" if until < today else "running"

    def _check_deletable(self):
        """Refuse to delete evidence, and log the attempt.

        :raises UserError: for a record that is kept, whoever asks
        """
        decided = self.env.context.get("quality_deleting") is DELETING
        self.invalidate_recordset(["retention_state"])  # anchors may be of elsewhere
        kept = self.filtered(
            lambda r: (
                r._is_evidence() and not (decided and r.retention_state == "ended")
            )
        )
        if kept:
            kept._log_refused_deletion()
            raise UserError(kept._retained_message())
        if not (decided or self.env.su):
            self._check_draft_deletable()

    def _check_draft_deletable(self):
        manager = self.env.user.has_group("quality_base.group_quality_manager")
        others = self.filtered(lambda r: r.create_uid != self.env.user)
        if others and not manager:
            raise UserError(
                self.env._(
                    "%(names)s: a draft is deleted by the person who made it or by the "
                    "head of quality. You can cancel it instead.",
                    names=", ".join(others.mapped("display_name")),
                )
            )

    def _retained_message(self):
        record = self[:1]
        ends = {
            "dispute": self.env._("for as long as a dispute holds it"),
            "running": self.env._("until %(date)s", date=record.retention_until),
            "ended": self.env._("until its retention is reviewed"),
            "open": self.env._("until its period starts and ends"),
        }
        return self.env._(
            "%(name)s is evidence and kept %(end)s: it, its discussion and its "
            "attachments cannot be deleted or changed, by administrators neither. "
            "If it is wrong, cancel it with a reason or add a note; when its retention "
            "has ended, it is deleted through “Records Due for Review”.",
            name=record.display_name,
            end=ends.get(record.retention_state, self.env._("without end")),
        )

    def _log_refused_deletion(self):
        """Log the attempt in a transaction of its own, as this one is rolled back.

        It runs once, when this transaction has ended either way: then it cannot
        wait for locks that this one holds.
        """
        log = partial(
            _log_refusal, self.env.registry, self.env.uid, self._name, self.ids
        )
        self.env.cr.postrollback.add(log)
        self.env.cr.postcommit.add(log)  # the error was caught, the rest was kept

    def _on_deletion_refused(self):
        """Hook in the transaction after a refused deletion."""

    def _reset_retention_check(self):
        """Let the review job look at these records (none given: all) again."""
        where = SQL("WHERE id = ANY(%s)", self.ids) if self else SQL("")
        self._write_retention_check(None, where)

    def _plan_retention_check(self, date=None):
        """Set when the review job looks at each record again.

        :param date: that day; default the day after retention, in a year at most
        """
        tomorrow = fields.Date.context_today(self) + timedelta(days=1)
        latest = tomorrow + timedelta(days=364)
        days = defaultdict(list)
        for record in self:
            until = record.retention_until or latest
            following = min(max(until + timedelta(days=1), tomorrow), latest)
            days[date or following].append(record.id)
        for day, ids in days.items():
            self._write_retention_check(day, SQL("WHERE id = ANY(%s)", ids))

    def _write_retention_check(self, day, where):
        self.flush_model(["retention_check_date"])
        self.env.cr.execute(  # a hint of the job: no write date, no tracking
            SQL(
                "UPDATE %s SET retention_check_date = %s %s",
                SQL.identifier(self._table),
                day,
                where,
            )
        )
        self.invalidate_model(["retention_check_date"])

    def _get_retention_company(self):
        has_company = "company_id" in self._fields
        return self.sudo().company_id if has_company else self.env["res.company"]

    def _on_retention_decided(self, decision, reason):
        """Hook before a decided review keeps or deletes one record."""


def _log_refusal(registry, uid, model, ids):
    """Call the hook of refused records in a new transaction."""
    try:
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            records = env[model].browse(ids).exists().with_user(uid).sudo()
            retrying(records._on_deletion_refused, env)
    except Exception:  # the refusal itself has been reported: do not hide it
        _logger.exception("Refused deletion of %s %s was not logged", model, ids)
