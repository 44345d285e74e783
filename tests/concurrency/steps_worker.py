"""A process of its own that takes steps of nonconformities, each at a given moment.

    steps_worker.py DATABASE LOGIN PAUSE [[METHOD, MODEL, ID, ARGUMENT...], ...]

Prints "ready", waits for a line with the time to begin, then takes one step per pause
like a request would, and prints one JSON line for each.
"""

import json
import sys
import time

import psycopg2
from worker import Counted, say

from odoo.exceptions import UserError
from odoo.modules.registry import Registry


def take(call, method, model, record_id, *arguments):
    """Return what came of the step: done, or why it was refused."""

    def work(env):
        getattr(env[model].browse(record_id), method)(*arguments)

    try:
        call(work)
    except UserError as error:
        return f"refused: {error}"
    except psycopg2.OperationalError as error:
        return f"gave up: {error.pgcode}"
    return "done"


def main():
    database, login, pause, steps = sys.argv[1:]
    call = Counted(Registry(database), login)
    print("ready", flush=True)
    begin = float(sys.stdin.readline())
    for number, step in enumerate(json.loads(steps)):
        time.sleep(max(begin + number * float(pause) - time.time(), 0))
        before = sum(call.errors.values())
        outcome = take(call, *step)
        say(
            step=number,
            outcome=outcome,
            retries=sum(call.errors.values()) - before,
        )


if __name__ == "__main__":
    main()
