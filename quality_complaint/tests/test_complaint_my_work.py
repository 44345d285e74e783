"""Complaints and returns on the first page of the app."""

from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintMyWork(ComplaintCommon):
    def _page(self, user, section):
        page = self.env["quality.my.work"].with_user(user).get_my_work()
        found = next(s for s in page["sections"] if s["key"] == section)
        return {tile["title"]: tile["count"] for tile in found["tiles"]}, page

    def _creations(self, user):
        page = self.env["quality.my.work"].with_user(user).get_my_work()
        return {creation["key"] for creation in page["creations"]}

    def test_everybody_files_and_sees_his_own(self):
        self.assertIn("quality.complaint", self._creations(self.employee))
        before, _page = self._page(self.employee, "complaints")
        self.assertEqual(list(before), ["Mine"])
        complaint = self._complaint()
        after, page = self._page(self.employee, "complaints")
        self.assertEqual(after["Mine"], before["Mine"] + 1)
        section = next(s for s in page["sections"] if s["key"] == "complaints")
        self.assertIn(complaint.name, [item["title"] for item in section["items"]])

    def test_tiles_follow_the_steps(self):
        before, _page = self._page(self.handler, "complaints")
        complaint = self._complaint()
        now, _page = self._page(self.handler, "complaints")
        self.assertEqual(now["To accept"], before["To accept"] + 1)
        complaint.with_user(self.handler)._accept()
        now, _page = self._page(self.handler, "complaints")
        self.assertEqual(now["To accept"], before["To accept"])
        self.assertEqual(now["Mine"], before["Mine"] + 1)
        self.assertNotIn("Holds to decide", now)
        complaint._write_gated({"state": "replied"})
        now, _page = self._page(self.handler, "complaints")
        self.assertEqual(now["Opinion to ask"], before["Opinion to ask"] + 1)

    def test_late_ones_and_holds_to_decide(self):
        before, _page = self._page(self.officer, "complaints")
        complaint = self._complaint()
        complaint._write_gated({"hold_decision": "pending"})
        rows = complaint.sudo()._get_deadlines()
        rows.write({"due": "2020-01-01 00:00:00", "state": "open"})
        now, _page = self._page(self.officer, "complaints")
        self.assertEqual(now["Late"], before["Late"] + 1)
        self.assertEqual(now["Holds to decide"], before["Holds to decide"] + 1)

    def test_secrets_are_not_counted_for_others(self):
        stranger = self._user("my_work_stranger", "quality_base.group_quality_auditor")
        before, _page = self._page(self.second_handler, "complaints")
        self._complaint(confidential=True)
        self.assertEqual(self._page(self.second_handler, "complaints")[0], before)
        self.assertEqual(self._page(stranger, "complaints")[0], {"Mine": 0})

    def test_approvals_wait_for_who_gives_them(self):
        people = (self.business_head, self.second_handler, self.officer, self.employee)

        def waiting():
            return [self._page(user, "returns")[0]["To approve"] for user in people]

        before = waiting()
        ret = self._return((self.lot_a, 1, "quality"))
        self.assertEqual(waiting(), before)
        ret.with_user(self.handler)._accept()
        gained = [now - old for now, old in zip(waiting(), before, strict=True)]
        self.assertEqual(gained, [1, 1, 1, 0])
        ret.with_user(self.second_handler)._approve("after_sales")
        ret.with_user(self.business_head)._approve("business")
        gained = [now - old for now, old in zip(waiting(), before, strict=True)]
        self.assertEqual(gained, [0, 0, 1, 0])

    def test_queries_do_not_grow(self):
        self._complaint(user=self.handler)
        self._return((self.lot_a, 1, "quality"))
        few = self._count()
        for _number in range(8):
            self._complaint(user=self.handler)
            self._return((self.lot_a, 1, "quality"))
        self.assertEqual(self._count(), few)

    def _count(self):
        work = self.env["quality.my.work"].with_user(self.handler)
        work.get_my_work()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work._get_complaint_section()
        work._get_return_section()
        return self.env.cr.sql_log_count - before
