import json

from odoo import api, fields, models
from odoo.exceptions import UserError

# Who holds this object in the context is the history mixin: no RPC caller can.
APPENDING = object()


class QualityHistory(models.Model):
    """One event in the life of a document; rows of a document form a chain [XX-03].

    Each row's hash covers its content and the hash of the row before;
    ``quality.history.head`` keeps number and hash of the last one. So a row changed,
    removed or inserted behind the application's back is found
    (:meth:`quality.history.mixin._verify_history`).
    """

    _name = "quality.history"
    _description = "History"
    _inherit = ["quality.row.mixin"]
    _order = "id desc"

    sequence = fields.Integer("No.", required=True, readonly=True)
    event = fields.Char("Event Key", required=True, readonly=True)
    event_label = fields.Char("Event", compute="_compute_event_label")
    values = fields.Text(required=True, readonly=True, default="{}")
    details = fields.Text(compute="_compute_details")
    comment = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="restrict"
    )
    user_name = fields.Char("By", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    prev_hash = fields.Char("Hash before", required=True, readonly=True)
    hash = fields.Char(required=True, readonly=True)

    # No unique index: two rows of one number, forged by SQL, shall be found and shown.
    # Writers are kept apart by the lock on the head.
    _document_idx = models.Index("(res_model, res_id, sequence)")

    @api.depends("event")
    @api.depends_context("lang")
    def _compute_event_label(self):
        labels = self._get_event_labels()
        for row in self:
            row.event_label = labels.get(row.event, row.event)

    @api.depends("values")
    @api.depends_context("lang")
    def _compute_details(self):
        for row in self:
            try:
                values = json.loads(row.values)
            except ValueError:  # somebody overwrote it: show what is there
                row.details = row.values
                continue
            row.details = "\n".join(row._describe_values(values))

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("quality_appending") is not APPENDING:
            raise UserError(
                self.env._(
                    "History is written by the documents themselves only. "
                    "To add a remark, write a note in the document's discussion."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._("History cannot be deleted: it is kept as evidence for ever.")
        )

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "History cannot be changed. To correct something, write a note in "
                "the document's discussion: both stay."
            )
        )

    @api.model
    def _get_event_labels(self):
        """Return ``{event: label}``; addons with own events extend it."""
        return {
            "create": self.env._("Created"),
            "state": self.env._("Step"),
            "sign": self.env._("Signed"),
            "submit": self.env._("Submitted"),
            "release": self.env._("Released"),
            "export": self.env._("Exported"),
            "print": self.env._("Printed"),
            "unlink": self.env._("Draft deleted"),
            "unlink_refused": self.env._("Deletion refused"),
            "dispute": self.env._("Dispute hold"),
            "retention": self.env._("Retention reviewed"),
            "archive": self.env._("Archive"),
            "extend": self.env._("Deadline extension"),
            "deadline": self.env._("Deadline"),
            "notice": self.env._("Notice sent"),
            "note": self.env._("Note"),
        }

    def _describe_values(self, values):
        """Return one line of text for each of the row's ``values`` (a dict)."""
        self.ensure_one()
        model_fields = (
            self.env[self.res_model]._fields if self.res_model in self.env else {}
        )
        lines, signature_fields = [], self.env["quality.signature"]._fields
        for name, value in values.items():
            field = model_fields.get(name) or signature_fields.get(name)
            label = field._description_string(self.env) if field else name
            lines.append(f"{label}: {self._describe_value(field, value)}")
        return lines

    def _describe_value(self, field, value):
        if (
            isinstance(value, list)
            and len(value) == 2
            and field
            and not field.relational
        ):
            return " → ".join(self._describe_value(field, one) for one in value)
        if isinstance(value, list):
            return ", ".join(self._describe_value(field, one) for one in value)
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, dict):
            return value.get("name") or json.dumps(value, ensure_ascii=False)
        if field and field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        text = "–" if value is None else str(value)
        return f"{text[:16]}…" if len(text) == 64 and text.isalnum() else text

    def _get_content(self):
        """What the row's hash covers, beside the hash of the row before."""
        self.ensure_one()
        return {
            "res_model": self.res_model,
            "res_id": self.res_id,
            "sequence": self.sequence,
            "event": self.event,
            "values": self.values,
            "comment": self.comment or "",
            "user_id": self.user_id.id,
            "user_name": self.user_name,
            "date": self.date,
        }
