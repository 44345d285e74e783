from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from ..tools.remaining_life import life_ground, remaining_days

OPEN_STATES = ("draft", "inspected", "confirmed")

CHECKS = [("ok", "Conforms"), ("bad", "Does not conform"), ("na", "Not applicable")]

#: what the inspector looks at, whatever the goods [NC-22]
CHECK_FIELDS = (
    "identity_check",
    "spec_check",
    "appearance_check",
    "packaging_check",
    "certificate_check",
    "performance_check",
)


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
        "Received on", default=fields.Datetime.now, required=True, index=True
    )
    # goods
    product_id = fields.Many2one(
        "product.product", required=True, index=True, check_company=True
    )
    categ_id = fields.Many2one(related="product_id.categ_id", store=True)
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    serial_ids = fields.Many2many(
        "stock.lot",
        "quality_inspection_serial_rel",
        "record_id",
        "lot_id",
        "Serial Numbers",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    rejected_serial_ids = fields.Many2many(
        "stock.lot",
        "quality_inspection_rejected_rel",
        "record_id",
        "lot_id",
        "Rejected Serial Numbers",
        check_company=True,
        domain="[('id', 'in', serial_ids)]",
        copy=False,
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    ordered_quantity = fields.Float(digits="Product Unit", readonly=True)
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
    # what was found
    control = fields.Selection(
        [("none", "None"), ("record", "Record"), ("sample", "Sample")],
        compute="_compute_control",
    )
    identity_check = fields.Selection(CHECKS, "Right Goods")
    spec_check = fields.Selection(CHECKS, "Specification and Model")
    appearance_check = fields.Selection(CHECKS, "Appearance")
    packaging_check = fields.Selection(CHECKS, "Packaging")
    certificate_check = fields.Selection(CHECKS, "Certificates")
    performance_check = fields.Selection(
        CHECKS, "Performance", help="Against the purchase order; instruments above all."
    )
    certificate_note = fields.Char("Which Certificates")
    item_ids = fields.One2many("quality.inspection.item", "record_id", "Steps")
    sample_size = fields.Integer("Sample")
    accept_limit = fields.Integer(
        "Acceptance Limit", help="Defective pieces that a sample may have (AQL: Ac)."
    )
    defect_count = fields.Integer("Defective")
    above_limit = fields.Boolean(compute="_compute_above_limit", store=True)
    finding = fields.Text("What was found")
    verdict = fields.Selection(
        [
            ("accept", "Accept"),
            ("partial", "Accept in part"),
            ("reject", "Reject"),
        ],
        tracking=True,
        copy=False,
    )
    accepted_quantity = fields.Float(
        digits="Product Unit",
        compute="_compute_accepted_quantity",
        store=True,
        readonly=False,
        copy=False,
    )
    rejected_quantity = fields.Float(
        digits="Product Unit", compute="_compute_rejected_quantity", store=True
    )
    ground_ids = fields.Many2many(
        "quality.rejection.ground", string="Grounds", copy=False
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
    _sample_check = models.Constraint(
        "CHECK(sample_size >= 0 AND accept_limit >= 0 AND defect_count >= 0)",
        "Sample, limit and defects are numbers from zero on.",
    )
    _open_idx = models.Index(
        "(product_id, company_id) WHERE state = 'done' AND open_quantity > 0"
    )

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

    @api.depends("product_id")
    def _compute_control(self):
        rules = self.env["product.category"]._get_inspection_rules()
        for record in self:
            record.control = rules.get(record.product_id.categ_id.id, ("none", 0))[0]

    @api.depends("sample_size", "defect_count", "accept_limit")
    def _compute_above_limit(self):
        for record in self:
            sampled = bool(record.sample_size)
            record.above_limit = sampled and record.defect_count > record.accept_limit

    @api.depends("verdict", "quantity", "rejected_serial_ids")
    def _compute_accepted_quantity(self):
        for record in self:
            if record.verdict == "partial" and record.tracking == "serial":
                refused = len(record.rejected_serial_ids)
                record.accepted_quantity = record.quantity - refused
            elif record.verdict != "partial":
                accepted = record.verdict == "accept"
                record.accepted_quantity = record.quantity if accepted else 0.0
            else:
                record.accepted_quantity = record.accepted_quantity

    @api.depends("verdict", "quantity", "accepted_quantity")
    def _compute_rejected_quantity(self):
        for record in self:
            refused = record.quantity - record.accepted_quantity
            record.rejected_quantity = refused if record.verdict else 0.0

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

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._add_category_items()
        return records

    def write(self, vals):
        if self._get_received_fields() & vals.keys() and not self._gate_is_open():
            received = self.filtered("move_line_ids")
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

    def _get_lots(self):
        self.ensure_one()
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
