from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .quality_supplier_deviation import ENDED_STATES, GATED_STATES


class QualitySupplierDeviationGate(models.Model):
    """Receipt only after the notice, within quantity and period [NC-31].

    Without lots a request speaks of all goods of the product (and order) that its
    supplier delivers, from its submission until it is rejected, used up or over. Lots
    it names come in under its notice alone: never after a rejection.
    """

    _inherit = "quality.supplier.deviation"

    @api.model
    def _check_receipt(self, lines):
        """Refuse received lines that a request keeps out.

        :param lines: stock.move.line about to be done, from a supplier
        :return: ``{deviation: lines}`` of what comes in under a notice, as superuser
        :raises UserError: what is kept out, why, and who can let it in
        """
        requests = self._find_requests(lines)
        under, refusals = {}, []
        for request in requests:
            touched = lines.filtered(request._speaks_of)
            if not touched or (request._is_over() and not request.lot_names):
                continue
            if refusal := request._get_refusal(touched):
                refusals.append(refusal)
            elif request.state == "notified":
                under[request] = touched
        if refusals:
            raise UserError("\n".join(refusals))
        return under

    @api.model
    def _find_requests(self, lines):
        """Return the requests that could speak of the lines: one query."""
        if not lines:
            return self.browse()
        named = Domain("state", "in", ENDED_STATES) & Domain("lot_names", "!=", False)
        live = Domain("state", "in", (*GATED_STATES, "notified"))
        # who receives need not read requests to be stopped by them
        return self.sudo().search(
            Domain("product_id", "in", lines.product_id.ids)
            & Domain("company_id", "in", lines.company_id.ids)
            & (live | named),
            order="id",
        )

    def _speaks_of(self, line):
        """Whether the goods of a received line are those of this request.

        A receipt that names no supplier is taken for his: leaving him out opens no way.
        """
        self.ensure_one()
        order = line.move_id.purchase_line_id.order_id
        senders = (line.picking_id.partner_id | order.partner_id).commercial_partner_id
        # a lot is the same in capitals and small letters
        names = {name.casefold() for name in self._get_lot_names()}
        lot = (line.lot_id.name or line.lot_name or "").strip().casefold()
        return (
            line.product_id == self.product_id
            and line.company_id == self.company_id
            and (not senders or self.commercial_supplier_id in senders)
            and (not self.purchase_id or not order or order == self.purchase_id)
            and (not names or lot in names)
        )

    def _get_refusal(self, lines):
        """Return why these lines are kept out, or None."""
        self.ensure_one()
        if self.state in GATED_STATES:
            return self.env._(
                "%(name)s is “%(state)s”: these goods are received when the request is "
                "approved and the supplier was told. Ask %(who)s how it stands.",
                name=self.display_name,
                state=self._state_label(self.state),
                who=self.buyer_id.name or self.env._("purchasing"),
            )
        if self.state != "notified":
            return self.env._(
                "%(name)s is “%(state)s”: its lots (%(lots)s) deviate and are not "
                "received. Send them back, or have another request submitted.",
                name=self.display_name,
                state=self._state_label(self.state),
                lots=", ".join(sorted(self._get_lot_names())),
            )
        return self._get_period_refusal() or self._get_quantity_refusal(lines)

    def _is_over(self):
        self.ensure_one()
        return bool(self.date_to and self._get_today() > self.date_to)

    def _get_period_refusal(self):
        early = self.date_from and self._get_today() < self.date_from
        if early or self._is_over():
            return self.env._(
                "%(name)s lets these goods in from %(start)s to %(end)s only. Receive "
                "them then, or have another request submitted.",
                name=self.display_name,
                start=self.date_from or "…",
                end=self.date_to or "…",
            )
        return None

    def _get_quantity_refusal(self, lines):
        unit = self.product_id.uom_id
        coming = sum(lines.mapped("quantity_product_uom"))
        left = self.allowed_quantity - self.used_quantity
        if not self.quantity or unit.compare(coming, left) <= 0:
            return None
        return self.env._(
            "%(name)s allows %(allowed)s %(unit)s, %(left)s %(unit)s of them are left, "
            "this receipt has %(coming)s %(unit)s. Receive what is left, and the rest "
            "when it is used up (without lots) or on another request.",
            name=self.display_name,
            allowed=f"{self.allowed_quantity:g}",
            left=f"{left:g}",
            coming=f"{coming:g}",
            unit=unit.name,
        )

    @api.model
    def _register_receipt(self, under):
        """Note what came in under which notice; those used up are over.

        :param dict under: of :meth:`_check_receipt`
        """
        rows = [
            {"deviation_id": request.id, "move_line_id": line.id}
            for request, lines in under.items()
            for line in lines.exists()
        ]
        # the gate alone writes these rows
        self.env["quality.supplier.deviation.use"].sudo().create(rows)
        for request in under:
            unit = request.product_id.uom_id
            left = request.allowed_quantity - request.used_quantity
            if request.quantity and unit.compare(left, 0) <= 0:
                request._end("used_up")

    def _end(self, state):
        """notified → used up or expired."""
        self._set_state(state)
        self._revoke_access()

    @api.model
    def _get_overdue_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "notified") & Domain("date_to", "<", today)

    @api.model
    def _cron_expire(self, batch_size=200):
        """End requests whose period is over; resumable."""
        domain = self._get_overdue_domain()
        due = self.search(domain, limit=batch_size, order="date_to, id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for request in due:
            request = request.try_lock_for_update().filtered_domain(domain)
            if request and request._is_over():
                request._end("expired")
            if not self.env["ir.cron"]._commit_progress(1):
                break
