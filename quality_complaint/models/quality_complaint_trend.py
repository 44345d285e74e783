from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

QUALITY = "quality_base.group_quality_user"
ACTIVITY = "mail.mail_activity_data_todo"


class QualityComplaintTrend(models.Model):
    """The same goods complained about again and again: what is done about it [CO-54].

    The daily watch opens a row per lot, product, or defect of a product when the
    company's number is reached within its window of days, and tells quality. Quality
    answers with a nonconformity, a hold, or a reason why neither. Rows name goods and
    numbers only, no complainant.
    """

    _name = "quality.complaint.trend"
    _description = "Trend of Complaints"
    _inherit = ["mail.thread", "mail.activity.mixin", "quality.state.mixin"]
    _order = "date_last desc, id desc"
    _check_company_auto = True
    _frozen_states = ("answered",)

    state = fields.Selection(
        [("open", "Open"), ("answered", "Answered")],
        default="open",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
    )
    kind = fields.Selection(
        [("lot", "Lot"), ("product", "Product"), ("defect", "Defect of a product")],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    lot_id = fields.Many2one(
        "stock.lot",
        "Lot/Serial Number",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        ondelete="cascade",
    )
    defect_class_id = fields.Many2one(
        "quality.defect.class",
        "Class of Defects",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    count = fields.Integer("Complaints", readonly=True, tracking=True)
    days = fields.Integer("Within (days)", readonly=True)
    date_first = fields.Datetime("First Complaint", readonly=True)
    date_last = fields.Datetime("Last Complaint", readonly=True)
    answer = fields.Selection(
        [
            ("nonconformity", "Nonconformity"),
            ("hold", "Hold"),
            ("none", "Nothing to do"),
        ],
        readonly=True,
        tracking=True,
    )
    reason = fields.Text("Why nothing is done", help="Write it down before you answer.")
    nonconformity_id = fields.Many2one(
        "quality.nonconformity", readonly=True, index="btree_not_null"
    )
    hold_id = fields.Many2one("quality.hold", readonly=True, index="btree_not_null")
    answered_by_id = fields.Many2one("res.users", "Answered by", readonly=True)
    date_answered = fields.Datetime("Answered on", readonly=True)

    _open_uniq = models.UniqueIndex(
        "(company_id, kind, product_id, COALESCE(lot_id, 0), "
        "COALESCE(defect_class_id, 0)) WHERE state = 'open'",
        "This trend is open already.",
    )

    @api.depends("kind", "product_id", "lot_id", "defect_class_id", "count")
    def _compute_display_name(self):
        for trend in self:
            goods = (trend.product_id.display_name, trend.lot_id.name)
            names = " ".join(filter(None, (*goods, trend.defect_class_id.name)))
            trend.display_name = self.env._(
                "%(goods)s: %(count)s complaints", goods=names, count=trend.count
            )

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {"open": {"answered"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("kind", "company_id", "product_id", "lot_id", "defect_class_id"),
            *("count", "days", "date_first", "date_last"),
            *("answer", "nonconformity_id", "hold_id"),
            *("answered_by_id", "date_answered"),
        }

    # buttons ---------------------------------------------------------------------
    def action_nonconformity(self):
        return self._open_nonconformity()._get_records_action()

    def action_hold(self):
        return self._place_hold()._get_records_action()

    def action_dismiss(self):
        self._dismiss(self.reason)
        return True

    def action_view_complaints(self):
        """Open the complaints that make the trend, those the user may read."""
        self.ensure_one()
        return {
            "name": self.display_name,
            "type": "ir.actions.act_window",
            "res_model": "quality.complaint",
            "view_mode": "list,form",
            "domain": list(self._get_complaint_domain()),
        }

    # engine ----------------------------------------------------------------------
    def _open_nonconformity(self):
        """Answer with a nonconformity of the goods, prefilled; return it.

        :raises AccessError: the user is no quality staff
        :raises UserError: it is answered already
        """
        self.ensure_one()
        self._check_answer()
        source = self.env["quality.nonconformity"].create(
            {
                "description": self.display_name,
                "detection_point": "complaint",
                "company_id": self.company_id.id,
                "product_id": self.product_id.id,
                "lot_ids": [Command.set(self.lot_id.ids)],
                "quantity": self.count,
                "uom_id": self.product_id.uom_id.id,
                "is_suspect": True,
            }
        )
        self._set_answer("nonconformity", nonconformity_id=source.id)
        return source

    def _place_hold(self):
        """Answer with a precautionary hold of the lot or product; return it.

        :raises AccessError: the user is no quality staff
        :raises UserError: it is answered already
        """
        self.ensure_one()
        self._check_answer()
        goods = {"lot_ids": [Command.set(self.lot_id.ids)]}
        if not self.lot_id:
            goods = {"product_ids": [Command.set(self.product_id.ids)]}
        hold = self.env["quality.hold"].create(
            {
                "reason": self.display_name,
                "kind": "precautionary",
                "company_id": self.company_id.id,
                "origin_model": self._name,
                "origin_id": self.id,
                "origin_ref": self.display_name,
                **goods,
            }
        )
        hold._place()
        self._set_answer("hold", hold_id=hold.id)
        return hold

    def _dismiss(self, reason):
        """Answer that nothing is to be done.

        :param str reason: why; required
        :raises AccessError: the user is no quality staff
        :raises UserError: no reason, or it is answered already
        """
        self._check_answer()
        if not (reason or "").strip():
            raise UserError(
                self.env._("Say why nothing is done although complaints repeat.")
            )
        self._set_answer("none", reason=reason)

    def _check_answer(self):
        if not self.env.user.has_group(QUALITY):
            raise AccessError(
                self.env._(
                    "Trends of complaints are answered by quality staff. Ask one of them."
                )
            )
        self.check_access("write")
        if over := self.filtered(lambda trend: trend.state != "open"):
            raise UserError(over._transition_message("answered"))

    def _set_answer(self, answer, **vals):
        self._set_state(
            "answered",
            answer=answer,
            answered_by_id=self.env.uid,
            date_answered=fields.Datetime.now(),
            **vals,
        )
        # of the heads who were asked
        self.sudo().activity_feedback([ACTIVITY], feedback=self.reason or answer)

    def _get_complaint_domain(self):
        """Domain of the complaints that make one trend."""
        self.ensure_one()
        domain = (
            self.env["quality.complaint"]._get_counted_domain()
            & Domain("company_id", "=", self.company_id.id)
            & Domain("product_id", "=", self.product_id.id)
            & Domain("date", ">=", self.date_first)
            & Domain("date", "<=", self.date_last)
        )
        if self.lot_id:
            domain &= Domain("lot_ids", "in", self.lot_id.ids)
        if self.defect_class_id:
            domain &= Domain("defect_class_id", "=", self.defect_class_id.id)
        return domain
