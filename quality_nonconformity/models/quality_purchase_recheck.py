from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityPurchaseRecheck(models.Model):
    """All goods of one purchase are inspected again, and the buyer reports [NC-37].

    draft → inspecting → reported → approved, or cancelled. Starting it moves what is
    still in stock of the purchase into the inspection zone, one inspection record per
    product and lot.
    """

    _name = "quality.purchase.recheck"
    _description = "Re-inspection of a Purchase"
    _inherit = ["quality.document"]
    _number_prefix = "RINS"
    _frozen_states = ("approved", "cancelled")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("inspecting", "Being Inspected"),
            ("reported", "Reported"),
            ("approved", "Approved"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    purchase_id = fields.Many2one(
        "purchase.order", required=True, index=True, check_company=True
    )
    supplier_id = fields.Many2one(related="purchase_id.partner_id", store=True)
    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        index="btree_not_null",
        check_company=True,
        help="What was found in use.",
    )
    reason = fields.Text(required=True)
    record_ids = fields.One2many(
        "quality.inspection.record", "recheck_id", "Goods", readonly=True
    )
    waiting_count = fields.Integer("Still to Inspect", compute="_compute_waiting_count")
    buyer_id = fields.Many2one(
        "res.users",
        compute="_compute_buyer_id",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        index="btree_not_null",
        help="Writes the handling report.",
    )
    report = fields.Html("Handling Report")
    reported_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_reported = fields.Datetime("Reported on", readonly=True, copy=False)
    leader_ids = fields.Many2many(
        "res.users",
        "quality_purchase_recheck_leader_rel",
        string="Leaders in Charge",
        readonly=True,
        copy=False,
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_approved = fields.Datetime("Approved on", readonly=True, copy=False)
    can_report = fields.Boolean(compute="_compute_can_steps")
    can_approve = fields.Boolean(compute="_compute_can_steps")

    @api.depends("record_ids.state")
    def _compute_waiting_count(self):
        for recheck in self:
            recheck.waiting_count = len(recheck._get_waiting_records())

    def _get_waiting_records(self):
        """Inspections of the purchase that are not finished."""
        # buyers and leaders need not read each of them
        records = self.sudo().record_ids
        return records.filtered(lambda r: r.state not in ("done", "cancelled"))

    @api.depends("purchase_id")
    def _compute_buyer_id(self):
        for recheck in self:
            buyer = recheck.sudo().purchase_id.user_id  # quality reads no buyers
            recheck.buyer_id = recheck.buyer_id or buyer

    @api.depends("state", "buyer_id", "leader_ids", "reported_by_id")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        for recheck in self:
            recheck.can_report = recheck.state == "inspecting" and recheck._may_report()
            recheck.can_approve = recheck.state == "reported" and recheck._may_approve()

    @api.model_create_multi
    def create(self, vals_list):
        orders = self.env["purchase.order"]
        vals_list = [
            {"company_id": orders.browse(v["purchase_id"]).sudo().company_id.id} | v
            if v.get("purchase_id")
            else v
            for v in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if not self._gate_is_open():
            self._check_started(vals)
        return super().write(vals)

    def _check_started(self, vals):
        """What is inspected again stays, and the report once it is handed in."""
        about = {"purchase_id", "nonconformity_id", "reason"} & vals.keys()
        fixed = self.filtered(
            lambda recheck: (
                (about and recheck.state != "draft")
                or ("report" in vals and recheck.state == "reported")
            )
        )
        if fixed:
            raise UserError(
                self.env._(
                    "%(names)s: what is inspected again, and why, stays once it has "
                    "begun; the report stays as it was handed in. The leader can send "
                    "it back.",
                    names=", ".join(fixed.mapped("name")),
                )
            )

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"inspecting", "cancelled"},
            "inspecting": {"reported", "cancelled"},
            "reported": {"approved", "inspecting"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "reported_by_id",
            "date_reported",
            "leader_ids",
            "approved_by_id",
            "date_approved",
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "purchase_id", "nonconformity_id", "reason", "report"]
