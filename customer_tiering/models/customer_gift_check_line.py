from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerGiftCheckLine(models.Model):
    """A recipient drawn for a spot check, and what was found [CT-33]."""

    _name = "customer.gift.check.line"
    _description = "Recipient drawn for a Spot Check"
    _inherit = ["customer.state.mixin"]
    _order = "check_id desc, id"
    _check_company_auto = True

    check_id = fields.Many2one(
        "customer.gift.check", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="check_id.company_id", store=True, index=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(related="check_id.state")
    recipient_id = fields.Many2one(
        "res.partner",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employer_id = fields.Many2one(
        related="recipient_id.commercial_partner_id", string="Customer", store=True
    )
    gift_line_ids = fields.Many2many(
        "customer.gift.line", string="Gifts", readonly=True
    )
    value = fields.Monetary("According to the Register", compute="_compute_value")
    result = fields.Selection(
        [
            ("ok", "As in the Register"),
            ("deviation", "Deviation"),
            ("unreached", "Not Reached"),
        ]
    )
    note = fields.Char("What was found")
    checked_by_id = fields.Many2one(
        "res.users", "Checked by", readonly=True, index="btree_not_null"
    )
    date_checked = fields.Date("Checked on", readonly=True)

    @api.depends("gift_line_ids.counts", "gift_line_ids.value")
    def _compute_value(self):
        for line in self:
            line.value = sum(line.gift_line_ids.filtered("counts").mapped("value"))

    def write(self, vals):
        if self._gate_is_open() or not {"result", "note"} & vals.keys():
            return super().write(vals)
        self._check_may_record(vals)
        res = super().write(vals)
        if "result" in vals:
            self._write_gated(
                {
                    "checked_by_id": vals["result"] and self.env.uid,
                    "date_checked": vals["result"] and fields.Date.context_today(self),
                }
            )
        return res

    @api.model_create_multi
    def create(self, vals_list):
        if not self._gate_is_open():
            raise UserError(
                self.env._("Recipients are drawn by the system. Use the button “Draw”.")
            )
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        if self.check_id:
            raise UserError(
                self.env._("Who was drawn stays drawn. Record what was found instead.")
            )

    @api.model
    def _get_gated_fields(self):
        return {
            *("check_id", "recipient_id", "gift_line_ids"),
            *("checked_by_id", "date_checked"),
        }

    def _check_may_record(self, vals):
        """The result of an open check, by who did not give the gifts himself."""
        self.check_id._check_role()
        if done := self.check_id.filtered(lambda c: c.state == "done"):
            raise UserError(
                self.env._(
                    "%(name)s is done: its results stay. Draw a new spot check.",
                    name=done[0].name,
                )
            )
        gifts = self.gift_line_ids.gift_id
        if self.env.user in gifts.requester_id | gifts.given_by_id:
            raise UserError(
                self.env._(
                    "You requested or gave some of these gifts yourself: someone else "
                    "checks them."
                )
            )
        for line in self:
            result = vals.get("result", line.result)
            if result == "deviation" and not vals.get("note", line.note):
                raise UserError(
                    self.env._("A deviation needs a note of what was found: write it.")
                )
