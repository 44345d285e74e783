"""What a tier run costs beside the bare aggregate of a year's invoices."""

import tracemalloc
from datetime import date

from bench import Case

from odoo.fields import Command
from odoo.tools import SQL

PARTNERS = 50_000
INVOICES = 200_000
#: product lines of an invoice: 1,000,000 in all
LINES = 5
DAY = date(2026, 11, 21)


def run(env, report):
    house = House(env)
    program = house.program
    runs = Case(env, lambda: program._run(DAY))
    ideal = Case(env, lambda: env.execute_query(house.ideal()))
    report.measure("first run: revenue and tiers of all", house.first(), repeats=1)
    house.settle()
    report.compare("run without changes against the bare aggregate", runs, ideal, 1.5)
    report.compare(
        "simulate against the bare aggregate",
        Case(env, lambda: program._simulate({house.low.id: 150_000}, DAY)),
        ideal,
        1.5,
    )
    memory(report, program)


def memory(report, program):
    """Python's peak during a run that changes nothing: flat, not by customer."""
    tracemalloc.start()
    program._run(DAY)
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    report.line(
        f"memory of a run, {PARTNERS:,} customers",
        peak,
        "MiB",
        None,
        None,
        50.0,
        peak <= 50.0,
        "",
    )


class House:
    """Customers with a year's invoices, copied in SQL from one that core posted."""

    def __init__(self, env):
        self.env = env
        company = env.company
        self.program = env["customer.tier.program"].create(
            {
                "name": "Key accounts",
                "period": "year",
                "needs_agreement": False,
                "needs_registration": False,
                "tier_ids": [
                    Command.create({"name": name, "lower_limit": limit})
                    for name, limit in (("High", 300_000), ("Low", 100_000))
                ],
            }
        )
        self.low = self.program.tier_ids.filtered(lambda t: t.name == "Low")
        partner = env["res.partner"].create({"name": "Model", "is_company": True})
        move = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "company_id": company.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Goods",
                            "price_unit": 1000,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        move.action_post()
        env.flush_all()
        line = move.invoice_line_ids
        first = self.copy(
            "res_partner",
            partner.id,
            PARTNERS,
            {
                "name": "'Customer ' || number",
                "complete_name": "'Customer ' || number",
                "commercial_partner_id": "id_of_copy",
            },
        )
        moves = self.copy(
            "account_move",
            move.id,
            INVOICES,
            {
                "name": "'BENCH/' || number",
                "sequence_number": "number",
                "partner_id": f"{first} + number % {PARTNERS}",
                "commercial_partner_id": f"{first} + number % {PARTNERS}",
                "invoice_date": "DATE '2026-01-01' + number % 325",
                "date": "DATE '2026-01-01' + number % 325",
            },
        )
        self.copy(
            "account_move_line",
            line.id,
            INVOICES * LINES,
            {
                "move_id": f"{moves} + number % {INVOICES}",
                "partner_id": f"{first} + number % {INVOICES} % {PARTNERS}",
                "balance": "-(number % 20000)",
                "credit": "number % 20000",
            },
        )
        env.cr.execute("ANALYZE res_partner, account_move, account_move_line")
        env.invalidate_all()

    def copy(self, table, row, count, values):
        """Copy a row ``count`` times; return the first new id."""
        cr = self.env.cr
        cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name != 'id' AND is_generated = 'NEVER'",
            [table],
        )
        columns = [name for (name,) in cr.fetchall()]
        cr.execute(f"SELECT nextval('{table}_id_seq')")
        first = cr.fetchone()[0] + 1
        shown = ", ".join(
            values.get(name, f'model."{name}"').replace(
                "id_of_copy", f"{first} + number"
            )
            for name in columns
        )
        names = ", ".join(f'"{name}"' for name in columns)
        indexes = self.drop_indexes(table)
        # foreign keys hold by construction
        cr.execute("SET LOCAL session_replication_role = replica")
        cr.execute(
            f"INSERT INTO {table} (id, {names}) SELECT {first} + number, {shown}"
            f" FROM {table} AS model, generate_series(0, {count - 1}) AS number"
            f" WHERE model.id = {row}"
        )
        cr.execute("SET LOCAL session_replication_role = DEFAULT")
        cr.execute(f"SELECT setval('{table}_id_seq', %s)", [first + count])
        for definition in indexes:
            cr.execute(definition)
        return first

    def drop_indexes(self, table):
        """Drop what no constraint needs; return how to make it again."""
        self.env.cr.execute(
            """
            SELECT indexes.indexname, indexes.indexdef FROM pg_indexes AS indexes
             WHERE indexes.tablename = %s
               AND NOT EXISTS (SELECT FROM pg_constraint AS one
                                WHERE one.conname = indexes.indexname)
            """,
            [table],
        )
        found = self.env.cr.fetchall()
        for name, __ in found:
            self.env.cr.execute(f'DROP INDEX "{name}"')
        return [definition for __, definition in found]

    def first(self):
        """The run that has everything to write, proposals apart."""
        return Case(self.env, lambda: self.program._update_standings(DAY))

    def settle(self):
        """Grant what all deserve, so that a run has nothing to propose."""
        self.program._update_standings(DAY)
        self.env.cr.execute(
            "UPDATE customer_tier_standing SET tier_id = target_tier_id"
        )
        self.env.cr.execute("ANALYZE customer_tier_standing")
        self.env.invalidate_all()

    def ideal(self):
        return SQL(
            """
            SELECT partner.commercial_partner_id, SUM(-line.balance)
              FROM account_move_line AS line
              JOIN account_move AS move ON move.id = line.move_id
              JOIN res_partner AS partner ON partner.id = move.partner_id
             WHERE line.parent_state = 'posted' AND line.display_type = 'product'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.invoice_date BETWEEN '2026-01-01' AND '2026-12-31'
               AND line.company_id = %s
             GROUP BY 1
            """,
            self.env.company.id,
        )
