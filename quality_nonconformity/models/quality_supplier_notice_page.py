from odoo import models
from odoo.exceptions import UserError

from .quality_supplier_notice_answer import STEP_STATES


class QualitySupplierNoticePage(models.Model):
    """The notice as its supplier sees it: what is shown, and what his form sends."""

    _inherit = "quality.supplier.notice"
    _supplier_template = "supplier_notice_page"

    def _get_supplier_files(self):
        shown = super()._get_supplier_files()
        return shown | (self.evidence_ids | self.answer_attachment_ids).sudo()

    def _get_supplier_steps(self):
        """Return the steps that the supplier can take now."""
        self.ensure_one()
        return [step for step, states in STEP_STATES.items() if self.state in states]

    def _get_supplier_form_values(self, form=None):
        self.ensure_one()
        values = {
            name: self._show_form_value(name) for name in self._get_answer_fields()
        }
        for row in self.current_discipline_ids:
            for key, value in row._get_said().items():
                values[f"{row.code}_{key}"] = str(value or "")
        return self._show_again(values, form)

    def _take_supplier_form(self, form, files, origin):
        self.ensure_one()
        step = form.get("step")
        if step not in STEP_STATES:
            raise UserError(self.env._("Press one of the buttons of the page."))
        vals = self._read_form_values(self._get_step_fields(step), form)
        self._take_answer(step, vals, self._read_form_rows(form), files, origin)

    def _read_form_rows(self, form):
        """Return ``{code: values}`` of the 8D rows as sent."""
        rows = {}
        Row = self.env["quality.supplier.discipline"]
        for code in self.current_discipline_ids.mapped("code"):
            sent = {
                key: self._read_form_value(Row._fields[key], form[f"{code}_{key}"])
                for key in ("content", "person", "date")
                if isinstance(form.get(f"{code}_{key}"), str)
            }
            if sent:
                rows[code] = sent
        return rows
