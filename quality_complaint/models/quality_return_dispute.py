from odoo import fields, models
from odoo.exceptions import UserError


class QualityReturnDispute(models.Model):
    """A customer disputes a refusal: retained sample, laboratory, arbitration [X-26]."""

    _inherit = "quality.return"

    laboratory_ids = fields.One2many(
        "quality.complaint.laboratory", "return_id", "Disputes", readonly=True
    )

    def action_dispute(self):
        """Open the dispute of a refused return."""
        self.ensure_one()
        row = self._dispute(self.refusal)
        return {
            "type": "ir.actions.act_window",
            "res_model": row._name,
            "res_id": row.id,
            "views": [(False, "form")],
        }

    def _dispute(self, reason):
        """Open the dispute on a refused return, in its complaint or a new one.

        :param str reason: what the customer disputes
        :return: ``quality.complaint.laboratory``
        :raises AccessError: the user is no complaint staff
        :raises UserError: the return was not refused, or no reason is given
        """
        self.ensure_one()
        self.env["quality.complaint"]._check_may_process()
        if self.state != "refused":
            raise UserError(
                self.env._(
                    "%(name)s was not refused: there is nothing to dispute.",
                    name=self.name,
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say what the customer disputes."))
        complaint = self.complaint_id
        if not complaint or complaint.is_frozen:
            complaint = complaint.create(self._prepare_dispute_complaint_vals(reason))
            complaint._accept()
            self._write_gated({"complaint_id": complaint.id})
        return self.laboratory_ids._create_gated(
            [
                {
                    "complaint_id": complaint.id,
                    "return_id": self.id,
                    "reason": reason,
                    "lot_id": self.line_ids.lot_id[:1].id,
                }
            ]
        )

    def _prepare_dispute_complaint_vals(self, reason):
        """Return the values of the complaint that a disputed refusal becomes."""
        self.ensure_one()
        lots = self.line_ids.lot_id
        product = self.line_ids.product_id[:1]
        return {
            "description": self.env._(
                "The customer disputes the refusal of %(name)s: %(reason)s",
                name=self.name,
                reason=reason,
            ),
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "confidential": self.confidential,
            "kind_id": self.env.ref("quality_complaint.kind_standard").id,
            "product_id": product.id,
            "lot_ids": [
                fields.Command.set(lots.filtered(lambda x: x.product_id == product).ids)
            ],
        }
