from datetime import timedelta

from odoo.tests import tagged

from .common import TODAY, TierCommon

ACTIVITY = "customer_tiering.mail_activity_type_tier_grace"


@tagged("post_install", "-at_install")
class TestTierGrace(TierCommon):
    """Who maintains a customer is told when its grace begins [CT-14]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._customer("Falling", user_id=cls.owner.id)
        cls._invoice(cls.customer, 250_000)
        change = cls.program._run(TODAY)
        change.with_user(cls.owner)._submit()
        change.with_user(cls.city)._approve()

    def _fall(self, amount=200_000):
        self._invoice(self.customer, amount, kind="out_refund")
        self.program._run(TODAY)

    def _notices(self, partner=None):
        kind = self.env.ref(ACTIVITY)
        activities = (partner or self.customer).activity_ids
        return activities.filtered(lambda a: a.activity_type_id == kind)

    def test_notice_when_the_grace_begins(self):
        self.assertFalse(self._notices())
        self._fall()
        notice = self._notices()
        self.assertEqual(notice.user_id, self.owner)
        self.assertEqual(notice.date_deadline, TODAY + timedelta(days=90))
        self.assertIn("Gold", notice.summary)

    def test_one_notice_for_each_fall(self):
        self._fall()
        self.program._run(TODAY + timedelta(days=1))
        self.program._run(TODAY + timedelta(days=40))
        self.assertEqual(len(self._notices()), 1)
        self._invoice(self.customer, 200_000)
        self.program._run(TODAY)
        self._fall()
        self.assertEqual(len(self._notices()), 2)

    def test_notice_is_a_setting(self):
        self.program.notify_grace = False
        self._fall()
        self.assertTrue(self.program._get_standing(self.customer).grace_until)
        self.assertFalse(self._notices())

    def test_no_notice_without_a_grace(self):
        self.program.grace_days = 0
        self._fall()
        self.assertFalse(self._notices())
        change = self.program.change_ids.filtered(lambda c: c.state == "proposed")
        self.assertEqual(change.new_tier_id, self.vip)

    def test_head_of_the_unit_where_nobody_sells(self):
        self.customer.user_id = False
        self.customer.customer_unit_id = self.env["customer.unit"].create(
            {"name": "City", "company_id": self.company.id, "head_id": self.city.id}
        )
        self._fall()
        self.assertEqual(self._notices().user_id, self.city)

    def test_nobody_to_tell_is_no_failure(self):
        self.customer.user_id = False
        self._fall()
        self.assertTrue(self.program._get_standing(self.customer).grace_until)
        self.assertFalse(self._notices())

    def test_run_by_the_center(self):
        self._invoice(self.customer, 200_000, kind="out_refund")
        self.program.with_user(self.center).action_run()
        self.assertEqual(len(self._notices()), 1)
