"""Counts the tiers of a delivery list's consignees, and those a database computes.

    python tests/count_tiers.py FILE.csv[.gz] DATABASE [LAST_YEAR]

Nothing is shared with the importer or the addon: the list is added up with csv and
dictionaries, year by year, as confirmed orders (all rows, by the month of delivery) and
as invoices (rows delivered, by the day of delivery); see `setup/import_deliveries
--help`. The last year to compare is named when the database holds no more. The database's programs are made, run as on 31 December of each year, compared,
and undone. Prints what differs; the exit status is 1 if anything does.
"""

import datetime
import sys
from bisect import bisect
from collections import Counter, defaultdict

from tests.count_deliveries import records

#: lower limits in the currency of the list, ascending
TIERS = {"VIP": 10_000, "Gold": 200_000, "Platinum": 2_000_000, "Diamond": 5_000_000}


def count_revenue(rows):
    """{basis: {year: {project: cents}}} of a list."""
    last = max(datetime.date.fromisoformat(row["delivered"]) for row in rows)
    border = (last - datetime.timedelta(days=30)).isoformat()
    count = {
        basis: defaultdict(Counter, {year: Counter() for year in years(rows)})
        for basis in ("ordered", "invoiced")
    }
    for row in rows:
        year = int(row["delivered"][:4])
        cents = int(row["packs"]) * round(float(row["pack_price_usd"]) * 100)
        count["ordered"][year][row["project"].strip()] += cents
        if row["delivered"] <= border:
            count["invoiced"][year][row["project"].strip()] += cents
    return count


def years(rows):
    return sorted({int(row["delivered"][:4]) for row in rows})


def count_tiers(rows, tiers=TIERS):
    """{(basis, year, project): (revenue, name of the tier or None)}."""
    names, limits = [None, *tiers], list(tiers.values())
    projects = {row["project"].strip() for row in rows}
    return {
        (basis, year, project): (
            sums[project] / 100,
            names[bisect(limits, sums[project] / 100)],
        )
        for basis, by_year in count_revenue(rows).items()
        for year, sums in by_year.items()
        for project in projects
    }


def make_program(env, basis, tiers):
    return env["customer.tier.program"].create(
        {
            "name": f"Consignees, {basis}",
            "basis": basis,
            "period": "year",
            "needs_agreement": False,
            "needs_registration": False,
            "tier_ids": [
                (0, 0, {"name": name, "lower_limit": limit})
                for name, limit in tiers.items()
            ],
        }
    )


def find_tiers(env, projects, span, tiers):
    """The same as `count_tiers`, by runs of two programs in the database."""
    found = {}
    for basis in ("ordered", "invoiced"):
        program = make_program(env, basis, tiers)
        for year in span:
            program._run(datetime.date(year, 12, 31))
            for standing in program.standing_ids:
                key = (basis, year, standing.partner_id.ref)
                tier = standing.target_tier_id.name or None
                found[key] = (standing.revenue, tier)
            for project in projects:
                found.setdefault((basis, year, project), (0.0, None))
    return found


def differences(path, env, tiers=TIERS, last=9999):
    """(number of tiers compared, by name of tier; texts of what differs)."""
    rows = records(path)
    expected = {
        key: value for key, value in count_tiers(rows, tiers).items() if key[1] <= last
    }
    span = [year for year in years(rows) if year <= last]
    projects = {project for __, __, project in expected}
    found = find_tiers(env, projects, span, tiers)
    wrong = [
        f"{key}: list {expected.get(key)}, database {found.get(key)}"
        for key in sorted(expected.keys() | found.keys(), key=str)
        if expected.get(key) != found.get(key)
    ]
    return Counter(tier for __, tier in expected.values()), wrong


def main():
    import odoo.tools
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry

    odoo.tools.config.parse_config(["--log-level=error"])
    path, database, *more = sys.argv[1:4]
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        count, wrong = differences(path, env, last=int(*more or (9999,)))
        cr.rollback()
    for name, number in count.items():
        print(f"{name or 'no tier':12} {number:>6,}")
    print("\n".join(wrong[:50]) or "The database agrees with the list in every tier.")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
