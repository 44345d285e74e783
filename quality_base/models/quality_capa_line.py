from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityCapaLine(models.AbstractModel):
    """A row of a CAPA: it can change as long as its CAPA can."""

    _name = "quality.capa.line"
    _description = "Row of a Corrective or Preventive Action"
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    capa_id = fields.Many2one(
        "quality.capa", "CAPA", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="capa_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_capa_open()
        return lines

    def write(self, vals):
        self._check_capa_open()
        result = super().write(vals)
        if "capa_id" in vals:
            self._check_capa_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_capa_open()

    def _check_capa_open(self):
        """Refuse changes of rows whose CAPA is closed or cancelled."""
        frozen = self.capa_id.filtered("is_frozen")
        if frozen:
            raise UserError(
                self.env._(
                    "%(names)s is closed: its rows can no longer be changed. Reopen "
                    "it with a reason first.",
                    names=", ".join(frozen.mapped("display_name")),
                )
            )
