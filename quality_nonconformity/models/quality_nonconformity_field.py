from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: found there, goods are with a customer, or on their way [NC-45, NC-46]
FIELD_POINTS = ("dispatch", "customer_site", "customer_return", "complaint")
#: who may know which customers got the goods
DELIVERY_GROUPS = (
    "stock.group_stock_user,"
    "quality_base.group_quality_user,"
    "quality_base.group_quality_auditor"
)


class QualityNonconformityField(models.Model):
    """Found at a customer's site or after delivery [NC-45, NC-46].

    First judgement and help by after-sales, stop of supply, talks with the customer,
    and whether a recall is needed. Steps: ``quality_nonconformity_field_flow.py``.
    ``delivered_quantity`` is in the product's own unit, returns taken off.
    """

    _inherit = "quality.nonconformity"

    is_field = fields.Boolean("After Delivery", compute="_compute_is_field")
    first_judgement = fields.Selection(
        [
            ("nonconforming", "Nonconforming"),
            ("conforming", "Conforming"),
            ("misuse", "Used or stored wrongly"),
            ("transport", "Damaged in transport"),
            ("unclear", "Not clear: goods must be inspected"),
        ],
        readonly=True,
        copy=False,
        tracking=True,
    )
    first_judgement_note = fields.Text(
        "Ground of the First Judgement", readonly=True, copy=False
    )
    first_judge_id = fields.Many2one(
        "res.users", "First Judged by", readonly=True, copy=False
    )
    date_first_judged = fields.Datetime("First Judged on", readonly=True, copy=False)
    field_help = fields.Selection(
        [
            ("replacement", "Replacement"),
            ("support", "Technical support"),
            ("both", "Replacement and technical support"),
            ("none", "Nothing to arrange"),
        ],
        "Arranged for the Customer",
        readonly=True,
        copy=False,
    )
    supply_stopped = fields.Boolean(
        compute="_compute_supply_stopped",
        compute_sudo=True,
        help="A hold of this nonconformity is in force.",
    )
    negotiation_note = fields.Text("Talks with the Customer", copy=False)
    delivered_quantity = fields.Float(
        "Delivered to Customers",
        digits="Product Unit",
        compute="_compute_delivered",
        compute_sudo=True,
        groups=DELIVERY_GROUPS,
    )
    delivered_summary = fields.Text(
        "Delivered by Customer",
        compute="_compute_delivered",
        compute_sudo=True,
        groups=DELIVERY_GROUPS,
    )
    recall_check = fields.Selection(
        [("yes", "Yes"), ("no", "No")], "Recall Needed?", copy=False, tracking=True
    )
    recall_check_reason = fields.Text("Why", copy=False)
    recall_checked_by_id = fields.Many2one(
        "res.users", "Recall Question Answered by", readonly=True, copy=False
    )
    date_recall_checked = fields.Datetime("Answered on", readonly=True, copy=False)

    @api.depends("kind", "detection_point")
    def _compute_is_field(self):
        for record in self:
            record.is_field = (
                record.kind == "product" and record.detection_point in FIELD_POINTS
            )

    @api.depends("hold_id.state", "state")
    def _compute_supply_stopped(self):
        domain = (
            Domain("origin_model", "=", self._name)
            & Domain("origin_id", "in", self.ids)
            & Domain("state", "=", "placed")
        )
        held = set(self.env["quality.hold"].search(domain).mapped("origin_id"))
        for record in self:
            own = record.hold_id.state == "placed"
            record.supply_stopped = own or record._origin.id in held

    @api.depends("lot_ids", "product_id")
    @api.depends_context("lang")
    def _compute_delivered(self):
        delivered = self._read_delivered()
        for record in self:
            rows = delivered.get(record._origin.id, [])
            unit = record.product_uom_id.name or ""
            record.delivered_quantity = sum(quantity for _partner, quantity in rows)
            record.delivered_summary = "\n".join(
                f"{partner.display_name or self.env._('unknown')}: {quantity:g} {unit}"
                for partner, quantity in rows
            )

    def _read_delivered(self):
        """Return {id: [(customer, quantity)]} of the lots, largest first: one query.

        Net of returns, in the product's own unit; nothing for untracked goods, of
        which nobody can say where they went.
        """
        if not self.ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rel.nonconformity_id, partner.commercial_partner_id,
                       SUM(CASE dest.usage WHEN 'customer' THEN 1 ELSE -1 END
                           * line.quantity_product_uom) AS quantity
                  FROM quality_nonconformity_lot_rel rel
                  JOIN quality_nonconformity nc ON nc.id = rel.nonconformity_id
                  JOIN stock_move_line line ON line.lot_id = rel.lot_id
                   AND line.state = 'done' AND line.company_id = nc.company_id
                  JOIN stock_location src ON src.id = line.location_id
                  JOIN stock_location dest ON dest.id = line.location_dest_id
                  LEFT JOIN stock_move move ON move.id = line.move_id
                  LEFT JOIN stock_picking picking ON picking.id = line.picking_id
                  LEFT JOIN res_partner partner
                    ON partner.id = COALESCE(picking.partner_id, move.partner_id)
                 WHERE rel.nonconformity_id = ANY(%s)
                   AND (src.usage = 'customer') != (dest.usage = 'customer')
                 GROUP BY 1, 2
                 ORDER BY quantity DESC, 2
                """,
                self.ids,
            )
        )
        found = {}
        for res_id, partner_id, quantity in rows:
            partner = self.env["res.partner"].browse(partner_id)
            unit = self.browse(res_id).product_uom_id
            if unit.compare(quantity, 0) > 0:
                found.setdefault(res_id, []).append((partner, quantity))
        return found

    def action_view_deliveries(self):
        """Open the movements of these lots to and from customers."""
        domain = Domain("lot_id", "in", self.lot_ids.ids) & Domain("state", "=", "done")
        domain &= Domain("location_id.usage", "=", "customer") | Domain(
            "location_dest_id.usage", "=", "customer"
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Deliveries"),
            "res_model": "stock.move.line",
            "views": [(False, "list"), (False, "form")],
            "domain": list(domain),
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "first_judgement",
            "first_judgement_note",
            "first_judge_id",
            "date_first_judged",
            "field_help",
            "recall_checked_by_id",
            "date_recall_checked",
        }
