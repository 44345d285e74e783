from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .quality_complaint_flow import STAFF
from .quality_return_receipt import RECEIVING_STATES

#: what the warehouse enters when it takes the goods over
CONDITION_FIELDS = {"condition", "condition_note"}


class QualityReturnPickup(models.Model):
    """Pick-up order for the driver 退货运输单: without it he fetches nothing [CO-63].

    draft → issued → fetched → delivered; cancelled. The driver answers for the safe
    transport; the condition is noted when he hands the goods over.
    """

    _name = "quality.return.pickup"
    _description = "Pick-up Order"
    _inherit = ["quality.document"]
    _number_prefix = "PICKUP"
    _frozen_states = ("delivered", "cancelled")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("issued", "Issued"),
            ("fetched", "Fetched"),
            ("delivered", "Handed Over"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        index=True,
        copy=False,
    )
    return_id = fields.Many2one(
        "quality.return", required=True, index=True, check_company=True
    )
    partner_id = fields.Many2one(
        related="return_id.commercial_partner_id", store=True, index=True
    )
    station = fields.Char("Freight Station", required=True, tracking=True)
    date_arrival = fields.Datetime(
        "Arrival Notice", required=True, default=fields.Datetime.now
    )
    waybill = fields.Char("Waybill Number")
    package_count = fields.Integer("Packages")
    goods = fields.Text(compute="_compute_goods", store=True, readonly=False)
    driver_id = fields.Many2one("res.partner", index="btree_not_null", tracking=True)
    driver_user_id = fields.Many2one(
        "res.users",
        "Driver's User",
        compute="_compute_driver_user_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
    )
    vehicle = fields.Char()
    condition = fields.Selection(
        [("good", "In good order"), ("damaged", "Damaged"), ("missing", "Missing")],
        tracking=True,
    )
    condition_note = fields.Text()
    issued_by_id = fields.Many2one("res.users", "Issued by", readonly=True, copy=False)
    date_issued = fields.Datetime("Issued on", readonly=True, copy=False)
    date_fetched = fields.Datetime("Fetched on", readonly=True, copy=False)
    received_by_id = fields.Many2one(
        "res.users", "Taken over by", readonly=True, copy=False
    )
    date_delivered = fields.Datetime("Handed over on", readonly=True, copy=False)

    @api.depends("return_id")
    def _compute_goods(self):
        for order in self:
            order.goods = order.goods or "\n".join(
                f"{line.quantity:g} {line.uom_id.name or ''} "
                f"{line.product_id.display_name} {line.lot_id.name or ''}".strip()
                for line in order.return_id.line_ids
            )

    @api.depends("driver_id.user_ids")
    def _compute_driver_user_id(self):
        for order in self:
            users = order.driver_id.user_ids.filtered(lambda user: not user.share)
            order.driver_user_id = users[:1]

    def write(self, vals):
        """The warehouse notes the condition of the goods, after-sales the rest."""
        if not self.env.su and not self.env.user.has_group(STAFF):
            if vals.keys() - CONDITION_FIELDS - self._get_unfrozen_fields():
                self._check_staff()
        return super().write(vals)

    @api.model
    def _get_transitions(self):
        return super()._get_transitions() | {
            "draft": {"issued", "cancelled"},
            "issued": {"fetched", "cancelled"},
            "fetched": {"delivered"},
        }

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("issued_by_id", "date_issued", "date_fetched"),
            *("received_by_id", "date_delivered"),
        }

    @api.model
    def _get_signed_fields(self, meaning):
        return ["name", "station", "waybill", "goods", "driver_id", "vehicle"]

    def action_issue(self):
        self._issue()
        return True

    def action_fetch(self):
        self._fetch()
        return True

    def action_deliver(self):
        self._deliver()
        return True

    def action_cancel(self):
        self._check_staff()
        self._set_state("cancelled")
        return True

    def action_print_form(self):
        return self.env.ref(
            "quality_complaint.action_report_return_pickup"
        ).report_action(self)

    def _issue(self):
        """After-sales issues it on the arrival notice.

        :raises AccessError: the user is no complaint staff
        :raises UserError: the return is not confirmed, or no driver is named
        """
        self._check_staff()
        for order in self:
            if order.return_id.state not in RECEIVING_STATES:
                raise UserError(order.return_id._not_confirmed_message())
            if not order.driver_id:
                raise UserError(
                    self.env._("%(name)s: name the driver.", name=order.name)
                )
        self._set_state(
            "issued", issued_by_id=self.env.uid, date_issued=fields.Datetime.now()
        )
        self._sign("released")
        for order in self.filtered("driver_user_id"):
            # the driver reads what the order is about
            order.return_id.sudo()._write_gated(
                {"participant_ids": [Command.link(order.driver_user_id.id)]}
            )

    def _fetch(self):
        """The driver has the goods: with an issued order only [CO-63].

        :raises AccessError: neither the driver nor complaint staff
        :raises UserError: it is not issued
        """
        for order in self:
            if order.driver_user_id != self.env.user:
                order._check_staff()
        # drivers write no orders
        self.sudo()._set_state("fetched", date_fetched=fields.Datetime.now())

    def _deliver(self):
        """The warehouse takes the goods over; their condition is noted.

        :raises AccessError: neither warehouse nor complaint staff
        :raises UserError: it is not fetched, or the condition is missing
        """
        if not self.env.user.has_group("stock.group_stock_user"):
            self._check_staff()
        self.check_access("read")
        for order in self:
            bad = order.condition in ("damaged", "missing")
            if not order.condition or bad and not (order.condition_note or "").strip():
                raise UserError(
                    self.env._(
                        "%(name)s: note in what condition the driver hands the goods "
                        "over, and what is damaged or missing.",
                        name=order.name,
                    )
                )
        # storekeepers write no orders
        self.sudo()._set_state(
            "delivered",
            date_delivered=fields.Datetime.now(),
            received_by_id=self.env.uid,
        )

    def _check_staff(self):
        if not self.env.user.has_group(STAFF):
            raise AccessError(
                self.env._(
                    "Pick-up orders are issued by after-sales and carried out by their "
                    "driver. Ask a colleague with the role “Complaint Handler”."
                )
            )
