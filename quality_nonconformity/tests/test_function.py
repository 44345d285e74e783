from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestFunction(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.post = cls.env.ref("quality_nonconformity.function_chief_engineer")
        cls.branch = cls.env["res.company"].create({"name": "Branch"})

    def test_shipped_posts(self):
        for code in (
            "quality_director",
            "general_manager",
            "management_representative",
            "chief_engineer",
            "purchasing_head",
            "production_head",
            "warehouse_head",
            "deputy_general_manager",
        ):
            post = self.env.ref(f"quality_nonconformity.function_{code}")
            self.assertEqual(post.code, code)

    def test_named_holder_before_group(self):
        self.post.fallback_group_id = self.env.ref("quality_base.group_quality_officer")
        self.assertLessEqual(
            self.officer | self.second | self.manager, self.post._get_holders()
        )
        self.assertNotIn(self.inspector, self.post._get_holders())
        self.post.user_ids = self.worker
        self.assertEqual(self.post._get_holders(self.company), self.worker)

    def test_archived_and_portal_users_hold_nothing(self):
        portal = new_test_user(self.env, "post_portal", groups="base.group_portal")
        self.post.user_ids = self.worker | portal
        self.worker.active = False
        self.assertFalse(self.post._get_holders(self.company))

    def test_only_people_of_the_company(self):
        self.post.user_ids = self.worker
        self.assertFalse(self.post._get_holders(self.branch))
        self.worker.company_ids = [Command.link(self.branch.id)]
        self.assertEqual(self.post._get_holders(self.branch), self.worker)

    def test_post_of_a_company_replaces_the_shared_one(self):
        self.post.user_ids = self.worker
        self.worker.company_ids = [Command.link(self.branch.id)]
        self.officer.company_ids = [Command.link(self.branch.id)]
        self.post.copy(
            {
                "code": self.post.code,
                "company_id": self.branch.id,
                "user_ids": self.officer.ids,
            }
        )
        self.assertEqual(self.post._get_holders(self.branch), self.officer)
        self.assertEqual(self.post._get_holders(self.company), self.worker)
        held = self.env["quality.function"]._get_held_by(self.worker, self.branch)
        self.assertNotIn(self.post, held)

    def test_post_given_up_is_held_by_nobody(self):
        """Also for a caller whose context shows archived records."""
        self.post.user_ids = self.worker
        old = self.post.copy(
            {
                "code": self.post.code,
                "company_id": self.company.id,
                "user_ids": self.reporter.ids,
                "active": False,
            }
        )
        posts = self.post.with_context(active_test=False)
        self.assertEqual(posts._get_holders(self.company), self.worker)
        self.assertNotIn(old, posts._get_held_by(self.reporter, self.company))
        self.assertIn(self.post, posts._get_held_by(self.worker, self.company))

    def test_post_of_a_company_takes_its_people_only(self):
        with self.assertRaises(ValidationError):
            self.env["quality.function"].create(
                {
                    "name": "Site manager",
                    "code": "site",
                    "company_id": self.branch.id,
                    "user_ids": self.worker.ids,
                }
            )

    def test_head_of_the_department(self):
        post = self.env.ref("quality_nonconformity.function_department_head")
        team = self.env["quality.team"].create({"name": "Sealing"})
        self.assertIn(self.officer, post._get_holders(self.company, team))
        team.head_id = self.worker
        self.assertEqual(post._get_holders(self.company, team), self.worker)
        self.assertFalse(self.post._get_holders(self.company, team))
        self.worker.active = False
        self.assertIn(self.officer, post._get_holders(self.company, team))

    def test_nobody_says_which_post_and_where(self):
        with self.assertRaises(UserError) as caught:
            self.post.with_user(self.reporter)._require_holders(self.company)
        self.assertIn("Chief Engineer", str(caught.exception))
        self.assertIn("Posts", str(caught.exception))
        self.post.user_ids = self.worker
        found = self.post.with_user(self.reporter)._require_holders(self.company)
        self.assertEqual(found, self.worker)

    def test_only_the_head_of_quality_names_holders(self):
        for user in (self.officer, self.reporter, self.stock_manager):
            with self.assertRaises(AccessError):
                self.post.with_user(user).write({"user_ids": user.ids})
        self.assertFalse(self.post.user_ids)
        self.post.with_user(self.manager).write({"user_ids": self.worker.ids})
        self.assertEqual(self.post.user_ids, self.worker)

    def test_code_once_per_company(self):
        copy = self.post.copy()
        self.assertNotEqual(copy.code, self.post.code)
        self.assertFalse(copy.user_ids - self.post.user_ids)
