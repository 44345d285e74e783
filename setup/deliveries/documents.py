"""Orders, transfers and invoices of a delivery list, through Odoo's own methods."""

from datetime import datetime, time
from itertools import groupby

from odoo.fields import Command

from .plan import Plan

QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notify_noemail": True,
    "skip_sms": True,
    "skip_backorder": True,
}


def noon(day):
    return datetime.combine(day, time(12))


def validate(pickings):
    """The button's own way; a question it asks is an error here."""
    answer = pickings.button_validate()
    if answer is not True or any(picking.state != "done" for picking in pickings):
        raise RuntimeError(f"Not validated, Odoo asks: {answer}")


def date_transfers(pickings, date):
    """Give what was done just now the date of the list."""
    pickings.date_done = date
    pickings.move_ids.write({"date": date})
    pickings.move_ids.move_line_ids.write({"date": date})


class Receipt:
    """The receipt of one vendor and month: what the RDC delivers, and the surplus."""

    def __init__(self, env, masters, month, vendor, lots):
        self.env, self.masters, self.month = env, masters, month
        self.vendor, self.lots = vendor, lots
        self.reference = f"RDC {month:%Y-%m}"

    def exists(self):
        return self.env["purchase.order"].search_count(
            [
                ("partner_ref", "=", self.reference),
                ("partner_id", "=", self.masters.vendor(self.vendor)),
                ("state", "=", "purchase"),
            ]
        )

    def run(self):
        rows = [row for row, __ in self.lots.values()]
        lot_ids = self.masters.lots(self.env, rows)
        order = self.env["purchase.order"].create(self.order_vals())
        order.button_confirm()
        moves = order.order_line.sorted("id").move_ids.sorted("purchase_line_id")
        for move, key in zip(moves, self.lots, strict=True):
            move.move_line_ids.lot_id = lot_ids[key]
        moves.picked = True
        validate(order.picking_ids)
        date = noon(self.month)
        date_transfers(order.picking_ids, date)
        order.picking_ids.scheduled_date = date
        order.write({"date_order": date, "date_approve": date})
        quants = self.env["stock.quant"].search(
            [
                ("lot_id", "in", list(lot_ids.values())),
                ("location_id.usage", "=", "internal"),
            ]
        )
        quants.sudo().in_date = date  # first in, first out must know the real age

    def order_vals(self):
        date = noon(self.month)
        lines = [
            Command.create(
                {
                    "product_id": self.masters.product(row),
                    "product_qty": packs,
                    "price_unit": row.price,
                    "date_planned": date,
                }
            )
            for row, packs in self.lots.values()
        ]
        return {
            "partner_id": self.masters.vendor(self.vendor),
            "partner_ref": self.reference,
            "date_order": date,
            "order_line": lines,
        }


