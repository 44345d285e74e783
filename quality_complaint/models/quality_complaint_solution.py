from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("explanation", "Explanation"),
    ("apology_oral", "Apology: oral"),
    ("apology_person", "Apology: in person"),
    ("apology_written", "Apology: in writing"),
    ("replacement", "Replacement"),
    ("return", "Return"),
    ("repair", "Repair"),
    ("rework", "Rework"),
    ("redo_service", "Service done again"),
    ("local_exchange", "Exchange at a local shop"),
    ("price_reduction", "Price reduction"),
    ("mail_exchange", "Exchange by mail"),
    ("compensation", "Compensation in products"),
    ("refund", "Refund"),
    ("hardship", "Hardship aid"),
    ("recall", "Recall"),
    ("settlement", "Settlement"),
    ("legal", "Legal proceedings"),
    ("none", "None"),
]
APOLOGIES = ("apology_oral", "apology_person", "apology_written")
#: nothing moves: never an exception to the course of a complaint [X-17]
WORD_KINDS = ("explanation", *APOLOGIES, "redo_service", "none")
#: done with the letter of reply
WRITTEN_KINDS = ("explanation", "apology_written", "none")
#: money goes to the customer
MONEY_KINDS = ("price_reduction", "refund", "hardship")
#: goods go to the customer at no charge
GIFT_KINDS = ("replacement", "compensation")
#: goods come back
RETURN_KINDS = ("return", "mail_exchange", "refund")


class QualityComplaintSolution(models.Model):
    """One thing that is done for the customer, and the document that does it [CO-36].

    proposed → started → done; cancelled. Goods and money go through the document the
    line creates (return, order, credit note…), never through the line itself.
    ``quantity`` is in ``uom_id``, ``amount`` in ``currency_id`` before taxes.
    """

    _name = "quality.complaint.solution"
    _description = "Solution of a Complaint"
    _inherit = ["quality.state.mixin", "quality.goods.mixin"]
    _order = "complaint_id, sequence, id"
    _check_company_auto = True
    _frozen_states = ("done", "cancelled")

    complaint_id = fields.Many2one(
        "quality.complaint", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    note = fields.Text("What exactly")
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("started", "Under way"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    product_id = fields.Many2one(
        compute="_compute_goods", store=True, readonly=False, precompute=True
    )
    quantity = fields.Float(
        compute="_compute_goods", store=True, readonly=False, precompute=True
    )
    amount = fields.Monetary(help="What the customer gets back, before taxes.")
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", store=True
    )
    user_id = fields.Many2one("res.users", "Does It", index="btree_not_null")
    date_due = fields.Date("Until")
    res_model = fields.Char("Document Model", readonly=True, copy=False)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", readonly=True, copy=False
    )
    document_name = fields.Char("Document", compute="_compute_document")
    document_done = fields.Boolean(
        compute="_compute_document", help="The document has come to its end."
    )
    started_by_id = fields.Many2one(
        "res.users", "Started by", readonly=True, copy=False
    )
    date_done = fields.Datetime("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Done by", readonly=True, copy=False)
    result = fields.Text(readonly=True, copy=False)

    _amount_check = models.Constraint(
        "CHECK(amount >= 0)", "What the customer gets back is no negative amount."
    )
    _quantity_check = models.Constraint(
        "CHECK(quantity >= 0)", "A solution has no negative quantity."
    )

    @api.depends("complaint_id", "kind")
    def _compute_goods(self):
        for line in self:
            goods = line.kind not in (*WORD_KINDS, "hardship", "settlement", "legal")
            source = line.complaint_id if goods else line.complaint_id.browse()
            line.product_id = line.product_id or source.product_id
            line.quantity = line.quantity or source.quantity or (1.0 if goods else 0.0)

    @api.depends("product_id")
    def _compute_uom_id(self):
        for line in self:
            line.uom_id = (
                line.uom_id
                or (
                    line.product_id == line.complaint_id.product_id
                    and line.complaint_id.uom_id
                )
                or line.product_id.uom_id
            )

    @api.depends("company_id", "complaint_id.sale_id")
    def _compute_currency_id(self):
        for line in self:
            # the order's currency, whoever may read the order
            order = line.complaint_id.sudo().sale_id
            line.currency_id = order.currency_id or line.company_id.currency_id

    @api.depends("res_model", "res_id", "state")
    def _compute_document(self):
        self.document_name, self.document_done = False, False
        for model, lines in self.filtered("res_id").grouped("res_model").items():
            if model not in self.env:
                continue
            # of the documents of a whole list: number and end, no more
            documents = self.env[model].sudo().browse(lines.mapped("res_id")).exists()
            known = {document.id: document for document in documents}
            for line in lines.filtered(lambda row, known=known: row.res_id in known):
                document = known[line.res_id]
                line.document_name = document.display_name
                line.document_done = line._is_document_done(document)

    @api.depends("kind", "complaint_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for line in self:
            line.display_name = f"{line.complaint_id.name}: {labels.get(line.kind, '')}"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_complaint_open()
        return lines

    def write(self, vals):
        if "complaint_id" in vals:
            raise UserError(
                self.env._("A solution stays with its complaint: propose it there.")
            )
        if not self._gate_is_open():
            self._check_complaint_open()
            if fixed := self.filtered(lambda line: line.state == "started"):
                fixed._check_unfixed(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        self._check_complaint_open()
        if self.filtered(lambda line: line.state != "proposed"):
            raise UserError(
                self.env._(
                    "What was started or settled for the customer stays on record. "
                    "Cancel it instead."
                )
            )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "res_model",
            "res_id",
            "started_by_id",
            "date_done",
            "done_by_id",
            "result",
        }

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "proposed": {"started", "done", "cancelled"},
            "started": {"done", "cancelled"},
        }

    def _check_complaint_open(self):
        over = self.complaint_id.filtered("is_frozen")
        if over:
            raise UserError(
                self.env._(
                    "%(names)s is over: its solutions stay as they are. Reopen it with "
                    "a reason.",
                    names=", ".join(over.mapped("name")),
                )
            )
        self.complaint_id._check_may_process()

    def _check_unfixed(self, vals):
        """Refuse changes of what a document was made for."""
        fixed = {"kind", "product_id", "quantity", "uom_id", "amount"}
        if fixed & vals.keys():
            raise UserError(
                self.env._(
                    "%(name)s is under way by its document. Cancel it and propose "
                    "another.",
                    name=self[:1].display_name,
                )
            )

    def _get_document(self):
        """Return the document of one line, or an empty recordset or None."""
        self.ensure_one()
        if not self.res_id or self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()

    def _is_document_done(self, document):
        """Hook: whether ``document`` (sudo) has come to its end."""
        self.ensure_one()
        if document._name == "quality.return":
            return document.state in ("settled", "closed")
        if document._name == "account.move":
            return document.state == "posted"
        if document._name == "sale.order":
            return document.state == "sale" and all(
                line.qty_delivered >= line.product_uom_qty
                for line in document.order_line
            )
        return False
