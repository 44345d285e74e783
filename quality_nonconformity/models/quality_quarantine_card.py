from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .quality_disposition import KINDS
from .stock_location import ZONES

OPEN_STATES = ("draft", "isolated", "measured", "executing", "inspected")


class QualityQuarantineCard(models.Model):
    """Quarantine card 隔离卡: one per entry into a quarantine zone [NC-11].

    It is made by the entry itself (see ``stock.move._register_quarantine``), confirmed
    by an inspector, carries the measure and the result, and closes when nothing of it is
    left in the zone and every hand-out is signed by its receiver. Quantities are in
    ``uom_id``, the product's own unit.
    """

    _name = "quality.quarantine.card"
    _description = "Quarantine Card"
    _inherit = ["quality.document"]
    _number_prefix = "QCARD"

    _deadline_start_states = {"isolated": ("measure",), "measured": ("execute",)}
    _deadline_done_states = {
        "measured": ("measure",),
        "inspected": ("execute",),
        "closed": ("measure", "execute"),
    }

    state = fields.Selection(
        [
            ("draft", "To confirm"),
            ("isolated", "Isolated"),
            ("measured", "Measure set"),
            ("executing", "In execution"),
            ("inspected", "Inspected"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    product_id = fields.Many2one(
        "product.product", required=True, index=True, check_company=True
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        index="btree_not_null",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    quantity = fields.Float(
        "Quantity in", digits="Product Unit", required=True, default=1.0
    )
    handed_out_quantity = fields.Float(
        "Handed out",
        digits="Product Unit",
        compute="_compute_remaining_quantity",
        store=True,
    )
    remaining_quantity = fields.Float(
        "In the Zone",
        digits="Product Unit",
        compute="_compute_remaining_quantity",
        store=True,
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    location_id = fields.Many2one(
        "stock.location",
        "Zone",
        required=True,
        index=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
    )
    quality_zone = fields.Selection(
        ZONES,
        "Kind of Zone",
        compute="_compute_quality_zone",
        store=True,
        precompute=True,
    )
    warehouse_id = fields.Many2one(related="location_id.warehouse_id", store=True)
    work_step = fields.Char(
        "Work Order or Step", help="Production step or operation where it was found."
    )
    entry_case = fields.Selection(
        [
            ("production", "Nonconforming in production, no clear measure yet"),
            ("final", "Nonconforming at final inspection"),
            ("unknown", "State unknown"),
            ("other", "Nonconforming, found elsewhere"),
        ],
        "Case",
        default="unknown",
        required=True,
        tracking=True,
        help="What goes to the quarantine zone.",
    )
    reason = fields.Text(help="Why it is here, in words.")
    hold_id = fields.Many2one(
        "quality.hold", index="btree_not_null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer in", index="btree_not_null", readonly=True
    )
    move_line_id = fields.Many2one(
        "stock.move.line",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    date_in = fields.Datetime(
        "Date in", required=True, default=fields.Datetime.now, index=True
    )
    entered_by_id = fields.Many2one(
        "res.users", "Entered by", default=lambda self: self.env.user, required=True
    )
    inspector_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, tracking=True, copy=False
    )
    date_confirmed = fields.Datetime("Confirmed on", readonly=True, copy=False)
    disposition = fields.Selection(
        [*KINDS, ("several", "Several, see the list")],
        tracking=True,
        copy=False,
    )
    rework_instruction = fields.Html(help="Rework and repair instruction.", copy=False)
    planned_start = fields.Date(copy=False)
    planned_end = fields.Date(copy=False)
    done_quantity = fields.Float("Quantity done", digits="Product Unit", copy=False)
    result = fields.Selection(
        [
            ("good", "Good"),
            ("partly", "Partly good"),
            ("bad", "Not good"),
            ("done", "Carried out as decided"),
        ],
        tracking=True,
        copy=False,
    )
    result_note = fields.Text(copy=False)
    date_done = fields.Datetime("Done on", copy=False)
    shift = fields.Char(copy=False)
    operator = fields.Char(copy=False)
    result_confirmed_by_id = fields.Many2one(
        "res.users", "Result confirmed by", readonly=True, copy=False
    )
    date_closed = fields.Datetime("Closed on", readonly=True, copy=False)
    handout_ids = fields.One2many("quality.quarantine.handout", "card_id", "Hand-outs")
    age_days = fields.Integer(
        "Age (days)",
        compute="_compute_age_days",
        search="_search_age_days",
        help="Days in the zone, until the card was closed.",
    )
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    _quantity_check = models.Constraint(
        "CHECK(quantity > 0)", "A card is for a quantity above zero."
    )
    _period_check = models.Constraint(
        "CHECK(planned_start <= planned_end)",
        "The planned period ends before it begins.",
    )
    _open_idx = models.Index(
        "(product_id, warehouse_id, quality_zone) WHERE state NOT IN ('closed', 'cancelled')"
    )

    @api.depends("location_id")
    def _compute_quality_zone(self):
        for card in self:
            card.quality_zone = card.location_id._get_zone().quality_zone

    @api.depends("quantity", "handout_ids.quantity", "state")
    def _compute_remaining_quantity(self):
        for card in self:
            handed_out = sum(card.handout_ids.mapped("quantity"))
            card.handed_out_quantity = handed_out
            gone = card.state == "cancelled"
            card.remaining_quantity = 0.0 if gone else card.quantity - handed_out

    @api.depends("date_in", "date_closed")
    def _compute_age_days(self):
        today = fields.Date.context_today(self)
        for card in self:
            end = card._local_date(card.date_closed) if card.date_closed else today
            card.age_days = (end - card._local_date(card.date_in)).days

    def _search_age_days(self, operator, value):
        """Open cards by age: ``("age_days", ">", 5)`` is older than five days."""
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        days = value - 1 if operator in (">=", "<") else value
        wanted = "<" if operator in (">", ">=") else ">="
        return Domain("state", "in", OPEN_STATES) & Domain(
            "date_in", wanted, f"today {-days:+d}d"
        )

    def _local_date(self, instant):
        return fields.Datetime.context_timestamp(self, instant).date()

    @api.depends("state", "entered_by_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for card in self:
            card.can_confirm = (
                card.state == "draft" and staff and card.entered_by_id != self.env.user
            )

    @api.model
    def _get_transitions(self):
        return {
            "draft": {"isolated", "cancelled", "closed"},
            "isolated": {"measured", "closed"},
            "measured": {"executing", "inspected", "isolated", "closed"},
            "executing": {"inspected", "measured", "isolated"},
            "inspected": {"closed", "measured"},
            "closed": {"inspected"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "inspector_id",
            "date_confirmed",
            "result_confirmed_by_id",
            "date_closed",
        }

    @api.model
    def _deadline_steps(self):
        return {
            "measure": self.env._("Measure and instruction"),
            "execute": self.env._("Execution"),
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_registered(self):
        if self.filtered(lambda card: card.state not in ("draft", "cancelled")):
            raise UserError(
                self.env._(
                    "A confirmed quarantine card is part of the quarantine ledger and "
                    "stays. Close it when its goods have left the zone."
                )
            )

    def action_confirm(self):
        self._confirm()

    def action_measure(self):
        self._measure()

    def action_start(self):
        self._start()

    def action_inspect(self):
        self._inspect()

    def action_close(self):
        self._close()

    def action_cancel(self):
        self._cancel()

    def action_print_card(self):
        return self.env.ref(
            "quality_nonconformity.action_report_quarantine_card"
        ).report_action(self)

    def action_print_label(self):
        return self.env.ref(
            "quality_nonconformity.action_report_card_label"
        ).report_action(self)

    def action_view_hold(self):
        return self.hold_id._get_records_action()

    def action_view_transfers(self):
        pickings = self.picking_id | self.handout_ids.picking_id
        return pickings._get_records_action(name=self.env._("Transfers"))
