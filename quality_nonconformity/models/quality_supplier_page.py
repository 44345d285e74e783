from odoo import fields, models
from odoo.exceptions import UserError

#: characters that a supplier can send per field
MAX_TEXT = 10_000
MAX_LINE = 200
MAX_QUANTITY = 1e9
#: files on one document, all sendings together
MAX_FILES = 40


class QualitySupplierPage(models.AbstractModel):
    """Texts from outside: read, checked, shown again. Every page uses these."""

    _inherit = "quality.supplier.access"

    def _get_supplier_files(self):
        """Return the files that the supplier may open, as superuser."""
        self.ensure_one()
        return self.env["ir.attachment"].sudo()

    def _get_supplier_form_values(self, form=None):
        """Return ``{name: text}`` of the fields of the page.

        :param dict form: what was sent and refused: it is shown again
        """
        raise NotImplementedError

    def _take_supplier_form(self, form, files, origin):
        """Take in the form of the page; fields it does not have are ignored.

        :param dict form: name → text as sent, not to be trusted
        :param files: [(name, bytes)], checked
        :param str origin: address of the network
        :raises UserError: not possible, or a value that cannot be read
        """
        raise NotImplementedError

    def _show_form_value(self, name):
        """Return the value of a field as text of an input."""
        value = self[name]
        if self._fields[name].type == "float":
            return f"{value:.10g}" if value else ""
        return str(value or "")

    def _show_again(self, values, form):
        """Return ``values`` overlaid with what was sent and refused."""
        sent = {key: form[key] for key in values.keys() & (form or {}).keys()}
        return values | {k: v for k, v in sent.items() if isinstance(v, str)}

    def _read_form_values(self, names, form):
        """Return ``{name: value}`` of those fields of ``names`` that were sent."""
        return {
            name: self._read_form_value(self._fields[name], form[name])
            for name in names
            if isinstance(form.get(name), str)
        }

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

    def _check_supplier_values(self, model, vals):
        """Refuse values of a supplier that are too long or no quantity.

        :param model: the model whose fields they are
        """
        for name, value in vals.items():
            field = model._fields[name]
            # written so that "not a number" is refused, too
            if field.type == "float" and not 0 <= (value or 0) <= MAX_QUANTITY:
                raise UserError(
                    self.env._(
                        "“%(field)s” is a number from 0 upwards.",
                        field=field._description_string(self.env),
                    )
                )
            limit = MAX_TEXT if field.type == "text" else MAX_LINE
            if field.type in ("char", "text") and len(value or "") > limit:
                raise UserError(
                    self.env._(
                        "A text is longer than %(limit)s characters. Shorten it, or "
                        "attach it as a file.",
                        limit=limit,
                    )
                )

    def _check_supplier_files(self, known, files):
        """Refuse more files than a document takes."""
        if len(known) + len(files) > MAX_FILES:
            raise UserError(
                self.env._(
                    "%(name)s takes %(max)s files. Put them together in fewer, or send "
                    "the rest by mail.",
                    name=self.name,
                    max=MAX_FILES,
                )
            )
