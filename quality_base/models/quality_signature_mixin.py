from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.canonical import digest, dumps
from ..tools.record_values import field_value, field_values, same_content
from .quality_signature import SIGNING


class QualitySignatureMixin(models.AbstractModel):
    """Sign a document's content [XX-03].

    A model names what a signature covers in :meth:`_get_signed_fields`. The engine
    is :meth:`_sign`; a button that signs is decorated with
    :func:`quality_base.tools.identity.sign_with_password`, which asks for the
    password each time.
    """

    _name = "quality.signature.mixin"
    _description = "Record that is Signed"

    signature_ids = fields.One2many(
        "quality.signature",
        "res_id",
        "Signatures",
        domain=lambda self: [("res_model", "=", self._name)],
        bypass_search_access=True,  # who reads the document may read its rows
        readonly=True,
        copy=False,
    )
    signed_content_differs = fields.Boolean(
        compute="_compute_signed_content_differs",
        help="A value was changed after the last signature on it.",
    )

    def _compute_signed_content_differs(self):
        for record in self:
            rows = record.signature_ids.sorted("id")
            # a signature by hand does not cover a change after that of a step
            last = {(s.meaning, s.by_hand): s for s in rows}
            differing = [s for s in last.values() if s.content_differs]
            record.signed_content_differs = bool(differing)

    def _get_due_meanings(self):
        """Hook: meanings still due although somebody signed so before.

        More have to sign, or a new round asks for it again: prints leave a line.
        """
        return set()

    def action_open_sign(self):
        """Open the wizard that signs by hand."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sign"),
            "res_model": "quality.sign",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_res_model": self._name, "default_res_ids": self.ids},
        }

    def _sign(self, meaning, comment=None, by_hand=False):
        """Sign each record for the current user, at the server's time.

        :param str meaning: a key of ``quality.signature.meaning``
        :param str comment: what the signer wants to say
        :param bool by_hand: signed in the dialog; it supersedes no step's signature
        :return: the new ``quality.signature`` rows, one per record
        :raises UserError: when nobody is logged in
        """
        if self.env.user._is_public():
            raise UserError(self.env._("Log in to sign: a signature needs a person."))
        self._check_can_sign(meaning)
        vals_list = [
            record._prepare_signature_vals(meaning, comment, by_hand) for record in self
        ]
        signatures = (
            self.env["quality.signature"]
            .with_context(quality_signing=SIGNING)
            .sudo()  # users hold no create right: this method is the only way
            .create(vals_list)
        )
        signatures = self.env["quality.signature"].browse(signatures.ids)
        self.invalidate_recordset(["signature_ids", "signed_content_differs"])
        self._on_signed(signatures)
        return signatures

    def _on_signed(self, signatures):
        """Hook after signing.

        :param signatures: the new rows, one per record of ``self``, in its order
        """

    def _check_can_sign(self, meaning):
        """Refuse those who may not sign with ``meaning``; extend with a ``super()``.

        Default: who may read the record.
        """
        self.check_access("read")

    def _get_signed_fields(self, meaning):
        """Names of the fields that a signature of ``meaning`` covers.

        A dotted name (``"line_ids.quantity"``) covers that field of each line.
        Default: every stored field that people fill.
        """
        skipped = self._get_unsigned_fields()
        return sorted(
            name
            for name, field in self._fields.items()
            if field.store
            and name != "id"
            and not field.automatic
            and (not field.compute or not field.readonly)
            and field.type not in ("one2many", "properties", "properties_definition")
            and name not in skipped
            and not name.startswith(("message_", "activity_", "website_message_"))
        )

    def _get_unsigned_fields(self):
        """Names that the default of :meth:`_get_signed_fields` leaves out."""
        return {"state"}

    def _prepare_signature_vals(self, meaning, comment, by_hand=False):
        self.ensure_one()
        user = self.env.user
        names = self._get_signed_fields(meaning)
        vals = {
            "res_model": self._name,
            "res_id": self.id,
            "user_id": user.id,
            "signed_name": user.name,
            "meaning": meaning,
            "date": fields.Datetime.now(),
            "comment": comment or "",
            "by_hand": by_hand,
        }
        payload = {
            **vals,
            "login": user.login,
            "document": self.display_name,
            "fields": field_values(self.sudo(), names),  # related names for any signer
        }
        return vals | {
            "company_id": self._get_signature_company().id,
            "payload": dumps(payload),
            "digest": digest(payload),
        }

    def _get_signature_company(self):
        has_company = "company_id" in self._fields
        return has_company and self.sudo().company_id or self.env.company

    def _get_changed_signed_fields(self, signature):
        """Names of the signed fields whose value is no longer the signed one."""
        self.ensure_one()
        return [
            name
            for name, value in signature._get_signed_values().items()
            if name.partition(".")[0] in self._fields
            and not same_content(value, field_value(self.sudo(), name))
        ]

    def _get_field_labels(self, names):
        heads = dict.fromkeys(name.partition(".")[0] for name in names)
        return ", ".join(
            self._fields[name]._description_string(self.env) for name in heads
        )
