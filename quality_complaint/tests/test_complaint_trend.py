from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command, Datetime
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintTrend(ComplaintCommon):
    """CO-54: the same goods again and again; quality says what is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["quality.complaint"].search([]).sudo()._write_gated(
            {"state": "rejected"}
        )
        cls.product = cls.lot_a.product_id
        cls.head = cls._user("trend_head", "quality_base.group_quality_manager")
        cls.Trend = cls.env["quality.complaint.trend"].sudo()
        cls.company.write(
            {
                "complaint_trend_days": 30,
                "complaint_trend_lot": 2,
                "complaint_trend_product": 4,
                "complaint_trend_defect": 3,
            }
        )

    def _several(self, number, days_ago=1, **vals):
        return self.env["quality.complaint"].concat(
            *(
                self._complaint(
                    kind_id=self.failure.id,
                    product_id=self.product.id,
                    date=Datetime.now() - timedelta(days=days_ago),
                    partner_id=self.env["res.partner"].create({"name": f"Ward {n}"}).id,
                    **vals,
                )
                for n in range(number)
            )
        )

    def _watch(self):
        return self.Trend._watch(self.company)

    def test_lot(self):
        lot = {"lot_ids": [Command.set(self.lot_a.ids)]}
        self._several(1, **lot)
        self.assertFalse(self._watch(), "once is no trend")
        complaints = self._several(1, **lot)
        trend = self._watch()
        self.assertEqual(
            (trend.kind, trend.lot_id, trend.count), ("lot", self.lot_a, 2)
        )
        self.assertIn(self.head, trend.activity_ids.user_id)
        self.assertFalse(self._watch(), "told once")
        self._several(1, **lot)
        self.assertFalse(self._watch())
        self.assertEqual(trend.count, 3, "but counted on")
        found = self.env["quality.complaint"].search(
            trend.action_view_complaints()["domain"]
        )
        self.assertEqual(len(found), 3)
        self.assertLessEqual(complaints, found)

    def test_product_and_defect(self):
        seals = self.env["quality.defect.class"].create({"name": "Seals"})
        defect = self.env["quality.defect"].create(
            {"name": "Seal open", "class_id": seals.id}
        )
        self._several(3, defect_id=defect.id)
        trend = self._watch()
        self.assertEqual((trend.kind, trend.defect_class_id), ("defect", seals))
        self._several(1)
        self.assertEqual(self._watch().kind, "product")

    def test_what_does_not_count(self):
        lot = {"lot_ids": [Command.set(self.lot_a.ids)]}
        self._several(3, days_ago=40, **lot)
        self._several(1, **lot)
        gone = self._several(1, **lot)
        gone.sudo()._write_gated({"state": "rejected"})
        asked = self._several(1, **lot)
        asked.kind_id = self.enquiry
        self.assertFalse(self._watch())

    def test_never(self):
        self._several(5, lot_ids=[Command.set(self.lot_a.ids)])
        self.company.write(
            {
                "complaint_trend_lot": 0,
                "complaint_trend_product": 0,
                "complaint_trend_defect": 0,
            }
        )
        self.assertFalse(self._watch())

    def test_cron(self):
        self._several(2, lot_ids=[Command.set(self.lot_a.ids)])
        cron = self.env.ref("quality_complaint.ir_cron_complaint_trend")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        trends = self.Trend.search([("product_id", "=", self.product.id)])
        self.assertEqual(trends.mapped("kind"), ["lot"])

    def _lot_trend(self):
        self._several(2, lot_ids=[Command.set(self.lot_a.ids)])
        return self._watch().with_user(self.officer)

    def test_answered_with_a_nonconformity(self):
        trend = self._lot_trend()
        action = trend.action_nonconformity()
        source = self.env["quality.nonconformity"].browse(action["res_id"])
        self.assertEqual(trend.nonconformity_id, source)
        self.assertEqual(source.lot_ids, self.lot_a)
        self.assertEqual(source.detection_point, "complaint")
        self.assertEqual((trend.state, trend.answer), ("answered", "nonconformity"))
        self.assertEqual(trend.answered_by_id, self.officer)
        self.assertFalse(trend.sudo().activity_ids, "nobody is asked any more")
        self.assertFalse(self._watch(), "answered, and nothing new")
        self._several(1, days_ago=0, lot_ids=[Command.set(self.lot_a.ids)])
        self.assertEqual(len(self._watch()), 1, "it went on: asked again")

    def test_answered_with_a_hold(self):
        self._put(5, self.lot_a)
        trend = self._lot_trend()
        trend.action_hold()
        hold = trend.sudo().hold_id
        self.assertEqual((hold.state, hold.lot_ids), ("placed", self.lot_a))
        self.assertEqual(trend.answer, "hold")

    def test_dismissed_with_a_reason(self):
        trend = self._lot_trend()
        with self.assertRefused("Say why"):
            trend.action_dismiss()
        self.assertEqual(trend.state, "open")
        trend.reason = "Both had opened it by force"
        trend.action_dismiss()
        self.assertEqual((trend.state, trend.answer), ("answered", "none"))
        for step in (trend.action_dismiss, trend.action_hold):
            with self.assertRefused():
                step()
        self.assertEqual(trend.answer, "none")

    def test_who_answers(self):
        trend = self._lot_trend()
        theirs = trend.with_user(self.handler)
        self.assertEqual(theirs.count, 2, "complaint staff see it")
        for step in (
            theirs.action_nonconformity,
            theirs.action_hold,
            lambda: theirs._dismiss("No"),
        ):
            with self.assertRaises(AccessError):
                step()
        with self.assertRaises(AccessError):
            trend.with_user(self.employee).read(["count"])
        with self.assertRefused():
            self.Trend.with_user(self.officer).sudo(False).create(
                {"kind": "lot", "product_id": self.product.id}
            )
        with self.assertRefused():
            trend.write({"answer": "none"})
        with self.assertRefused():
            trend.write({"state": "answered"})
        self.assertEqual((trend.state, trend.answer), ("open", False))

    def test_other_companies(self):
        trend = self._lot_trend()
        other = self.env["res.company"].create({"name": "Branch"})
        stranger = self._user("trend_branch", "quality_base.group_quality_user")
        stranger.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        with self.assertRaises(AccessError):
            trend.with_user(stranger).with_company(other).read(["count"])

    def test_watch_costs_the_same_for_any_number(self):
        lot = {"lot_ids": [Command.set(self.lot_a.ids)]}
        self._several(2, **lot)
        self._watch()
        counts = []
        for number in (1, 6):
            self._several(number, **lot)
            self._watch()  # new kinds of trends are made here
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._watch()
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
