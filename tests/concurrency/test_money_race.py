"""Two draw on the same money in the same moment: together never more than there is.

Each transaction works on its own snapshot, as two requests do; the server's own retry
repeats the one that met the other.
"""

from datetime import date

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged

from ..common import own_database, superuser

GROUP = "customer_tiering.group_tier_"


@tagged("post_install", "-at_install")
class TestMoneyRace(BaseCase):
    def test_budget_is_not_overdrawn(self):
        """700 and 700 of 1,000 are asked for at once: one of them is refused."""
        with own_database() as registry:
            ids = self._commit(registry, self._requests, 700)
            error = self._together(
                registry,
                "race_seller",
                *(("customer.expense.request", one, "_submit") for one in ids),
            )
            self.assertIn("300", str(error))
            with registry.cursor() as cr:
                requests = superuser(cr)["customer.expense.request"].browse(ids)
                self.assertEqual(requests.mapped("state"), ["submitted", "draft"])

    def test_advance_limit_holds(self):
        """2,000 and 2,000 to one salesperson at once, 3,000 allowed."""
        with own_database() as registry:
            ids = self._commit(registry, self._advances, 2000)
            error = self._together(
                registry,
                "race_finance",
                *(("customer.expense.advance", one, "_pay") for one in ids),
            )
            self.assertIn("at most", str(error))
            with registry.cursor() as cr:
                advances = superuser(cr)["customer.expense.advance"].browse(ids)
                self.assertEqual(advances.mapped("state"), ["paid", "draft"])

    def _commit(self, registry, work, *arguments):
        with registry.cursor() as cr:
            result = work(superuser(cr), *arguments)
            cr.commit()
        return result

    def _together(self, registry, login, first, second):
        """The second begins before the first commits; return what refused it."""

        def take(cr, model, record_id, step):
            user = superuser(cr)["res.users"].search([("login", "=", login)])
            env = api.Environment(cr, user.id, {})
            return env, getattr(env[model].browse(record_id), step)

        with registry.cursor() as one, registry.cursor() as two:
            env, step = take(one, *first)
            step()
            env.cr.flush()
            two.execute("SELECT 1 FROM customer_budget")  # its snapshot is taken
            one.commit()
            env, step = take(two, *second)
            try:
                retrying(step, env)
            except UserError as error:
                return error
            two.commit()
        return None

    def _people(self, env):
        seller = "sales_team.group_sale_salesman"
        for name, groups in (
            ("seller", seller),
            ("finance", GROUP + "finance"),
            ("chief", GROUP + "finance"),
            ("city", GROUP + "city"),
        ):
            new_test_user(env, f"race_{name}", groups=groups)
        return {
            user.login[5:]: user
            for user in env["res.users"].search([("login", "like", "race_%")])
        }

    def _requests(self, env, amount, budget=1000):
        """Two drafts of this amount, on a budget line."""
        people = self._people(env)
        env["customer.budget"].create(
            {
                "name": "Race",
                "date_from": date(2020, 1, 1),
                "date_to": date(2099, 12, 31),
                "line_ids": [Command.create({"name": "All", "amount": budget})],
            }
        ).with_user(people["chief"])._approve()
        requests = env["customer.expense.request"].with_user(people["seller"])
        return requests.create(
            [
                {
                    "partner_id": env["res.partner"].create({"name": f"R{n}"}).id,
                    "purpose": "Race",
                    "line_ids": [
                        Command.create(
                            {"name": "x", "kind": "test", "price_unit": amount}
                        )
                    ],
                }
                for n in range(2)
            ]
        ).ids

    def _advances(self, env, amount):
        """Two advances of this amount, for two approved requests."""
        ids = self._requests(env, amount, 10 * amount)
        requests = env["customer.expense.request"].browse(ids)
        seller = requests[0].user_id
        requests.company_id.write(
            {"tier_expense_second_amount": 10 * amount, "tier_advance_limit": 3000}
        )
        requests.with_user(seller)._submit()
        city = env["res.users"].search([("login", "=", "race_city")])
        for request in requests:
            request.with_user(city)._approve_first()
        return (
            env["customer.expense.advance"]
            .with_user(seller)
            .create([{"request_id": one, "amount": amount} for one in ids])
            .ids
        )
