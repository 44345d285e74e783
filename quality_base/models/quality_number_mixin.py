from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityNumberMixin(models.AbstractModel):
    """Number a document per kind, company and year [XX-04].

    A model declares ``_number_prefix`` (e.g. ``"HLD"``); numbers then read
    ``HLD/2026/00001``. A number given on creation (an import) is kept. A number
    is never given twice: it stays used when its document is cancelled.
    """

    _name = "quality.number.mixin"
    _description = "Numbered Record"

    _number_prefix = "DOC"

    name = fields.Char("Number", copy=False, readonly=True, index="trigram")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )

    _number_uniq = models.UniqueIndex(
        "(company_id, name)",
        "This number is already used. Leave it empty to get the next free one.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        numbered, sequences = [], {}
        default_id = self.default_get(["company_id"]).get("company_id")
        for vals in vals_list:
            vals = dict(vals)
            if not vals.get("name"):
                company_id = vals.get("company_id") or default_id
                if company_id not in sequences:
                    sequences[company_id] = self._get_sequence(company_id)
                today = fields.Date.context_today(self)
                vals["name"] = sequences[company_id].next_by_id(today)
            numbered.append(vals)
        return super().create(numbered)

    def write(self, vals):
        for name in ("name", "company_id"):
            if name in vals and self.filtered(
                lambda r, n=name: r._is_renumbered(n, vals)
            ):
                raise UserError(
                    self.env._(
                        "A document keeps its number and its company. Cancel it and "
                        "record it anew instead."
                    )
                )
        return super().write(vals)

    def _is_renumbered(self, name, vals):
        old = self._fields[name].convert_to_write(self[name], self)
        return bool(old) and old != vals[name]

    def _get_sequence(self, company_id):
        """Return the sequence of this kind for the company (an id), made on first use."""
        Sequence = self.env["ir.sequence"].sudo()  # users may not read sequences
        sequence = Sequence.search(
            [("code", "=", self._name), ("company_id", "=", company_id)], limit=1
        )
        return sequence or Sequence.create(self._prepare_sequence_vals(company_id))

    def _prepare_sequence_vals(self, company_id):
        return {
            "name": self._description,
            "code": self._name,
            "company_id": company_id,
            "prefix": f"{self._number_prefix}/%(range_year)s/",
            "padding": 5,
            "use_date_range": True,
        }
