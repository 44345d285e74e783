from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, format_datetime
from odoo.tools.misc import formatLang

#: what each part of a form prints: fields in their order
PRINT_PARTS = {
    "complainant": (
        "partner_id",
        "relation",
        "contact_name",
        "contact_phone",
        "contact_email",
        "contact_address",
        "user_unit",
    ),
    "receipt": (
        "date",
        "channel",
        "kind_id",
        "level_id",
        "reporter_id",
        "first_responsible_id",
        "team_id",
        "user_id",
    ),
    "register": (
        "register_number",
        "date_registered",
        "registered_by_id",
        "call_count",
    ),
    "goods": (
        "product_id",
        "lot_ids",
        "quantity",
        "defect_id",
        "sale_id",
        "picking_id",
        "usage_conditions",
    ),
    "matter": ("description", "demand"),
    "accused": ("accused_team_id", "accused_user_id"),
    "findings": (
        "findings",
        "justified",
        "goods_judgement",
        "justified_reason",
        "cause_id",
        "responsible_party",
        "responsible_team_id",
        "responsible_partner_id",
        "cause_note",
        "joint_analysis",
        "corrective_measure",
        "preventive_measure",
    ),
    "used": ("already_used", "use_harm", "use_consequence", "use_treatment"),
    "hold": (
        "hold_decision",
        "hold_id",
        "hold_waive_reason",
        "goods_judgement",
        "goods_judged_by_id",
        "goods_judgement_note",
        "nonconformity_ids",
        "return_ids",
    ),
    "leader": ("needs_leader", "leader_id", "date_leader", "leader_note"),
    "reply": ("reply", "replied_by_id", "date_replied"),
    "opinion": ("customer_opinion", "customer_opinion_note"),
    "result": ("result", "capa_ids", "closed_by_id", "date_closed"),
    "revisit": (
        "revisit_by_id",
        "date_revisit",
        "revisit_feedback",
        "revisit_evaluation",
        "revisit_suggestion",
        "revisit_waive_reason",
    ),
}
WIDE_TYPES = ("text", "html")


class QualityComplaintPrint(models.Model):
    """What the forms of a complaint print [CO-03].

    A form names its parts; a part is a list of fields. Who may not read a field finds
    its box empty, and so does everybody with the complainant of a secret one [CO-82].
    """

    _inherit = "quality.complaint"

    def _get_print_fields(self, part):
        """Hook: names of the fields that ``part`` of a form prints."""
        return PRINT_PARTS[part]

    def _get_print_rows(self, *parts):
        """Return rows of cells for a form: dicts of ``label``, ``value``, ``wide``.

        Two narrow cells share a row; texts get one for themselves (``wide``). On an
        empty recordset the values are empty: a blank form.
        """
        names = [name for part in parts for name in self._get_print_fields(part)]
        rows, narrow = [], []
        for cell in map(self._get_print_cell, dict.fromkeys(names)):
            if narrow and (cell["wide"] or len(narrow) == 2):
                rows.append(narrow)
                narrow = []
            if cell["wide"]:
                rows.append([cell])
            else:
                narrow.append(cell)
        rows += [narrow] if narrow else []
        for row in rows:
            row[0]["wide"] = len(row) == 1
        return rows

    def _get_print_cell(self, name):
        field = self._fields[name]
        readable = self._has_field_access(field, "read")
        return {
            "label": field._description_string(self.env),
            "value": self._get_print_value(name) if self and readable else "",
            "wide": field.type in WIDE_TYPES,
        }

    def _get_print_value(self, name):
        """Return the value of a field as the screen shows it."""
        self.ensure_one()
        field, value = self._fields[name], self[name]
        if name == "quantity":
            digits = self.env["decimal.precision"].precision_get("Product Unit")
            unit = self.uom_id.name or ""
            return f"{formatLang(self.env, value, digits)} {unit}" if value else ""
        if field.relational:
            # numbers and names, as the form shows them to whoever reads the record
            return ", ".join(value.sudo().mapped("display_name"))
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "datetime":
            return format_datetime(self.env, value, dt_format="short")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "html":
            return Markup(value or "")  # sanitized when it was written
        return value or ""

    def _get_print_solutions(self):
        """Solutions that stand, in their order."""
        return self.solution_ids.filtered(lambda line: line.state != "cancelled")

    def _get_print_sayings(self):
        """What was said later: further calls, and additions to the facts, in order."""
        rows = [
            (call.date, call.received_by_id, call.description) for call in self.call_ids
        ]
        rows += [(row.date, row.user_id, row.note) for row in self.addition_ids]
        return sorted(rows, key=lambda row: row[0])

    def _get_print_photos(self, limit=6):
        """The pictures of the matter that the user may see, as base64."""
        pictures = self.env["ir.attachment"]
        if self:
            pictures = pictures.search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("mimetype", "in", ("image/png", "image/jpeg", "image/gif")),
                ],
                limit=limit,
                order="id",
            )
        return pictures.mapped("datas")

    def _get_print_deadlines(self):
        """When the department has to have it done: the open clocks, the next first."""
        return self.deadline_ids.filtered(
            lambda row: row.effective_due and not row.done and row.state != "cancelled"
        ).sorted("effective_due")
