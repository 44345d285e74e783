"""The import of delivery lists: exact against an independent count, and resumable."""

import csv
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import psycopg2

from odoo.tests import BaseCase, tagged

from deliveries.importer import Importer
from deliveries.plan import COLUMNS, Plan, parse, read, slug
from tests.common import databases, own_database, superuser
from tests.count_deliveries import count_site, differences, hold_site, records

SITES = ("Aurobindo Unit III, India", "Müller & Söhne, Köln", "Cipla, Goa, India")
ITEMS = ("Nevirapine 10mg/ml, Bottle, 240 ml", "HIV 1/2, Determine, 100 Tests")


def make_list(path, notes=24, seed=7, step=5):
    """A list with shared lots, notes of several rows, both ways, and open rows.

    :param int step: days from one note to the next
    """
    chance = random.Random(seed)
    first, rows = date(2015, 1, 5), []
    for number in range(notes):
        direct = chance.random() < 0.4
        delivered = first + timedelta(days=number * step)
        for __ in range(chance.choice((1, 1, 2, 3))):
            item = chance.choice(ITEMS)
            values = {
                "id": len(rows) + 1,
                "project": chance.choice(("100-CI-T01", "108-VN-T01")),
                "order": f"SO-{number // 2}",
                "delivery_note": f"DN-{number}",
                "fulfil_via": "Direct Drop" if direct else "From RDC",
                "mode": "Air",
                "scheduled": delivered - timedelta(days=chance.randint(-3, 9)),
                "delivered": delivered,
                "group": "HRDT" if "HIV" in item else "ARV",
                "subgroup": "Adult",
                "vendor": "Aurobindo" if direct else "SCMS from RDC",
                "item": item,
                "brand": "Generic",
                "form": "Test kit",
                "pack_size": 100,
                "packs": chance.randint(1, 500),
                "value_usd": 0,
                "pack_price_usd": chance.randint(1, 9000) / 100,
                "site": chance.choice(SITES),
            }
            if rows and rows[-1]["delivery_note"] == values["delivery_note"]:
                values["project"] = rows[-1]["project"]
            ivory = values["project"].startswith("100")
            values["country"] = "Côte d'Ivoire" if ivory else "Vietnam"
            rows.append(values)
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


@tagged("post_install", "-at_install")
class TestPlan(BaseCase):
    def row(self, **changes):
        values = dict.fromkeys(COLUMNS, "x") | {
            "id": "1",
            "fulfil_via": "From RDC",
            "scheduled": "2015-03-01",
            "delivered": "2015-03-09",
            "packs": "10",
            "pack_price_usd": "2.5",
        }
        return parse(values | changes, 2)

    def test_lot_is_site_and_month(self):
        row = self.row(site="Müller & Söhne, Köln")
        self.assertEqual(row.lot_name, "2015-03-MULLER-SOHNE-KOLN")
        self.assertEqual(slug("  a--b "), "A-B")

    def test_surplus_is_a_tenth_of_the_last_row_rounded_up(self):
        rows = [self.row(id="1", packs="100"), self.row(id="2", packs="11")]
        ((__, packs),) = Plan.receipts(rows)["x"].values()
        self.assertEqual(packs, 100 + 11 + 2)

    def test_dropships_are_not_received(self):
        self.assertFalse(Plan.receipts([self.row(fulfil_via="Direct Drop")]))

    def test_open_are_the_last_thirty_days(self):
        latest = self.row()
        plan = Plan([latest])
        self.assertTrue(plan.is_open(self.row(delivered="2015-02-08")))
        self.assertFalse(plan.is_open(self.row(delivered="2015-02-07")))

    def test_errors_name_line_and_cause(self):
        for changes, text in (
            ({"packs": "0"}, "Line 2 .*packs is 0"),
            ({"fulfil_via": "By mail"}, "Line 2 .*'By mail'"),
            ({"delivered": "9 March"}, "Line 2 .*9 March"),
        ):
            with self.assertRaisesRegex(SystemExit, text):
                self.row(**changes)


@tagged("post_install", "-at_install")
class TestImport(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = make_list(Path(folder.name) / "list.csv")

    def counts(self, registry):
        with registry.cursor() as cr:
            models = ("res.partner", "product.product", "stock.lot", "sale.order")
            models += ("purchase.order", "stock.picking", "stock.move", "account.move")
            env = superuser(cr)
            return {model: env[model].search_count([]) for model in models}

    def test_import_agrees_with_the_list_and_a_second_run_adds_nothing(self):
        with own_database() as registry:
            name = registry.db_name
            Importer(name, read(self.file), size=5).run()
            self.assertEqual(differences(self.file, name)[1], [])
            with registry.cursor() as cr:
                self.check_documents(superuser(cr))
            before = self.counts(registry)
            Importer(name, read(self.file), size=5).run()
            self.assertEqual(self.counts(registry), before)

    def test_hold_of_a_site_lists_what_the_file_says(self):
        """RE-02: one hold over all lots of a maker; nothing stays reserved."""
        site = SITES[0]
        with own_database() as registry:
            Importer(registry.db_name, read(self.file), size=5).run()
            with registry.cursor() as cr:
                hold, found = hold_site(superuser(cr), site)
                self.assertEqual(found, count_site(records(self.file), site))
                self.assertTrue(found["reserved"], "the list has open deliveries")
                left = hold.lot_ids.quant_ids.mapped("reserved_quantity")
                self.assertEqual(sum(left), 0)

    def check_documents(self, env):
        lot = env["stock.lot"].search([("ref", "=", SITES[1])], limit=1)
        self.assertEqual(lot.manufacturer_id.name, SITES[1])
        self.assertEqual(lot.production_date.strftime("%Y-%m"), lot.name[:7])
        dropships = env["stock.picking"].search(
            [("picking_type_code", "=", "dropship")]
        )
        self.assertTrue(dropships)
        self.assertEqual(
            dropships.mapped("sale_id").partner_id.country_id.mapped("code"),
            ["CI", "VN"],
        )
        methods = env["stock.picking.type"].search([("code", "=", "outgoing")])
        self.assertEqual(set(methods.mapped("reservation_method")), {"at_confirm"})
        waiting = env["sale.order"].search([("invoice_status", "!=", "invoiced")])
        states = set(waiting.picking_ids.mapped("state"))
        self.assertEqual(states, {"assigned"}, "only open deliveries are not invoiced")

    def test_killed_half_way_it_goes_on(self):
        with own_database() as registry:
            name = registry.db_name
            self.run_and_kill(name)
            self.assertTrue(differences(self.file, name)[1], "not complete yet")
            Importer(name, read(self.file), size=1).run()
            self.assertEqual(differences(self.file, name)[1], [])

    def run_and_kill(self, name):
        """The real command, killed without warning once five orders are there."""
        setup = str(databases.ROOT / "setup")
        command = (sys.executable, "-m", "deliveries.importer", self.file, name)
        process = subprocess.Popen(
            [*command, "--batch", "1"],
            env=os.environ | {"PYTHONPATH": setup},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 120
        while self.orders(name) < 5:
            self.assertIsNone(process.poll(), "ended before it could be killed")
            self.assertLess(time.monotonic(), end)
            time.sleep(0.1)
        process.send_signal(signal.SIGKILL)
        process.wait()

    def orders(self, name):
        connection = psycopg2.connect(dbname=name)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sale_order")
            number = cursor.fetchone()[0]
        connection.close()
        return number
