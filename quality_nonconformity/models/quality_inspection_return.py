from odoo import fields, models
from odoo.exceptions import UserError


class QualityInspectionReturn(models.Model):
    """Refused goods go back, and purchasing hears of it [NC-23, NC-27]."""

    _inherit = "quality.inspection.record"

    can_return = fields.Boolean(compute="_compute_can_return")

    def _compute_can_return(self):
        for record in self:
            source = record.sudo().nonconformity_id  # shown to who may read the record
            record.can_return = (
                record.state == "done"
                and bool(record.supplier_id)
                and source.state in ("draft", "isolated", "review")
                and source.product_uom_id.compare(source.open_quantity, 0) > 0
            )

    def action_return_supplier(self):
        """Propose that the refused goods go back, and show the nonconformity."""
        self.ensure_one()
        self._propose_return()
        return self.action_view_nonconformity()

    def _propose_return(self):
        """Propose the direct return of what was refused; tell purchasing [NC-27].

        :return: the dispositions, proposed: somebody else approves them
        :raises AccessError: the user may not propose for the nonconformity
        :raises UserError: nothing was refused, or its nonconformity is decided already
        """
        for record in self:
            record.invalidate_recordset(["can_return"])
            if not record.can_return:
                raise UserError(
                    self.env._(
                        "%(name)s: there are no refused goods left to decide on, or no "
                        "supplier is named to whom they could go back.",
                        name=record.name,
                    )
                )
        sources = self.nonconformity_id
        dispositions = self.env["quality.disposition"].create(
            [
                {
                    "nonconformity_id": source.id,
                    "kind": "return_supplier" if source.line_ids else "refuse",
                    "partner_id": source.supplier_id.id,
                    "reason": source.description,
                }
                for source in sources
            ]
        )
        for record in self:
            record._tell_purchasing(record._return_message())
        return dispositions

    def _return_message(self):
        return self.env._(
            "%(quantity)s %(uom)s of %(goods)s are refused and to go back to "
            "%(supplier)s: %(grounds)s. Please arrange it with them.",
            quantity=self.rejected_quantity,
            uom=self.uom_id.name,
            goods=self.product_id.display_name,
            supplier=self.supplier_id.display_name,
            grounds=", ".join(self.ground_ids.mapped("name")),
        )

    def _tell_of_missing(self):
        """Purchasing hears of a quantity that was not delivered."""
        self.ensure_one()
        if self.uom_id.compare(self.missing_quantity, 0) > 0:
            self._tell_purchasing(
                self.env._(
                    "%(missing)s %(uom)s of %(goods)s were announced but not delivered. "
                    "Have the supplier replenish them.",
                    missing=self.missing_quantity,
                    uom=self.uom_id.name,
                    goods=self.product_id.display_name,
                )
            )

    def _tell_purchasing(self, reason):
        self.ensure_one()
        buyers = self._get_buyers()
        if buyers:
            self._send_notice(users=buyers, reason=reason)

    def _get_buyers(self):
        """Who buys these goods: the buyer of the order, else who holds the post."""
        self.ensure_one()
        buyer = self.sudo().purchase_id.user_id  # inspectors may not read orders
        if buyer.active:
            return buyer.sudo(False)
        post = self.env.ref("quality_nonconformity.function_buyer")
        return post._get_holders(self.company_id)

    def _renew_conforming(self):
        """Refused goods were judged conforming: back in the zone, inspected anew."""
        self.ensure_one()
        lines = self.nonconformity_id.line_ids.filtered(
            lambda line: line.location_id._get_zone().quality_zone == "inspection"
        )
        quantity = sum(line._get_remaining_quantity() for line in lines)
        if self.location_id and self.uom_id.compare(quantity, 0) > 0:
            self._renew(quantity, lines.lot_id)
