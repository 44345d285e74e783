from odoo import api, fields, models


class QualityReturnLine(models.Model):
    """What the device return record asks for, line by line [CO-78]."""

    _inherit = "quality.return.line"

    manufacturer_id = fields.Many2one(
        "res.partner",
        "Manufacturer or Supplier",
        compute="_compute_goods_record",
        store=True,
        readonly=False,
        precompute=True,
        compute_sudo=True,
    )
    specification = fields.Char(
        "Specification, Model",
        compute="_compute_goods_record",
        store=True,
        readonly=False,
        precompute=True,
        compute_sudo=True,
    )
    production_date = fields.Date(
        compute="_compute_production_date",
        store=True,
        readonly=False,
        precompute=True,
        compute_sudo=True,
    )
    date = fields.Datetime(
        related="return_id.date", store=True, string="Returned on", index=True
    )
    partner_id = fields.Many2one(related="return_id.partner_id", string="Customer")
    result = fields.Char(compute="_compute_result", compute_sudo=True)

    @api.depends("product_id")
    def _compute_goods_record(self):
        for line in self:
            product = line.product_id
            values = product.product_template_attribute_value_ids.mapped("name")
            maker = product.seller_ids[:1].partner_id or line.company_id.partner_id
            text = ", ".join(values) or product.default_code
            line.manufacturer_id = maker if product else False
            line.specification = text or line.specification

    @api.depends("lot_id")
    def _compute_production_date(self):
        for line in self:
            made = line.lot_id.production_date
            line.production_date = made or line.production_date

    @api.depends(
        "state", "inspection_ids.verdict", "inspection_ids.decision", "return_id.state"
    )
    @api.depends_context("lang")
    def _compute_result(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        for line in self:
            found = [
                f"{row.quantity:g} {row.uom_id.name}: "
                + (row._get_label("decision") or row._get_label("verdict"))
                for row in line.inspection_ids
                if row.verdict
            ]
            line.result = "; ".join(found) or states.get(line.state)
