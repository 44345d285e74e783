from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command, Domain

from .move_readers import MOVE_READERS

#: fields that say what is held, and which document ends it: fixed once it is placed
SCOPE_FIELDS = {
    "company_id",
    "kind",
    "origin_model",
    "origin_id",
    "product_ids",
    "lot_ids",
    "manufacturer_id",
    "production_from",
    "production_to",
    "location_ids",
    "quantity",
}


class QualityHold(models.Model):
    """Keeps goods where they are, from the commit of its placing to its release.

    Held is each lot in ``lot_ids``, and each product in ``product_ids`` of which no lot
    is named (all its lots, or ``quantity`` of an untracked product). ``location_ids``
    narrows the hold to these places and what is below them. Sources: RE-02, RE-05,
    XX-39, NC-18.
    """

    _name = "quality.hold"
    _description = "Hold"
    _inherit = ["quality.document"]
    _number_prefix = "HLD"
    _frozen_states = ("released", "cancelled")
    _deadline_start_states = {"released": ("release_notice",)}
    _mandatory_deadline_steps = ("release_notice",)

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("placed", "Placed"),
            ("released", "Released"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    reason = fields.Text(required=True, tracking=True)
    kind = fields.Selection(
        [
            ("precautionary", "Precautionary"),
            ("nonconformity", "Nonconformity"),
            ("recall", "Recall"),
            ("regulator", "Regulator's order"),
            ("expired", "Expired"),
        ],
        default="precautionary",
        required=True,
        tracking=True,
        index=True,
    )
    origin_model = fields.Char(copy=False)
    origin_id = fields.Many2oneReference(
        "Origin Document", model_field="origin_model", copy=False
    )
    origin_ref = fields.Char(
        "Origin",
        compute="_compute_origin_ref",
        store=True,
        readonly=False,
        help="The complaint, nonconformity, notice or letter that this hold rests on.",
    )
    product_ids = fields.Many2many(
        "product.product",
        "quality_hold_product_rel",
        "hold_id",
        "product_id",
        "Products",
        domain="[('is_storable', '=', True)]",
        check_company=True,
        help="A product of which lots are named below is held by these lots only; "
        "otherwise all of it is held.",
    )
    manufacturer_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        help="Fills the lots with those of this manufacturer.",
    )
    production_from = fields.Date(help="First production date of the lots to hold.")
    production_to = fields.Date(help="Last production date of the lots to hold.")
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_hold_lot_rel",
        "hold_id",
        "lot_id",
        "Lots",
        compute="_compute_lot_ids",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    location_ids = fields.Many2many(
        "stock.location",
        "quality_hold_location_rel",
        "hold_id",
        "location_id",
        "Only in",
        domain="[('usage', 'in', ('view', 'internal', 'transit'))]",
        check_company=True,
        help="Narrows the hold to these locations and those below; empty = everywhere.",
    )
    quantity = fields.Float(
        digits="Product Unit",
        help="For one product without lots: hold this quantity only, in the product's "
        "unit. It is moved to the quarantine zone if that much is on hand. 0 = all.",
    )
    uom_id = fields.Many2one("uom.uom", "Unit", compute="_compute_uom_id")
    scope_product_ids = fields.Many2many(
        "product.product",
        "quality_hold_scope_product_rel",
        "hold_id",
        "product_id",
        "All Products concerned",
        compute="_compute_scope_products",
        store=True,
    )
    whole_product_ids = fields.Many2many(
        "product.product",
        "quality_hold_whole_product_rel",
        "hold_id",
        "product_id",
        "Products held as a Whole",
        compute="_compute_scope_products",
        store=True,
    )
    quantity_moved = fields.Boolean(
        "Moved to Quarantine",
        readonly=True,
        copy=False,
        help="The held quantity lies in the quarantine zone: the zone holds it.",
    )
    is_stripped = fields.Boolean(
        "Reservations removed",
        readonly=True,
        copy=False,
        help="Set when the reservations found after placing were removed and the "
        "situation was listed.",
    )
    date_placed = fields.Datetime("Placed on", readonly=True, copy=False, index=True)
    date_released = fields.Datetime("Released on", readonly=True, copy=False)
    placed_by_id = fields.Many2one("res.users", "Placed by", readonly=True, copy=False)
    released_by_id = fields.Many2one(
        "res.users", "Released by", readonly=True, copy=False
    )
    release_reason = fields.Text(copy=False)
    line_ids = fields.One2many("quality.hold.line", "hold_id", "Situation", copy=False)
    move_ids = fields.One2many(
        "stock.move",
        "quality_hold_id",
        "Moves to Quarantine and back",
        groups=MOVE_READERS,
    )

    _placed_idx = models.Index("(company_id) WHERE state = 'placed'")
    _unstripped_idx = models.Index(
        "(id) WHERE state = 'placed' AND is_stripped IS NOT TRUE"
    )

    @api.depends("origin_model", "origin_id")
    def _compute_origin_ref(self):
        for hold in self:
            if hold.origin_id and hold.origin_model in self.env:
                # computed as superuser, but told to those only who may read it
                model = self.env[hold.origin_model].sudo(False)
                origin = model.browse(hold.origin_id).exists()._filtered_access("read")
                hold.origin_ref = origin.display_name or hold.origin_ref
            else:
                hold.origin_ref = hold.origin_ref

    @api.depends("manufacturer_id", "production_from", "production_to", "product_ids")
    def _compute_lot_ids(self):
        for hold in self:
            if hold.state != "placed" and hold._has_selector():
                lots = self.env["stock.lot"].search(hold._get_selector_domain())
                hold.lot_ids = [Command.set(lots.ids)]
            else:
                hold.lot_ids = hold.lot_ids

    @api.depends("product_ids")
    def _compute_uom_id(self):
        for hold in self:
            hold.uom_id = hold.product_ids[:1].uom_id

    @api.depends("product_ids", "lot_ids")
    def _compute_scope_products(self):
        for hold in self:
            by_lot = hold.lot_ids.product_id
            hold.scope_product_ids = hold.product_ids | by_lot
            hold.whole_product_ids = hold.product_ids - by_lot

    @api.constrains("quantity", "product_ids", "lot_ids")
    def _check_quantity(self):
        for hold in self.filtered("quantity"):
            product = hold.product_ids
            if (
                hold.quantity < 0
                or len(product) != 1
                or hold.lot_ids
                or product.tracking != "none"
            ):
                raise ValidationError(
                    self.env._(
                        "A quantity is held of exactly one product without lots. For "
                        "tracked products name the lots instead; clear the quantity to "
                        "hold all of a product."
                    )
                )

    @api.constrains("production_from", "production_to")
    def _check_period(self):
        for hold in self:
            if (
                hold.production_from
                and hold.production_to
                and hold.production_from > hold.production_to
            ):
                raise ValidationError(
                    self.env._(
                        "The production period ends before it begins: exchange the dates."
                    )
                )

    def write(self, vals):
        if SCOPE_FIELDS & vals.keys():
            self._check_scope_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.filtered(lambda hold: hold.state != "draft"):
            raise UserError(
                self.env._(
                    "A hold that was placed is evidence and stays. Release it when the "
                    "goods are cleared."
                )
            )

    def _check_scope_open(self):
        placed = self.filtered(lambda hold: hold.state == "placed")
        if placed:
            raise UserError(
                self.env._(
                    "%(names)s stands: what it holds can no longer be changed. Place a "
                    "further hold for more goods, or release this one first.",
                    names=", ".join(placed.mapped("name")),
                )
            )

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"placed", "cancelled"},
            "placed": {"released"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "date_placed",
            "date_released",
            "placed_by_id",
            "released_by_id",
            "quantity_moved",
            "is_stripped",
            "scope_product_ids",
            "whole_product_ids",
        }

    def _has_selector(self):
        self.ensure_one()
        return bool(self.manufacturer_id or self.production_from or self.production_to)

    def _get_selector_domain(self):
        """Domain of the lots that the selectors of this hold choose [RE-02]."""
        self.ensure_one()
        domain = Domain("company_id", "in", [False, self.company_id.id])
        if self.product_ids:
            domain &= Domain("product_id", "in", self.product_ids.ids)
        if self.manufacturer_id:
            domain &= Domain("manufacturer_id", "=", self.manufacturer_id.id)
        if self.production_from:
            domain &= Domain("production_date", ">=", self.production_from)
        if self.production_to:
            domain &= Domain("production_date", "<=", self.production_to)
        return domain

    @api.model
    def _deadline_steps(self):
        return {"release_notice": self.env._("Tell buyers, warehouse and sales")}
