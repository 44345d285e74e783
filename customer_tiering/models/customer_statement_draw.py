from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerStatementDraw(models.Model):
    """A customer drawn at random after payment, and what the check found [CT-33]."""

    _name = "customer.statement.draw"
    _description = "Spot Check of a Statement"
    _inherit = ["mail.thread", "customer.state.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _frozen_states = ("correct", "finding")

    statement_id = fields.Many2one(
        "customer.statement",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, index=True, precompute=True
    )
    user_id = fields.Many2one(
        related="statement_id.user_id", string="Salesperson", store=True, index=True
    )
    date = fields.Date("Drawn on", required=True, readonly=True)
    drawn_by_id = fields.Many2one("res.users", "Drawn by", readonly=True)
    state = fields.Selection(
        [("open", "To Check"), ("correct", "Correct"), ("finding", "Finding")],
        "Result",
        default="open",
        required=True,
        readonly=True,
        tracking=True,
    )
    note = fields.Text("What Was Checked and Found", tracking=True)
    checked_by_id = fields.Many2one("res.users", "Checked by", readonly=True)
    date_checked = fields.Date("Checked on", readonly=True)

    @api.model
    def _get_transitions(self):
        return {"open": {"correct", "finding"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("statement_id", "partner_id", "date", "drawn_by_id"),
            *("checked_by_id", "date_checked"),
        }

    def action_correct(self):
        self._record("correct")
        return True

    def action_finding(self):
        self._record("finding")
        return True

    def _record(self, state):
        """Record the result, with a note on what was looked at.

        :raises UserError: no note, or the salesperson checks himself
        """
        self.statement_id._check_group("customer_tiering.group_tier_city")
        self.statement_id._check_not_own()
        if bare := self.filtered(lambda draw: not (draw.note or "").strip()):
            raise UserError(
                self.env._(
                    "Write down what was checked and found at %(names)s first.",
                    names=", ".join(bare.mapped("partner_id.display_name")),
                )
            )
        self._set_state(
            state,
            checked_by_id=self.env.uid,
            date_checked=fields.Date.context_today(self),
        )
