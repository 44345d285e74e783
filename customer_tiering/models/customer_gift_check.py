import random

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_ROLES = (
    "customer_tiering.group_tier_compliance",
    "customer_tiering.group_tier_manager",
)


class CustomerGiftCheck(models.Model):
    """A spot check: recipients drawn at random from the register and asked [CT-33].

    draft → drawn → done. Who is drawn is the system's choice, made once.
    """

    _name = "customer.gift.check"
    _description = "Spot Check of Gifts"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]
    _order = "date_to desc, id desc"
    _frozen_states = ("done",)
    _check_company_auto = True

    name = fields.Char(
        "Number", readonly=True, copy=False, default=lambda self: self.env._("New")
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Draft"), ("drawn", "Drawn"), ("done", "Done")],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
        group_expand=True,
    )
    date_from = fields.Date("Given from", required=True)
    date_to = fields.Date("Given to", required=True)
    count = fields.Integer(
        "Recipients to draw",
        required=True,
        default=lambda self: self.env.company.gift_check_count,
    )
    requester_ids = fields.Many2many(
        "res.users", string="Requested by", help="Empty: gifts of all salespeople."
    )
    population = fields.Integer("Drawn from", readonly=True, copy=False)
    drawn_by_id = fields.Many2one("res.users", "Drawn by", readonly=True, copy=False)
    date_drawn = fields.Datetime("Drawn on", readonly=True, copy=False)
    line_ids = fields.One2many("customer.gift.check.line", "check_id", "Drawn")
    open_count = fields.Integer(compute="_compute_counts", store=True)
    deviation_count = fields.Integer(
        "Deviations", compute="_compute_counts", store=True
    )

    _period_check = models.Constraint(
        "CHECK(date_from <= date_to)", "The period ends before it begins."
    )
    _count_check = models.Constraint("CHECK(count > 0)", "Draw at least one recipient.")

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for check in self:
            results = check.line_ids.mapped("result")
            check.open_count = len([r for r in results if not r])
            check.deviation_count = results.count("deviation")

    @api.model_create_multi
    def create(self, vals_list):
        self._number(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        content = {n for n in vals if not n.startswith(("message_", "activity_"))}
        drawn = self.filtered(lambda c: c.state == "drawn")
        if drawn and not self._gate_is_open() and content - {"line_ids"}:
            raise UserError(
                self.env._(
                    "%(name)s is drawn: its period and number stay. Record the results, "
                    "or draw another spot check.",
                    name=drawn[0].name,
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_drawn(self):
        if self.filtered(lambda c: c.state != "draft"):
            raise UserError(
                self.env._("A drawn spot check is kept. Record what was found instead.")
            )

    @api.model
    def _get_transitions(self):
        return {"draft": {"drawn"}, "drawn": {"done"}}

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("population", "drawn_by_id", "date_drawn"),
        }

    def action_draw(self):
        self._draw()
        return True

    def action_done(self):
        self._finish()
        return True

    def _draw(self):
        """draft → drawn: ``count`` recipients, each as likely as the other.

        :raises AccessError: not compliance, nor the key account center
        :raises UserError: nothing was given in the period
        """
        self._check_role()
        lottery = random.SystemRandom()
        for check in self:
            rows = self.env["customer.gift.line"]._read_group(
                check._get_domain(),
                ["recipient_id"],
                ["id:recordset"],
                order="recipient_id",
            )
            if not rows:
                check._raise_empty()
            drawn = lottery.sample(rows, min(check.count, len(rows)))
            self.env["customer.gift.check.line"]._create_gated(
                [
                    {
                        "check_id": check.id,
                        "recipient_id": recipient.id,
                        "gift_line_ids": lines.ids,
                    }
                    for recipient, lines in drawn
                ]
            )
            check._set_state(
                "drawn",
                population=len(rows),
                drawn_by_id=self.env.uid,
                date_drawn=fields.Datetime.now(),
            )

    def _raise_empty(self):
        raise UserError(
            self.env._(
                "Nothing was given between %(start)s and %(end)s: choose another period.",
                start=fields.Date.to_string(self.date_from),
                end=fields.Date.to_string(self.date_to),
            )
        )

    def _finish(self):
        """drawn → done, once a result of everybody drawn is recorded."""
        self._check_role()
        if unfinished := self.filtered("open_count"):
            raise UserError(
                self.env._(
                    "%(name)s: %(count)s of those drawn have no result yet. Record it, "
                    "also where nobody was reached.",
                    name=unfinished[0].name,
                    count=unfinished[0].open_count,
                )
            )
        self._set_state("done")

    def _get_domain(self):
        """Rows of the register that this check is drawn from."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("outcome", "!=", False),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        if self.requester_ids:
            domain.append(("requester_id", "in", self.requester_ids.ids))
        return domain

    def _check_role(self):
        if self.env.su or any(self.env.user.has_group(group) for group in _ROLES):
            return
        raise AccessError(
            self.env._(
                "Spot checks are drawn by compliance or the key account center. Ask one "
                "of them."
            )
        )
