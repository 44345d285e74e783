import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.canonical import digest, dumps

# Who holds this object in the context is the signature mixin: no RPC caller can.
SIGNING = object()


class QualitySignature(models.Model):
    """One electronic signature on a document [XX-03, 21 CFR 11.50, 11.70].

    The row keeps what was signed (``payload``, canonical JSON) and its SHA-256, so
    that it shows when the row itself, or the signed content of the document, is no
    longer what it was. Nobody creates, writes or deletes rows: only
    :meth:`quality.signature.mixin._sign` makes them.
    """

    _name = "quality.signature"
    _description = "Signature"
    _inherit = ["quality.row.mixin"]
    _order = "id"

    user_id = fields.Many2one(
        "res.users", "Signed by", required=True, readonly=True, ondelete="restrict"
    )
    signed_name = fields.Char("Printed Name", required=True, readonly=True)
    meaning = fields.Selection(
        [
            ("prepared", "Prepared"),
            ("reviewed", "Reviewed"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("released", "Released"),
            ("verified", "Verified"),
            ("executed", "Carried out"),
            ("opinion", "Opinion"),
            ("dissent", "Dissenting Opinion"),
            ("closed", "Closed"),
            ("deleted", "Deletion Decided"),
            ("read", "Read and Acknowledged"),
        ],
        required=True,
        readonly=True,
    )
    date = fields.Datetime("Signed on", required=True, readonly=True)
    comment = fields.Text(readonly=True)
    by_hand = fields.Boolean(
        readonly=True, help="Signed in the dialog, not by a step of the document."
    )
    payload = fields.Text("Signed Content", required=True, readonly=True)
    digest = fields.Char("SHA-256", required=True, readonly=True)
    is_intact = fields.Boolean(
        compute="_compute_content",
        help="The signature row itself is as it was made.",
    )
    content_differs = fields.Boolean(
        "Signed Content Differs",
        compute="_compute_content",
        help="A signed field of the document has another value now than when signed.",
    )
    changed_fields = fields.Char("Changed since", compute="_compute_content")

    _document_idx = models.Index("(res_model, res_id)")

    @api.depends("payload", "digest")  # the document's fields are any: see the mixin
    @api.depends_context("lang")
    def _compute_content(self):
        for model, signatures in self.grouped("res_model").items():
            documents = self.env[model].sudo().browse(signatures.mapped("res_id"))
            existing = set(documents.exists()._ids)
            for signature in signatures:
                document = documents.browse(signature.res_id)
                intact = signature._is_intact()
                names = []
                if intact and document.id in existing:
                    names = document._get_changed_signed_fields(signature)
                signature.is_intact = intact
                signature.content_differs = bool(names) or not intact
                signature.changed_fields = document._get_field_labels(names)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("quality_signing") is not SIGNING:
            raise UserError(
                self.env._(
                    "Signatures are made by signing only: use the document's buttons."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "A signature cannot be deleted. If it is wrong, sign again and say so "
                "in the comment: both signatures stay."
            )
        )

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "A signature cannot be changed. If it is wrong, sign again and say so "
                "in the comment: both signatures stay."
            )
        )

    def _get_meaning_label(self):
        """Return the meaning in the user's language, as printed."""
        self.ensure_one()
        labels = dict(self._fields["meaning"]._description_selection(self.env))
        return labels.get(self.meaning, self.meaning)

    def _get_signed_values(self):
        """Return ``{field: signed value}`` of this signature."""
        self.ensure_one()
        return json.loads(self.payload)["fields"]

    def _is_intact(self):
        """Whether payload, digest and columns still belong together."""
        self.ensure_one()
        try:
            envelope = json.loads(self.payload)
        except ValueError:
            return False
        columns = {
            "res_model": self.res_model,
            "res_id": self.res_id,
            "user_id": self.user_id.id,
            "signed_name": self.signed_name,
            "meaning": self.meaning,
            "date": self.date,
            "comment": self.comment or "",
            "by_hand": self.by_hand,
        }
        covered = {name: envelope.get(name) for name in columns}
        return digest(envelope) == self.digest and dumps(covered) == dumps(columns)
