"""What isolating many lots costs, and lists and counters beside many reports."""

import statistics

from bench import Case

from odoo.fields import Command

FEW, LOTS = 50, 500
SHORT, LONG = 10, 1000
#: queries per lot; linear, so that it does not depend on how many lots there are
PER_LOT = 15


def run(env, report):
    house = House(env)
    isolate(env, report, house)
    read(env, report, house)


def isolate(env, report, house):
    """Isolate few and many lots by one report: linear, and a bounded number of queries."""
    queries, times = {}, {}
    for count in (FEW, LOTS):
        source = house.report(house.stock_lots(count))
        case = Case(env, lambda source=source: isolate_once(source))
        runs = [case.once() for __ in range(2 if count == LOTS else 3)]
        times[count] = statistics.median(seconds for seconds, __ in runs)
        queries[count] = runs[-1][1]
        report.line(
            f"isolate {count} lots in one report",
            times[count],
            "s",
            None,
            None,
            60.0,
            times[count] <= 60.0,
            f"{queries[count]} queries",
        )
    per_lot = (queries[LOTS] - queries[FEW]) / (LOTS - FEW)
    report.line(
        "isolate: queries for one lot more",
        per_lot,
        "",
        None,
        None,
        PER_LOT,
        per_lot <= PER_LOT,
        "",
    )
    report.add(
        f"isolate: time per lot, {LOTS} against {FEW}",
        times[LOTS] / LOTS * 1000,
        times[FEW] / FEW * 1000,
        target=1.5,
        unit="ms",
        note="linear is 1",
    )


def isolate_once(source):
    source._isolate()
    assert len(source.line_ids) == len(source.lot_ids)


def read(env, report, house):
    """A page of a list, and counters, with few and with many reports."""
    lot = house.stock_lots(1)
    few = house.isolated(lot, SHORT)
    spec = house.columns("quality.nonconformity")
    domain = [("product_id", "=", lot.product_id.id)]
    counters = [
        ("lot", lot, "nonconformity_count"),
        ("product", lot.product_id, "nonconformity_count"),
    ]
    before = page(env, spec, domain), [count(env, *c[1:]) for c in counters]
    house.isolated(lot, LONG - len(few))
    after = page(env, spec, domain), [count(env, *c[1:]) for c in counters]
    compare(
        report,
        f"page of {SHORT} rows, {LONG:,} reports against {SHORT}",
        before[0],
        after[0],
    )
    for (name, *__), low, high in zip(counters, before[1], after[1], strict=True):
        compare(report, f"counter on the {name}", low, high)
    pages = [timed(env, lambda n=n: whole(env, spec, domain, n)) for n in (SHORT, LONG)]
    assert pages[0][1] == pages[1][1], "queries grow with the rows"
    report.add(
        f"list: time per row, {LONG:,} rows against {SHORT}",
        pages[1][0] / LONG * 1000,
        pages[0][0] / SHORT * 1000,
        target=1.0,
        unit="ms",
        note=f"{pages[1][1]} queries in both",
    )


def compare(report, name, few, many):
    assert many[1] == few[1], f"{name}: {few[1]} queries became {many[1]}"
    report.add(name, many[0], few[0], target=None, note=f"{many[1]} queries in both")


def timed(env, work):
    runs = [Case(env, work).once() for __ in range(6)][1:]
    return statistics.median(seconds for seconds, __ in runs), runs[-1][1]


def page(env, spec, domain):
    return timed(env, lambda: whole(env, spec, domain, SHORT))


def whole(env, spec, domain, limit):
    env["quality.nonconformity"].web_search_read(domain, spec, limit=limit)


def count(env, record, name):
    return timed(env, lambda: record.web_read({name: {}}))


class House:
    """Lots in stock, and reports on them."""

    def __init__(self, env):
        self.env = env
        self.stock = env["stock.warehouse"].search([], limit=1).lot_stock_id

    def stock_lots(self, count):
        """Lots of a new product, ten of each in stock."""
        product = self.env["product.product"].create(
            {"name": f"For {count} lots", "is_storable": True, "tracking": "lot"}
        )
        lots = self.env["stock.lot"].create(
            [{"name": f"L{n:04}", "product_id": product.id} for n in range(count)]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                product, self.stock, 10, lot_id=lot
            )
        return lots

    def report(self, lots, **vals):
        return self.env["quality.nonconformity"].create(self.values(lots, **vals))

    def values(self, lots, **vals):
        return {
            "product_id": lots.product_id.id,
            "lot_ids": [Command.set(lots.ids)],
            "quantity": 10 * len(lots),
            "description": "Benchmark",
            **vals,
        }

    def isolated(self, lot, count):
        """Reports on the lot, isolated, each with a disposition."""
        sources = self.env["quality.nonconformity"].create(
            [self.values(lot) for __ in range(count)]
        )
        sources._write_gated({"state": "isolated"})
        self.env["quality.disposition"].create(
            [
                {"nonconformity_id": source.id, "kind": "sort", "quantity": 10}
                for source in sources
            ]
        )
        self.env.flush_all()
        return sources

    def columns(self, model):
        """What the model's own list reads."""
        view = self.env[model].get_view(view_type="list")
        fields_of = self.env[model]._fields
        return {
            name: {"fields": {"display_name": {}}} if fields_of[name].relational else {}
            for name in view["models"][model]
            if name in fields_of
        }
