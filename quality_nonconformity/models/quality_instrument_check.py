from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityInstrumentCheck(models.Model):
    """One calibration or check of an instrument; it stays as it was entered [NC-44]."""

    _name = "quality.instrument.check"
    _description = "Check of an Instrument"
    _inherit = ["quality.guard.mixin"]
    _order = "date desc, id desc"
    _rec_name = "certificate"

    instrument_id = fields.Many2one(
        "quality.instrument", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="instrument_id.company_id", store=True, index=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    result = fields.Selection(
        [("good", "Good"), ("defective", "Defective")], required=True, default="good"
    )
    certificate = fields.Char()
    checked_by = fields.Char("Laboratory or Person")
    note = fields.Text()

    @api.model_create_multi
    def create(self, vals_list):
        """A good check puts it back in use; a bad one has consequences for the goods."""
        checks = super().create(vals_list)
        for check in checks:
            instrument = check.instrument_id
            if check.result == "defective":
                instrument._declare_defective(check.note or check.certificate)
            elif instrument.status == "defective":
                instrument._set_status("in_use")
        return checks

    def write(self, vals):
        if {"instrument_id", "date", "result"} & vals.keys():
            raise UserError(
                self.env._("A check stays as it was entered. Enter a further one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Checks tell since when results can be relied on: they stay. Enter a "
                "further one that corrects it."
            )
        )
