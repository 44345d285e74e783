from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityCapaLine(models.AbstractModel):
    """A row of a CAPA: it can change as long as its CAPA can."""

    _name = "quality.capa.line"
    _description = "Row of a Corrective or Preventive Action"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    capa_id = fields.Many2one(
        "quality.capa", "CAPA", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="capa_id.company_id", store=True, index=True)

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._name_capas(vals_list)
        capas = {vals["capa_id"] for vals in vals_list if vals.get("capa_id")}
        self.env["quality.capa"].browse(capas).check_access("write")
        lines = super().create(vals_list)
        lines._check_capa_open()
        return lines

    def write(self, vals):
        self._check_capa_open()
        if "capa_id" in vals and self.filtered(
            lambda x: x.capa_id.id != vals["capa_id"]
        ):
            raise UserError(
                self.env._("A row stays with its CAPA. Enter it anew in the other one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        self._check_capa_open()

    def _name_capas(self, vals_list):
        """Return the values with the CAPA in each, also when it is a default."""
        if all("capa_id" in vals for vals in vals_list):
            return vals_list
        default = self.default_get(["capa_id"])
        return [default | vals for vals in vals_list]

    def _on_exported(self, names):
        result = super()._on_exported(names)
        self.capa_id._on_exported(names)
        return result

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
