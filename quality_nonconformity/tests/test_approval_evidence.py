from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .test_approval import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalEvidence(ApprovalCommon):
    """Approvals are given on one content, and nobody rewrites them."""

    def test_change_after_a_signature_asks_again(self):
        self._rule(reviewer_ids=self.buying, approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 30)
        disposition.with_user(self.buyer)._approve()
        disposition.with_user(self.inspector).quantity = 40
        states = disposition.approval_ids.sorted("id").mapped("state")
        self.assertEqual(sorted(states), ["pending", "superseded", "waiting"])
        with self.assertRefused("Purchasing"):  # it was his turn, and is no more
            disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.buyer)._approve()
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")
        self.assertFalse(disposition.signed_content_differs)
        disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.state, "executed")

    def test_signature_no_longer_needed_does_not_block(self):
        """Above 350 purchasing reviews; the proposal goes below after its signature."""
        self._rule(reviewer_ids=self.buying, value_from=350)
        disposition = self._dispose(self.source, "scrap", 40)
        disposition.with_user(self.buyer)._approve()
        disposition.with_user(self.inspector).quantity = 30
        disposition.with_user(self.officer)._approve()
        self._dispose(self.source, "rework", 10).with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.state, "executed")

    # -- evidence -----------------------------------------------------------------------------

    def test_nobody_writes_approvals_by_hand(self):
        disposition = self._dispose(self.source, "scrap", 40)
        row = disposition.approval_ids
        for user in (self.inspector, self.officer, self.manager, self.worker):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"state": "approved", "user_id": user.id})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
            with self.assertRaises(AccessError):
                row.with_user(user).create(
                    {
                        "disposition_id": disposition.id,
                        "role": "review",
                        "state": "approved",
                    }
                )
        self.assertEqual(row.state, "pending")

    def test_rows_by_the_back_door(self):
        """Not through the disposition either, nor with the gate's field names."""
        disposition = self._dispose(self.source, "scrap", 40)
        row = disposition.approval_ids
        for vals in (
            {"approval_ids": [Command.update(row.id, {"state": "approved"})]},
            {"approval_ids": [Command.delete(row.id)]},
            {"approval_rule_ids": [Command.clear()]},
        ):
            with self.assertRaises(UserError):
                disposition.with_user(self.manager).write(vals)
                self.env.flush_all()
        self.assertEqual(row.exists().state, "pending")

    def test_my_work_shows_what_waits_for_me(self):
        self._matrix()
        disposition = self._dispose(self.source, "scrap", 40)

        def count(user):
            tiles = self.env["quality.my.work"].with_user(user)._get_approval_tiles()
            mine = [t for t in tiles if t["title"] == "Dispositions to approve"]
            return mine[0]["count"]

        self.assertEqual([count(self.buyer), count(self.boss)], [1, 0])
        self.assertEqual(count(self.officer), 0)
        for user in (self.buyer, self.producer):
            disposition.with_user(user)._approve()
        self.assertEqual([count(self.buyer), count(self.boss)], [0, 1])
        other = self._dispose(self._nonconformity(5, self.lot_a), "rework", 5)
        self.assertEqual(count(self.officer), 1)
        other.with_user(self.officer).instruction = "<p>Other</p>"
        self.assertEqual([count(self.officer), count(self.second)], [0, 1])
