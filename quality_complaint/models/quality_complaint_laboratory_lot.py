from odoo import api, fields, models


class QualityComplaintLaboratoryLot(models.Model):
    """Where else the lot in dispute is: stock and customers [CO-25]."""

    _inherit = "quality.complaint.laboratory"

    lot_quantity = fields.Float(
        "In Stock",
        compute="_compute_lot_spread",
        compute_sudo=True,  # a figure, for those who may read the dispute
        digits="Product Unit",
    )
    lot_partner_ids = fields.Many2many(
        "res.partner", string="Other Customers", compute="_compute_lot_customers"
    )
    uom_id = fields.Many2one(related="lot_id.product_id.uom_id")

    @api.depends("lot_id")
    def _compute_lot_spread(self):
        found = dict(
            self.env["stock.quant"]._read_group(
                [
                    ("lot_id", "in", self.lot_id.ids),
                    ("location_id.usage", "in", ("internal", "transit")),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["lot_id"],
                ["quantity:sum"],
            )
        )
        for row in self:
            row.lot_quantity = found.get(row.lot_id, 0.0)

    @api.depends("lot_id", "complaint_id.partner_id")
    @api.depends_context("uid")
    def _compute_lot_customers(self):
        found = dict(
            self.env["stock.move.line"]._read_group(
                [
                    ("lot_id", "in", self.lot_id.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("company_id", "in", self.company_id.ids),
                ],
                ["lot_id"],
                ["picking_partner_id:recordset"],
            )
            if self.env["stock.move.line"].has_access("read")
            else ()
        )
        for row in self:
            partners = found.get(row.lot_id, self.env["res.partner"])
            own = row.complaint_id.partner_id.commercial_partner_id
            row.lot_partner_ids = partners.commercial_partner_id - own
