from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.remaining_life import life_ground, remaining_days


class QualityInspectionGoods(models.Model):
    """What follows from the goods of an inspection record, and from its verdict."""

    _inherit = "quality.inspection.record"

    @api.depends("lot_id", "serial_ids")
    def _compute_lot_dates(self):
        for record in self:
            lots = record._get_lots()
            made = [lot.production_date for lot in lots if lot.production_date]
            record.production_date = min(made, default=record.production_date)
            record.expiration_date = record._get_lot_expiry() or record.expiration_date

    @api.depends("product_id", "kind")
    def _compute_min_remaining_days(self):
        rules = self.env["product.category"]._get_inspection_rules()
        for record in self:
            _control, days = rules.get(record.product_id.categ_id.id, ("none", 0))
            record.min_remaining_days = days if record.kind == "incoming" else 0

    @api.depends(
        "date",
        "expiration_date",
        "min_remaining_days",
        "lot_id.expiration_date",
        "serial_ids.expiration_date",
    )
    def _compute_remaining_days(self):
        for record in self:
            received = record._get_company_day(record.date or fields.Datetime.now())
            expires = record._get_expiry()
            record.remaining_days = remaining_days(received, expires) or 0
            record.life_ground = life_ground(
                received, expires, record.min_remaining_days
            )

    @api.depends("product_id")
    def _compute_specification(self):
        for record in self:
            product = record.product_id
            values = product.product_template_attribute_value_ids
            text = ", ".join(values.mapped("name")) or product.default_code
            record.specification = record.specification or text

    @api.depends("accepted_quantity", "passed_quantity", "state")
    def _compute_open_quantity(self):
        for record in self:
            left = record.accepted_quantity - record.passed_quantity
            record.open_quantity = left if record.state == "done" else 0.0

    @api.depends("name", "product_id", "lot_id")
    def _compute_display_name(self):
        for record in self:
            parts = [record.name, record.product_id.display_name, record.lot_id.name]
            record.display_name = " ".join(part for part in parts if part)

    @api.constrains("product_id", "lot_id", "serial_ids", "quantity")
    def _check_goods(self):
        for record in self:
            lots = record._get_lots()
            if lots.product_id - record.product_id:
                raise ValidationError(
                    self.env._(
                        "%(lots)s is of another product than %(product)s.",
                        lots=", ".join(lots.mapped("name")),
                        product=record.product_id.display_name,
                    )
                )
            if record.tracking == "serial" and record.uom_id.compare(
                record.quantity, len(record.serial_ids)
            ):
                raise ValidationError(
                    self.env._(
                        "%(count)s serial numbers are named, the quantity is "
                        "%(quantity)s. Make them agree.",
                        count=len(record.serial_ids),
                        quantity=record.quantity,
                    )
                )

    def _get_lots(self):
        self.ensure_one()
        if not self.lot_id or not self.serial_ids:
            # as it is, no union: the lots of all records are read together
            return self.lot_id or self.serial_ids
        return self.lot_id | self.serial_ids

    def _get_lot_expiry(self):
        """The earliest expiry that the lots themselves name, as a day, or False."""
        days = [
            self._get_company_day(lot.expiration_date)
            for lot in self._get_lots()
            if lot.expiration_date
        ]
        return min(days, default=False)

    def _get_expiry(self):
        """The day that counts: the earlier of the lots' and of the goods' own."""
        known = filter(None, (self._get_lot_expiry(), self.expiration_date))
        return min(known, default=False)
