from odoo import api, fields, models
from odoo.tools import SQL


class QualityComplaintDelivery(models.Model):
    """What customers got: one row per delivered line, newest first [CO-03].

    A view on done transfers to customers, drop-shipments too; nothing is stored.
    ``quantity`` is in the product's own unit, ``date`` in UTC.
    """

    _name = "quality.complaint.delivery"
    _description = "Goods Delivered to a Customer"
    _auto = False
    _order = "date desc, id desc"
    _rec_names_search = ["lot_id", "product_id", "picking_id", "sale_id"]
    _depends = {
        "stock.move.line": [
            "date",
            "company_id",
            "picking_id",
            "product_id",
            "lot_id",
            "quantity_product_uom",
            "location_id",
            "location_dest_id",
            "state",
        ],
        "stock.picking": ["partner_id", "sale_id"],
        "res.partner": ["commercial_partner_id"],
        "stock.location": ["usage"],
    }

    date = fields.Datetime(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Delivery", readonly=True)
    sale_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    commercial_partner_id = fields.Many2one(
        "res.partner", "Customer Company", readonly=True
    )
    product_id = fields.Many2one("product.product", readonly=True)
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id, line.date, line.company_id, line.picking_id,
                   picking.sale_id, picking.partner_id, partner.commercial_partner_id,
                   line.product_id, line.lot_id, line.quantity_product_uom AS quantity
              FROM stock_move_line line
              JOIN stock_picking picking ON picking.id = line.picking_id
              JOIN stock_location source ON source.id = line.location_id
              JOIN stock_location place ON place.id = line.location_dest_id
              LEFT JOIN res_partner partner ON partner.id = picking.partner_id
             WHERE line.state = 'done'
               AND place.usage = 'customer'
               AND source.usage != 'customer'
            """
        )

    @api.depends("date", "product_id", "lot_id", "picking_id")
    @api.depends_context("tz")
    def _compute_display_name(self):
        # sellers may not read lots: who may read the row may read its names
        for row, sudo in zip(self, self.sudo(), strict=True):
            day = fields.Datetime.context_timestamp(self, row.date).date()
            names = (sudo.product_id, sudo.lot_id, sudo.picking_id)
            parts = [record.display_name for record in names if record]
            row.display_name = " · ".join([day.isoformat(), *parts])

    def _prepare_complaint_vals(self):
        """Return what a complaint about these goods takes over (one row, sudo)."""
        self.ensure_one()
        vals = {
            "company_id": self.company_id.id,
            "picking_id": self.picking_id.id,
            "sale_id": self.sale_id.id,
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
        }
        if self.lot_id:
            vals["lot_ids"] = [fields.Command.set(self.lot_id.ids)]
        return {name: value for name, value in vals.items() if value}
