from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_disposition import KINDS


class QualityDispositionConcession(models.Model):
    """Goods used as they are, or downgraded, go by concession, if at all [NC-29, NC-55]."""

    _inherit = "quality.disposition"

    concession_ids = fields.One2many(
        "quality.concession", "disposition_id", "Concessions", readonly=True
    )
    concession_id = fields.Many2one(
        "quality.concession", compute="_compute_concession_id"
    )
    concession_missing = fields.Text(compute="_compute_concession_id")
    possible_kinds = fields.Json(
        compute="_compute_possible_kinds", help="Dispositions that these goods may get."
    )

    @api.depends("concession_ids.state", "concession_ids.risk_assessment")
    def _compute_concession_id(self):
        for record in self:
            record.concession_id = record.concession_ids[:1]
            record.concession_missing = record.concession_ids[:1].missing_note

    @api.depends("nonconformity_id.product_id", "company_id")
    def _compute_possible_kinds(self):
        for record in self:
            source = record.nonconformity_id
            forbidden = (
                source.product_id
                and source.product_id._is_concession_forbidden(
                    source.company_id or self.env.company
                )
            )
            record.possible_kinds = [
                key for key, _label in KINDS if not (forbidden and key == "use_as_is")
            ]

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_concession_allowed()
        records._sync_concessions()
        return records

    def write(self, vals):
        result = super().write(vals)
        if {"kind", "target_product_id", "nonconformity_id"} & vals.keys():
            self._check_concession_allowed()
            self._sync_concessions()
        return result

    def _get_used_product(self):
        """What the goods are once they are used: the target of a downgrade, or as is."""
        self.ensure_one()
        downgraded = self.kind == "downgrade" and self.target_product_id
        return downgraded or self.product_id

    def _needs_concession(self):
        """Whether its goods are used within limits that a concession sets."""
        self.ensure_one()
        return (
            self.kind in ("use_as_is", "downgrade")
            and self.nonconformity_id.kind == "product"
        )

    def _is_concession_forbidden(self):
        """Whether it would let goods be used that may never be accepted so."""
        self.ensure_one()
        return (
            self._needs_concession()
            and self._get_used_product() == self.product_id
            and bool(self.product_id)
            and self.product_id._is_concession_forbidden(self.company_id)
        )

    def _check_concession_allowed(self):
        """Refuse to propose what these goods may never get.

        :raises UserError: a concession is forbidden for goods of this category
        """
        for record in self.filtered(lambda d: d.state == "draft"):
            if record._is_concession_forbidden():
                raise UserError(record._forbidden_message())

    def _forbidden_message(self):
        return self.env._(
            "%(product)s may not be accepted by concession: it is forbidden for goods of "
            "the category %(category)s in %(company)s. Have them returned, exchanged, "
            "reworked, scrapped or destroyed.",
            product=self.product_id.display_name,
            category=self.product_id.sudo().categ_id.display_name or "–",
            company=self.company_id.name,
        )

    def _sync_concessions(self):
        """Make the concession of each that needs one; drop drafts no longer needed."""
        drafts = self.filtered(lambda d: d.state == "draft")
        needing = drafts.filtered(lambda d: d._needs_concession())
        # whoever may propose otherwise takes the draft back with it
        (drafts - needing).concession_ids.sudo().unlink()
        self.env["quality.concession"].create(
            [
                {"disposition_id": record.id}
                for record in needing.filtered(lambda d: not d.concession_ids)
            ]
        )

    def _prepare_concession_vals(self):
        """Values that a concession takes over: who deals with it, who may read it."""
        self.ensure_one()
        source = self.nonconformity_id
        return {
            "company_id": self.company_id.id,
            "team_id": (self.team_id or source.team_id).id,
            "user_id": (self.user_id or source.user_id).id,
            "confidential": self.confidential or source.confidential,
        }

    def _get_approve_blockers(self):
        blockers = super()._get_approve_blockers()
        if self._is_concession_forbidden():
            blockers.append(self._forbidden_message())
        for concession in self.concession_ids:
            blockers += [
                self.env._(
                    "Concession %(name)s: %(what)s.", name=concession.name, what=x
                )
                for x in concession._get_missing()
            ]
        return blockers

    def _get_execute_blockers(self):
        blockers = super()._get_execute_blockers()
        if self._is_concession_forbidden():
            blockers.append(self._forbidden_message())
        return blockers

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        concessions = self.sudo().concession_ids  # executors hold no right on them
        if state == "approved":
            concessions._set_state("approved")
        elif state == "executed":
            concessions._put_in_force()
        elif state == "cancelled":
            concessions._set_state("cancelled", reason=reason)
        return result

    @api.model
    def _get_signed_fields(self, meaning):
        names = super()._get_signed_fields(meaning)
        limits = sorted(self.env["quality.concession"]._get_decided_fields())
        return [*names, *(f"concession_ids.{name}" for name in limits)]

    def action_view_concession(self):
        """Open the concession that its approvers decide on."""
        self.ensure_one()
        return self.concession_ids._get_records_action(name=self.env._("Concession"))
