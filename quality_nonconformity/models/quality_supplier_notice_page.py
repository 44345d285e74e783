from odoo import fields, models
from odoo.exceptions import UserError

from .quality_supplier_notice_answer import STEP_STATES


class QualitySupplierNoticePage(models.Model):
    """The notice as its supplier sees it: what is shown, and what his form sends."""

    _inherit = "quality.supplier.notice"
    _supplier_template = "supplier_notice_page"

    def _get_supplier_files(self):
        """Return the files that the supplier may open: chosen ones and his own."""
        self.ensure_one()
        return (self.evidence_ids | self.answer_attachment_ids).sudo()

    def _get_supplier_steps(self):
        """Return the steps that the supplier can take now."""
        self.ensure_one()
        return [step for step, states in STEP_STATES.items() if self.state in states]

    def _get_supplier_form_values(self, form=None):
        """Return ``{name: text}`` of the fields of the page.

        :param dict form: what was sent and refused: it is shown again
        """
        self.ensure_one()
        values = {}
        for name in self._get_answer_fields():
            field, value = self._fields[name], self[name]
            if field.type == "float":
                value = f"{value:g}" if value else ""
            values[name] = str(value or "")
        for row in self.current_discipline_ids:
            for key in ("content", "person", "date"):
                values[f"{row.code}_{key}"] = str(row[key] or "")
        sent = {key: form[key] for key in values.keys() & (form or {}).keys()}
        return values | {k: v for k, v in sent.items() if isinstance(v, str)}

    def _take_supplier_form(self, form, files, origin):
        """Take in the form of the page; fields it does not have are ignored.

        :param dict form: name → text as sent, not to be trusted
        :param files: [(name, bytes)], checked
        :param str origin: address of the network
        :raises UserError: not possible, or a value that cannot be read
        """
        self.ensure_one()
        step = form.get("step")
        if step not in STEP_STATES:
            raise UserError(self.env._("Press one of the buttons of the page."))
        vals = {
            name: self._read_form_value(self._fields[name], form[name])
            for name in self._get_step_fields(step)
            if isinstance(form.get(name), str)
        }
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

    def _read_form_value(self, field, text):
        """Return the value of a text from outside for ``field``."""
        text = text.replace("\r\n", "\n").replace("\x00", "").strip()
        if field.type not in ("float", "date"):
            return text
        try:
            if field.type == "float":
                return float(text or 0)
            return fields.Date.to_date(text or None) or False
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%(text)s” cannot be read as %(field)s. Numbers are like 12.5, "
                    "dates like 2026-01-31.",
                    text=text[:50],
                    field=field._description_string(self.env),
                )
            ) from error
