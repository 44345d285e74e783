"""A hundred thousand complaints: lists, search, counters, similar ones, first page.

Rows are copied in SQL from complaints filed as usual. Each figure is taken with few and
with all of them, and its queries must be the same; the list stands beside core's list
of as many sales orders.
"""

import statistics

from bench import Case

from odoo.fields import Command

FEW, MANY = 10_000, 100_000
#: so few that each search finds more than a page, with few complaints too
PARTNERS, PRODUCTS, LOTS = 20, 10, 20
PAGE = 80
#: one complaint of so many is still open; the first of them is looked for
OPEN = 53


def run(env, report):
    house = House(env)
    house.fill(FEW)
    few = {name: timed(env, work) for name, work in house.works().items()}
    house.fill(MANY)
    for name, work in house.works().items():
        seconds, queries = timed(env, work)
        assert queries <= few[name][1], f"{name}: {few[name][1]} became {queries}"
        limit = LIMITS[name]
        note = f"{queries} queries, with {FEW:,} complaints {few[name][0]:.3f} s"
        report.line(name, seconds, "s", None, None, limit, seconds <= limit, note)
    house.fill_orders()
    report.compare(
        f"list of {MANY:,}, beside sales orders",
        Case(env, lambda: house.page("quality.complaint")),
        Case(env, lambda: house.page("sale.order")),
        target=2.5,
    )


#: longest time in seconds, with all of them
LIMITS = {
    "list, first page": 1.0,
    "list, open ones": 1.0,
    "kanban by state": 1.5,
    "search by lot": 0.5,
    "search by customer": 0.5,
    "search by number": 0.5,
    "similar open ones": 0.5,
    "counter of a lot": 0.3,
    "counter of a product": 0.5,
    "counter of a customer": 0.5,
    "first page of the app": 2.0,
    "file one": 2.0,
}


def timed(env, work):
    runs = [Case(env, work).once() for __ in range(4)][1:]
    return statistics.median(seconds for seconds, __ in runs), runs[-1][1]


class House:
    """Customers, goods, and complaints about them."""

    def __init__(self, env):
        self.env = env
        self.partners = env["res.partner"].create(
            [{"name": f"Clinic {n:04}", "is_company": True} for n in range(PARTNERS)]
        )
        self.products = env["product.product"].create(
            [
                {"name": f"Device {n:03}", "is_storable": True, "tracking": "lot"}
                for n in range(PRODUCTS)
            ]
        )
        self.lots = env["stock.lot"].create(
            [
                {"name": f"B{n:05}", "product_id": self.products[n % PRODUCTS].id}
                for n in range(LOTS)
            ]
        )
        self.seed = self.file(self.lots[0])
        env.flush_all()
        self.have = 0

    def file(self, lot):
        return self.env["quality.complaint"].create(
            {
                "description": "The pump stopped after an hour.",
                "partner_id": self.partners[0].id,
                "product_id": lot.product_id.id,
                "lot_ids": [Command.set(lot.ids)],
                "quantity": 1,
                "kind_id": self.env.ref("quality_complaint.kind_failure").id,
            }
        )

    def works(self):
        """{name: what is timed}."""
        env, Complaint = self.env, self.env["quality.complaint"]
        lot, partner = self.lots[OPEN % LOTS], self.partners[OPEN % PARTNERS]
        open_ones = list(Complaint._get_open_domain())
        return {
            "list, first page": lambda: self.page("quality.complaint"),
            "list, open ones": lambda: self.page("quality.complaint", open_ones),
            "kanban by state": self.kanban,
            "search by lot": lambda: self.page(
                "quality.complaint", [("lot_ids", "ilike", lot.name)]
            ),
            "search by customer": lambda: self.page(
                "quality.complaint", [("partner_id", "child_of", partner.id)]
            ),
            "search by number": lambda: Complaint.name_search("B/00000053", limit=8),
            "similar open ones": lambda: self.similar(lot, partner),
            "counter of a lot": lambda: lot.web_read({"complaint_count": {}}),
            "counter of a product": lambda: lot.product_id.web_read(
                {"complaint_count": {}}
            ),
            "counter of a customer": lambda: partner.web_read({"complaint_count": {}}),
            "first page of the app": lambda: env["quality.my.work"].get_my_work(),
            "file one": lambda: self.file(self.lots[9]),
        }

    def similar(self, lot, partner):
        typed = self.env["quality.complaint"].new(
            {
                "company_id": self.env.company.id,
                "partner_id": partner.id,
                "product_id": lot.product_id.id,
                "lot_ids": lot.ids,
            }
        )
        assert typed.similar_ids
        assert len(typed.open_matter_id) <= 1

    def kanban(self):
        self.env["quality.complaint"].web_read_group(
            [],
            ["state"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=self.columns("quality.complaint", "kanban"),
        )

    def page(self, model, domain=()):
        rows = self.env[model].web_search_read(
            list(domain), self.columns(model, "list"), limit=PAGE, count_limit=10_001
        )
        assert rows["records"]

    def columns(self, model, kind):
        """What the model's own view reads."""
        view = self.env[model].get_view(view_type=kind)
        fields_of = self.env[model]._fields
        return {
            name: {"fields": {"display_name": {}}} if fields_of[name].relational else {}
            for name in view["models"][model]
            if name in fields_of
        }

    # rows in SQL -----------------------------------------------------------------
    def fill(self, count):
        """Have ``count`` complaints: copies of the first one, about other goods."""
        changed = {
            "name": "'B/' || lpad(n::text, 8, '0')",
            "state": f"CASE WHEN n %% {OPEN} = 0 THEN 'new' ELSE 'closed' END",
            "date": "now() - n * interval '5 minutes'",
            "partner_id": self.pick(self.partners, "n"),
            "commercial_partner_id": self.pick(self.partners, "n"),
            "product_id": self.pick(self.products, f"n %% {LOTS}"),
        }
        self.copy("quality_complaint", self.seed, changed, self.have, count)
        self.env.cr.execute(
            f"""
            INSERT INTO quality_complaint_lot_rel (complaint_id, lot_id)
            SELECT id, {self.pick(self.lots, "substr(name, 3)::int")}
              FROM quality_complaint
             WHERE name LIKE 'B/%%' AND substr(name, 3)::int > %s
            """,
            [self.have],
        )
        self.have = count
        self.analyze("quality_complaint", "quality_complaint_lot_rel")

    def fill_orders(self):
        order = self.env["sale.order"].create({"partner_id": self.partners[0].id})
        self.env.flush_all()
        changed = {
            "name": "'SB' || lpad(n::text, 8, '0')",
            "date_order": "now() - n * interval '5 minutes'",
            "partner_id": self.pick(self.partners, "n"),
        }
        self.copy("sale_order", order, changed, 0, MANY)
        self.analyze("sale_order")

    def pick(self, records, number):
        ids = ",".join(map(str, records.ids))
        return f"(ARRAY[{ids}])[1 + ({number}) %% {len(records)}]"

    def copy(self, table, record, changed, start, stop):
        """Copy the row ``record``, numbered from ``start`` to ``stop``."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name NOT IN"
            " ('id', 'access_token', 'filing_key')",
            [table],
        )
        columns = [f'"{name}"' for (name,) in self.env.cr.fetchall()]
        values = [changed.get(name.strip('"'), name) for name in columns]
        self.env.cr.execute(
            f"INSERT INTO {table} ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM {table},"
            " generate_series(%s, %s) n WHERE id = %s",
            [start + 1, stop, record.id],
        )
        self.env.invalidate_all()

    def analyze(self, *tables):
        for table in tables:
            self.env.cr.execute(f"ANALYZE {table}")
