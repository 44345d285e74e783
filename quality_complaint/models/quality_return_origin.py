from odoo import api, models
from odoo.fields import Command


class QualityReturnOrigin(models.Model):
    """Returns that start from a delivery, an order or a complaint [CO-57]."""

    _inherit = "quality.return"

    @api.model
    def _open_new_from(self, record, quantities=None):
        """Return the action that opens a new return filled from ``record``.

        :param record: a delivery, sales order or complaint that the user may read
        :param dict quantities: stock move → quantity in its unit; default: all
        """
        record.check_access("read")
        vals = self._prepare_vals_from(record.sudo(), quantities)  # checked above
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("File Return"),
            "res_model": self._name,
            "views": [(False, "form")],
            "context": {f"default_{name}": value for name, value in vals.items()},
        }

    @api.model
    def _prepare_vals_from(self, record, quantities=None):
        """Hook: create values of a return that starts from ``record``."""
        if record._name == "stock.picking":
            return self._prepare_vals_from_delivery(record, quantities)
        if record._name == "sale.order":
            pickings = record.picking_ids.filtered(
                lambda picking: picking.state == "done"
            )
            return self._prepare_vals_from_delivery(pickings, quantities) | {
                "partner_id": record.partner_id.id,
                "sale_id": record.id,
                "company_id": record.company_id.id,
            }
        if record._name == "res.partner":
            return {"partner_id": record.id}
        return self._prepare_vals_from_complaint(record)

    @api.model
    def _prepare_vals_from_delivery(self, pickings, quantities=None):
        rows = pickings.move_line_ids.filtered(
            lambda row: (
                row.state == "done"
                and row.location_dest_id.usage == "customer"
                and (not quantities or row.move_id in quantities)
            )
        )
        left = dict(quantities or {})
        lines = [row._prepare_return_line_vals(left) for row in rows]
        one = pickings if len(pickings) == 1 else pickings.browse()
        return {
            "partner_id": one.partner_id.id,
            "delivery_id": one.id,
            "sale_id": one.sale_id.id,
            "company_id": (pickings.company_id[:1] or self.env.company).id,
            "line_ids": [Command.create(vals) for vals in lines if vals["quantity"]],
        }

    @api.model
    def _prepare_vals_from_complaint(self, complaint):
        reason = "safety" if complaint.kind_id.is_safety else "quality"
        goods = [(lot.product_id, lot) for lot in complaint.lot_ids] or [
            (product, complaint.lot_ids) for product in complaint.product_id
        ]
        return {
            "partner_id": complaint.partner_id.id,
            "complaint_id": complaint.id,
            "company_id": complaint.company_id.id,
            "sale_id": complaint.sale_id.id,
            "line_ids": [
                Command.create(
                    {"product_id": product.id, "lot_id": lot.id, "reason": reason}
                )
                for product, lot in goods
            ],
        }
