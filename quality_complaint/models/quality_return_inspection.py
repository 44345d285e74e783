from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.quality_nonconformity.models.zone_pass import has_zone_pass

VERDICTS = [
    ("intact", "Intact: original quality unharmed"),
    ("own_fault", "Our own fault"),
    ("carrier_damage", "Damaged on the way"),
    ("customer_damage", "Damaged by the customer"),
]
DECISIONS = [
    ("restock", "Back into stock"),
    ("nonconformity", "Nonconforming: its review decides"),
    ("forward", "Forward to another customer"),
    ("send_back", "Send back to the customer"),
]
#: verdict → what may be decided on such goods
ALLOWED = {
    "intact": ("restock", "forward", "send_back", "nonconformity"),
    "own_fault": ("nonconformity",),
    "carrier_damage": ("nonconformity",),
    "customer_damage": ("send_back", "nonconformity"),
}
#: written by who inspects, while the goods are received
INSPECTED_FIELDS = {"verdict", "note", "cause", "evidence_ids", "sample_quantity"}
#: written by who decides, while they are inspected
DECIDED_FIELDS = {"decision", "forward_partner_id", "forward_line_id"}


class QualityReturnInspection(models.Model):
    """Returned goods of one lot as they stand in the zone, and what quality says.

    Made by the receipt; counts as nonconforming until it is cleared [CO-64, CO-79].
    Quantities are in ``uom_id``, the product's own unit. The steps are the return's,
    see ``quality_return_inspection_flow.py``.
    """

    _name = "quality.return.inspection"
    _description = "Inspection of Returned Goods"
    _inherit = ["quality.guard.mixin"]
    _order = "return_id, line_id, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "quality.return.line",
        "Line of the Return",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    return_id = fields.Many2one(related="line_id.return_id", store=True, index=True)
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    state = fields.Selection(related="return_id.state", string="State of the Return")
    reason = fields.Selection(related="line_id.reason")
    product_id = fields.Many2one(related="line_id.product_id", store=True, index=True)
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    location_id = fields.Many2one(
        "stock.location", "Stands in", readonly=True, index=True, check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Receipt", readonly=True, index="btree_not_null"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    # what was found
    verdict = fields.Selection(VERDICTS)
    note = fields.Text("What was Found", help="Damage and state, in detail.")
    cause = fields.Text(help="How the damage came about.")
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "quality_return_inspection_evidence_rel",
        string="Photos and Records",
    )
    sample_quantity = fields.Float(
        "Samples Taken",
        digits="Product Unit",
        help="Bad pieces selected on the spot for analysis, of a whole batch.",
    )
    # what becomes of it
    decision = fields.Selection(DECISIONS)
    forward_partner_id = fields.Many2one(
        "res.partner", "Forward to", index="btree_not_null"
    )
    forward_line_id = fields.Many2one(
        "sale.order.line",
        "For the Order Line",
        index="btree_not_null",
        check_company=True,
        help="Order of the other customer that these goods serve.",
    )
    zone_exit_id = fields.Many2one(
        "quality.zone.exit", "Release", readonly=True, index="btree_not_null"
    )
    nonconformity_id = fields.Many2one(
        "quality.nonconformity", readonly=True, index="btree_not_null"
    )
    is_cleared = fields.Boolean(
        "Cleared",
        compute="_compute_is_cleared",
        compute_sudo=True,
        help="No longer kept as a return: the goods have left the zone by a decision.",
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "Returned goods have a quantity above zero."
    )
    _open_idx = models.Index(
        "(product_id, location_id) WHERE zone_exit_id IS NULL AND nonconformity_id IS NULL"
    )

    @api.depends("zone_exit_id.state", "nonconformity_id.state")
    def _compute_is_cleared(self):
        for row in self:
            row.is_cleared = row.zone_exit_id.state == "done" or (
                row.nonconformity_id.state in ("closed", "cancelled")
            )

    @api.depends("product_id", "lot_id")
    def _compute_display_name(self):
        for row in self:
            names = (row.product_id.display_name, row.lot_id.name)
            row.display_name = " ".join(filter(None, names))

    @api.model_create_multi
    def create(self, vals_list):
        if not has_zone_pass(self.env):
            raise UserError(
                self.env._(
                    "What is to be inspected is noted by the receipt of the goods: "
                    "validate it."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        if not has_zone_pass(self.env):
            self._check_writable(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_engine(self):
        if not has_zone_pass(self.env):
            raise UserError(
                self.env._("The inspection of returned goods is evidence and stays.")
            )

    def _check_writable(self, vals):
        """The verdict while goods are received, the decision while inspected."""
        for row in self:
            state = row.sudo().return_id.state  # its reader reads the return
            allowed = {
                "received": INSPECTED_FIELDS,
                "inspected": DECIDED_FIELDS,
            }.get(state, set())
            if vals.keys() - allowed:
                raise UserError(
                    self.env._(
                        "%(goods)s: verdicts are entered while the goods are “Goods "
                        "Received”, decisions while they are “Inspected”; the rest is "
                        "noted by the receipt.",
                        goods=row.display_name,
                    )
                )
