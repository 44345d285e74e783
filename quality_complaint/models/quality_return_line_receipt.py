from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityReturnLine(models.Model):
    """What has come back of a line, counted at its receipt [CO-57]."""

    _inherit = "quality.return.line"

    received_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_received_quantity",
        compute_sudo=True,
        store=True,
        help="As the warehouse counted it, in the product's own unit.",
    )
    difference_quantity = fields.Float(
        "Difference",
        digits="Product Unit",
        compute="_compute_received_quantity",
        compute_sudo=True,
        store=True,
        help="Received minus accepted, in the product's own unit.",
    )

    @api.depends(
        "quantity",
        "uom_id",
        "move_ids.state",
        "move_ids.location_id",
        "move_ids.move_line_ids.quantity_product_uom",
    )
    def _compute_received_quantity(self):
        for line in self:
            came = line.move_ids.filtered(
                lambda move: move.state == "done" and move._is_customer_return()
            )
            received = sum(came.move_line_ids.mapped("quantity_product_uom"))
            line.received_quantity = received
            line.difference_quantity = received - line._get_product_quantity()

    def _get_product_quantity(self):
        """The accepted quantity in the product's own unit."""
        self.ensure_one()
        if not self.product_id or not self.uom_id:
            return self.quantity
        return self.uom_id._compute_quantity(
            self.quantity, self.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _get_zones(self):
        """Keys of the zones into which these goods may be received.

        What comes back from a stop-sale is nonconforming without exception [RE-10].
        """
        self.ensure_one()
        if self.reason == "recall":
            return ("nonconforming",)
        return ("returns", "quarantine", "nonconforming")

    def _get_return_zone(self, warehouse):
        """The location into which these goods are received.

        :raises UserError: the warehouse has no such zone
        """
        key = self._get_zones()[0]
        zone = warehouse._get_quality_zone(key) if warehouse else None
        if not zone:
            raise UserError(
                self.env._(
                    "%(warehouse)s has no zone for returned goods. Name one in the "
                    "warehouse's settings, then receive again.",
                    warehouse=warehouse.name or self.company_id.name,
                )
            )
        return zone
