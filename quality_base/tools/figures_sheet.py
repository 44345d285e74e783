"""Figures of a report as a spreadsheet: one sheet per section [XX-23]."""

import io
import re
from datetime import date

import xlsxwriter

_FORMATS = {
    "integer": "#,##0",
    "float": "#,##0.00",
    "percent": "0.0%",
    "date": "yyyy-mm-dd",
}
_MAX_NAME = 31


def figures_to_xlsx(title, facts, sections):
    """Return the bytes of an XLSX file.

    :param str title: printed at the top of each sheet
    :param list facts: ``[(label, text)]``: company, period, author…
    :param list sections: dicts ``{"title", "columns": [{"label", "type"}], "rows"}``;
        types are text, integer, float, percent (a share of 1) and date (ISO text)
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    styles = {kind: book.add_format({"num_format": f}) for kind, f in _FORMATS.items()}
    styles["title"] = book.add_format({"bold": True, "font_size": 14})
    styles["head"] = book.add_format({"bold": True, "bg_color": "#DDE6EE", "border": 1})
    for number, section in enumerate(sections or [{}], 1):
        sheet = book.add_worksheet(_sheet_name(number, section.get("title", title)))
        _write_section(sheet, title, facts, section, styles)
    book.close()
    return buffer.getvalue()


def _write_section(sheet, title, facts, section, styles):
    sheet.write_string(0, 0, title, styles["title"])
    for row, (label, text) in enumerate(facts, 1):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, text)
    top = len(facts) + 2
    sheet.write_string(top, 0, section.get("title", ""), styles["title"])
    columns = section.get("columns", [])
    for col, column in enumerate(columns):
        sheet.write_string(top + 1, col, column["label"], styles["head"])
        sheet.set_column(col, col, 28 if column["type"] == "text" else 14)
    for row, values in enumerate(section.get("rows", []), top + 2):
        for col, (value, column) in enumerate(zip(values, columns, strict=True)):
            _write_cell(sheet, row, col, value, column["type"], styles)
    if columns:
        sheet.freeze_panes(top + 2, 0)


def _write_cell(sheet, row, col, value, kind, styles):
    if value is None or value is False:
        return
    if kind == "text":
        sheet.write_string(row, col, str(value))
    elif kind == "date":
        sheet.write_datetime(row, col, date.fromisoformat(value), styles["date"])
    else:
        sheet.write_number(row, col, value, styles[kind])


def _sheet_name(number, title):
    clean = re.sub(r"[\[\]:*?/\\']", " ", title)
    return f"{number} {clean}"[:_MAX_NAME].strip()
