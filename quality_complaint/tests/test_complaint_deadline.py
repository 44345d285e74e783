from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common_investigation import InvestigationCommon

REF = "quality_complaint.policy_complaint_"


@tagged("post_install", "-at_install")
class TestComplaintDeadline(InvestigationCommon):
    """Clocks by kind, level, locality and sector; the strictest wins [CO-13]."""

    def _policies(self, complaint):
        """Names of the policies on each running clock."""
        Policy = self.env["quality.deadline.policy"]
        return {
            row.step: {
                Policy.browse(term["policy"]).get_external_id()[term["policy"]]
                for term in row.terms or ()
            }
            for row in complaint.sudo()._get_deadlines()
            if not row.done and row.state != "cancelled"
        }

    def test_presets_of_all_sectors(self):
        expected = {
            "general": {"accept": "accept", "reply": "reply_general"},
            "device_distributor": {
                "on_site": "on_site_local",
                "decision": "decision_device",
                "reply": "reply_device",
            },
            "oem": {"first_reply": "first_reply_oem", "on_site": "on_site_oem"},
            "service": {"reply": "reply_service"},
            "medicine_retail": {"reply": "reply_medicine"},
        }
        for sector, policies in expected.items():
            self.company.quality_sector = sector
            found = self._policies(self._complaint(kind_id=self.failure.id))
            for step, policy in policies.items():
                with self.subTest(sector=sector, step=step):
                    self.assertIn(REF + policy, found.get(step, ()))

    def test_device_distributor_by_locality(self):
        self.company.quality_sector = "device_distributor"
        now = fields.Datetime.now()
        remote = self._complaint(
            user=self.handler, kind_id=self.failure.id, locality_override="remote"
        )
        local = self._complaint(
            user=self.handler, kind_id=self.failure.id, locality_override="local"
        )
        self.assertAlmostEqual(
            self._deadline(local, "on_site").due,
            now + timedelta(hours=24),
            delta=timedelta(minutes=1),
        )
        self.assertGreater(
            self._deadline(remote, "on_site").due, now + timedelta(days=6)
        )
        self.assertTrue(self._deadline(remote, "settle").due)
        self.assertFalse(self._deadline(local, "settle"))

    def test_unknown_address_counts_as_local(self):
        self.company.quality_sector = "device_distributor"
        complaint = self._complaint(kind_id=self.failure.id, partner_id=False)
        self.assertFalse(complaint.locality)
        self.assertEqual(self._policies(complaint)["on_site"], {REF + "on_site_local"})

    def test_counts_from_receipt(self):
        received = fields.Datetime.now() - timedelta(hours=30)
        complaint = self._complaint(user=self.handler, date=received)
        accept = self._deadline(complaint, "accept")
        self.assertEqual(accept.due, received + timedelta(hours=24))
        self.assertTrue(complaint.is_late)
        complaint.date = received + timedelta(hours=10)
        self.assertEqual(
            self._deadline(complaint, "accept").due, received + timedelta(hours=34)
        )
        future = self._complaint(date=fields.Datetime.now() + timedelta(days=9))
        self.assertLess(
            self._deadline(future, "accept").due,
            fields.Datetime.now() + timedelta(hours=25),
            "no time is won by a date to come",
        )

    def test_reclassified_gets_the_policies_that_fit(self):
        complaint = self._complaint(user=self.handler, kind_id=self.failure.id)
        first = self._deadline(complaint, "accept").due
        complaint.level_id = self.major
        major = self._deadline(complaint, "accept")
        self.assertLess(major.due, first)
        self.assertEqual(len(major.terms), 2)
        complaint.level_id = self.general
        self.assertEqual(self._deadline(complaint, "accept").due, first)

    def test_running_clock_keeps_its_terms(self):
        complaint = self._complaint(user=self.handler, kind_id=self.failure.id)
        first = self._deadline(complaint, "accept").due
        self.env.ref(REF + "accept").amount = 2
        complaint.level_id = self.serious
        self.assertEqual(self._deadline(complaint, "accept").due, first)
        other = self._complaint(kind_id=self.failure.id)
        self.assertLess(self._deadline(other, "accept").due, first)

    def test_step_that_had_no_policy_starts_at_receipt(self):
        self.company.quality_sector = "device_distributor"
        received = fields.Datetime.now() - timedelta(hours=3)
        complaint = self._complaint(
            user=self.handler, kind_id=self.enquiry.id, date=received
        )
        self.assertFalse(self._deadline(complaint, "on_site"))
        complaint.kind_id = self.failure
        row = self._deadline(complaint, "on_site")
        self.assertEqual(row.step_start, received)
        complaint.kind_id = self.enquiry
        self.assertEqual(self._deadline(complaint, "on_site").state, "cancelled")

    def test_customer_of_a_tier(self):
        key = self.env["res.partner.category"].create({"name": "Key customer"})
        self.env["quality.deadline.policy"].create(
            {
                "name": "Key customers",
                "model": "quality.complaint",
                "step": "accept",
                "condition": "[('partner_id.category_id.name', '=', 'Key customer')]",
                "amount": 2,
                "unit": "hours",
            }
        )
        plain = self._complaint()
        self.customer.category_id = key
        self.assertLess(
            self._deadline(self._complaint(), "accept").due,
            self._deadline(plain, "accept").due,
        )

    def test_visit_not_needed_is_no_miss(self):
        self.company.quality_sector = "device_distributor"
        complaint = self._investigated(kind_id=self.failure.id)
        complaint._solve()
        self.assertEqual(self._deadline(complaint, "on_site").state, "cancelled")

    def test_late_visit_stays_missed(self):
        self.company.quality_sector = "device_distributor"
        complaint = self._investigated(
            kind_id=self.failure.id, date=fields.Datetime.now() - timedelta(days=2)
        )
        complaint._solve()
        self.assertEqual(self._deadline(complaint, "on_site").state, "missed")

    def test_rejected_ends_all_clocks(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._reject("Advertising.")
        self.assertFalse(self._policies(complaint))


@tagged("post_install", "-at_install")
class TestLevelsAsShipped(InvestigationCommon):
    """Levels and policies of a new database [CO-13, CO-15, CO-26]."""

    def test_levels(self):
        """Data of the addon, whatever the tests of this class set before."""
        convert = self.env["ir.model.data"].search(
            [
                ("module", "=", "quality_complaint"),
                ("model", "=", "quality.complaint.level"),
            ]
        )
        self.assertEqual(
            set(convert.mapped("name")),
            {"level_general", "level_serious", "level_major"},
        )
        self.assertEqual(self.general._get_next(), self.serious)
        self.assertEqual(self.serious._get_next(), self.major)
        self.assertFalse(self.major._get_next())

    def test_policies_parse(self):
        policies = self.env["quality.deadline.policy"].search(
            [("model", "=", "quality.complaint")]
        )
        self.assertGreaterEqual(len(policies), 18)
        for policy in policies:
            self.assertIn(policy.step, policy._get_steps())
            policy._parse_condition()
