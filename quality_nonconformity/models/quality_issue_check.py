from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_inspection_verdict import CHECKS

#: what issuer and receiver look at together
ISSUE_CHECKS = ("goods_check", "quantity_check", "lot_check", "packaging_check")
#: set by completing the check only
DONE_FIELDS = {"date_checked", "checked_by_id", "goods"}


class QualityIssueCheck(models.Model):
    """Issuer and receiver check goods at handing-out, collection, use [NC-35].

    One sheet per transfer: what both looked at, who received, with signature. Complete,
    it no longer changes.
    """

    _name = "quality.issue.check"
    _description = "Handing-out Check"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "id desc"
    _check_company_auto = True

    picking_id = fields.Many2one(
        "stock.picking",
        "Transfer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="picking_id.company_id", store=True, index=True
    )
    issuer_id = fields.Many2one(
        "res.users", "Issued by", required=True, default=lambda self: self.env.user
    )
    goods_check = fields.Selection(CHECKS, "Right Goods")
    quantity_check = fields.Selection(CHECKS, "Quantity")
    lot_check = fields.Selection(CHECKS, "Lot and Expiry")
    packaging_check = fields.Selection(CHECKS, "Packaging")
    finding = fields.Text("What does not agree")
    receiver_id = fields.Many2one("res.users", "Receiver (user)")
    receiver_name = fields.Char(
        "Received by", compute="_compute_receiver_name", store=True, readonly=False
    )
    signature = fields.Image("Receiver's Signature", max_width=1024, max_height=1024)
    date_checked = fields.Datetime("Checked on", readonly=True, copy=False)
    checked_by_id = fields.Many2one(
        "res.users", "Completed by", readonly=True, copy=False
    )
    goods = fields.Json(
        readonly=True,
        copy=False,
        help="What stood in the transfer when it was checked.",
    )
    is_good = fields.Boolean(
        "Everything agrees", compute="_compute_is_good", store=True
    )

    @api.depends("receiver_id")
    def _compute_receiver_name(self):
        for check in self:
            check.receiver_name = check.receiver_id.name or check.receiver_name

    @api.depends(*ISSUE_CHECKS, "date_checked")
    def _compute_is_good(self):
        for check in self:
            good = all(check[name] in ("ok", "na") for name in ISSUE_CHECKS)
            check.is_good = bool(check.date_checked) and good

    @api.depends("picking_id")
    def _compute_display_name(self):
        for check in self:
            check.display_name = self.env._(
                "Check of %(transfer)s", transfer=check.picking_id.name
            )

    @api.model_create_multi
    def create(self, vals_list):
        unset = dict.fromkeys(DONE_FIELDS, False)
        return super().create([vals | unset for vals in vals_list])

    def write(self, vals):
        if not self.env.su and (
            DONE_FIELDS & vals.keys() or self.filtered("date_checked")
        ):
            raise UserError(
                self.env._(
                    "A handing-out check is completed once, with “Complete”, and stays "
                    "as it is. Make another one if something was wrong."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        if self.filtered("date_checked"):
            raise UserError(self.env._("A completed handing-out check stays."))

    def action_complete(self):
        self._complete()
        return {"type": "ir.actions.act_window_close"}

    def action_report_nonconformity(self):
        """Report what did not agree, from the transfer."""
        self.ensure_one()
        return self.picking_id.action_report_nonconformity()

    def _complete(self):
        """Close the check: both have looked, the receiver has signed.

        :raises AccessError: the user is neither the issuer nor the receiver
        :raises UserError: something was not looked at, or nobody else received
        """
        for check in self:
            user = self.env.user
            if user not in check.issuer_id | check.receiver_id:
                raise AccessError(
                    self.env._("The check is completed by who issues or receives.")
                )
            if texts := check._get_missing_texts():
                raise UserError("\n".join(texts))
            check.sudo().write(  # nobody writes these fields himself
                {
                    "date_checked": fields.Datetime.now(),
                    "checked_by_id": user.id,
                    "goods": check.picking_id.sudo()._get_goods_handed_out(),
                }
            )

    def _get_missing_texts(self):
        if self.date_checked:
            return [self.env._("It is complete already.")]
        texts = []
        if unchecked := [name for name in ISSUE_CHECKS if not self[name]]:
            labels = [self._fields[n]._description_string(self.env) for n in unchecked]
            texts.append(
                self.env._("Not looked at yet: %(names)s.", names=", ".join(labels))
            )
        bad = any(self[name] == "bad" for name in ISSUE_CHECKS)
        if bad and not (self.finding or "").strip():
            texts.append(self.env._("Say what does not agree."))
        if not (self.receiver_name and self.signature):
            texts.append(self.env._("The receiver enters name and signature."))
        if self.receiver_id == self.issuer_id:
            texts.append(self.env._("Somebody else than the issuer receives."))
        return texts
