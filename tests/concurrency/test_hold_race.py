"""Holds placed while real processes ship: nothing leaves after the hold [invariant 1].

Four workers, each a process with its own registry and connection, validate 200
deliveries like users do, with the server's own retries; a fifth places holds at random
moments. What must be true afterwards is read from the ledger.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from odoo.fields import Command
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tools import config

from ..common import own_database, superuser

WORKERS, DELIVERIES, LOTS, HELD, UNITS = 4, 200, 10, 6, 2
WORKER = Path(__file__).with_name("worker.py")
DEADLOCK, SERIALIZATION = "40P01", "40001"


@tagged("post_install", "-at_install")
class TestHoldRace(BaseCase):
    def test_nothing_leaves_after_the_hold(self):
        seed = int(os.environ.get("RACE_SEED", random.randrange(10**6)))
        chance = random.Random(seed)
        with own_database() as registry:
            with registry.cursor() as cr:
                pickings, lots = self._prepare(superuser(cr))
                cr.commit()
            chance.shuffle(pickings)
            held = chance.sample(lots, HELD)
            shares = [pickings[n::WORKERS] for n in range(WORKERS)]
            tasks = [("ship", seed + n, share) for n, share in enumerate(shares)]
            tasks.append(("hold", seed, held, "6"))
            said = self._run(registry.db_name, tasks)
            with registry.cursor() as cr:
                self._check(superuser(cr), seed, held, said)

    def _prepare(self, env):
        """Deliveries reserved from ten lots, each with exactly what they need."""
        new_test_user(
            env, "race_worker", groups="base.group_user,stock.group_stock_user"
        )
        new_test_user(
            env,
            "race_inspector",
            groups="base.group_user,quality_base.group_quality_user",
        )
        warehouse = env["stock.warehouse"].search([], limit=1)
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
        }
        lots, vals_list = env["stock.lot"], []
        for number in range(LOTS):
            product = env["product.product"].create(
                {"name": f"Raced {number}", "is_storable": True, "tracking": "lot"}
            )
            lot = lots.create({"name": f"R{number}", "product_id": product.id})
            env["stock.quant"]._update_available_quantity(
                product, warehouse.lot_stock_id, UNITS * DELIVERIES, lot_id=lot
            )
            lots |= lot
            vals_list += [
                places
                | {
                    "picking_type_id": warehouse.out_type_id.id,
                    "move_ids": [
                        Command.create(
                            places
                            | {"product_id": product.id, "product_uom_qty": UNITS}
                        )
                    ],
                }
                for _copy in range(DELIVERIES // LOTS)
            ]
        pickings = env["stock.picking"].create(vals_list)
        pickings.action_confirm()
        pickings.action_assign()
        return pickings.ids, lots.ids

    def _run(self, database, tasks):
        """Start a process per task, let them go at once, and return what they said."""
        environ = dict(
            os.environ, ODOO_RC=os.environ.get("ODOO_RC") or config["config"]
        )
        processes = [
            subprocess.Popen(
                [
                    *(sys.executable, str(WORKER), database, task, str(seed)),
                    *(",".join(map(str, ids)), *more),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=environ,
                cwd="/",
            )
            for task, seed, ids, *more in tasks
        ]
        try:
            for process in processes:
                self.assertEqual(process.stdout.readline(), "ready\n")
            for process in processes:
                process.stdin.write("go\n")
                process.stdin.flush()
            outputs = [process.communicate(timeout=600)[0] for process in processes]
            self.assertEqual([p.returncode for p in processes], [0] * len(processes))
        finally:
            for process in processes:
                process.kill()
        return [json.loads(line) for output in outputs for line in output.splitlines()]

    def _check(self, env, seed, held, said):
        shipped = [row for row in said if "picking" in row]
        holds = {row["lot"]: row for row in said if "hold" in row}
        errors = Counter()
        for row in said:
            errors.update(row.get("errors") or {})
        outcomes = Counter(row["outcome"] for row in shipped)
        leaked = sum(self._left(env, lot) - row["left"] for lot, row in holds.items())
        slowest = max(row["seconds"] for row in holds.values())
        print(
            f"\nrace {seed}: {dict(outcomes)}; {len(holds)} holds, slowest"
            f" {slowest:.2f} s; units left when placed"
            f" {[int(row['left']) for row in holds.values()]}, after them {leaked:g};"
            f" retried: {errors[SERIALIZATION]} serialisation, {errors[DEADLOCK]} deadlocks"
        )
        self.assertEqual(set(holds), set(held), "a hold can always be placed")
        self.assertEqual(leaked, 0, "units left after their hold")
        self.assertEqual(len(shipped), DELIVERIES)
        self.assertGreater(outcomes["done"], 0)
        self.assertGreater(
            outcomes["held"], 0, "the race was one: somebody was refused"
        )
        self.assertFalse(
            {o for o in outcomes if o not in ("done", "held")}, "nobody gave up"
        )
        self._check_stock(env, holds)

    def _left(self, env, lot):
        env.cr.execute(
            "SELECT COALESCE(SUM(quantity_product_uom), 0) FROM stock_move_line"
            " WHERE lot_id = %s AND state = 'done'",
            [lot],
        )
        return float(env.cr.fetchone()[0])

    def _check_stock(self, env, holds):
        """Each held lot: all that had not left is on hand, nothing of it reserved."""
        env["stock.quant"]._quant_tasks()
        for lot_id, row in holds.items():
            quants = env["stock.quant"].search(
                [("lot_id", "=", lot_id), ("location_id.usage", "=", "internal")]
            )
            total = UNITS * DELIVERIES
            self.assertEqual(sum(quants.mapped("quantity")), total - row["left"])
            self.assertEqual(sum(quants.mapped("reserved_quantity")), 0)
            self.assertTrue(env["quality.hold"].browse(row["hold"]).is_stripped)
        lines = env["stock.move.line"].search(
            [("lot_id", "in", list(holds)), ("state", "not in", ("done", "cancel"))]
        )
        self.assertFalse(lines, "no reservation of a held lot stands")
