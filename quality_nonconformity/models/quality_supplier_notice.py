from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

OPEN_STATES = ("issued", "acknowledged", "answered", "effective", "not_effective")
#: states in which the supplier still owes an answer
WAITING_STATES = ("issued", "acknowledged")
#: days given for the answer, unless another date is set
REPLY_DAYS = 7


class QualitySupplierNotice(models.Model):
    """Notice of nonconformity to a supplier, and his answer [NC-30, NC-32].

    draft → issued → acknowledged → answered → effective or not effective → closed;
    cancelled. The supplier answers on a page of his own, see
    ``quality_supplier_answer.py``; what he wrote no user changes. ``quantity`` and his
    quantities are in ``uom_id``.
    """

    _name = "quality.supplier.notice"
    _description = "Nonconformity Notice to Supplier"
    _inherit = [
        "quality.nonconformity.part.mixin",
        "quality.supplier.access",
        "quality.capa.source.mixin",
        "quality.goods.mixin",
        "quality.document",
    ]
    _number_prefix = "SNC"
    _supplier_path = "notice"
    _deadline_start_states = {"issued": ("acknowledge", "reply")}
    _deadline_done_states = {
        "acknowledged": ("acknowledge",),
        "answered": ("acknowledge", "reply"),
    }

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("acknowledged", "Acknowledged"),
            ("answered", "Answered"),
            ("effective", "Effective"),
            ("not_effective", "Not Effective"),
            ("closed", "Closed"),
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
    date = fields.Datetime("Issued on", readonly=True, copy=False, index=True)
    issued_by_id = fields.Many2one("res.users", "Issued by", readonly=True, copy=False)
    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    situation = fields.Selection(
        [
            ("receipt", "On receipt"),
            ("in_process", "In production"),
            ("in_stock", "In stock"),
            ("delivered", "At the customer's"),
        ],
        "Found",
        default="receipt",
        required=True,
    )
    # to whom
    supplier_id = fields.Many2one(tracking=True)
    contact_id = fields.Many2one(tracking=True, help="The person who is written to.")
    # about what
    product_id = fields.Many2one(tracking=True, ondelete="set null")
    tracking = fields.Selection(related="product_id.tracking", string="Tracked by")
    lot_ids = fields.Many2many(
        "stock.lot",
        "quality_supplier_notice_lot_rel",
        "notice_id",
        "lot_id",
        "Lots/Serial Numbers",
        check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    quantity = fields.Float(tracking=True)
    purchase_id = fields.Many2one(
        "purchase.order", index="btree_not_null", check_company=True
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", index="btree_not_null", check_company=True
    )
    defect_id = fields.Many2one("quality.defect", index="btree_not_null", tracking=True)
    requirement = fields.Char("Requirement Violated")
    description = fields.Text(
        "What is Wrong", required=True, help="What was found. The supplier reads it."
    )
    evidence_ids = fields.Many2many(
        "ir.attachment",
        "quality_supplier_notice_evidence_rel",
        "notice_id",
        "attachment_id",
        "Evidence for the Supplier",
        copy=False,
        help="Pictures and reports that the supplier sees. Nothing else is shown.",
    )
    # what is asked
    demand = fields.Selection(
        [
            ("return", "Take back"),
            ("exchange", "Exchange"),
            ("replenish", "Deliver what is missing"),
            ("rework", "Rework by the supplier"),
            ("sort", "Sorting by the supplier"),
            ("credit", "Credit"),
            ("improve", "Improve"),
        ],
        default="return",
        required=True,
        tracking=True,
    )
    demand_note = fields.Text(help="What exactly is asked. The supplier reads it.")
    answer_form = fields.Selection(
        [("short", "Short reply"), ("8d", "8D report")],
        default="8d",
        required=True,
        tracking=True,
    )
    date_reply_by = fields.Date(
        "Reply by",
        required=True,
        tracking=True,
        copy=False,
        index=True,
        default=lambda self: self._get_default_reply_by(),
    )
    round = fields.Integer(
        default=1, readonly=True, copy=False, help="Counts up when an answer failed."
    )
    informed_team_ids = fields.Many2many(
        "quality.team",
        "quality_supplier_notice_team_rel",
        string="Inform",
        check_company=True,
        help="Own departments that are told and may read the notice.",
    )
    internal_demand = fields.Text(
        help="What own departments do meanwhile, e.g. rework or exchange what is in "
        "production. The supplier does not see it."
    )

    _open_idx = models.Index(
        "(company_id, state) WHERE state NOT IN ('closed', 'cancelled')"
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0)", "A notice has no negative quantity."
    )

    @api.depends("name", "supplier_id")
    def _compute_display_name(self):
        for notice in self:
            parts = filter(None, (notice.name, notice.supplier_id.name))
            notice.display_name = " ".join(parts)

    @api.depends("product_id")
    def _compute_uom_id(self):
        for notice in self:
            unit = notice.product_id.uom_id
            known = notice.uom_id and (
                not unit or notice.uom_id._has_common_reference(unit)
            )
            notice.uom_id = notice.uom_id if known else unit

    @api.model
    def _get_default_reply_by(self):
        days = int(
            self.env["ir.config_parameter"]
            .sudo()  # a number of the settings
            .get_param("quality_nonconformity.supplier_reply_days", REPLY_DAYS)
        )
        return fields.Date.context_today(self) + timedelta(days=days)

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"issued", "cancelled"},
            "issued": {"acknowledged", "answered", "cancelled"},
            "acknowledged": {"answered", "cancelled"},
            "answered": {"effective", "not_effective", "issued", "cancelled"},
            "effective": {"closed"},
            "not_effective": {"issued", "closed"},
            "closed": {"answered"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"date", "issued_by_id", "round"}

    @api.model
    def _get_waiting_domain(self):
        """Notices to which the supplier still owes an answer."""
        return Domain("state", "in", list(WAITING_STATES))

    @api.model
    def _get_overdue_domain(self):
        today = fields.Date.context_today(self)
        return self._get_waiting_domain() & Domain("date_reply_by", "<", today)

    def _deadline_steps(self):
        return super()._deadline_steps() | {
            "acknowledge": self.env._("Supplier acknowledges"),
            "reply": self.env._("Supplier answers"),
        }

    def _get_retention_categories(self):
        return super()._get_retention_categories() | self.product_id.categ_id

    def _prepare_capa_vals(self):
        return super()._prepare_capa_vals() | {
            "product_id": self.product_id.id,
            "partner_id": self.commercial_supplier_id.id,
            "title": f"{self.display_name}: {self.description.splitlines()[0]}",
            "user_id": self.user_id.id,
            "team_id": self.team_id.id,
        }
