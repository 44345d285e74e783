from odoo import api, fields, models

from ..tools.locality import same_place

LOCALITIES = [("local", "Local"), ("remote", "Not local")]


class QualityComplaintLocality(models.Model):
    """Local or not: it decides how soon somebody must be on site [CO-14].

    Without an address on one side it stays empty; policies for local customers should
    then apply too, so that nothing is missed: ``("locality", "!=", "remote")``.
    """

    _inherit = "quality.complaint"

    locality = fields.Selection(
        LOCALITIES,
        compute="_compute_locality",
        store=True,
        precompute=True,
        help="The customer's delivery address against that of the warehouse or company.",
    )
    locality_override = fields.Selection(
        LOCALITIES,
        "Locality by Hand",
        tracking=True,
        help="Takes the place of what the addresses say.",
    )

    @api.depends(
        "locality_override", "partner_id", "sale_id", "picking_id", "company_id"
    )
    def _compute_locality(self):
        for record in self:
            record.locality = record.locality_override or record._get_locality()

    def _get_locality(self):
        """Return what the two addresses say; False when they do not."""
        self.ensure_one()
        customer = self._get_delivery_address()
        home = self._get_home_address()
        if not customer or not home:
            return False
        local = same_place(
            (home.country_id.id, home.state_id.id, home.city),
            (customer.country_id.id, customer.state_id.id, customer.city),
            self.company_id.complaint_local_scope,
        )
        return False if local is None else "local" if local else "remote"

    def _get_delivery_address(self):
        delivered = self.picking_id.partner_id or self.sale_id.partner_shipping_id
        if delivered or not self.partner_id:
            return delivered
        found = self.partner_id.address_get(["delivery"])["delivery"]
        return self.env["res.partner"].browse(found)

    def _get_home_address(self):
        warehouse = (
            self.picking_id.picking_type_id.warehouse_id or self.sale_id.warehouse_id
        )
        return warehouse.partner_id or self.company_id.partner_id
