from odoo.tests import tagged

from .supplier_common import DeviationCommon


@tagged("post_install", "-at_install")
class TestConcessionSupplier(DeviationCommon):
    """Of incoming goods the supplier himself applies for the concession [NC-31]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_supplier_applies = True
        cls.request = cls._request(submit=False, lot_names="A")
        cls._put(10, cls.lot_a)

    def _propose(self, **vals):
        source = self._nonconformity(
            10,
            self.lot_a,
            **{
                "supplier_id": self.supplier.id,
                "detection_point": "receipt",
                **vals,
            },
        )
        return self._dispose(source, "use_as_is", 10)

    def test_preset(self):
        company = self.env["res.company"].create({"name": "New Firm"})
        self.assertFalse(company.quality_supplier_applies)
        company.quality_sector = "oem"
        self.assertTrue(company.quality_supplier_applies)

    def test_not_approved_without_his_application(self):
        disposition = self._propose()
        concession = disposition.concession_id
        self.assertTrue(concession.supplier_must_apply)
        with self.assertRefused("must apply for it himself", self.supplier.name):
            disposition.with_user(self.officer)._approve()
        concession.supplier_deviation_id = self.request
        with self.assertRefused(self.request.name, "Draft"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")
        self.request._submit()
        disposition.with_user(self.officer)._approve()
        self.assertEqual(concession.state, "approved")

    def test_the_request_on_the_case_is_taken_over(self):
        source = self._nonconformity(
            10,
            self.lot_a,
            supplier_id=self.supplier.id,
            detection_point="receipt",
        )
        self.request.nonconformity_id = source
        self.request._submit()
        disposition = self._dispose(source, "use_as_is", 10)
        self.assertEqual(disposition.concession_id.supplier_deviation_id, self.request)
        disposition.with_user(self.officer)._approve()

    def test_of_another_supplier_it_does_not_count(self):
        disposition = self._propose()
        other = self.env["res.partner"].create({"name": "Other Maker"})
        request = self._request(supplier_id=other.id)
        disposition.concession_id.supplier_deviation_id = request
        with self.assertRefused("of another supplier or product"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_not_asked_of_our_own_faults(self):
        own = self._propose(detection_point="in_stock")
        own.with_user(self.officer)._approve()
        self.assertEqual(own.state, "approved")

    def test_not_asked_where_the_company_does_not(self):
        self.company.quality_supplier_applies = False
        disposition = self._propose()
        disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "approved")
