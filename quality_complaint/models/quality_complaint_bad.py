from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: responsible party of the complaint → responsibility of the nonconformity
RESPONSIBLE = {
    "own": "internal",
    "supplier": "supplier",
    "customer": "customer",
    "carrier": "carrier",
}


class QualityComplaintBad(models.Model):
    """Goods complained about that are bad become a nonconformity [CO-34].

    A complaint is a record on which nonconformities are found: the smart button and
    the report come from there.
    """

    _name = "quality.complaint"
    _inherit = ["quality.complaint", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "complaint_id"

    nonconformity_count = fields.Integer("Number of Nonconformities")

    def action_query_supplier(self):
        """Draft the quality query to the supplier of the bad goods [CO-34]."""
        return self._query_supplier()._get_form_action()

    def _query_supplier(self):
        """Draft a notice to the supplier on the nonconformity of the goods.

        :raises AccessError: the user is no quality staff
        :raises UserError: the goods are not confirmed bad, or no supplier is known
        """
        self.ensure_one()
        self._check_may_process()
        source = self.nonconformity_ids.filtered(lambda nc: nc.state != "cancelled")
        if not source:
            raise UserError(
                self.env._(
                    "%(name)s has no nonconformity: confirm the goods bad first, then "
                    "ask the supplier.",
                    name=self.name,
                )
            )
        return source[:1]._open_supplier_notice()

    def _isolate_bad_goods(self, text):
        """Open the nonconformity of the goods, or take the open one, and isolate it."""
        self.ensure_one()
        sources = self.nonconformity_ids.filtered(
            lambda nc: nc.product_id == self.product_id and nc.state == "draft"
        )
        source = sources[:1] or self.env["quality.nonconformity"]._create_gated(
            self._prepare_nonconformity_vals() | self._prepare_bad_goods_vals(text)
        )
        if source.product_id.is_storable:
            source._isolate()
        return source

    def _prepare_nonconformity_vals(self):
        """What a report on this complaint takes over; it names no complainant [CO-82]."""
        return (
            super()._prepare_nonconformity_vals()
            | {
                "complaint_id": self.id,
                "origin_model": self._name,
                "origin_id": self.id,
                "origin_ref": self.name,
                "detection_point": "complaint",
                "company_id": self.company_id.id,
                "team_id": self.team_id.id,
                "confidential": self.confidential,
                "product_id": self.product_id.id,
                "lot_ids": [Command.set(self.lot_ids.ids)],
                "quantity": self.quantity or 1.0,
                "uom_id": (self.uom_id or self.product_id.uom_id).id,
                "defect_id": self.defect_id.id,
                "partner_id": not self.confidential and self.commercial_partner_id.id,
                "sale_id": not self.confidential and self.sale_id.id,
            }
            | self._prepare_supplier_vals()
        )

    def _prepare_supplier_vals(self):
        """Where the lots were bought, when that is one supplier."""
        orders = self.lot_ids.sudo().purchase_order_ids  # only its supplier is taken
        suppliers = orders.partner_id.commercial_partner_id
        return {"supplier_id": suppliers.id} if len(suppliers) == 1 else {}

    def _prepare_bad_goods_vals(self, text):
        """Values of the nonconformity of all that is in stock of the bad goods."""
        vals = {
            "description": text,
            "responsible": RESPONSIBLE.get(self.responsible_party)
            or ("supplier" if self._prepare_supplier_vals() else "unknown"),
        }
        placed = self._get_holds().filtered(lambda hold: hold.state == "placed")
        if placed:
            # it stays on hold until the nonconformity is dealt with
            vals["hold_id"] = (placed & self.hold_id or placed[:1]).id
        quantity = self._get_stock_of_lots()
        if quantity:
            vals |= {"quantity": quantity, "uom_id": self.product_id.uom_id.id}
        return vals

    def _get_stock_of_lots(self):
        """Return what is in stock of the lots, in the product's own unit."""
        if not self.lot_ids:
            return 0.0
        groups = (
            self.env["stock.quant"]
            .sudo()  # all of it is isolated, whoever sees stock
            ._read_group(
                [
                    ("lot_id", "in", self.lot_ids.ids),
                    ("company_id", "=", self.company_id.id),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("quantity", ">", 0),
                ],
                [],
                ["quantity:sum"],
            )
        )
        return groups[0][0] or 0.0

    def _get_expired_lots(self):
        """Return the lots that are past their expiry [X-39]."""
        now = fields.Datetime.now()
        return self.lot_ids.filtered(
            lambda lot: lot.expiration_date and lot.expiration_date < now
        )
