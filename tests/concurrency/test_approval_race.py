"""Two sign in the same moment: none of the signatures is lost in the other.

Each transaction works on its own snapshot, as two requests do; the server's own retry
repeats the one that met the other.
"""

from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged

from ..common import own_database, superuser

POSTS = ("purchasing_head", "production_head")


@tagged("post_install", "-at_install")
class TestApprovalRace(BaseCase):
    def test_last_two_approvals(self):
        """Both countersign at once: the disposition is approved, not stuck."""
        with own_database() as registry:
            disposition = self._commit(registry, self._prepare)

            def approve(env):
                env["quality.disposition"].browse(disposition)._approve()

            self._together(registry, approve, approve)
            with registry.cursor() as cr:
                row = superuser(cr)["quality.disposition"].browse(disposition)
                self.assertEqual(row.state, "approved")
                self.assertEqual(row.approval_ids.mapped("state"), ["approved"] * 2)
                self.assertEqual(row.nonconformity_id.state, "decided")

    def test_vote_and_decision(self):
        """A vote that comes as the chair decides is counted before, or refused."""
        with own_database() as registry:
            case_id = self._commit(registry, self._prepare_case)

            def decide(env):
                env["quality.mrb.case"].browse(case_id)._decide("Scrap")

            def dissent(env):
                case = env["quality.mrb.case"].browse(case_id)
                case._give_opinion("dissent", "Rework them")

            refused = self._together(registry, decide, dissent)
            self.assertIn("in session", str(refused))
            with registry.cursor() as cr:
                case = superuser(cr)["quality.mrb.case"].browse(case_id)
                self.assertEqual(case.state, "decided")
                self.assertEqual(case.opinion_ids.mapped("verdict"), ["agree"])

    def _commit(self, registry, work):
        with registry.cursor() as cr:
            result = work(superuser(cr))
            cr.commit()
        return result

    def _together(self, registry, first, second):
        """The second begins before the first commits; return what refused it."""
        with registry.cursor() as one, registry.cursor() as two:
            envs = [
                self._user(cr, post) for cr, post in zip((one, two), POSTS, strict=True)
            ]
            first(envs[0])
            envs[0].cr.flush()
            two.execute("SELECT 1 FROM quality_disposition")  # its snapshot is taken
            one.commit()
            try:
                retrying(lambda: second(envs[1]), envs[1])
            except UserError as error:
                return error
            two.commit()
        return None

    def _user(self, cr, login):
        user = superuser(cr)["res.users"].search([("login", "=", f"race_{login}")])
        return api.Environment(cr, user.id, {})

    def _prepare(self, env):
        """Ten bad ones; purchasing and production must countersign their scrap."""
        posts = env["quality.function"]
        for code in POSTS:
            post = env.ref(f"quality_nonconformity.function_{code}")
            post.user_ids = new_test_user(env, f"race_{code}", groups="base.group_user")
            posts |= post
        env["quality.approval.rule"].create(
            {"name": "Race", "approver_ids": [Command.set(posts.ids)]}
        )
        return self._propose(env).id

    def _propose(self, env, **vals):
        warehouse = env["stock.warehouse"].search([], limit=1)
        product = env["product.product"].create(
            {"name": "Raced", "is_storable": True, "tracking": "lot"}
        )
        lot = env["stock.lot"].create({"name": "R", "product_id": product.id})
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 10, lot_id=lot
        )
        source = env["quality.nonconformity"].create(
            {
                "product_id": product.id,
                "lot_ids": lot.ids,
                "quantity": 10,
                "description": "Seal",
                **vals,
            }
        )
        source._isolate()
        return env["quality.disposition"].create(
            {"nonconformity_id": source.id, "kind": "scrap", "quantity": 10}
        )

    def _prepare_case(self, env):
        """A board of two with a quorum of one: the chair has voted."""
        users = [
            new_test_user(env, f"race_{code}", groups="base.group_user")
            for code in POSTS
        ]
        env["quality.mrb.board"].create(
            {
                "name": "Board",
                "chair_id": users[0].id,
                "quorum": 1,
                "mandate_ref": "Order 7",
                "member_ids": [
                    Command.create({"user_id": user.id, "qualification": "Trained"})
                    for user in users
                ],
            }
        )
        severe = env.ref("quality_nonconformity.severity_severe")
        source = self._propose(env, severity_id=severe.id).nonconformity_id
        case = source._call_mrb()
        case.with_user(users[0])._start()
        case.with_user(users[0])._give_opinion("agree", "Scrap")
        return case.id
