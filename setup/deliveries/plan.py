"""What a delivery list asks for: rows, lots, receipts. Pure, without Odoo.

Derived from the file alone, so that anybody can count it again:

- consignee    one per project and country; its reference is the project code
- product      item × brand × form × pack size, stored, tracked by lot
- lot          one per site × product × month of delivery, named YYYY-MM-SITE with
               the site in capitals, everything but A-Z and 0-9 as a dash
- Direct Drop  a drop-ship: one sale and one purchase order per delivery note
- From RDC     one receipt per vendor and month, dated the first of the month, that
               brings what all rows of a lot take, and a delivery per note
- surplus      each lot that the RDC delivers is received with 10 % of the packs of
               its last row (by delivered, then id) on top, rounded up: this stays
- open         rows delivered in the last 30 days of the file (delivered > latest
               delivered - 30 days) stay reserved, not delivered and not invoiced
"""

import csv
import gzip
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

OPEN_DAYS = 30
SURPLUS_PERCENT = 10
COLUMNS = (
    "id project country order delivery_note fulfil_via mode scheduled delivered group"
    " subgroup vendor item brand form pack_size packs value_usd pack_price_usd site"
).split()


def slug(text):
    """`Aurobindo Unit III, India` -> `AUROBINDO-UNIT-III-INDIA`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z0-9]+", "-", plain.upper()).strip("-")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; quantities are packs, prices USD per pack."""

    id: int
    project: str
    country: str
    order: str
    note: str
    direct: bool
    scheduled: date
    delivered: date
    group: str
    subgroup: str
    vendor: str
    item: str
    brand: str
    form: str
    pack_size: str
    packs: int
    price: float
    site: str

    @property
    def product_key(self):
        return (self.item, self.brand, self.form, self.pack_size)

    @property
    def lot_name(self):
        return f"{self.delivered:%Y-%m}-{slug(self.site)}"

    @property
    def lot_key(self):
        return (self.product_key, self.lot_name)

    @property
    def month(self):
        return self.delivered.replace(day=1)


def parse(record, line):
    """Row of a csv record; an error names the line and what is wrong in it."""
    try:
        via = record["fulfil_via"]
        if via not in ("Direct Drop", "From RDC"):
            raise ValueError(f"fulfil_via is {via!r}, not 'Direct Drop' or 'From RDC'")
        packs = int(record["packs"])
        if packs <= 0:
            raise ValueError(f"packs is {packs}, must be above 0")
        return Row(
            id=int(record["id"]),
            note=record["delivery_note"],
            direct=via == "Direct Drop",
            scheduled=date.fromisoformat(record["scheduled"]),
            delivered=date.fromisoformat(record["delivered"]),
            packs=packs,
            price=float(record["pack_price_usd"]),
            **{
                name: record[name].strip()
                for name in COLUMNS
                if name in Row.__slots__ and name not in TYPED
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SystemExit(
            f"Line {line} cannot be read: {error}. Expected columns: {COLUMNS}"
        ) from error


TYPED = {"id", "scheduled", "delivered", "packs"}


def read(path):
    """All rows of a csv or csv.gz, in the order they were delivered."""
    opener = gzip.open if str(path).endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as handle:
        rows = [parse(record, n) for n, record in enumerate(csv.DictReader(handle), 2)]
    return sorted(rows, key=lambda row: (row.delivered, row.id))


class Plan:
    """The rows of a list, and what follows from all of them together."""

    def __init__(self, rows):
        self.rows = rows
        latest = max(row.delivered for row in rows)
        self.open_after = latest - timedelta(days=OPEN_DAYS)

    def is_open(self, row):
        return row.delivered > self.open_after

    def months(self):
        """{first of month: rows}, in order."""
        months = defaultdict(list)
        for row in self.rows:
            months[row.month].append(row)
        return months

    @staticmethod
    def receipts(rows):
        """{vendor: {lot key: (row to copy from, packs to receive)}} of a month."""
        receipts = defaultdict(dict)
        for row in rows:  # ordered: the last row of a lot decides the surplus
            if row.direct:
                continue
            lots = receipts[row.vendor]
            __, total, __ = lots.get(row.lot_key, (None, 0, 0))
            surplus = -(-row.packs * SURPLUS_PERCENT // 100)
            lots[row.lot_key] = (row, total + row.packs, surplus)
        return {
            vendor: {
                key: (row, total + more) for key, (row, total, more) in lots.items()
            }
            for vendor, lots in receipts.items()
        }

    @staticmethod
    def notes(rows):
        """{delivery note: its rows}."""
        notes = defaultdict(list)
        for row in rows:
            notes[row.note].append(row)
        return notes
