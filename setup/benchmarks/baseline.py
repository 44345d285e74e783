"""The measuring itself: a plain partner search with the suite and without it.

Tells how much of a ratio is noise on this machine: both sides do the same work.
"""

from bench import Case


def search_partners(env):
    partners = env["res.partner"]
    for __ in range(200):
        partners.search([("name", "ilike", "a")], limit=80).mapped("display_name")


def run(env, report):
    report.compare(
        "search partners, same work on both sides",
        Case(env, lambda: search_partners(env)),
        Case(report.plain, lambda: search_partners(report.plain)),
        target=1.3,
    )
