from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestMyWork(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.users["user"]
        cls.document = cls.env["quality.disagreement"].create(
            {
                "matter": "A matter",
                "team_id": cls.team.id,
                "party_ids": [cls._create_team(name="Sales").id],
            }
        )

    def _page(self, user=None):
        page = self.env["quality.my.work"].with_user(user or self.me).get_my_work()
        return {section["key"]: section for section in page["sections"]}, page

    def _counts(self, key, user=None):
        section = self._page(user)[0][key]
        return {tile["title"]: tile["count"] for tile in section["tiles"]}

    def _create_deadline(self, delta, **vals):
        due = fields.Datetime.now() + delta
        return self.env["quality.deadline"].create(
            {
                "res_model": self.document._name,
                "res_id": self.document.id,
                "company_id": self.env.company.id,
                "user_id": self.me.id,
                "step": f"step {delta}",
                "step_start": due,
                "start": due,
                "due": due,
                **vals,
            }
        )

    def test_deadlines_by_colour(self):
        before = self._counts("deadlines")
        self._create_deadline(timedelta(hours=-3))
        self._create_deadline(timedelta(days=3))
        self._create_deadline(timedelta(days=30))
        self._create_deadline(timedelta(days=2), user_id=self.users["officer"].id)
        done = fields.Datetime.now()
        self._create_deadline(timedelta(hours=-5), done=done, state="met")
        after = self._counts("deadlines")
        self.assertEqual(after["Late"] - before["Late"], 1)
        self.assertEqual(after["Next 7 days"] - before["Next 7 days"], 1)
        section = self._page()[0]["deadlines"]
        self.assertEqual(section["items"][0]["color"], "danger")
        self.assertEqual(section["items"][0]["action"]["res_id"], self.document.id)

    def test_tile_opens_what_it_counts(self):
        self._create_deadline(timedelta(hours=-3))
        self.document._send_notice(users=self.me, reason="Read", acknowledge=True)
        for section in self._page()[0].values():
            for tile in section["tiles"]:
                action = tile["action"]
                model = self.env[action["res_model"]].with_user(self.me)
                self.assertEqual(model.search_count(action["domain"]), tile["count"])

    def test_acknowledgement_waits_until_given(self):
        notice = self.document._send_notice(
            users=self.me, reason="Read", acknowledge=True
        )
        self.assertEqual(self._counts("waiting")["To acknowledge"], 1)
        self.assertEqual(self._page()[0]["waiting"]["items"][0]["text"], "Read")
        notice.with_user(self.me)._acknowledge()
        self.assertEqual(self._counts("waiting")["To acknowledge"], 0)

    def test_activities_of_quality_documents_only(self):
        before = self._counts("activities")["Late"]
        yesterday = fields.Date.context_today(self.document) - timedelta(days=1)
        for record in (self.document, self.env["res.partner"].create({"name": "X"})):
            record.activity_schedule(
                "mail.mail_activity_data_todo", yesterday, "Do it", user_id=self.me.id
            )
        self.assertEqual(self._counts("activities")["Late"] - before, 1)

    def test_review_tile_is_for_the_manager(self):
        self.document._raise_urgent("Fire")
        self.assertNotIn("Urgent matters to review", self._counts("waiting"))
        counts = self._counts("waiting", self.users["manager"])
        self.assertEqual(counts["Urgent matters to review"], 1)

    def test_newcomer_sees_an_empty_page(self):
        newcomer = new_test_user(self.env, "work_newcomer", "base.group_user")
        sections, page = self._page(newcomer)
        self.assertTrue(page["empty"])
        self.assertTrue(all(section["help"] for section in sections.values()))

    def test_auditor_is_not_offered_to_create(self):
        keys = {c["key"] for c in self._page(self.users["employee"])[1]["creations"]}
        self.assertIn("quality.disagreement", keys)

    def test_number_of_queries_does_not_grow_with_the_records(self):
        self._create_waiting(1)
        few = self._count_queries()
        self._create_waiting(20)
        self.assertLessEqual(self._count_queries(), few)

    def _create_waiting(self, number):
        for count in range(number):
            self._create_deadline(timedelta(hours=-count, minutes=-number))
            self.document._send_notice(
                users=self.me, reason=f"{number} {count}", acknowledge=True
            )

    def _count_queries(self):
        self._page()  # fills the caches of access rights
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._page()
        return self.env.cr.sql_log_count - before

    def test_app_opens_on_it(self):
        menu = self.env.ref("quality_base.menu_quality_work")
        self.assertEqual(menu.action.tag, "quality_my_work")
        first = self.env.ref("quality_base.menu_quality_root").child_id.sorted(
            "sequence"
        )[0]
        self.assertEqual(first, menu)


@tagged("post_install", "-at_install")
class TestMyWorkPage(HttpCase):
    def test_page(self):
        admin = self.env.ref("base.user_admin")
        team = self.env["quality.team"].create({"name": "Desk", "head_id": admin.id})
        document = self.env["quality.disagreement"].create(
            {
                "matter": "A matter",
                "team_id": team.id,
                "party_ids": [self.env["quality.team"].create({"name": "Sales"}).id],
            }
        )
        due = fields.Datetime.now() - timedelta(hours=2)
        self.env["quality.deadline"].create(
            {
                "res_model": document._name,
                "res_id": document.id,
                "company_id": self.env.company.id,
                "user_id": admin.id,
                "step": "opinions",
                "step_start": due,
                "start": due,
                "due": due,
            }
        )
        notice = document._send_notice(users=admin, reason="Read it", acknowledge=True)
        notice.sudo().date_due = fields.Datetime.to_datetime("2000-01-01 00:00:00")
        self.start_tour("/odoo/quality", "quality_base_my_work", login="admin")
        self.assertEqual(notice.state, "acknowledged")
