"""Counts a delivery list and the database filled from it, each in its own way.

    python tests/count_deliveries.py FILE.csv[.gz] DATABASE

Nothing is shared with the importer: the list is added up with csv and dictionaries by
the rules that `setup/import_deliveries --help` states, the database with plain SQL.
Prints the totals and every lot that differs; the exit status is 1 if any does.
"""

import csv
import datetime
import gzip
import re
import sys
import unicodedata
from collections import Counter

import psycopg2

MOVED = """
SELECT t.name->>'en_US', l.name, src.usage, dst.usage, sum(ml.quantity)
  FROM stock_move_line ml
  JOIN stock_lot l ON l.id = ml.lot_id
  JOIN product_product p ON p.id = ml.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
  JOIN stock_location src ON src.id = ml.location_id
  JOIN stock_location dst ON dst.id = ml.location_dest_id
 WHERE ml.state = 'done' GROUP BY 1, 2, 3, 4
"""
STOCK = """
SELECT t.name->>'en_US', l.name, sum(q.quantity), sum(q.reserved_quantity)
  FROM stock_quant q
  JOIN stock_lot l ON l.id = q.lot_id
  JOIN product_product p ON p.id = q.product_id
  JOIN product_template t ON t.id = p.product_tmpl_id
  JOIN stock_location place ON place.id = q.location_id AND place.usage = 'internal'
 GROUP BY 1, 2
"""
INVOICED = """
SELECT sum(amount_untaxed) FROM account_move
 WHERE move_type = 'out_invoice' AND state = 'posted'
"""
DATES = """
SELECT o.client_order_ref, max(p.date_done)::date, bool_and(p.state = 'done')
  FROM sale_order o
  JOIN stock_picking p ON p.sale_id = o.id
 WHERE o.state = 'sale' GROUP BY o.id, o.client_order_ref
"""


def records(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def lot_of(row):
    site = unicodedata.normalize("NFKD", row["site"]).encode("ascii", "ignore")
    site = re.sub("[^A-Z0-9]+", "-", site.decode().upper()).strip("-")
    return row["item"].strip(), f"{row['delivered'][:7]}-{site}"


def count_list(rows):
    """{measure: {lot: packs}}, the sum invoiced, and {note: day or None if open}."""
    last = max(datetime.date.fromisoformat(row["delivered"]) for row in rows)
    border = (last - datetime.timedelta(days=30)).isoformat()
    count = {"delivered": Counter(), "dropshipped": Counter(), "reserved": Counter()}
    final, taken, invoiced, days = {}, Counter(), 0.0, {}
    for row in sorted(rows, key=lambda row: (row["delivered"], int(row["id"]))):
        lot, packs = lot_of(row), int(row["packs"])
        is_open = row["delivered"] > border
        direct = row["fulfil_via"] == "Direct Drop"
        days[row["delivery_note"]] = None if is_open else row["delivered"]
        if not direct:
            final[lot] = packs
            taken[lot] += packs
        if not is_open:
            invoiced += packs * float(row["pack_price_usd"])
            count["dropshipped" if direct else "delivered"][lot] += packs
        elif not direct:
            count["reserved"][lot] += packs
    surplus = {lot: (packs + 9) // 10 for lot, packs in final.items()}
    count["received"] = Counter({lot: taken[lot] + surplus[lot] for lot in final})
    count["on hand"] = Counter(count["received"])
    count["on hand"].subtract(count["delivered"])
    return count, invoiced, days


def count_site(rows, site):
    """{situation: {lot: packs}} of one manufacturing site, as a hold must list it."""
    count, _invoiced, _days = count_list(rows)
    lots = {lot_of(row) for row in rows if row["site"] == site}
    return {
        situation: {lot: count[measure][lot] for lot in lots if count[measure][lot]}
        for situation, measure in (
            ("on_hand", "on hand"),
            ("reserved", "reserved"),
            ("delivered", "delivered"),
            ("dropship", "dropshipped"),
        )
    }


def hold_site(env, site):
    """Hold all lots of a site; return the hold and {situation: {lot: packs}}."""
    partner = env["res.partner"].search([("name", "=", site)])
    hold = env["quality.hold"].create(
        {"reason": f"Sterility in doubt: {site}", "manufacturer_id": partner.id}
    )
    hold._place()
    env.cr.commit()  # reservations go, and the situation is listed, right after it
    found = {"on_hand": {}, "reserved": {}, "delivered": {}, "dropship": {}}
    for situation, product, lot, packs in env["quality.hold.line"]._read_group(
        [("hold_id", "=", hold.id)],
        ["situation", "product_id", "lot_id"],
        ["quantity:sum"],
    ):
        found[situation][product.name, lot.name] = int(packs)
    return hold, found


def count_database(name):
    count = {
        "delivered": Counter(),
        "dropshipped": Counter(),
        "received": Counter(),
        "on hand": Counter(),
        "reserved": Counter(),
    }
    ways = {
        ("internal", "customer"): "delivered",
        ("supplier", "customer"): "dropshipped",
        ("supplier", "internal"): "received",
    }
    connection = psycopg2.connect(dbname=name)
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        for product, lot, source, target, packs in cursor:
            count[ways[source, target]][product, lot] += int(packs)
        cursor.execute(STOCK)
        for product, lot, packs, reserved in cursor:
            count["on hand"][product, lot] += int(packs)
            count["reserved"][product, lot] += int(reserved)
        cursor.execute(INVOICED)
        invoiced = float(cursor.fetchone()[0] or 0)
        cursor.execute(DATES)
        days = {note: str(day) if done else None for note, day, done in cursor}
    connection.close()
    return count, invoiced, days


def differences(path, name):
    """(totals, list of texts): what the list says against what the database holds."""
    expected, money, days = count_list(records(path))
    found, invoiced, dates = count_database(name)
    wrong = []
    for measure, lots in expected.items():
        for lot in lots.keys() | found[measure].keys():
            if lots[lot] != found[measure][lot]:
                text = f"list {lots[lot]}, database {found[measure][lot]}"
                wrong.append(f"{measure} of {lot}: {text}")
    for note in days.keys() | dates.keys():
        if days.get(note, "") != dates.get(note, ""):
            wrong.append(f"note {note}: {days.get(note)} / {dates.get(note)}")
    if abs(money - invoiced) > 0.01 * len(days):  # each invoice line is rounded
        wrong.append(f"invoiced: list {money:.2f}, database {invoiced:.2f}")
    totals = {m: (sum(lots.values()), len(+lots)) for m, lots in expected.items()}
    return totals | {"invoiced": (round(money), len(days))}, wrong


if __name__ == "__main__":
    totals, wrong = differences(*sys.argv[1:3])
    for measure, (packs, lots) in totals.items():
        print(f"{measure:12} {packs:>14,} in {lots:,}")
    print("\n".join(wrong[:50]) or "The database agrees with the list in every lot.")
    sys.exit(1 if wrong else 0)
