from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

#: what the discoverer found: no longer the department's to change
PART_ONE = {
    "description",
    "requirement",
    "failure_ids",
    "detection_point",
    "severity_id",
    "partner_id",
    "date",
    "team_id",
    "reporter_id",
}
#: what the department did: nobody else's to write
PART_TWO = {"correction", "disposal_ids", "cause_removal", "prevention"}


class QualityNonconformityServiceGuard(models.Model):
    """Who writes which part of the sheet of a failed service [NC-66, NC-67]."""

    _inherit = "quality.nonconformity"

    @api.model_create_multi
    def create(self, vals_list):
        given = set().union(*({k for k in vals if vals[k]} for vals in vals_list))
        if PART_TWO & given and not self._gate_is_open() and not self.env.su:
            raise UserError(
                self.env._(
                    "A new sheet says what was found. The department writes its "
                    "correction when it was handed over."
                )
            )
        records = super().create(vals_list)
        records.filtered("discoverer_id")._link_discoverer()
        return records

    def write(self, vals):
        if not self._gate_is_open() and not self.env.su:
            service = self.filtered(lambda r: r.kind == "service")
            service._check_part_one(vals)
            service._check_part_two(vals)
        result = super().write(vals)
        if "discoverer_id" in vals:
            self._link_discoverer()
        return result

    def _link_discoverer(self):
        """Let the discoverer read what he has to verify."""
        for record in self.filtered("discoverer_id"):
            link = Command.link(record.discoverer_id.id)
            record.sudo()._write_gated(  # a field of engines; who wrote may name him
                {"participant_ids": [link]}
            )

    def _check_part_one(self, vals):
        handed = self.filtered(lambda r: r.state != "draft")
        staff = self.env.user.has_group("quality_base.group_quality_user")
        if handed and PART_ONE & vals.keys() and not staff:
            raise AccessError(
                self.env._(
                    "%(names)s: what was found stays as the discoverer handed it over. "
                    "If it is wrong, say so in the discussion; quality corrects it.",
                    names=", ".join(handed.mapped("name")),
                )
            )
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        if handed and "discoverer_id" in vals and not officer:
            raise AccessError(
                self.env._(
                    "%(names)s: who verifies it is changed by a quality officer only.",
                    names=", ".join(handed.mapped("name")),
                )
            )

    def _check_part_two(self, vals):
        if not PART_TWO & vals.keys():
            return
        for record in self:
            if record.state != "review":
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: the department writes its correction "
                        "while the sheet is with it.",
                        name=record.name,
                        state=record._state_label(record.state),
                    )
                )
            if not record._may_correct():
                raise AccessError(
                    self.env._(
                        "The correction of %(name)s is written by the head or the "
                        "members of %(team)s only.",
                        name=record.name,
                        team=record.sudo().team_id.name,  # named on the record
                    )
                )
