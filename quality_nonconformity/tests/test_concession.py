from datetime import timedelta

from odoo.tests import tagged

from .common_concession import ConcessionCommon


@tagged("post_install", "-at_install")
class TestConcession(ConcessionCommon):
    def test_goes_with_its_disposition(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 40)
        concession = disposition.concession_id
        self.assertRecordValues(
            concession,
            [
                {
                    "state": "draft",
                    "kind": "concession",
                    "quantity": 40,
                    "product_id": self.product.id,
                    "consent_required": True,
                    "nonconformity_id": source.id,
                }
            ],
        )
        self.assertEqual(concession.name[:5], "CONC/")
        disposition.with_user(self.officer)._approve()
        self.assertEqual(concession.state, "approved")
        disposition.with_user(self.worker)._execute()
        self.assertEqual(concession.state, "in_force")
        self.assertEqual(concession.lot_ids, self.lot_a)
        self.assertFalse(concession.own_location_id)

    def test_general_trade_needs_no_written_application(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 40)
        concession = disposition.concession_id
        concession.write({"reason": False, "risk_assessment": False, "date_to": False})
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(concession.state, "in_force")
        self.assertNotIn("until", concession._describe_limits())

    def test_not_approved_before_risk_and_limits_are_stated(self):
        self.env.company.quality_sector = "service"
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 40)
        concession = disposition.concession_id
        for name, word in (
            ("reason", "say why"),
            ("risk_assessment", "assess the risk"),
            ("date_to", "until when"),
        ):
            value = concession[name]
            concession[name] = False
            self.assertIn(word, concession.missing_note)
            with self.assertRefused(concession.name, word):
                disposition.with_user(self.officer)._approve()
            self.assertEqual((disposition.state, concession.state), ("draft", "draft"))
            concession[name] = value
        self.assertFalse(concession.missing_note)
        yesterday = self.today - timedelta(days=1)
        concession.write({"date_from": yesterday, "date_to": yesterday})
        with self.assertRefused("period is over"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(concession.state, "draft")
