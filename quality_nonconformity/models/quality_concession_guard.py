from odoo import api, models
from odoo.exceptions import UserError


class QualityConcessionGuard(models.Model):
    """Who makes a concession, and what stays as it was approved."""

    _inherit = "quality.concession"

    @api.model_create_multi
    def create(self, vals_list):
        Disposition = self.env["quality.disposition"]
        completed = []
        for vals in vals_list:
            source = Disposition.browse(vals.get("disposition_id")).sudo()
            completed.append(
                source._prepare_concession_vals() | vals if source else vals
            )
        records = super().create(completed)
        records.disposition_id._check_may_propose()
        return records

    def onchange(self, values, field_names, fields_spec):
        """Tell nothing of a disposition that the user may not read."""
        if not self:
            link = (self.default_get(["disposition_id"]) | values).get("disposition_id")
            self.env["quality.disposition"].browse(link or []).check_access("read")
        return super().onchange(values, field_names, fields_spec)

    def write(self, vals):
        if "disposition_id" in vals and not self._gate_is_open():
            raise UserError(self._gated_message("disposition_id"))
        if self._get_decided_fields() & vals.keys() and not self._gate_is_open():
            if decided := self.filtered(lambda record: record.state != "draft"):
                raise UserError(
                    self.env._(
                        "%(names)s is approved: its limits stay as they are. For others, "
                        "ask for a change of the disposition, or revoke the concession "
                        "and decide anew.",
                        names=", ".join(decided.mapped("name")),
                    )
                )
        result = super().write(vals)
        if self._get_decided_fields() & vals.keys() and not self._gate_is_open():
            # who sets the limits proposes them; signatures on others no longer count
            self.disposition_id._note_proposers(self.env.user)
            self.disposition_id._refresh_approvals()
        return result

    def _copy_limits(self, source):
        """Take over the limits of ``source``, another concession, or none."""
        if self and source:
            names = self._get_decided_fields() - {"kind"}
            self.write(
                {
                    name: source._fields[name].convert_to_write(source[name], source)
                    for name in names
                }
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda record: record.state != "draft"):
            raise UserError(
                self.env._("A decided concession is evidence and stays. Revoke it.")
            )

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"approved", "cancelled"},
            "approved": {"in_force", "cancelled"},
            "in_force": {"used_up", "expired", "revoked"},
            "used_up": {"in_force", "expired", "revoked"},
            "expired": {"revoked"},
        }

    @api.model
    def _get_decided_fields(self):
        """Names of the fields that the approval covers."""
        return {
            "kind",
            "reason",
            "risk_assessment",
            "date_from",
            "date_to",
            "partner_ids",
            "order_names",
            "marks",
            "consent_required",
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "lot_ids",
            "own_location_id",
            "date_in_force",
            "rest_released",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return sorted({*self._get_decided_fields(), "name", "product_id", "quantity"})
