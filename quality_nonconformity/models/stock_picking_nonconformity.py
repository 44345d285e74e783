from odoo import models
from odoo.fields import Domain


class StockPicking(models.Model):
    """Nonconformities found at a receipt, a return, a delivery [NC-02, NC-43]."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "quality.nonconformity.origin.mixin"]

    _nonconformity_link = "picking_id"

    def _prepare_nonconformity_vals(self):
        vals = super()._prepare_nonconformity_vals()
        partner = self.partner_id.commercial_partner_id
        point = self._get_detection_point()
        vals |= {
            "picking_id": self.id,
            "company_id": self.company_id.id,
            "detection_point": point,
        }
        if point == "receipt":
            order = self.purchase_id
            vals |= {
                "purchase_id": order.id,
                "supplier_id": order.partner_id.commercial_partner_id.id or partner.id,
                "responsible": "supplier" if order or partner else "unknown",
            }
        elif point != "in_stock":
            vals["partner_id"] = partner.id
        return vals

    def _action_done(self):
        """What was reported at the receipt is isolated as soon as it is in stock."""
        result = super()._action_done()
        arrived = self.filtered(lambda picking: picking.state == "done")
        reported = self.env["quality.nonconformity"].sudo()  # of any reporter
        waiting = reported.search(
            Domain("picking_id", "in", arrived.ids) & Domain("state", "=", "draft")
        )
        for picking, records in waiting.grouped("picking_id").items():
            if picking.location_id.usage in ("supplier", "customer"):
                records._complete_from_receipt(picking)
        return result

    def _get_detection_point(self):
        """Return where goods of this transfer are looked at, as the key of NC-02."""
        self.ensure_one()
        if self.location_id.usage == "supplier":
            return "receipt"
        if self.location_id.usage == "customer":
            return "customer_return"
        if self.location_dest_id.usage == "customer":
            return "customer_site" if self.state == "done" else "pre_shipment"
        code = self.picking_type_id.code
        return "receipt" if code == "incoming" else "in_stock"

    def _get_nonconformity_goods(self):
        moves = self.move_ids.filtered(lambda move: move.state != "cancel")
        goods = [line._prepare_goods_row() for line in moves.move_line_ids]
        bare = moves.filtered(lambda move: not move.move_line_ids)
        return goods + [
            {
                "product_id": move.product_id.id,
                "quantity": move.product_uom_qty,
                "uom_id": move.product_uom.id,
            }
            for move in bare
        ]

    def _get_nonconformity_domain(self):
        """Those reported here, and those whose goods this transfer moved."""
        moves = self.env["stock.move"].sudo()._search(self._get_moved_domain())
        ids = moves.subselect("nonconformity_id")
        return super()._get_nonconformity_domain() | Domain("id", "in", ids)

    def _get_moved_domain(self):
        own = Domain("picking_id", "in", self.ids)
        return own & Domain("nonconformity_id", "!=", False)

    def _count_nonconformities(self):
        found = dict(
            self.env["quality.nonconformity"]._read_group(
                Domain("picking_id", "in", self.ids),
                ["picking_id"],
                ["id:array_agg"],
            )
        )
        # moves are read as the engine's own: counted is what the user may read
        moved = (
            self.env["stock.move"]
            .sudo()
            ._read_group(
                self._get_moved_domain(), ["picking_id"], ["nonconformity_id:array_agg"]
            )
        )
        named = {picking.id: set(ids) for picking, ids in found.items()}
        others = {picking.id: set(ids) for picking, ids in moved}
        every = set().union(*others.values())
        readable = set(
            self.env["quality.nonconformity"]._search(Domain("id", "in", list(every)))
            if every
            else ()
        )
        return {
            picking.id: len(
                named.get(picking.id, set())
                | (others.get(picking.id, set()) & readable)
            )
            for picking in self
        }
