from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..tools.canonical import digest
from ..tools.identity import sign_with_password
from ..tools.record_values import field_values
from .quality_retention_mixin import DELETING


class QualityRetentionReview(models.Model):
    """A record whose retention has ended, and what was decided [XX-01].

    The daily job lists the records; the head of quality keeps or deletes each. Only
    so is evidence ever deleted, and the log tells what and why.
    """

    _name = "quality.retention.review"
    _description = "Record Due for Review"
    _inherit = ["quality.row.mixin"]
    _order = "retention_until, id"

    name = fields.Char("Number", readonly=True)
    policy_id = fields.Many2one(
        "quality.retention.policy", readonly=True, ondelete="set null"
    )
    retention_until = fields.Date("Kept until", readonly=True)
    state = fields.Selection(
        [("due", "Due for Review"), ("kept", "Kept"), ("deleted", "Deleted")],
        required=True,
        default="due",
        readonly=True,
        index=True,
    )
    keep_until = fields.Date("Review again on", readonly=True)
    reason = fields.Text()
    decided_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    date_decided = fields.Datetime(readonly=True)

    _due_uniq = models.UniqueIndex("(res_model, res_id) WHERE state = 'due'")

    def write(self, vals):
        if not self.env.su and set(vals) - {"reason"}:
            raise UserError(
                self.env._("Write the reason only, then decide with the buttons.")
            )
        if self.filtered(lambda r: r.state != "due"):
            raise UserError(self.env._("A decided review is not changed any more."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda r: r.state != "due"):
            raise UserError(
                self.env._("A decided review is kept: it shows who decided, and why.")
            )

    def action_keep(self):
        """Keep the records for another year."""
        self._keep()
        return True

    @sign_with_password
    def action_delete(self):
        """Delete the records for good, after the password."""
        self._delete()
        return True

    def _keep(self, until=None):
        """Keep the records whose review is due; they come up again.

        :param date until: when to review again; default in one year
        :raises UserError: without a reason
        """
        self._check_decision()
        until = until or fields.Date.add(fields.Date.context_today(self), years=1)
        for review in self:
            document = review._get_document()
            document._plan_retention_check(until)
            document._on_retention_decided("kept", review.reason)
        self._set_decided("kept", keep_until=until)

    def _delete(self):
        """Delete the records whose review is due, and log it.

        :raises UserError: without a reason, or for a record that must be kept after
            all (policy changed, dispute hold)
        """
        self._check_decision()
        logs = []
        for review in self:
            document = review._get_document()
            logs.append(review._prepare_log_vals(document))
            document._on_retention_decided("deleted", review.reason)
            # rules of the kind do not matter: the head of quality decides on all
            document.with_context(quality_deleting=DELETING).unlink()
        self.env["quality.retention.log"].sudo().create(logs)  # nobody may by hand
        self._set_decided("deleted")

    def _check_decision(self):
        self.check_access("write")
        if not self.env.user.has_group("quality_base.group_quality_manager"):
            raise AccessError(self.env._("Only the head of quality decides here."))
        if done := self.filtered(lambda r: r.state != "due"):
            raise UserError(
                self.env._("%(name)s is already decided.", name=done[0].name)
            )
        if missing := self.filtered(lambda r: not r.reason):
            raise UserError(
                self.env._(
                    "%(names)s: write down the reason of the decision first.",
                    names=", ".join(missing.mapped("name")),
                )
            )

    def _get_document(self):
        """Return the record of one review, as superuser."""
        self.ensure_one()
        document = self.env[self.res_model].sudo().browse(self.res_id).exists()
        if not document:
            raise UserError(
                self.env._("%(name)s does not exist any more.", name=self.name)
            )
        return document

    def _set_decided(self, state, **vals):
        self.sudo().write(  # people may write the reason only
            vals
            | {
                "state": state,
                "decided_by_id": self.env.uid,
                "date_decided": fields.Datetime.now(),
            }
        )

    def _prepare_log_vals(self, document):
        stored = [
            name
            for name, field in document._fields.items()
            if field.store and field.type not in ("one2many", "binary")
        ]
        return {
            "name": self.name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "kind": document._description,
            "company_id": self.company_id.id,
            "date_created": document.create_date,
            "retention_until": self.retention_until,
            "policy_name": self.policy_id.name,
            "reason": self.reason,
            "user_id": self.env.uid,
            "user_name": self.env.user.name,
            "date": fields.Datetime.now(),
            "digest": digest(field_values(document, stored)),
        }

    @api.model
    def _cron_list_due(self, batch_size=500):
        """List the records whose retention has ended; resumable."""
        today = fields.Date.context_today(self)
        domain = Domain("retention_check_date", "=", False) | Domain(
            "retention_check_date", "<=", today
        )
        names = self.env["quality.retention.policy"]._get_retained_models()
        total = sum(self.env[name].search_count(domain) for name in names)
        self.env["ir.cron"]._commit_progress(remaining=total)
        for name in names:
            while records := self.env[name].search(domain, limit=batch_size):
                self._list_due(records)
                if not self.env["ir.cron"]._commit_progress(len(records)):
                    return

    def _list_due(self, records):
        """Make a review for each of ``records`` whose retention has ended."""
        ended = records.filtered(lambda r: r.retention_state == "ended")
        listed = self.search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", ended.ids),
                ("state", "=", "due"),
            ]
        ).mapped("res_id")
        self.create(
            [
                {
                    "res_model": record._name,
                    "res_id": record.id,
                    "company_id": record._get_retention_company().id,
                    "name": record.display_name,
                    "policy_id": record.retention_policy_id.id,
                    "retention_until": record.retention_until,
                }
                for record in ended
                if record.id not in listed
            ]
        )
        records._plan_retention_check()
