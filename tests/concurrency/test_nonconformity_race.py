"""Two people take a step at the same moment: one wins, nothing is posted twice.

Two processes with their own registry and connection, retried like the server's
requests. What must be true afterwards is read from stock and records.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import config

from ..common import own_database, superuser

ROUNDS, UNITS, PAUSE = 8, 10, 0.6
WORKER = Path(__file__).with_name("steps_worker.py")
SOURCE, DISPOSITION = "quality.nonconformity", "quality.disposition"


@tagged("post_install", "-at_install")
class TestNonconformityRace(BaseCase):
    def test_steps_at_the_same_moment(self):
        with own_database() as registry:
            with registry.cursor() as cr:
                env = superuser(cr)
                self._create_people(env)
                duels = [
                    (duel, *getattr(self, f"_prepare_{duel}")(env))
                    for __ in range(ROUNDS)
                    for duel in ("claim", "isolate", "execute", "decide", "allocate")
                ]
                cr.commit()
            said = self._run(registry.db_name, duels)
            with registry.cursor() as cr:
                env = superuser(cr)
                env["stock.quant"]._quant_tasks()
                for (duel, *steps), outcomes in zip(duels, said, strict=True):
                    with self.subTest(duel):
                        check = getattr(self, f"_check_{duel}")
                        check(env, *(step[2] for step in steps), outcomes)

    # -- people and goods ----------------------------------------------------------

    def _create_people(self, env):
        quality = "base.group_user,quality_base.group_quality_"
        new_test_user(
            env, "race_first", groups=f"{quality}officer,stock.group_stock_user"
        )
        new_test_user(
            env, "race_second", groups=f"{quality}officer,stock.group_stock_user"
        )
        new_test_user(env, "race_proposer", groups=f"{quality}user")

    def _product(self, env):
        product = env["product.product"].create({"name": "Raced", "is_storable": True})
        stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
        env["stock.quant"]._update_available_quantity(product, stock, UNITS)
        return product

    def _draft(self, env, product):
        return env[SOURCE].create(
            {"product_id": product.id, "quantity": UNITS, "description": "Race"}
        )

    def _proposed(self, env, *quantities, kind="rework"):
        """An isolated report and its proposals."""
        source = self._draft(env, self._product(env))
        source._isolate()
        proposer = env["res.users"].search([("login", "=", "race_proposer")])
        return source, env[DISPOSITION].with_user(proposer).create(
            [
                {
                    "nonconformity_id": source.id,
                    "kind": kind,
                    "quantity": quantity,
                    "instruction": "<p>Again.</p>",
                    "witness_ids": [Command.set(proposer.ids)],
                }
                for quantity in quantities
            ]
        )

    def _prepare_claim(self, env):
        """Two reports isolate the same goods."""
        product = self._product(env)
        return [("_isolate", SOURCE, self._draft(env, product).id) for __ in range(2)]

    def _prepare_isolate(self, env):
        source = self._draft(env, self._product(env))
        return [("_isolate", SOURCE, source.id)] * 2

    def _prepare_execute(self, env):
        __, scrap = self._proposed(env, UNITS, kind="scrap")
        first = env["res.users"].search([("login", "=", "race_first")])
        scrap.with_user(first)._approve()
        return [("_execute", DISPOSITION, scrap.id)] * 2

    def _prepare_decide(self, env):
        """One approves the disposition, one judges that the goods conform."""
        source, rework = self._proposed(env, UNITS)
        return [
            ("_approve", DISPOSITION, rework.id),
            ("_cancel", SOURCE, source.id, "It conforms"),
        ]

    def _prepare_allocate(self, env):
        """Two approve proposals that share out the same goods."""
        __, both = self._proposed(env, 4, 6)
        return [("_approve", DISPOSITION, one.id) for one in both]

    # -- race ----------------------------------------------------------------------

    def _run(self, database, duels):
        """Let two processes take their steps; return the pair of outcomes per duel."""
        environ = dict(
            os.environ, ODOO_RC=os.environ.get("ODOO_RC") or config["config"]
        )
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, str(WORKER), database, login, str(PAUSE)),
                    json.dumps([duel[side] for duel in duels]),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environ,
                cwd="/",
            )
            for side, login in ((1, "race_first"), (2, "race_second"))
        ]
        try:
            for process in processes:
                self.assertEqual(process.stdout.readline(), "ready\n")
            begin = time.time() + 1
            for process in processes:
                process.stdin.write(f"{begin}\n")
                process.stdin.flush()
            outputs = [process.communicate(timeout=600)[0] for process in processes]
            self.assertEqual([p.returncode for p in processes], [0, 0])
        finally:
            for process in processes:
                process.kill()
        rows = [[json.loads(line) for line in out.splitlines()] for out in outputs]
        retries = sum(row["retries"] for side in rows for row in side)
        counts = Counter(row["outcome"][:40] for side in rows for row in side)
        print(f"\nsteps: {len(duels)} duels, {retries} retried; {dict(counts)}")
        self.assertGreater(retries, 0, "the race was one: somebody had to try again")
        return [[row["outcome"] for row in pair] for pair in zip(*rows, strict=True)]

    def _check_one_won(self, outcomes):
        self.assertEqual(outcomes.count("done"), 1, outcomes)
        loser = next(outcome for outcome in outcomes if outcome != "done")
        self.assertTrue(loser.startswith("refused:"), loser)

    def _check_stock(self, env, product, in_zones):
        """Nothing is lost, doubled or negative; so much stands in zones."""
        quants = env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id.usage", "=", "internal")]
        )
        kept = quants.filtered(lambda quant: quant.location_id._is_in_zone())
        self.assertEqual(sum(kept.mapped("quantity")), in_zones)
        self.assertIn(sum((quants - kept).mapped("quantity")), (0, UNITS))
        for quant in quants:
            self.assertGreaterEqual(quant.quantity, 0)
        return sum(quants.mapped("quantity"))

    def _check_claim(self, env, first, second, outcomes):
        self.assertEqual(outcomes, ["done", "done"])
        lines = env[SOURCE].browse([first, second]).line_ids
        self.assertEqual(lines.mapped("quantity"), [UNITS], "claimed once")
        self.assertEqual(self._check_stock(env, lines.product_id, UNITS), UNITS)

    def _check_isolate(self, env, source, __, outcomes):
        self._check_one_won(outcomes)
        source = env[SOURCE].browse(source)
        self.assertEqual(source.line_ids.mapped("quantity"), [UNITS])
        self.assertEqual(self._check_stock(env, source.product_id, UNITS), UNITS)

    def _check_execute(self, env, scrap, __, outcomes):
        self._check_one_won(outcomes)
        scrap = env[DISPOSITION].browse(scrap)
        self.assertEqual(scrap.scrap_ids.mapped("scrap_qty"), [UNITS])
        self.assertEqual(self._check_stock(env, scrap.product_id, 0), 0)

    def _check_decide(self, env, rework, source, outcomes):
        """Approved before or refused after: the goods conform, and went back once."""
        approved, cancelled = outcomes
        self.assertEqual(cancelled, "done")
        self.assertTrue(approved == "done" or approved.startswith("refused:"), approved)
        rework, source = env[DISPOSITION].browse(rework), env[SOURCE].browse(source)
        self.assertEqual((source.state, rework.state), ("cancelled", "cancelled"))
        self.assertEqual(source.move_ids.mapped("quantity"), [UNITS, UNITS])
        self.assertEqual(self._check_stock(env, source.product_id, 0), UNITS)

    def _check_allocate(self, env, first, second, outcomes):
        self.assertEqual(outcomes, ["done", "done"])
        both = env[DISPOSITION].browse([first, second])
        self.assertEqual(set(both.mapped("state")), {"approved"})
        self.assertEqual(sum(both.line_ids.mapped("quantity")), UNITS)
        self.assertEqual(both.nonconformity_id.state, "decided")
        self.assertEqual(both.nonconformity_id.line_ids._get_free_quantity(), 0)
