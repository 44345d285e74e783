from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import MANAGER


class QualityReturnSettlement(models.Model):
    """decided → settled: the customer got goods or money for all that is due [CO-66]."""

    _inherit = "quality.return"

    settlement_note = fields.Text(
        "Settled otherwise",
        copy=False,
        tracking=True,
        help="How it was settled where goods were neither replaced nor credited, e.g. "
        "repaired and sent back.",
    )
    settled_by_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, copy=False
    )
    settlement_state = fields.Selection(
        [
            ("none", "Nothing due yet"),
            ("open", "Open"),
            ("partial", "Partly settled"),
            ("done", "Settled"),
        ],
        "Settlement",
        compute="_compute_settlement_state",
    )
    can_settle = fields.Boolean(compute="_compute_can_settle")

    @api.depends("state", "line_ids.open_quantity", "line_ids.due_quantity", "line_ids")
    def _compute_settlement_state(self):
        for record in self:
            due = sum(record.line_ids.mapped("due_quantity"))
            left = sum(record.line_ids.mapped("open_quantity"))
            if record.state in ("settled", "closed"):
                record.settlement_state = "done"
            elif record.state not in record._get_credit_states() or not due:
                record.settlement_state = "none"
            elif not record._get_open_lines():
                record.settlement_state = "done"
            else:
                record.settlement_state = "partial" if left < due else "open"

    @api.depends("state", "settlement_note", "line_ids.open_quantity")
    @api.depends_context("uid", "lang")
    def _compute_can_settle(self):
        staff = self._is_staff()
        for record in self:
            ready = staff and record.state == "decided"
            record.can_settle = ready and not record._get_settle_blockers()

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"settled_by_id"}

    def action_settle(self):
        self._settle()
        return True

    def _settle(self):
        """Note that the customer has what is due to him.

        :raises AccessError: the user is no complaint staff; or goods are settled
            otherwise and he is no manager
        :raises UserError: it is not decided, or something is open
        """
        self._check_staff()
        for record in self:
            if record.state != "decided":
                raise UserError(record._transition_message("settled"))
            if blockers := record._get_settle_blockers():
                raise UserError("\n".join(blockers))
            record._check_settled_otherwise()
        self._set_state(
            "settled", settled_by_id=self.env.uid, date_settled=fields.Datetime.now()
        )

    def _get_settle_blockers(self):
        """Hook: texts that say why it cannot be settled yet ([] = it can)."""
        self.ensure_one()
        if (self.settlement_note or "").strip():
            return []
        return [
            self.env._(
                "%(open)g %(unit)s of %(product)s are neither replaced nor credited. "
                "Send or credit them, or say in “Settled otherwise” how it was done.",
                open=line.open_quantity,
                unit=line.product_id.uom_id.name,
                product=line.product_id.display_name,
            )
            for line in self._get_open_lines()
        ]

    def _check_settled_otherwise(self):
        """What is not replaced nor credited is settled by a manager; repairs by staff."""
        if (
            self._get_open_lines()
            and self.wanted != "repair"
            and not self.env.user.has_group(MANAGER)
        ):
            raise AccessError(
                self.env._(
                    "%(name)s leaves goods neither replaced nor credited: a complaint "
                    "manager settles it otherwise.",
                    name=self.name,
                )
            )
