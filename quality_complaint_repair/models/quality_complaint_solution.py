from odoo import models


class QualityComplaintSolution(models.Model):
    """A repair promised to the customer is a repair order [CO-36]."""

    _inherit = "quality.complaint.solution"

    def _create_document(self):
        if self.kind != "repair" or not self._is_repairable():
            return super()._create_document()
        self._check_complete()
        return self.env["repair.order"].create(self._prepare_repair_vals())

    def _is_repairable(self):
        """Whether it is one thing of the house; else the repair is a task."""
        self.ensure_one()
        return self.product_id.type == "consu"

    def _prepare_repair_vals(self):
        """Hook: values of the repair order, a draft for the workshop (sudo)."""
        self.ensure_one()
        source = self.complaint_id
        lots = source.lot_ids.filtered(lambda lot: lot.product_id == self.product_id)
        vals = {
            "company_id": source.company_id.id,
            "partner_id": source.partner_id.id,
            "product_id": self.product_id.id,
            "product_qty": self.quantity or 1.0,
            "product_uom": (self.uom_id or self.product_id.uom_id).id,
            "internal_notes": self.note,
            "under_warranty": source._is_own_fault(),
            "lot_id": lots.id if len(lots) == 1 else False,
        }
        if self.user_id:
            vals["user_id"] = self.user_id.id
        return vals

    def _is_document_done(self, document):
        if document._name == "repair.order":
            return document.state == "done"
        return super()._is_document_done(document)

    def _tracks(self, document):
        return document._name == "repair.order" or super()._tracks(document)

    def _cancel_document(self, document, reason):
        if document._name == "repair.order" and document.state == "draft":
            document.action_repair_cancel()
            return
        super()._cancel_document(document, reason)
