"""A process of its own, with its own registry, that runs a tier program.

    tier_worker.py DATABASE cron|button BATCH

`cron` runs like the scheduled job, commit by commit; `button` like a request of a user,
through the server's own retry. Prints "ready", waits for a line on stdin, runs, then
prints "done" or "refused: MESSAGE".
"""

import os
import sys

import odoo
from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying

odoo.tools.config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=critical"])


def press(env):
    """What the button does, repeated by the server when it met another transaction."""
    retrying(env["customer.tier.program"].search([]).action_run, env)
    env.cr.commit()


def main():
    database, way, batch = sys.argv[1:]
    registry = Registry(database)
    from odoo.addons.customer_tiering.models import customer_tier_program_propose

    customer_tier_program_propose.BATCH = int(batch)
    print("ready", flush=True)
    sys.stdin.readline()
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        try:
            if way == "cron":
                env["customer.tier.program"]._cron_run()
            else:
                press(env)
        except UserError as error:
            cr.rollback()
            print(f"refused: {error}", flush=True)
        else:
            print("done", flush=True)


if __name__ == "__main__":
    main()
