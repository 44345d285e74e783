from odoo import api, models
from odoo.fields import Command, Domain

from .quality_disposition import SUPPLIER_KINDS


class QualityDispositionReturn(models.Model):
    """Back to the supplier, against the receipts; what he sends instead [NC-54, NC-64]."""

    _inherit = "quality.disposition"

    @api.depends("kind", "nonconformity_id.lot_ids", "nonconformity_id.product_id")
    def _compute_partner_id(self):
        """Goods go back to whom they came from, where the nonconformity names nobody."""
        result = super()._compute_partner_id()
        for record in self.filtered(lambda d: d.kind in SUPPLIER_KINDS):
            if record.state == "draft" and not record.partner_id:
                record.partner_id = record._find_supplier()
        return result

    def _find_supplier(self):
        """Return the only sender of these lots, or else the first vendor of the product.

        Nobody where several sent them: who it was is not guessed.
        """
        source = self.nonconformity_id
        lines = (
            Domain("product_id", "=", source.product_id.id)
            & Domain("lot_id", "in", source.lot_ids.ids)
            & Domain("state", "=", "done")
            & Domain("company_id", "=", source.company_id.id)
            & Domain("location_id.usage", "=", "supplier")
        )
        rows = self.env["stock.picking"]._read_group(
            Domain("move_line_ids", "any", lines) & Domain("partner_id", "!=", False),
            ["partner_id"],
        )
        senders = {partner.commercial_partner_id for (partner,) in rows}
        if senders:
            return senders.pop() if len(senders) == 1 else self.partner_id.browse()
        product = source.product_id.with_company(source.company_id)
        return product._prepare_sellers()[:1].partner_id

    def _post_return_supplier(self):
        self._post_return()

    _post_refuse = _post_return_supplier

    def _post_exchange(self):
        """Returned; the replacement is awaited before this can be verified."""
        for moves in self._post_return().grouped("origin_returned_move_id").values():
            receipt = moves.origin_returned_move_id
            self._create_receipt(receipt, sum(moves.mapped("product_qty")))

    def _post_replenish(self):
        """What is missing is awaited: by the order's open receipt, or a further one."""
        supplying = self._find_supplying_move()
        awaited = supplying.purchase_line_id.move_ids.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.location_id.usage == "supplier"
                and not move.disposition_id
            )
        )
        open_quantity = sum(awaited.mapped("product_qty"))
        if self.product_uom_id.compare(open_quantity, self.product_quantity) >= 0:
            awaited.write(self._prepare_claim_vals())
        else:
            self._create_receipt(supplying, self.product_quantity)

    # -- return --------------------------------------------------------------------

    def _post_return(self):
        """Return the goods, each against the receipt it came by: lowers what the order
        has received.

        :return: the done moves, one or more per receipt
        """
        ways, returned = {}, self.env["stock.move"]
        returnable = self._read_returnable()
        for row in self.line_ids:
            for receipt, quantity in self._choose_receipts(row, returnable):
                target = receipt.location_id or self._get_supplier_location()
                passage = row._prepare_passage(row.zone_id, target, quantity)
                key = (row.zone_id.warehouse_id, receipt)
                ways.setdefault(key, []).append(passage)
        for (warehouse, receipt), passages in ways.items():
            arrival = receipt.picking_type_id or warehouse.in_type_id
            kind = arrival.return_picking_type_id or warehouse.out_type_id
            picking = self._create_zone_picking(
                kind,
                passages,
                # set at creation: written later, it would lead them to customers
                {"partner_id": self.partner_id.id, "return_id": receipt.picking_id.id},
                **self._prepare_return_move_vals(receipt),
            )
            picking._action_done()
            returned |= picking.move_ids
        return returned

    def _prepare_return_move_vals(self, receipt):
        return {
            "origin_returned_move_id": receipt.id,
            "purchase_line_id": receipt.purchase_line_id.id,
            "to_refund": True,
        }

    def _choose_receipts(self, row, returnable):
        """Return ``[(receipt move or none, quantity)]`` for the goods of ``row``.

        :param dict returnable: of :meth:`_read_returnable`; reduced by what is chosen
        """
        unit, wanted, chosen = self.product_uom_id, row.quantity, []
        left = returnable.get(row.lot_id, {})
        for receipt, quantity in left.items():
            share = min(wanted, quantity)
            if unit.compare(share, 0) > 0:
                left[receipt] -= share
                wanted -= share
                chosen.append((receipt, unit.round(share)))
        if unit.compare(wanted, 0) > 0:
            chosen.append((self.env["stock.move"], unit.round(wanted)))
        return chosen

    def _read_returnable(self):
        """Return {lot: {receipt move: what came by it and is not returned yet}}.

        The receipt named in the nonconformity goes first, then the latest.
        """
        Line = self.env["stock.move.line"]
        first = self.nonconformity_id.picking_id
        received = Line.search(self._get_receipt_domain(), order="id desc")
        back = Line.search(
            Domain("move_id.origin_returned_move_id", "in", received.move_id.ids)
            & Domain("location_dest_id.usage", "=", "supplier")
            & Domain("state", "=", "done")
        )
        result = {}
        for line in received.sorted(lambda line: line.picking_id != first):
            moves = result.setdefault(line.lot_id, {})
            moves.setdefault(line.move_id, 0.0)
            moves[line.move_id] += line.quantity_product_uom
        for line in back:
            moves = result.get(line.lot_id, {})
            if line.move_id.origin_returned_move_id in moves:
                receipt = line.move_id.origin_returned_move_id
                moves[receipt] -= line.quantity_product_uom
        return result

    def _get_receipt_domain(self):
        """Done lines by which these goods came from this supplier."""
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("state", "=", "done")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_id.usage", "=", "supplier")
            & Domain(
                "picking_id.partner_id",
                "child_of",
                self.partner_id.commercial_partner_id.ids,
            )
        )
        if lots := self.line_ids.lot_id:
            domain &= Domain("lot_id", "in", lots.ids)
        return domain

    def _get_supplier_location(self):
        return self.partner_id.property_stock_supplier

    # -- replacement ---------------------------------------------------------------

    def _find_supplying_move(self):
        """The done receipt that brought (too little of) these goods, or none."""
        source = self.nonconformity_id
        moves = (
            source.picking_id.move_ids | source.purchase_id.order_line.move_ids
        ).filtered(
            lambda move: (
                move.product_id == self.product_id
                and move.state == "done"
                and move.location_id.usage == "supplier"
            )
        )
        if moves:
            return moves[:1]
        domain = self._get_receipt_domain()
        if source.lot_ids:
            domain &= Domain("lot_id", "in", source.lot_ids.ids)
        lines = self.env["stock.move.line"].search(domain, order="id desc", limit=1)
        return lines.move_id

    def _create_receipt(self, receipt, quantity):
        """The supplier sends goods in their stead: a transfer, ready to be validated.

        :param receipt: the move by which the goods came, or none
        :param float quantity: in the product's unit
        """
        warehouse = (
            receipt.picking_type_id.warehouse_id
            or self.line_ids.zone_id.warehouse_id[:1]
            or self.env["stock.warehouse"].search(
                [("company_id", "=", self.company_id.id)], limit=1
            )
        )
        kind = receipt.picking_type_id or warehouse.in_type_id
        source = receipt.location_id or self._get_supplier_location()
        places = {
            "location_id": source.id,
            "location_dest_id": kind.default_location_dest_id.id,
            "company_id": self.company_id.id,
        }
        move_vals = places | self._prepare_claim_vals()
        move_vals |= {
            "product_id": self.product_id.id,
            "product_uom": self.product_uom_id.id,
            "product_uom_qty": quantity,
            "location_final_id": warehouse.lot_stock_id.id,
            "purchase_line_id": receipt.purchase_line_id.id,
        }
        picking = self.env["stock.picking"].create(
            places
            | {
                "picking_type_id": kind.id,
                "partner_id": self.partner_id.id,
                "origin": self._get_origin(),
                "move_ids": [Command.create(move_vals)],
            }
        )
        picking.action_confirm()
        return picking

    def _prepare_claim_vals(self):
        return {
            "disposition_id": self.id,
            "nonconformity_id": self.nonconformity_id.id,
        }

    def _get_awaited_receipts(self):
        """Transfers by which the supplier still sends goods, backorders too."""
        pickings = self.move_ids.filtered(
            lambda move: move.location_id.usage == "supplier"
        ).picking_id
        rest = pickings
        while rest := rest.backorder_ids - pickings:
            pickings |= rest
        return pickings.filtered(lambda p: p.state not in ("done", "cancel"))