class Batch:
    """Some delivery notes at once: sale, drop-ship or delivery, and invoice."""

    def __init__(self, env, plan, masters, notes):
        self.env, self.plan, self.masters = env, plan, masters
        self.notes = sorted(notes.values(), key=lambda rows: rows[0].delivered)
        self.dropship_type = env["stock.picking.type"].search(
            [("code", "=", "dropship"), ("company_id", "=", env.company.id)], limit=1
        )
        self.route = env.ref("stock_dropshipping.route_drop_shipping")

    def run(self):
        all_rows = [row for rows in self.notes for row in rows]
        self.lot_ids = self.masters.lots(self.env, all_rows)
        orders = self.env["sale.order"].create([self.sale_vals(r) for r in self.notes])
        self.row_of = {
            line.id: row
            for order, rows in zip(orders, self.notes, strict=True)
            for line, row in zip(order.order_line.sorted("id"), rows, strict=True)
        }
        purchases = self.create_purchases(orders)
        self.confirm(orders, purchases)
        pickings = orders.order_line.move_ids.picking_id
        self.set_lots(pickings)
        done = pickings.filtered(lambda p: not self.plan.is_open(self.picking_row(p)))
        done.move_ids.picked = True
        validate(done)
        for delivered, group in self.by_date(done):
            date_transfers(group, noon(delivered))
        for picking in done:
            picking.scheduled_date = noon(self.picking_row(picking).scheduled)
        self.invoice(done.move_ids.sale_line_id.order_id)

    def picking_row(self, picking):
        return self.row_of[picking.move_ids[:1].sale_line_id.id]

    def by_date(self, pickings):
        def delivered(picking):
            return self.picking_row(picking).delivered

        for date, group in groupby(pickings.sorted(delivered), delivered):
            yield date, self.env["stock.picking"].concat(*group)

    # ------------------------------------------------------------ orders

    def sale_vals(self, rows):
        first = rows[0]
        return {
            "partner_id": self.masters.consignee(first),
            "client_order_ref": first.note,
            "origin": first.order,
            "commitment_date": noon(min(row.scheduled for row in rows)),
            "order_line": [
                Command.create(
                    {
                        "product_id": self.masters.product(row),
                        "product_uom_qty": row.packs,
                        "price_unit": row.price,
                        "route_ids": [
                            Command.set(self.route.ids if row.direct else [])
                        ],
                    }
                )
                for row in rows
            ],
        }

    def create_purchases(self, orders):
        """The drop-ships' purchase orders: they name the vendor of the note."""
        values = []
        for order, rows in zip(orders, self.notes, strict=True):
            if rows[0].direct:
                values.append(self.purchase_vals(order, rows))
        return self.env["purchase.order"].create(values)

    def purchase_vals(self, order, rows):
        planned = noon(rows[0].scheduled)
        lines = zip(order.order_line.sorted("id"), rows, strict=True)
        return {
            "partner_id": self.masters.vendor(rows[0].vendor),
            "partner_ref": rows[0].note,
            "origin": order.name,
            "picking_type_id": self.dropship_type.id,
            "dest_address_id": order.partner_shipping_id.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_qty": row.packs,
                        "price_unit": row.price,
                        "date_planned": planned,
                        "sale_line_id": line.id,
                    }
                )
                for line, row in lines
            ],
        }

    def confirm(self, orders, purchases):
        """Confirm without reserving: the list says which lot goes, not the strategy."""
        types = orders.warehouse_id.out_type_id
        methods = {kind: kind.reservation_method for kind in types}
        types.reservation_method = "manual"
        orders.action_confirm()
        purchases.button_confirm()
        for kind, method in methods.items():
            kind.reservation_method = method
        dates = {rows[0].note: noon(rows[0].month) for rows in self.notes}
        for month in set(dates.values()):
            sold = orders.filtered(lambda o: dates[o.client_order_ref] == month)  # noqa: B023
            sold.date_order = month
            bought = purchases.filtered(lambda o: dates[o.partner_ref] == month)  # noqa: B023
            bought.write({"date_order": month, "date_approve": month})

    # ------------------------------------------------------------ transfers

    def set_lots(self, pickings):
        """Reserve the list's lots for deliveries, name them on drop-ships."""
        lines = []
        for move in pickings.move_ids:
            row = self.row_of[move.sale_line_id.id]
            lot_id = self.lot_ids[row.lot_key]
            if row.direct:
                move.move_line_ids.lot_id = lot_id
            else:
                vals = move._prepare_move_line_vals(quantity=row.packs)
                lines.append(vals | {"lot_id": lot_id})
        self.env["stock.move.line"].create(lines)

    # ------------------------------------------------------------ invoices

    def invoice(self, orders):
        """One posted customer invoice per delivery note, dated the day of delivery."""
        if not orders:
            return
        invoices = orders._create_invoices(grouped=True)
        days = {rows[0].note: rows[0].delivered for rows in self.notes}
        for invoice in invoices:
            note = invoice.line_ids.sale_line_ids.order_id.client_order_ref
            invoice.invoice_date = days[note]
        invoices.action_post()


def batches(plan, rows, known, size):
    """Dicts of delivery notes not yet known, `size` notes at most each."""
    notes = [(n, r) for n, r in Plan.notes(rows).items() if n not in known]
    for start in range(0, len(notes), size):
        yield dict(notes[start : start + size])
