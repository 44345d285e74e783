"""Fills a database from a delivery list; see plan.py for what becomes of it.

    setup/import_deliveries FILE.csv[.gz] DATABASE

A missing database is made with all addons of the suite; an existing one gets the
stock, sale, purchase and drop-ship modules it lacks. Each batch is one transaction:
killed at any moment and started again, it goes on where it was, with the same result.
Delivery notes are known again by the customer reference of their sale order, receipts
by the vendor reference of their purchase order.
"""

import argparse
import logging
import resource
import sys
import time

from tqdm import tqdm

import odoo
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry

import databases

from .documents import QUIET, Batch, Receipt, batches
from .masters import Masters
from .plan import Plan, read
from .plan import __doc__ as RULES

MODULES = ("sale_stock", "purchase_stock", "stock_dropshipping")


class Importer:
    def __init__(self, database, rows, size):
        self.registry = Registry(database)
        self.plan, self.size = Plan(rows), size

    def env(self, cr):
        context = dict(QUIET, lang="en_US", tz="UTC")
        return api.Environment(cr, SUPERUSER_ID, context)

    def known_notes(self):
        with self.registry.cursor() as cr:
            orders = self.env(cr)["sale.order"].search_read(
                [("client_order_ref", "!=", False), ("state", "=", "sale")],
                ["client_order_ref"],
                load=None,
            )
        return {order["client_order_ref"] for order in orders}

    def run(self):
        with self.registry.cursor() as cr:
            self.masters = Masters(self.env(cr), self.plan.rows)
        known = self.known_notes()
        bar = tqdm(
            total=len(self.plan.rows),
            unit="row",
            smoothing=0.05,
            mininterval=0.2 if sys.stderr.isatty() else 10,
        )
        with bar:
            for month, rows in self.plan.months().items():
                bar.set_description(f"{month:%Y-%m}", refresh=False)
                bar.update(sum(row.note in known for row in rows))
                self.receive(month, rows)
                for notes in batches(self.plan, rows, known, self.size):
                    with self.registry.cursor() as cr:
                        Batch(self.env(cr), self.plan, self.masters, notes).run()
                    bar.update(sum(map(len, notes.values())))
                bar.set_postfix_str(f"{peak_memory():.0f} MB", refresh=False)

    def receive(self, month, rows):
        for vendor, lots in self.plan.receipts(rows).items():
            with self.registry.cursor() as cr:
                receipt = Receipt(self.env(cr), self.masters, month, vendor, lots)
                if not receipt.exists():
                    receipt.run()

    def figures(self):
        with self.registry.cursor() as cr:
            env = self.env(cr)
            picking = env["stock.picking"]
            quants = env["stock.quant"].search([("location_id.usage", "=", "internal")])
            return {
                "rows": len(self.plan.rows),
                "sale orders": env["sale.order"].search_count([("state", "=", "sale")]),
                "transfers done": picking.search_count([("state", "=", "done")]),
                "transfers reserved": picking.search_count(
                    [("state", "=", "assigned")]
                ),
                "lots": env["stock.lot"].search_count([]),
                "lots on hand": len(quants.lot_id),
                "packs on hand": int(sum(quants.mapped("quantity"))),
                "packs reserved": int(sum(quants.mapped("reserved_quantity"))),
                "invoices": env["account.move"].search_count(
                    [("move_type", "=", "out_invoice"), ("state", "=", "posted")]
                ),
            }


def peak_memory():
    """Of this process, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(
        prog="setup/import_deliveries",
        description=f"{__doc__}\n{RULES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file")
    parser.add_argument("database")
    parser.add_argument("--batch", type=int, default=100, help="notes per transaction")
    parser.add_argument("--limit", type=int, help="only the first rows, for a trial")
    options = parser.parse_args()
    rows = read(options.file)[: options.limit]
    databases.fresh(options.database, modules=MODULES)
    odoo.tools.config.parse_config(["-d", options.database, "--log-level=error"])
    logging.getLogger("odoo").setLevel(logging.ERROR)
    started = time.monotonic()
    importer = Importer(options.database, rows, options.batch)
    importer.run()
    for name, value in importer.figures().items():
        print(f"{name:20} {value:>12,}")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{'seconds':20} {time.monotonic() - started:>12,.0f}")
    print(f"{'of them computing':20} {used.ru_utime + used.ru_stime:>12,.0f}")
    print(f"{'peak memory, MB':20} {peak_memory():>12,.0f}")


if __name__ == "__main__":
    main()
