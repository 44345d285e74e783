"""Tier runs that are killed, run twice at once, or decided on in the same moment."""

import contextlib
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import psycopg2

from odoo import api, fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged

from tests.common import own_database, superuser

WORKER = Path(__file__).parent / "concurrency" / "tier_worker.py"
CUSTOMERS = 240
BATCH = 5
#: of CUSTOMERS, whose revenue is 0, 1,000, 2,000, …
LIMITS = {"Low": 50_000, "High": 150_000}


def build(env):
    """A program by orders, and customers with one confirmed order each."""
    groups = "customer_tiering.group_tier_"
    program = env["customer.tier.program"].create(
        {
            "name": "Raced",
            "basis": "ordered",
            "period": "rolling",
            "needs_agreement": False,
            "needs_registration": False,
            "tier_ids": [
                Command.create(
                    {
                        "name": name,
                        "lower_limit": limit,
                        "approver_group_id": env.ref(f"{groups}city").id,
                    }
                )
                for name, limit in LIMITS.items()
            ],
        }
    )
    product = env["product.product"].create({"name": "Survey", "type": "service"})
    partners = env["res.partner"].create(
        [{"name": f"C{number}", "is_company": True} for number in range(CUSTOMERS)]
    )
    orders = env["sale.order"].create(
        [
            {
                "partner_id": partner.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": 1_000 * number,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
            for number, partner in enumerate(partners)
        ]
    )
    env.flush_all()
    env.cr.execute(
        "UPDATE sale_order SET state = 'sale', date_order = %s WHERE id = ANY(%s)",
        [fields.Datetime.now() - timedelta(days=30), orders.ids],
    )
    for login, role in (("race_owner", "user"), ("race_one", "city")):
        new_test_user(env, login, groups=groups + role)
    new_test_user(env, "race_two", groups=groups + "city")
    env.cr.commit()
    return program.id


def expected():
    """{customer: (revenue, tier)} worked out from the list above."""
    found = {}
    for number in range(CUSTOMERS):
        revenue = 1_000.0 * number
        tiers = [name for name, limit in LIMITS.items() if revenue >= limit]
        found[f"C{number}"] = (revenue, tiers[-1] if tiers else None)
    return found


def outcome(env, program):
    """What a run has left: standings, open proposals, failures."""
    rows = env["customer.tier.standing"].search([("program_id", "=", program)])
    changes = env["customer.tier.change"].search([("program_id", "=", program)])
    failures = env["customer.tier.failure"].search([("program_id", "=", program)])
    return (
        {r.partner_id.name: (r.revenue, r.target_tier_id.name or None) for r in rows},
        sorted((c.partner_id.name, c.new_tier_id.name, c.state) for c in changes),
        failures.mapped("error"),
    )


def wanted():
    """The outcome of a run that nothing disturbs."""
    standings = expected()
    changes = sorted(
        (name, tier, "proposed") for name, (__, tier) in standings.items() if tier
    )
    return standings, changes, []


@contextlib.contextmanager
def worker(database, way, batch=BATCH):
    """A started process that waits for the word to run."""
    process = subprocess.Popen(
        [sys.executable, str(WORKER), database, way, str(batch)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


@tagged("post_install", "-at_install")
class TestTierRun(BaseCase):
    def test_killed_half_way_it_goes_on(self):
        """CT-05: what was killed is taken up, and ends as if nothing had been."""
        with own_database() as registry:
            with registry.cursor() as cr:
                program = build(superuser(cr))
            self._run_and_kill(registry.db_name)
            with registry.cursor() as cr:
                left = outcome(superuser(cr), program)
                self.assertTrue(left[1], "it was killed after its first commit")
                self.assertNotEqual(left, wanted(), "it was killed half-way")
            with registry.cursor() as cr:
                env = superuser(cr)
                env["customer.tier.program"]._cron_run()
                self.assertEqual(outcome(env, program), wanted())
                before = self._versions(cr)
                env["customer.tier.program"]._cron_run()
                self.assertEqual(self._versions(cr), before, "nothing more to write")

    def test_two_runs_at_once(self):
        """The scheduled job and the button in the same moment: one outcome."""
        with own_database() as registry:
            with registry.cursor() as cr:
                program = build(superuser(cr))
            for ways in (("cron", "cron"), ("cron", "button"), ("button", "button")):
                with self.subTest(ways):
                    self._forget(registry)
                    said = self._at_once(registry.db_name, ways)
                    self.assertIn("done", said)
                    for text in said:
                        if text != "done":
                            self.assertIn("is being run at this moment", text)
                    with registry.cursor() as cr:
                        self.assertEqual(outcome(superuser(cr), program), wanted())

    def test_two_approve_at_once(self):
        """One decides; the other is told that it is decided."""
        with own_database() as registry:
            with registry.cursor() as cr:
                env = superuser(cr)
                program = env["customer.tier.program"].browse(build(env))
                change = program._run()[-1].id
                self._as(cr, "race_owner", change)._submit()
                cr.commit()
            with registry.cursor() as one, registry.cursor() as two:
                self._as(one, "race_one", change)._approve()
                one.flush()
                two.execute("SELECT 1 FROM customer_tier_change")  # its snapshot
                one.commit()
                late = self._as(two, "race_two", change)
                with self.assertRaisesRegex(UserError, "In Force"):
                    retrying(late._approve, late.env)
            with registry.cursor() as cr:
                change = superuser(cr)["customer.tier.change"].browse(change)
                self.assertEqual(change.state, "in_force")
                self.assertEqual(change.approver_id.login, "race_one")

    def _as(self, cr, login, change):
        user = superuser(cr)["res.users"].search([("login", "=", login)])
        env = api.Environment(cr, user.id, {})
        return env["customer.tier.change"].browse(change)

    def _run_and_kill(self, database):
        """The scheduled run, killed without warning once some proposals are there."""
        with worker(database, "cron") as process:
            go(process)
            end = time.monotonic() + 120
            while self._proposals(database) < 2 * BATCH:
                self.assertIsNone(process.poll(), "ended before it could be killed")
                self.assertLess(time.monotonic(), end)
                time.sleep(0.01)
            process.kill()
            process.wait()

    def _at_once(self, database, ways):
        """Let both start in the same moment; return what they say."""
        with contextlib.ExitStack() as stack:
            both = [stack.enter_context(worker(database, way)) for way in ways]
            for process in both:
                go(process)
            return [process.stdout.readline().strip() for process in both]

    def _proposals(self, database):
        connection = psycopg2.connect(dbname=database)
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM customer_tier_change")
            return cursor.fetchone()[0]

    def _versions(self, cr):
        """Of each row the transaction that wrote it."""
        cr.execute(
            "SELECT id, xmin::text FROM customer_tier_standing"
            " UNION ALL SELECT id, xmin::text FROM customer_tier_change ORDER BY 1, 2"
        )
        return cr.fetchall()

    def _forget(self, registry):
        with registry.cursor() as cr:
            cr.execute("DELETE FROM customer_tier_change")
            cr.execute("DELETE FROM customer_tier_standing")
