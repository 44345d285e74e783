from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestDispositionChange(NonconformityCommon):
    """Executed as decided; another method needs the reviewers' agreement [NC-59]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.source = cls._nonconformity(40, cls.lot_a)
        cls.disposition = cls._dispose(cls.source, "rework", 40)
        cls.disposition.with_user(cls.officer)._approve()

    def _ask(self, kind="scrap", quantity=40, user=None, reason="Tool broke", **vals):
        return self.disposition.with_user(user or self.worker)._request_change(
            kind, quantity, reason, **vals
        )

    def test_agreed_and_decided_anew(self):
        change = self._ask()
        self.assertRecordValues(
            change,
            [
                {
                    "state": "draft",
                    "kind": "scrap",
                    "decided_kind": "rework",
                    "reporter_id": self.worker.id,
                    "team_id": self.disposition.team_id.id,
                }
            ],
        )
        change.with_user(self.officer)._agree("Worn out, right")
        self.assertEqual(self.disposition.state, "cancelled")
        self.assertEqual((change.state, self.source.state), ("agreed", "review"))
        self.assertEqual(change.signature_ids.user_id, self.officer)
        anew = change.new_disposition_ids
        self.assertRecordValues(
            anew,
            [
                {
                    "kind": "scrap",
                    "quantity": 40,
                    "reason": "Tool broke",
                    "state": "draft",
                    "reporter_id": self.worker.id,
                }
            ],
        )
        anew.witness_ids = self.second
        with self.assertRefused():
            anew.with_user(self.worker)._execute()
        anew.with_user(self.officer)._approve()
        self.assertEqual(self.source.state, "decided")
        anew.with_user(self.worker)._execute()
        self.assertEqual(anew.scrap_ids.scrap_qty, 40)

    def test_nothing_is_executed_meanwhile(self):
        change = self._ask()
        with self.assertRefused("Another method is asked for", change.name):
            self.disposition.with_user(self.worker)._execute()
        self.assertEqual(self.disposition.state, "approved")
        with self.assertRefused("asked for already"):
            self._ask("sort")
        change.with_user(self.officer)._refuse("The tool is repaired")
        self.disposition.with_user(self.worker)._execute()
        self.assertEqual(self.disposition.state, "executed")
        self.assertEqual(change.decision_note, "The tool is repaired")

    def test_a_part_of_it(self):
        change = self._ask(quantity=15)
        change.with_user(self.officer)._agree()
        self.assertRecordValues(
            change.new_disposition_ids.sorted("id"),
            [
                {"kind": "scrap", "quantity": 15, "reporter_id": self.worker.id},
                {"kind": "rework", "quantity": 25, "reporter_id": self.inspector.id},
            ],
        )
        self.assertEqual(
            str(change.new_disposition_ids.sorted("id")[1].instruction),
            str(self.disposition.instruction),
        )
        self.assertEqual(self.source.open_quantity, 0)

    def test_who_asked_does_not_approve_the_new_one(self):
        change = self._ask(user=self.second)
        with self.assertRaises(AccessError):
            change.with_user(self.second)._agree()
        self.assertEqual((change.state, self.disposition.state), ("draft", "approved"))
        change.with_user(self.officer)._agree()
        with self.assertRaises(AccessError):
            change.new_disposition_ids.with_user(self.second)._approve()
        change.new_disposition_ids.with_user(self.officer)._approve()

    def test_decided_by_officers_only(self):
        change = self._ask()
        for user in (self.worker, self.inspector, self.reporter):
            with self.assertRaises(AccessError):
                change.with_user(user)._agree()
            with self.assertRaises(AccessError):
                change.with_user(user)._refuse("No")
        self.assertEqual(change.state, "draft")
        with self.assertRefused("Say why"):
            change.with_user(self.officer)._refuse(" ")
        change.with_user(self.officer)._refuse("Stays so")
        with self.assertRefused("cannot become"):
            change.with_user(self.officer)._agree()
        self.assertEqual(self.disposition.state, "approved")

    def test_asked_for_by_those_who_execute(self):
        with self.assertRaises(AccessError):
            self._ask(user=self.reporter)
        self.assertFalse(self.disposition.change_ids)
        self.disposition._write_gated({"user_id": self.reporter.id})
        self._ask(user=self.reporter)

    def test_withdrawn_by_who_asked(self):
        change = self._ask()
        with self.assertRaises(AccessError):
            change.with_user(self.officer)._withdraw()
        change.with_user(self.worker)._withdraw()
        self.assertEqual(change.state, "withdrawn")
        self.disposition.with_user(self.worker)._execute()

    def test_impossible_wishes(self):
        with self.assertRefused("for 40.0"):
            self._ask(quantity=41)
        with self.assertRefused("Write the instruction"):
            self._ask("repair")
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Implants", "concession_policy": "forbidden"}
        )
        with self.assertRefused("may not be accepted by concession"):
            self._ask("use_as_is")
        self.assertFalse(self.disposition.change_ids)
        draft = self._dispose_later()
        with self.assertRefused("between approval and execution"):
            draft.with_user(self.worker)._request_change("scrap", 1, "Worn")

    def _dispose_later(self):
        self._put(5, self.lot_b)
        return self._dispose(self._nonconformity(5, self.lot_b), "rework", 5)

    def test_it_stays_as_it_was_asked(self):
        change = self._ask()
        for user in (self.worker, self.manager):
            with self.assertRaises(AccessError):
                change.with_user(user).kind = "sort"
        with self.assertRefused("evidence and stays"):
            change.sudo().unlink()

    def test_limits_of_a_concession_come_along(self):
        """Half of it cannot be used: the rest keeps its concession as it was."""
        self._put(10, self.lot_b)
        source = self._nonconformity(10, self.lot_b)
        self.disposition = self._dispose(source, "use_as_is", 10)
        old = self.disposition.concession_id
        old.marks = "Yellow label"
        self.disposition.with_user(self.officer)._approve()
        change = self._ask(quantity=4)
        change.with_user(self.officer)._agree()
        self.assertEqual(old.state, "cancelled")
        rest = change.new_disposition_ids.filtered(lambda d: d.kind == "use_as_is")
        self.assertRecordValues(
            rest.concession_id,
            [
                {
                    "state": "draft",
                    "quantity": 6,
                    "marks": "Yellow label",
                    "risk_assessment": old.risk_assessment,
                    "date_to": old.date_to,
                }
            ],
        )
