"""A process of its own, with its own registry, that ships goods or holds them.

    worker.py DATABASE ship SEED PICKING,...      validates these deliveries
    worker.py DATABASE hold SEED LOT,... SECONDS  places a hold on each, now and then

Prints "ready", waits for a line on stdin, then prints one JSON line per thing done.
"""

import json
import os
import random
import sys
import time
from collections import Counter

import psycopg2

import odoo
from odoo import api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

odoo.tools.config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=critical"])


class Counted:
    """Calls a function through the server's own retry and counts what went wrong."""

    def __init__(self, registry, login):
        self.registry, self.login, self.errors = registry, login, Counter()

    def __call__(self, work):
        """Run ``work(env)`` in a transaction like a request; return its result."""
        with self.registry.cursor() as cr:
            root = api.Environment(cr, api.SUPERUSER_ID, {})
            user = root["res.users"].search([("login", "=", self.login)])
            env = api.Environment(cr, user.id, {})

            def attempt():
                try:
                    result = work(env)
                    env.cr.flush()
                    return result
                except psycopg2.OperationalError as error:
                    self.errors[error.pgcode] += 1
                    raise

            return retrying(attempt, env)


def say(**values):
    print(json.dumps(values), flush=True)


def ship(call, ids, chance):
    """Validate deliveries; where the reservation is gone, name the lot by force."""
    for picking_id in ids:
        lots = []

        def validate(env, picking_id=picking_id, lots=lots):
            picking = env["stock.picking"].browse(picking_id)
            move = picking.move_ids
            if not move.move_line_ids or chance.random() < 0.3:
                move.move_line_ids.unlink()
                force(env, move)
            move.picked = True
            picking.button_validate()
            lots[:] = picking.move_line_ids.lot_id.ids
            return picking.state

        before = sum(call.errors.values())
        try:
            outcome = call(validate)
        except UserError as error:
            outcome = "held" if "On hold" in str(error) else f"refused: {error}"
        except psycopg2.OperationalError as error:
            outcome = f"gave up: {error.pgcode}"
        say(
            picking=picking_id,
            outcome=outcome,
            lots=lots,
            retries=sum(call.errors.values()) - before,
            at=time.time(),
        )


def force(env, move):
    lot = env["stock.lot"].search([("product_id", "=", move.product_id.id)], limit=1)
    env["stock.move.line"].create(
        {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "lot_id": lot.id,
            "quantity": move.product_uom_qty,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
        }
    )


def hold(call, ids, chance, seconds):
    """Place a hold per lot, at random moments; note what had left at that instant."""
    pause = seconds / len(ids)
    for lot_id in ids:
        time.sleep(chance.uniform(0, 2 * pause))
        seen = {}

        def place(env, lot_id=lot_id, seen=seen):
            record = env["quality.hold"].create(
                {"reason": "Race", "lot_ids": [(6, 0, [lot_id])]}
            )
            record._place()
            # The gate is ours: whoever moved this product has committed. A second
            # connection sees it all; nothing may be added to it any more.
            with call.registry.cursor() as other:
                seen["left"] = left(other, lot_id)
            return record.id

        started = time.time()
        hold_id = call(place)
        say(
            lot=lot_id,
            hold=hold_id,
            seconds=time.time() - started,
            at=time.time(),
            **seen,
        )


def left(cr, lot_id):
    """Units of the lot that done moves took out, by the ledger."""
    cr.execute(
        "SELECT COALESCE(SUM(quantity_product_uom), 0) FROM stock_move_line"
        " WHERE lot_id = %s AND state = 'done'",
        [lot_id],
    )
    return float(cr.fetchone()[0])


def main():
    database, task, seed, ids, *more = sys.argv[1:]
    chance = random.Random(int(seed))
    ids = [int(value) for value in ids.split(",")]
    login = {"ship": "race_worker", "hold": "race_inspector"}[task]
    call = Counted(Registry(database), login)
    print("ready", flush=True)
    sys.stdin.readline()
    if task == "ship":
        ship(call, ids, chance)
    else:
        hold(call, ids, chance, float(more[0]))
    say(task=task, errors=call.errors)


if __name__ == "__main__":
    main()
