from odoo import api, models
from odoo.exceptions import AccessError, UserError


class QualitySupplierNoticeGuard(models.Model):
    """What of a notice can still be written, and which files a supplier may see."""

    _inherit = "quality.supplier.notice"

    @api.model_create_multi
    def create(self, vals_list):
        notices = super().create(vals_list)
        notices._check_evidence()
        return notices

    def write(self, vals):
        if not self._gate_is_open():
            self._check_issued_fixed(vals)
            self._check_judged_fixed(vals)
        result = super().write(vals)
        if "evidence_ids" in vals:
            self._check_evidence()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if self.filtered(lambda notice: notice.state != "draft"):
            raise UserError(
                self.env._("A notice that was issued is evidence and stays. Cancel it.")
            )

    @api.model
    def _get_issued_fields(self):
        """Names of the fields that the supplier was told: fixed once issued."""
        return {
            *("nonconformity_id", "supplier_id", "product_id", "lot_ids", "quantity"),
            *("uom_id", "purchase_id", "description", "requirement", "demand"),
            *("demand_note", "answer_form", "date_reply_by", "situation"),
        }

    def _check_issued_fixed(self, vals):
        """Refuse to change what the supplier was told."""
        issued = self.filtered(lambda n: n.state != "draft")
        changed = sorted(self._get_issued_fields() & vals.keys())
        if not issued or not changed:
            return
        labels = [self._fields[n]._description_string(self.env) for n in changed]
        raise UserError(
            self.env._(
                "%(names)s was sent to the supplier: %(fields)s no longer change. Ask "
                "him again with another demand or date, or cancel it with a reason.",
                names=", ".join(issued.mapped("name")),
                fields=", ".join(labels),
            )
        )

    def _check_judged_fixed(self, vals):
        """What the answer was judged by was signed with the judgement."""
        judged = self.filtered(lambda n: n.state in ("effective", "not_effective"))
        if judged and {"effect_from", "effect_lots", "effect_result"} & vals.keys():
            raise UserError(
                self.env._(
                    "%(names)s is judged: what it was judged by stays as it was signed. "
                    "Ask the supplier again to judge it anew.",
                    names=", ".join(judged.mapped("name")),
                )
            )

    def _check_evidence(self):
        """Only files of the notice or its nonconformity can be shown to a supplier.

        :raises AccessError: the user may not read a file, or it belongs elsewhere
        """
        for notice in self.filtered("evidence_ids"):
            files = notice.evidence_ids
            files.check_access("read")
            loose = files.sudo().filtered(  # the user's own uploads, read above
                lambda f: not f.res_id and f.create_uid == self.env.user
            )
            loose.write({"res_model": notice._name, "res_id": notice.id})
            wrong = files.filtered(lambda f, n=notice: not n._owns_file(f))
            if wrong:
                raise AccessError(
                    self.env._(
                        "“%(file)s” belongs to another record and cannot be shown to a "
                        "supplier. Upload a copy here.",
                        file=wrong[0].name,
                    )
                )

    def _owns_file(self, file):
        owner = (file.res_model, file.res_id)
        source = self.nonconformity_id
        return owner in ((self._name, self.id), (source._name, source.id)) and bool(
            file.res_id
        )
