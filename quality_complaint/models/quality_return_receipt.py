from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

from odoo.addons.quality_nonconformity.models.engine_env import as_engine
from odoo.addons.quality_nonconformity.models.zone_pass import with_zone_pass

from .quality_complaint_flow import STAFF

#: goods come in while the return is in one of these
RECEIVING_STATES = ("confirmed", "received")


class QualityReturnReceipt(models.Model):
    """The receipt of a confirmed return: made by its last approval [CO-65].

    It brings the goods into the returns zone, where they wait for their inspection.
    """

    _inherit = "quality.return"

    receipt_count = fields.Integer(
        "Number of Transfers", compute="_compute_receipt_count"
    )
    can_make_receipt = fields.Boolean(compute="_compute_receipt_count")

    def _compute_receipt_count(self):
        rows = self.env["stock.picking"]._read_group(
            [("quality_return_id", "in", self.ids)],
            ["quality_return_id", "state"],
            ["__count"],
        )
        counts, waiting = {}, set()
        for record, state, count in rows:
            counts[record] = counts.get(record, 0) + count
            if state not in ("done", "cancel"):
                waiting.add(record)
        for record in self:
            record.receipt_count = counts.get(record, 0)
            record.can_make_receipt = (
                record.state in RECEIVING_STATES
                and record not in waiting
                and record._may_make_receipt()
            )

    def action_make_receipt(self):
        """Make the receipt anew, e.g. after its transfer was cancelled."""
        self.ensure_one()
        self._make_receipt()
        return self.action_view_pickings()

    def action_view_pickings(self):
        return self.picking_ids._get_records_action(name=self.env._("Transfers"))

    def _may_make_receipt(self):
        user = self.env.user
        return user.has_group(STAFF) or user.has_group("stock.group_stock_user")

    def _make_receipt(self):
        """Make the transfer of what has not come yet.

        :return: the transfers
        :raises AccessError: the user is neither complaint nor warehouse staff
        :raises UserError: it is not confirmed, or nothing is left to come
        """
        if not self._may_make_receipt():
            raise AccessError(
                self.env._(
                    "Receipts of returns are made by complaint or warehouse staff. Ask "
                    "one of them."
                )
            )
        self.check_access("read")
        for record in self:
            record._check_receivable()
        pickings = self._create_receipts()
        if not pickings:
            raise UserError(
                self.env._(
                    "All goods of %(names)s have come, or are no goods to be kept.",
                    names=", ".join(self.mapped("name")),
                )
            )
        return pickings

    def _on_state_set(self, before, state, reason):
        """Confirmed: the receipt is made; refused or cancelled: it is withdrawn."""
        result = super()._on_state_set(before, state, reason)
        if state == "confirmed":
            self._create_receipts()
            # services do not come back: there is nothing to receive
            bare = self.filtered(lambda record: not record.sudo().picking_ids)
            bare._set_state("received", date_received=fields.Datetime.now())
        elif state in ("refused", "cancelled"):
            for record in self:
                as_engine(record)._get_open_receipts().action_cancel()
        return result

    def _get_open_receipts(self):
        return self.picking_ids.filtered(
            lambda picking: (
                picking.state not in ("done", "cancel")
                and picking.location_id.usage == "customer"
            )
        )

    def _create_receipts(self):
        """Create the transfers into the returns zone, as superuser: who approves last
        need not have stock rights.
        """
        pickings = self.env["stock.picking"]
        for record in self:
            engine = as_engine(record)
            if vals := engine._prepare_receipt_vals():
                picking = with_zone_pass(engine.env["stock.picking"]).create(vals)
                picking.move_ids.move_line_ids.picking_id = picking
                picking.action_confirm()
                pickings |= picking.with_env(self.env)
        return pickings

    def _prepare_receipt_vals(self):
        """Hook: values of the transfer of all goods that have not come, or {}."""
        self.ensure_one()
        warehouse = self._get_return_warehouse()
        origins = self._find_delivered_moves()
        moves = [
            Command.create(line._prepare_receipt_move_vals(warehouse, origins[line]))
            for line in self.line_ids
            if line._get_missing_quantity() > 0
        ]
        if not moves:
            return {}
        first = moves[0][2]
        return {
            "picking_type_id": warehouse.in_type_id.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.name,
            "quality_return_id": self.id,
            "return_id": self.delivery_id.id,
            "location_id": first["location_id"],
            "location_dest_id": first["location_dest_id"],
            "move_ids": moves,
        }

    def _get_return_warehouse(self):
        """Hook: the warehouse to which the goods come back.

        :raises UserError: the company has none
        """
        self.ensure_one()
        warehouse = (
            self.delivery_id.picking_type_id.warehouse_id or self.sale_id.warehouse_id
        )
        warehouse = warehouse or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
        if not warehouse:
            raise UserError(
                self.env._(
                    "%(company)s has no warehouse to receive %(name)s. Create one, then "
                    "approve again.",
                    company=self.company_id.name,
                    name=self.name,
                )
            )
        return warehouse

    def _find_delivered_moves(self):
        """Return ``{line: the move by which its goods went to the customer}``."""
        self.ensure_one()
        rows = self.env["stock.move.line"].search(
            self._get_delivered_domain(), order="date desc, id desc"
        )
        return {line: line._choose_origin(rows) for line in self.line_ids}

    def _get_delivered_domain(self):
        """Domain of the move lines that brought goods of the return to the customer."""
        domain = (
            Domain("state", "=", "done")
            & Domain("company_id", "=", self.company_id.id)
            & Domain("location_dest_id.usage", "=", "customer")
            & Domain("product_id", "in", self.line_ids.product_id.ids)
        )
        if self.delivery_id:
            return domain & Domain("picking_id", "=", self.delivery_id.id)
        if self.sale_id:
            return domain & Domain(
                "move_id.sale_line_id.order_id", "=", self.sale_id.id
            )
        return domain & Domain(
            "picking_id.partner_id", "child_of", self.commercial_partner_id.ids
        )

    def _check_receivable(self, picking=None):
        """Refuse to receive goods by this return (of ``picking``) now.

        :raises UserError: says what is missing
        """
        self.ensure_one()
        self.lock_for_update()
        if blockers := self._get_receipt_blockers(picking):
            raise UserError("\n".join(blockers))

    def _get_receipt_blockers(self, picking=None):
        """Hook: texts that say why its goods cannot be received yet ([] = they can).

        :param picking: the transfer about to be validated, if any
        """
        self.ensure_one()
        if self.state not in RECEIVING_STATES:
            return [self._not_confirmed_message()]
        customer = picking and picking.partner_id.commercial_partner_id
        if customer and customer != self.commercial_partner_id:
            return [
                self.env._(
                    "%(name)s is a return of another customer than %(transfer)s names. "
                    "Choose the right return.",
                    name=self.name,
                    transfer=picking.name,
                )
            ]
        return []

    def _not_confirmed_message(self):
        missing = self.approval_ids.filtered(lambda row: row.verdict != "approved")
        labels = dict(missing._fields["role"]._description_selection(self.env))
        if self.state == "accepted" and missing:
            return self.env._(
                "%(name)s is not confirmed: the signatures of %(roles)s are missing. "
                "Nothing is received before.",
                name=self.name,
                roles=", ".join(labels[row.role] for row in missing),
            )
        return self.env._(
            "%(name)s is “%(state)s”: goods are received on a confirmed return only.",
            name=self.name,
            state=self._state_label(self.state),
        )

    def _follow_receipts(self, rows):
        """Hook: goods have come by the done move lines ``rows``, as superuser.

        When no transfer is under way any more, the goods are received.
        """
        for record in self.filtered(lambda record: record.state == "confirmed"):
            came = any(record.line_ids.mapped("received_quantity"))
            if came and not record._get_open_receipts():
                record._set_state("received", date_received=fields.Datetime.now())
                record._note_differences()

    def _note_differences(self):
        """Say in the history what came in another quantity than was accepted."""
        for line in self.line_ids:
            unit = line.product_id.uom_id
            if not unit.is_zero(line.difference_quantity):
                self.message_post(
                    body=self.env._(
                        "%(goods)s: %(received)g %(unit)s came back, %(accepted)g were "
                        "accepted.",
                        goods=line.product_id.display_name,
                        received=line.received_quantity,
                        accepted=line._get_product_quantity(),
                        unit=unit.name,
                    )
                )
