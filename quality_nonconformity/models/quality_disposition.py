from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .move_readers import MOVE_READERS

KINDS = [
    ("use_as_is", "Use as is (concession)"),
    ("rework", "Rework"),
    ("repair", "Repair"),
    ("sort", "Sort"),
    ("process", "Processed use"),
    ("downgrade", "Downgrade"),
    ("return_supplier", "Return to supplier"),
    ("exchange", "Exchange"),
    ("replenish", "Replenish"),
    ("refuse", "Refuse"),
    ("scrap", "Scrap"),
    ("destroy", "Destroy"),
    ("redo_service", "Redo the service"),
    ("correct", "Correct"),
    ("apologise", "Apologise to the customer"),
]
#: come back to inspection: verified with a good and a bad quantity [NC-58]
REWORK_KINDS = ("rework", "repair", "sort", "process")
#: move no goods of ours: a result in words is their document
WORD_KINDS = ("redo_service", "correct", "apologise")
#: a supplier takes part in them
SUPPLIER_KINDS = ("return_supplier", "exchange", "replenish", "refuse")
#: need a written instruction before they are decided [NC-14]
INSTRUCTED_KINDS = ("rework", "repair")


class QualityDisposition(models.Model):
    """What becomes of (a part of) the nonconforming goods [NC-54].

    draft → approved → executed → verified, or cancelled. Executing posts the real
    document, see ``quality_disposition_post.py``. Quantities:
    ``quality_disposition_quantity.py``.
    """

    _name = "quality.disposition"
    _description = "Disposition"
    _inherit = ["quality.nonconformity.part.mixin", "quality.document"]
    _number_prefix = "DISP"
    _frozen_states = ("verified", "cancelled")

    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    kind = fields.Selection(KINDS, required=True, tracking=True)
    state = fields.Selection(
        [
            ("draft", "Proposed"),
            ("approved", "Approved"),
            ("executed", "Executed"),
            ("verified", "Verified"),
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
        related="nonconformity_id.product_id", store=True, precompute=True, index=True
    )
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_disposition_lot_rel",
        "disposition_id",
        "lot_id",
        "Only Lots/Serial Numbers",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
        help="Empty: of any lot of the nonconformity.",
    )
    line_ids = fields.One2many(
        "quality.disposition.line", "disposition_id", "Goods", readonly=True
    )
    reason = fields.Text()
    instruction = fields.Html(
        help="Rework and repair instruction: steps, criteria, how to inspect."
    )
    date_deadline = fields.Date("To be Done by")
    # how
    target_product_id = fields.Many2one(
        "product.product",
        "Becomes",
        check_company=True,
        index="btree_not_null",
        help="Downgrade or processed use: the product that the goods become.",
    )
    location_dest_id = fields.Many2one(
        "stock.location",
        "To",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('quality_zone', '=', False)]",
        help="Empty: the stock of the warehouse.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Supplier",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
    )
    witness_ids = fields.Many2many(
        "res.users",
        "quality_disposition_witness_rel",
        string="Witnesses",
        help="Saw the goods scrapped or destroyed. Not the one who carries it out. "
        "Empty: who verifies the scrapping.",
    )
    destruction_method = fields.Char()
    # what came of it
    approved_by_id = fields.Many2one(
        "res.users", "Approved by", readonly=True, copy=False
    )
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    executed_by_id = fields.Many2one(
        "res.users", "Executed by", readonly=True, copy=False
    )
    date_executed = fields.Datetime("Executed on", readonly=True, copy=False)
    verifier_id = fields.Many2one("res.users", "Verified by", readonly=True, copy=False)
    date_verified = fields.Datetime("Verified on", readonly=True, copy=False)
    good_quantity = fields.Float("Found Good", digits="Product Unit", copy=False)
    bad_quantity = fields.Float(
        "Still Nonconforming", digits="Product Unit", readonly=True, copy=False
    )
    result_note = fields.Text("Result", copy=False)
    move_ids = fields.One2many(
        "stock.move",
        "disposition_id",
        "Stock Moves",
        readonly=True,
        groups=MOVE_READERS,
    )
    scrap_ids = fields.One2many(
        "stock.scrap",
        "disposition_id",
        "Scrap Orders",
        readonly=True,
        groups=MOVE_READERS,
    )
    picking_ids = fields.Many2many(
        "stock.picking",
        compute="_compute_picking_ids",
        string="Transfers",
        groups=MOVE_READERS,
    )

    @api.depends("nonconformity_id.supplier_id")
    def _compute_partner_id(self):
        for record in self:
            record.partner_id = record.partner_id or record.nonconformity_id.supplier_id

    def _compute_picking_ids(self):
        for record in self:
            record.picking_ids = record.move_ids.picking_id

    @api.depends("name", "kind", "quantity")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            what = labels.get(record.kind, "")
            record.display_name = f"{record.name} {what} {record.quantity:g}"

    @api.model_create_multi
    def create(self, vals_list):
        Nonconformity = self.env["quality.nonconformity"]
        vals_list = [
            {"company_id": Nonconformity.browse(v["nonconformity_id"]).company_id.id}
            | v
            if v.get("nonconformity_id")
            else v
            for v in vals_list
        ]
        records = super().create(vals_list)
        records._check_may_propose()
        records._check_source_open()
        return records

    def write(self, vals):
        # the day set with the decision is approved with it [NC-52]
        fixed = self._get_decided_fields() | {"date_deadline"}
        if fixed & vals.keys() and not self._gate_is_open():
            decided = self.filtered(lambda d: d.state != "draft")
            if decided:
                raise UserError(
                    self.env._(
                        "%(names)s: what was approved is carried out as it is. To do "
                        "otherwise, cancel it with a reason and propose another "
                        "disposition.",
                        names=", ".join(decided.mapped("display_name")),
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda d: d.state != "draft"):
            raise UserError(
                self.env._("A decided disposition is evidence and stays. Cancel it.")
            )

    def _check_may_propose(self):
        """Quality proposes, and who deals with the nonconformity; not every reader."""
        user = self.env.user
        if self.env.su or user.has_group("quality_base.group_quality_user"):
            return
        for source in self.nonconformity_id.sudo():  # only who deals with it is asked
            if user not in (
                source.user_id | source.team_id.access_user_ids | source.participant_ids
            ):
                raise AccessError(
                    self.env._(
                        "Dispositions of %(name)s are proposed by quality staff, the "
                        "responsible department and those who review it.",
                        name=source.name,
                    )
                )

    def _check_source_open(self):
        for record in self:
            if record.nonconformity_id.state not in ("draft", "isolated", "review"):
                raise UserError(
                    self.env._(
                        "%(name)s is decided. Take it back to review, with a reason, "
                        "before you propose other dispositions.",
                        name=record.nonconformity_id.name,
                    )
                )

    @api.model
    def _get_decided_fields(self):
        """Names of the fields that the approval covers [NC-59]."""
        return {
            "nonconformity_id",
            "kind",
            "quantity",
            "uom_id",
            "lot_ids",
            "reason",
            "instruction",
            "target_product_id",
            "location_dest_id",
            "partner_id",
            "destruction_method",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        names = sorted({*self._get_decided_fields(), "name"} - {"nonconformity_id"})
        if meaning in ("approved",):
            return names
        return [*names, "good_quantity", "bad_quantity", "result_note"]

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "approved_by_id",
            "date_approved",
            "executed_by_id",
            "date_executed",
            "verifier_id",
            "date_verified",
            "bad_quantity",
        }
