from datetime import timedelta

from markupsafe import Markup

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain


class QualityInstrumentDefect(models.Model):
    """What follows when an instrument turns out to be defective [NC-44, NC-01]."""

    _inherit = "quality.instrument"

    def _declare_defective(self, reason):
        """Declare it defective: what was inspected with it since is suspect.

        Goods still in stock are isolated, one suspect nonconformity per product; what
        was delivered is listed for the recall check, which becomes somebody's task.

        :param str reason: what is wrong
        :return: the nonconformities
        :raises AccessError: the user is no quality staff
        :raises UserError: no reason is given
        """
        self.ensure_one()
        if not self.env.user.has_group("quality_base.group_quality_user"):
            raise AccessError(
                self.env._("Instruments are judged by quality staff. Tell one of them.")
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say what is wrong with the instrument."))
        now = self.env.cr.now()
        self._set_status("defective", defect_reason=reason, date_defective=now)
        inspections = self._get_doubtful_inspections()
        records = self.env["quality.nonconformity"]
        for product, rows in inspections.grouped("product_id").items():
            if vals := self._prepare_suspect_vals(product, rows, reason):
                records |= records.create(vals)
        records._isolate()
        self._note_recall_check(inspections, records)
        return records

    def _get_doubtful_inspections(self):
        """Return the inspections made with it since its last good check."""
        self.ensure_one()
        domain = (
            Domain("instrument_ids", "in", self.ids)
            & Domain("date_inspected", "!=", False)
            & Domain("state", "!=", "cancelled")
        )
        valid = self.date_valid
        if valid:  # a day of the company begins up to 14 hours before that of UTC
            domain &= Domain("date_inspected", ">=", valid - timedelta(days=1))
        # all of them count, whoever may read which
        records = self.env["quality.inspection.record"].sudo().search(domain)
        return records.filtered(
            lambda r: not valid or r._get_company_day(r.date_inspected) >= valid
        )

    def _prepare_suspect_vals(self, product, inspections, reason):
        """Return the values of the nonconformity of what is in stock; {} if nothing."""
        lots = inspections.lot_id | inspections.serial_ids
        stock = self._get_lot_stock(product, lots)
        quantity = sum(stock.values())
        if not lots:
            quantity = min(quantity, sum(inspections.mapped("quantity")))
        if product.uom_id.compare(quantity, 0) <= 0:
            return {}
        origin = self.env["quality.nonconformity"]._prepare_vals_from(self)
        held = [lot.id for lot in stock if lot]
        return origin | {
            "product_id": product.id,
            "lot_ids": [Command.set(held)],
            "quantity": quantity,
            "uom_id": product.uom_id.id,
            "description": self.env._(
                "Inspected with %(instrument)s, which is defective: %(reason)s",
                instrument=self.display_name,
                reason=reason,
            ),
        }

    def _get_lot_stock(self, product, lots):
        """Return {lot: quantity in stock} of these lots, of the product if it has none.

        What other nonconformities have isolated is theirs to decide: not counted.
        """
        domain = (
            Domain("product_id", "=", product.id)
            & Domain("location_id.usage", "in", ("internal", "transit"))
            & Domain("company_id", "=", self.company_id.id)
            & Domain("quantity", ">", 0)
        )
        if lots:
            domain &= Domain("lot_id", "in", lots.ids)
        stock = dict(
            self.env["stock.quant"]
            .sudo()  # see _get_doubtful_inspections
            ._read_group(domain, ["lot_id"], ["quantity:sum"])
        )
        for lot, quantity in self._get_isolated(product).items():
            if lot in stock:
                stock[lot] -= quantity
        unit = product.uom_id
        return {lot: left for lot, left in stock.items() if unit.compare(left, 0) > 0}

    def _get_isolated(self, product):
        """Return {lot: quantity} of the product that open nonconformities keep."""
        Record = self.env["quality.nonconformity"].sudo()  # see above
        goods = {"product_id": product.id, "company_id": self.company_id.id}
        isolated = {}
        claims = Record.new(goods)._get_claimed_quantities()
        for (_place, lot, _owner), quantity in claims.items():
            isolated[lot] = isolated.get(lot, 0.0) + quantity
        return isolated

    def _note_recall_check(self, inspections, records):
        """List who got goods that it passed, and make the recall check a task."""
        rows = self._get_deliveries(inspections)
        if not rows:
            return
        for document in [self, *records]:
            own = rows
            if document != self:
                own = [row for row in rows if row[0] == document.product_id]
            if own:
                document.message_post(body=self._render_deliveries(own))
        owner = self.user_id or self.env.user
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Recall check of delivered goods"),
            note=self._render_deliveries(rows),
            user_id=owner.id,
        )

    def _get_deliveries(self, inspections):
        """Return [(product, lot, customer, quantity)] of what left for customers.

        Quantities in the product's own unit, returns taken off.
        """
        if not inspections:
            return []
        delivered = self._get_delivered_domain(inspections)
        Line = self.env["stock.move.line"].sudo()  # see _get_doubtful_inspections
        totals = {}
        for field, sign in (("location_dest_id", 1), ("location_id", -1)):
            groups = Line._read_group(
                delivered
                & Domain("state", "=", "done")
                & Domain("company_id", "=", self.company_id.id)
                & Domain(f"{field}.usage", "=", "customer"),
                ["product_id", "lot_id", "move_partner_id"],
                ["quantity_product_uom:sum"],
            )
            for *key, quantity in groups:
                totals[tuple(key)] = totals.get(tuple(key), 0.0) + sign * quantity
        return [
            (*key, quantity)
            for key, quantity in totals.items()
            if key[0].uom_id.compare(quantity, 0) > 0
        ]

    def _get_delivered_domain(self, inspections):
        """Lines of the lots inspected; of goods without lots, those since then."""
        lots = inspections.lot_id | inspections.serial_ids
        domains = [Domain("lot_id", "in", lots.ids)]
        loose = inspections.filtered(lambda record: not record._get_lots())
        for product, records in loose.grouped("product_id").items():
            first = min(records.mapped("date_inspected"))
            since = Domain("date", ">=", first)
            domains.append(Domain("product_id", "=", product.id) & since)
        return Domain.OR(domains)

    def _render_deliveries(self, rows):
        """Return the deliveries as a small table, for a message or a task."""
        head = Markup("<tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr>") % (
            self.env._("Product"),
            self.env._("Lot/Serial Number"),
            self.env._("Customer"),
            self.env._("Quantity"),
        )
        body = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                product.display_name,
                lot.name or "",
                partner.display_name or self.env._("unknown"),
                f"{quantity:g} {product.uom_id.name}",
            )
            for product, lot, partner, quantity in rows
        )
        title = self.env._("Recall check: these goods were delivered already.")
        return Markup("<p>%s</p><table class='table table-sm'>%s%s</table>") % (
            title,
            head,
            body,
        )
