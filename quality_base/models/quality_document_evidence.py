from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

#: fields that only steps and engines write
_GATED = {
    "date_confirmed",
    "date_frozen",
    "archive_state",
    "archive_missing",
    "archivist_id",
    "date_archived",
    "retention_dispute",
    "retention_dispute_reason",
    "retention_check_date",
}
#: who has the record, not what it says
_ADMINISTRATIVE = {"name", "company_id", "team_id", "user_id", "confidential"}


class QualityDocument(models.AbstractModel):
    """The document as evidence: joins signature, history, retention and archive."""

    _name = "quality.document"
    _inherit = [
        "quality.document",
        "quality.signature.mixin",
        "quality.history.mixin",
        "quality.retention.mixin",
        "quality.archive.mixin",
        "quality.export.mixin",
    ]

    date_confirmed = fields.Datetime(
        "Evidence since",
        readonly=True,
        copy=False,
        help="When it left its first state or was signed: from then on it cannot be "
        "deleted.",
    )
    date_frozen = fields.Datetime(
        "Final since",
        readonly=True,
        copy=False,
        help="When it was closed or cancelled.",
    )

    @api.depends("state", "archive_state")
    def _compute_is_unfinished(self):
        return super()._compute_is_unfinished()

    @api.depends("state", "archive_state")
    @api.depends_context("uid")
    def _compute_can_archive(self):
        return super()._compute_can_archive()

    @api.depends("state", "date_confirmed", "date_frozen", "retention_dispute")
    def _compute_retention(self):
        return super()._compute_retention()

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._mark_evidence()
        return records

    def _mark_evidence(self):
        """Keep when each record became evidence, and when it became final."""
        now, initial = fields.Datetime.now(), self._get_initial_state()
        confirmed = self.filtered(lambda r: r.state != initial and not r.date_confirmed)
        if confirmed:
            confirmed._write_gated({"date_confirmed": now})
        if final := self.filtered(lambda r: r.is_frozen and not r.date_frozen):
            final._write_gated({"date_frozen": now})
        if reopened := self.filtered(lambda r: r.date_frozen and not r.is_frozen):
            reopened._write_gated({"date_frozen": False})

    def _get_initial_state(self):
        """The state in which a record of this kind is born."""
        default = self._fields["state"].default
        return default(self) if default else False

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        self._mark_evidence()
        self._log_history("state", lambda r: {"state": [before[r.id], state]}, reason)
        return result

    def _on_signed(self, signatures):
        result = super()._on_signed(signatures)
        rows = {signature.res_id: signature for signature in signatures.sudo()}
        self._log_history(
            "sign",
            lambda r: {"meaning": rows[r.id].meaning, "digest": rows[r.id].digest},
            signatures.sudo()[:1].comment,
        )
        # a signature must not go with its draft: what is signed is evidence
        if drafts := self.filtered(lambda record: not record.date_confirmed):
            drafts._write_gated({"date_confirmed": fields.Datetime.now()})
        return result

    def _on_deletion_refused(self):
        result = super()._on_deletion_refused()
        self._log_history("unlink_refused")
        return result

    def _on_retention_dispute(self, hold, reason):
        result = super()._on_retention_dispute(hold, reason)
        self._log_history("dispute", {"retention_dispute": hold}, reason)
        return result

    def _on_retention_decided(self, decision, reason):
        result = super()._on_retention_decided(decision, reason)
        self._log_history("retention", {"decision": decision}, reason)
        return result

    def _on_archive(self, state, missing):
        result = super()._on_archive(state, missing)
        self._log_history("archive", {"archive_state": state}, missing)
        return result

    def _on_exported(self, names):
        result = super()._on_exported(names)
        for ids in split_every(1000, self.ids):
            self.browse(ids)._log_history("export", {"fields": names})
        return result

    def _is_evidence(self):
        self.ensure_one()
        return bool(self.date_confirmed) or self.state != self._get_initial_state()

    def _get_retention_anchor(self, anchor):
        if anchor == "close":
            return self.date_frozen
        return super()._get_retention_anchor(anchor)

    def _is_closed_case(self):
        return super()._is_closed_case() and self.is_frozen

    def _get_unfinished_domain(self):
        is_open = Domain("state", "not in", list(self._frozen_states))
        return is_open | super()._get_unfinished_domain()

    def _get_gated_fields(self):
        return super()._get_gated_fields() | _GATED

    def _get_unsigned_fields(self):
        return (
            super()._get_unsigned_fields() | self._get_gated_fields() | _ADMINISTRATIVE
        )

    def _get_creation_values(self):
        state = {"state": self.state}
        return super()._get_creation_values() | state

    def _write_protected(self, vals):
        return self._write_gated(vals)
