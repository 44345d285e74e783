"""Write a register (台账) as one formatted XLSX sheet, row by row, in flat memory.

Plain Python, no env: the model hands over columns, head lines and batches of rows.
"""

from collections import defaultdict
from datetime import datetime

import xlsxwriter

HEAD_FONT = "Microsoft YaHei"
MAX_TEXT = 32767  # Excel's limit of a cell; longer text would be dropped silently
NUMBER_TYPES = ("int", "float", "money")
DEFAULT_WIDTHS = {"text": 24, "int": 10, "float": 14, "money": 16, "bool": 8}
DATE_FORMATS = {"date": ("yyyy-mm-dd", 12), "datetime": ("yyyy-mm-dd hh:mm", 17)}


class LedgerSheet:
    """One sheet: titles, head lines, frozen header, typed rows, totals.

    :param target: path or binary file to write to
    :param columns: list of ``{"key", "label", "type", "width", "total"}``; types:
        text, int, float, money, date, datetime, bool
    :param digits: decimal places of float values that bring none

    Values: a float is a number or ``(number, unit, digits)``, money is
    ``(amount, currency, digits)``, a datetime is naive and already local. Text is
    always written as a string: what begins with ``=``, ``+``, ``-`` or ``@`` is
    shown, never calculated.
    """

    def __init__(self, target, columns, digits=2):
        self.columns = columns
        self.digits = digits
        self.count = 0
        self.book = xlsxwriter.Workbook(
            target,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self.sheet = self.book.add_worksheet()
        self._formats = {}
        self._row = 0
        self._first_row = 0
        self._totals = [defaultdict(float) for _ in columns]
        for index, column in enumerate(columns):
            kind = column["type"]
            default = DEFAULT_WIDTHS.get(kind) or DATE_FORMATS[kind][1]
            self.sheet.set_column(index, index, column.get("width") or default)

    def write_head(self, titles, lines):
        """Write the titles, the head lines ``[(label, value)]`` and the header row."""
        last = max(len(self.columns) - 1, 1)
        for size, title in zip((16, 12), titles, strict=False):
            style = self._format(bold=True, font_size=size, align="center")
            self.sheet.set_row(self._row, size * 1.8)
            self.sheet.merge_range(self._row, 0, self._row, last, "", style)
            self._write_text(self._row, 0, title, style)
            self._row += 1
        for label, value in lines:
            self._write_text(self._row, 0, label, self._format(font_color="#555555"))
            self._write_text(self._row, 1, value, self._format())
            self._row += 1
        style = self._format(
            bold=True, border=1, bg_color="#DDE6F0", text_wrap=True, valign="vcenter"
        )
        for index, column in enumerate(self.columns):
            self._write_text(self._row, index, column["label"], style)
        self._row += 1
        self._first_row = self._row
        self.sheet.freeze_panes(self._row, 0)
        self.sheet.repeat_rows(self._row - 1)

    def write_rows(self, rows):
        """Write a batch of rows, each a dict by column key."""
        for row in rows:
            for index, column in enumerate(self.columns):
                value = row.get(column["key"])
                self._write_value(index, column["type"], value)
            self._row += 1
            self.count += 1

    def close(self, total_label):
        """Write totals, filter and page set-up, and finish the file."""
        last = len(self.columns) - 1
        if self.count:
            self.sheet.autofilter(self._first_row - 1, 0, self._row - 1, last)
        if any(column.get("total") for column in self.columns):
            self._write_totals(total_label)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P / &N")
        self.book.close()

    def _write_value(self, index, kind, value):
        if value is None or value is False:
            self.sheet.write_blank(self._row, index, None, self._format(border=1))
        elif kind in NUMBER_TYPES:
            self._write_number(index, kind, value)
        elif kind in DATE_FORMATS:
            style = self._format(border=1, num_format=DATE_FORMATS[kind][0])
            if not isinstance(value, datetime):
                value = datetime(value.year, value.month, value.day)
            self.sheet.write_datetime(self._row, index, value, style)
        elif kind == "bool":
            self._write_text(self._row, index, "✓", self._format(border=1))
        else:
            style = self._format(border=1, text_wrap=True, valign="top")
            self._write_text(self._row, index, str(value), style)

    def _write_number(self, index, kind, value):
        digits = 0 if kind == "int" else self.digits
        number, unit, digits = (
            value if isinstance(value, tuple) else (value, "", digits)
        )
        if self.columns[index].get("total"):
            self._totals[index][unit, digits] += number
        style = self._format(border=1, num_format=self._number_format(unit, digits))
        self.sheet.write_number(self._row, index, number, style)

    def _write_totals(self, label):
        """One total per unit; a single one follows the filter the reader sets."""
        for index, column in enumerate(self.columns):
            totals = self._totals[index]
            if column.get("total") and len(totals) == 1:
                ((unit, digits), number) = next(iter(totals.items()))
                style = self._total_format(num_format=self._number_format(unit, digits))
                first = xlsxwriter.utility.xl_rowcol_to_cell(self._first_row, index)
                end = xlsxwriter.utility.xl_rowcol_to_cell(self._row - 1, index)
                formula = f"=SUBTOTAL(109,{first}:{end})"
                self.sheet.write_formula(self._row, index, formula, style, number)
            else:
                parts = [f"{v:,.{d}f} {u}".strip() for (u, d), v in totals.items()]
                text = label if index == 0 else "; ".join(parts)
                self._write_text(self._row, index, text, self._total_format())
        self._row += 1

    def _write_text(self, row, index, text, style):
        text = str(text or "")
        if len(text) > MAX_TEXT:
            text = text[: MAX_TEXT - 1] + "…"
        self.sheet.write_string(row, index, text, style)

    def _number_format(self, unit, digits):
        number = "#,##0" + ("." + "0" * digits if digits else "")
        safe = unit.replace('"', "")
        return f'{number} "{safe}"' if safe else number

    def _total_format(self, **properties):
        return self._format(bold=True, top=2, bg_color="#F3F3F3", **properties)

    def _format(self, **properties):
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format(
                {"font_name": HEAD_FONT, "font_size": 10, **properties}
            )
        return self._formats[key]
