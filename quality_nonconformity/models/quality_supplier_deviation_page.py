from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: what the supplier fills in
FORM_FIELDS = (
    *("submitted_by", "requirement", "deviation", "reason", "measure", "lot_names"),
    *("quantity", "date_from", "date_to"),
)
ENGINE_FIELDS = {
    *("submitted_by", "date_submitted", "answer_attachment_ids", "participant_ids"),
    *("technical_verdict", "technical_opinion", "technical_user_id"),
    *("quality_verdict", "quality_opinion", "quality_user_id"),
    *("decision_note", "decided_by_id", "date_decided"),
    *("notified_by_id", "date_notified"),
}


class QualitySupplierDeviationPage(models.Model):
    """The request as its supplier fills it in, and what stays as he submitted it."""

    _inherit = "quality.supplier.deviation"

    def write(self, vals):
        if not self._gate_is_open():
            self._check_submitted_fixed(vals)
        return super().write(vals)

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | ENGINE_FIELDS

    @api.model
    def _get_submitted_fields(self):
        """Names of the fields that opinions and decision speak of."""
        return {
            *FORM_FIELDS,
            *("supplier_id", "product_id", "purchase_id", "uom_id", "stage"),
        }

    def _check_submitted_fixed(self, vals):
        fixed = self.filtered(lambda record: record.state != "draft")
        changed = sorted(self._get_submitted_fields() & vals.keys())
        if fixed and changed:
            labels = [self._fields[n]._description_string(self.env) for n in changed]
            raise UserError(
                self.env._(
                    "%(names)s was submitted: %(fields)s no longer change. Send it back "
                    "to the supplier to complete it, or cancel it.",
                    names=", ".join(fixed.mapped("name")),
                    fields=", ".join(labels),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if self.filtered(lambda record: record.state != "draft"):
            raise UserError(
                self.env._(
                    "A request that was submitted is evidence. Cancel it instead."
                )
            )

    def _get_supplier_files(self):
        return super()._get_supplier_files() | self.answer_attachment_ids.sudo()

    def _get_supplier_form_values(self, form=None):
        self.ensure_one()
        values = {name: self._show_form_value(name) for name in FORM_FIELDS}
        return self._show_again(values, form)

    def _take_supplier_form(self, form, files, origin):
        self.ensure_one()
        if self.state != "draft" or form.get("step") not in ("save", "submit"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: this is not possible any more. Open the "
                    "link again to see how it stands.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        vals = self._read_form_values(FORM_FIELDS, form)
        self._check_supplier_values(self, vals)
        self._check_supplier_files(self.answer_attachment_ids, files)
        if not vals.get("submitted_by"):
            raise UserError(self.env._("Enter the name of who answers."))
        if vals.get("date_from") and vals.get("date_to"):
            if vals["date_from"] > vals["date_to"]:
                raise UserError(self.env._("The period ends before it begins."))
        self._write_supplier_request(vals, files, origin)
        if form["step"] == "submit":
            self._submit(vals["submitted_by"])

    def _write_supplier_request(self, vals, files, origin):
        house = self.sudo().with_context(lang=self._get_house_lang())  # he is no user
        words = [
            (self._fields[name]._description_string(house.env), vals[name])
            for name in FORM_FIELDS
            if vals.get(name)
        ]
        house._write_gated(vals)
        message = house._post_supplier_words(
            house.env._("The supplier filled in the request."), words, files, origin
        )
        links = [Command.link(file.id) for file in message.attachment_ids]
        house._write_gated({"answer_attachment_ids": links})
