from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

OPEN_STATES = ("draft", "inspected", "confirmed")


class QualityInspectionRecord(models.Model):
    """Item inspection record 物品检验记录 of one delivery of one lot [NC-22 to NC-26].

    draft → inspected → confirmed (only above the acceptance limit) → done; cancelled.
    Quantities are in ``uom_id``, the product's own unit. Steps stand in
    ``quality_inspection_flow.py``, what they post in ``…_post.py``.
    """

    _name = "quality.inspection.record"
    _description = "Inspection Record"
    _inherit = ["quality.document"]
    _number_prefix = "INS"
    _order = "priority desc, date, id"
    _frozen_states = ("done", "cancelled")

    kind = fields.Selection(
        [
            ("incoming", "Incoming"),
            ("reinspection", "Re-inspection"),
            ("after_rework", "After rework"),
            ("pre_release", "Before release"),
            ("patrol", "Patrol"),
        ],
        default="incoming",
        required=True,
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "To Inspect"),
            ("inspected", "To Confirm"),
            ("confirmed", "Confirmed"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    priority = fields.Selection(
        [("0", "Normal"), ("1", "First")],
        default="0",
        required=True,
        help="Reworked goods and goods used on patients are inspected first.",
    )
    date = fields.Datetime(
        "Received on",
        default=fields.Datetime.now,
        required=True,
        index=True,
        copy=False,
    )
    # goods
    product_id = fields.Many2one(
        "product.product", required=True, index=True, check_company=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    lot_id = fields.Many2one(
        "stock.lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    serial_ids = fields.Many2many(
        "stock.lot",
        "quality_inspection_serial_rel",
        "record_id",
        "lot_id",
        "Lots/Serial Numbers",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    rejected_serial_ids = fields.Many2many(
        "stock.lot",
        "quality_inspection_rejected_rel",
        "record_id",
        "lot_id",
        "Rejected Lots/Serial Numbers",
        check_company=True,
        domain="[('id', 'in', serial_ids)]",
        copy=False,
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    ordered_quantity = fields.Float(digits="Product Unit", readonly=True, copy=False)
    missing_quantity = fields.Float(
        digits="Product Unit",
        help="Billed or announced, but not delivered. It stays to be delivered by the "
        "rest of the transfer; purchasing is told.",
    )
    production_date = fields.Date(
        compute="_compute_lot_dates", store=True, readonly=False, precompute=True
    )
    expiration_date = fields.Date(
        "Expiry Date",
        compute="_compute_lot_dates",
        store=True,
        readonly=False,
        precompute=True,
        help="As printed on the goods. The lot's own date counts if it is earlier.",
    )
    min_remaining_days = fields.Integer(
        "Remaining Life Required (days)",
        compute="_compute_min_remaining_days",
        store=True,
        precompute=True,
    )
    remaining_days = fields.Integer(
        "Remaining Life (days)", compute="_compute_remaining_days"
    )
    life_ground = fields.Selection(
        [("expired", "Expired"), ("short_life", "Remaining life too short")],
        "Refused by Life",
        compute="_compute_remaining_days",
    )
    specification = fields.Char(
        compute="_compute_specification", store=True, readonly=False, precompute=True
    )
    model_number = fields.Char("Model")
    storage_hint = fields.Char(related="categ_id.storage_hint", string="Stored apart")
    # where it comes from
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", index="btree_not_null", check_company=True
    )
    move_line_ids = fields.Many2many(
        "stock.move.line",
        "quality_inspection_move_line_rel",
        "record_id",
        "line_id",
        "Received Lines",
        readonly=True,
        copy=False,
    )
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", check_company=True
    )
    supplier_id = fields.Many2one("res.partner", index="btree_not_null")
    disposition_id = fields.Many2one(
        "quality.disposition",
        "Rework",
        index="btree_not_null",
        readonly=True,
        copy=False,
        check_company=True,
    )
    location_id = fields.Many2one(
        "stock.location", "Stands in", readonly=True, copy=False, check_company=True
    )
    location_dest_id = fields.Many2one(
        "stock.location", "Goes on to", copy=False, check_company=True
    )
    # what came of it
    inspector_id = fields.Many2one(
        "res.users", "Inspected by", readonly=True, copy=False, index="btree_not_null"
    )
    date_inspected = fields.Datetime("Inspected on", readonly=True, copy=False)
    date_done = fields.Datetime("Done on", readonly=True, copy=False, index=True)
    passed_quantity = fields.Float(
        "Passed into Stock", digits="Product Unit", readonly=True, copy=False
    )
    passed_serial_ids = fields.Many2many(
        "stock.lot",
        "quality_inspection_passed_rel",
        "record_id",
        "lot_id",
        "Serial Numbers Passed",
        readonly=True,
        copy=False,
    )
    open_quantity = fields.Float(
        "Accepted, not received yet",
        digits="Product Unit",
        compute="_compute_open_quantity",
        store=True,
    )
    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "An inspection is of a quantity above zero."
    )
    _open_idx = models.Index(
        "(product_id, company_id) WHERE state = 'done' AND open_quantity > 0"
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._add_category_items()
        return records

    def write(self, vals):
        if self._get_received_fields() & vals.keys() and not self._gate_is_open():
            received = self.filtered(lambda r: r.move_line_ids or r.disposition_id)
            if received:
                raise UserError(
                    self.env._(
                        "%(names)s is about goods that a transfer received: product, "
                        "lot and quantity are those of the transfer.",
                        names=", ".join(received.mapped("name")),
                    )
                )
        self._check_not_inspected(vals)
        return super().write(vals)

    def _check_not_inspected(self, vals):
        """What was inspected and signed changes no more."""
        content = vals.keys() - self._get_unfrozen_fields() - self._get_talk_fields()
        inspected = self.filtered(lambda r: r.state in ("inspected", "confirmed"))
        if content and inspected and not self._gate_is_open():
            raise UserError(
                self.env._(
                    "%(names)s is inspected and signed. If something is wrong, cancel it "
                    "with a reason and make another record.",
                    names=", ".join(inspected.mapped("name")),
                )
            )

    @api.model
    def _get_talk_fields(self):
        """Names of the fields that stay open after the inspection."""
        return {"engineer_id", "confirm_note", "location_dest_id"} | {
            "user_id",
            "team_id",
            "priority",
            "confidential",
        }

    def _add_category_items(self):
        """Give new records the steps of their category, unless they bring their own."""
        bare = self.filtered(lambda r: r.product_id and not r.item_ids)
        Item = self.env["quality.inspection.item"]
        for category, records in bare.grouped("categ_id").items():
            steps = [
                step._prepare_copy_vals() for step in Item._get_templates(category)
            ]
            if steps:
                records.item_ids = [Command.create(vals) for vals in steps]

    @api.model
    def _get_received_fields(self):
        """Names of the fields that a transfer fixes."""
        return {"product_id", "lot_id", "serial_ids", "quantity", "kind"}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date",
            "ordered_quantity",
            "min_remaining_days",
            "move_line_ids",
            "disposition_id",
            "location_id",
            "inspector_id",
            "date_inspected",
            "date_done",
            "passed_quantity",
            "passed_serial_ids",
            "nonconformity_id",
        }

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", list(OPEN_STATES))

    @api.model
    def _get_feedback_states(self):
        """Who books a receipt is not told of each result: the queue shows it."""
        return set()
