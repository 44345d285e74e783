from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import NonconformityCommon


class ConcessionCommon(NonconformityCommon):
    """40 of lot A, all nonconforming, that are to be used as they are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls._put(40, cls.lot_a)
        cls.head = cls._user("concession_head", "base.group_user")
        cls.sales = cls._user("concession_sales", "base.group_user")
        cls.workshop = cls.env["quality.team"].create(
            {"name": "Workshop", "head_id": cls.head.id}
        )
        cls.customer.user_id = cls.sales

    @classmethod
    def _concession(cls, quantity=40, lot=None, closed=True, **vals):
        """A concession in force; the nonconformity closed, so that no hold stands."""
        source = cls._nonconformity(quantity, lot or cls.lot_a)
        limits = {
            name: vals.pop(name)
            for name in list(vals)
            if name in cls.env["quality.concession"]._get_decided_fields()
        }
        disposition = cls._dispose(source, "use_as_is", quantity, **vals)
        disposition.concession_id.write(limits)
        cls._carry_out(disposition)
        if closed:
            source.with_user(cls.officer)._close()
        return disposition.concession_id.with_env(cls.env)


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

    def test_not_approved_before_risk_and_limits_are_stated(self):
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
