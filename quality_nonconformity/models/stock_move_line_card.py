from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _create_quarantine_cards(self):
        """Make one card per line that entered a zone."""
        vals_list = [line._prepare_quarantine_card_vals() for line in self]
        # whoever moves goods into a zone causes the card, also without quality rights
        cards = self.env["quality.quarantine.card"].sudo()._create_gated(vals_list)
        cards._link_isolated_goods()
        cards._notify_measure()
        return cards

    def _prepare_quarantine_card_vals(self):
        self.ensure_one()
        production = self.move_id.picking_id.origin or self.move_id.origin
        source = self.move_id.nonconformity_id
        return {
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity_product_uom,
            "location_id": self.location_dest_id.id,
            "picking_id": self.picking_id.id,
            "move_line_id": self.id,
            "work_step": production or self.reference,
            "reason": self._get_quarantine_reason(),
            "hold_id": self._get_quarantine_hold().id,
            "date_in": self.date,
            "entered_by_id": self.env.user.id,
            "reporter_id": self.env.user.id,
            "user_id": self.location_dest_id._get_zone().keeper_ids[:1].id,
            **source._prepare_card_vals(),
        }

    def _get_quarantine_hold(self):
        """The hold in force that brought the goods here, or an empty record."""
        if hold := self.move_id.nonconformity_id.hold_id:
            return hold
        holds = (self.lot_id.hold_ids | self.product_id.whole_hold_ids).filtered(
            lambda hold: hold.state == "placed" and hold.company_id == self.company_id
        )
        return holds[:1]

    def _get_quarantine_reason(self):
        """Hook: why the goods are in the zone."""
        return (
            self.move_id.nonconformity_id.description
            or self._get_quarantine_hold().reason
            or self.env._("State unknown")
        )

    def _hand_out_from_cards(self, warehouse_id, quality_zone):
        """Book this line out of the open cards of that zone, oldest first."""
        self.ensure_one()
        # the keeper who validates the transfer holds no right on cards
        cards = (
            self.env["quality.quarantine.card"]
            .sudo()
            .search(
                [
                    ("product_id", "=", self.product_id.id),
                    ("lot_id", "=", self.lot_id.id),
                    ("warehouse_id", "=", warehouse_id),
                    ("quality_zone", "=", quality_zone),
                    ("state", "not in", ("closed", "cancelled")),
                    ("company_id", "=", self.company_id.id),
                ],
                order="date_in, id",
            )
        )
        return cards._hand_out(self.quantity_product_uom, self, self.picking_id.user_id)
