from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .mrb_common import MrbCommon


class ApprovalCommon(MrbCommon):
    """Goods to decide on, and a chain of posts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls._nonconformity(40, cls.lot_a)
        cls.gm = cls._post("general_manager", cls.boss)
        cls.buying = cls._post("purchasing_head", cls.buyer)
        cls.making = cls._post("production_head", cls.producer)

    def _matrix(self, **vals):
        """Purchasing reviews, production countersigns, the general manager approves."""
        return self._rule(
            **{
                "name": "Scrap",
                "kind_ids": self._kinds("scrap"),
                "reviewer_ids": self.buying,
                "countersigner_ids": self.making,
                "approver_ids": self.gm,
                **vals,
            }
        )


@tagged("post_install", "-at_install")
class TestApproval(ApprovalCommon):
    """Signing the approvals that a disposition needs."""

    # -- default ---------------------------------------------------------------------

    def test_default_one_officer_who_did_not_propose_it(self):
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})
        self.assertIn("No rule matches", disposition.approval_note)
        with self.assertRefused("quality officer"):
            disposition.with_user(self.worker)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.officer)._approve()
        row = disposition.approval_ids
        self.assertEqual(disposition.state, "approved")
        self.assertEqual((row.state, row.user_id), ("approved", self.officer))
        self.assertEqual(row.signature_id.user_id, self.officer)
        self.assertEqual(row.signature_id.meaning, "approved")
        self.assertEqual(len(disposition.signature_ids), 1)

    def test_fixed_engine_decides_in_one_call(self):
        """A user proposes, an officer decides: nothing configured."""
        self._dispose(self.source, "rework", 30)
        self._dispose(self.source, "return_supplier", 10, partner_id=self.supplier.id)
        self.source.with_user(self.officer)._decide()
        self.assertEqual(self.source.state, "decided")
        self.assertEqual(set(self.source.disposition_ids.mapped("state")), {"approved"})

    def test_nobody_approves_his_own_proposal(self):
        disposition = self._dispose(self.source, "scrap", 40, user=self.officer)
        with self.assertRefused("proposed"):
            disposition.with_user(self.officer)._approve()
        self.assertFalse(disposition.with_user(self.officer).can_approve)
        self.assertTrue(disposition.with_user(self.second).can_approve)
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.second)._approve()
        self.assertEqual(disposition.state, "approved")

    def test_giving_the_proposal_another_name_does_not_help(self):
        disposition = self._dispose(
            self.source, "scrap", 40, user=self.officer, reporter_id=self.inspector.id
        )
        disposition.with_user(self.officer).reporter_id = self.inspector
        with self.assertRefused("proposed"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_who_changes_the_proposal_proposes_it(self):
        disposition = self._dispose(self.source, "scrap", 30)
        disposition.with_user(self.officer).quantity = 40
        with self.assertRefused("changed"):
            disposition.with_user(self.officer)._approve()
        self.assertFalse(disposition.approval_ids.user_id)
        with self.assertRaises(UserError):
            disposition.with_user(self.officer).write({"proposer_ids": False})
        disposition.with_user(self.second)._approve()
        self.assertEqual(disposition.state, "approved")

    # -- the chain ----------------------------------------------------------------------

    def test_chain_of_posts(self):
        self._matrix()
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(
            self._roles(disposition),
            {
                ("review", "purchasing_head"): "pending",
                ("countersign", "production_head"): "waiting",
                ("approve", "general_manager"): "waiting",
            },
        )
        self.assertIn("Scrap", disposition.approval_note)
        for user in (self.officer, self.manager, self.worker):
            with self.assertRefused("Purchasing", self.buyer.name):
                disposition.with_user(user)._approve()
        for user in (self.boss, self.producer):
            with self.assertRaises(AccessError):
                disposition.with_user(user)._approve()
        self.assertEqual(disposition.state, "draft")
        self.assertFalse(disposition.approval_ids.user_id)
        disposition.with_user(self.buyer)._agree("Supplier cannot replace it")
        self.assertEqual(disposition.state, "draft")
        self.assertEqual(
            self._roles(disposition)["countersign", "production_head"], "pending"
        )
        disposition.with_user(self.producer)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")
        self.assertEqual(self.source.state, "decided")
        rows = disposition.approval_ids
        self.assertEqual(
            rows.signature_id.user_id, self.buyer | self.producer | self.boss
        )
        self.assertEqual(
            rows.filtered(lambda r: r.role == "review").comment,
            "Supplier cannot replace it",
        )
        self.assertEqual(
            rows.signature_id.mapped("meaning"), ["reviewed", "reviewed", "approved"]
        )

    def test_execution_is_not_disturbed_by_partial_signatures(self):
        self._matrix()
        disposition = self._dispose(self.source, "scrap", 40)
        for user in (self.buyer, self.producer, self.boss):
            disposition.with_user(user)._approve()
        disposition.with_user(self.worker)._execute()
        disposition.with_user(self.inspector)._verify()
        self.assertEqual(disposition.state, "verified")
        self.assertFalse(disposition.signed_content_differs)

    def test_approvers_of_other_departments_read_only_what_is_theirs(self):
        with self.assertRaises(AccessError):
            self.source.with_user(self.boss).read(["description"])
        self._rule(kind_ids=self._kinds("scrap"), approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 40)
        self.source.with_user(self.boss).read(["description"])
        self.assertEqual(disposition.activity_ids.user_id, self.boss)
        with self.assertRaises(AccessError):
            disposition.with_user(self.boss).write({"quantity": 1})
        with self.assertRaises(AccessError):
            disposition.with_user(self.outsider)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")
        self.assertFalse(disposition.activity_ids)

    def test_scrap_needs_the_general_manager_officer_alone_is_refused(self):
        self._rule(kind_ids=self._kinds("scrap", "destroy"), approver_ids=self.gm)
        scrap = self._dispose(self.source, "scrap", 10)
        self._dispose(self.source, "rework", 30)
        with self.assertRefused("General Manager", self.boss.name):
            self.source.with_user(self.officer)._decide()
        self.assertEqual(scrap.state, "draft")
        self.assertEqual(self.source.state, "isolated")
        scrap.with_user(self.boss)._approve()
        self.source.with_user(self.officer)._decide()
        self.assertEqual(self.source.state, "decided")

    def test_post_that_nobody_holds(self):
        self._rule(approver_ids=self._post("chief_engineer"))
        disposition = self._dispose(self.source, "scrap", 40)
        with self.assertRefused("Chief Engineer", "nobody holds", "Posts"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_holder_who_proposed_it_cannot_sign_for_the_post(self):
        self._post("general_manager", self.boss, self.officer)
        self._rule(approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 40, user=self.officer)
        with self.assertRefused("proposed"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(
            self._roles(disposition)["approve", "general_manager"], "pending"
        )
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")

    def test_one_person_with_two_posts_signs_both_at_once(self):
        self._post("production_head", self.buyer)
        self._rule(countersigner_ids=self.buying | self.making, approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 40)
        disposition.with_user(self.buyer)._approve()
        self.assertEqual(
            self._roles(disposition),
            {
                ("countersign", "purchasing_head"): "approved",
                ("countersign", "production_head"): "approved",
                ("approve", "general_manager"): "pending",
            },
        )
        self.assertEqual(len(disposition.approval_ids.signature_id), 1)

    # -- reject -----------------------------------------------------------------------------

    def test_reject_with_a_reason(self):
        self._matrix()
        disposition = self._dispose(self.source, "scrap", 40)
        disposition.with_user(self.buyer)._approve()
        with self.assertRefused("why"):
            disposition.with_user(self.producer)._reject("  ")
        with self.assertRefused("not for you"):
            disposition.with_user(self.officer)._reject("I do not like it")
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.producer)._reject("We can rework them")
        self.assertEqual(disposition.state, "cancelled")
        self.assertEqual(
            self._roles(disposition),
            {
                ("review", "purchasing_head"): "approved",
                ("countersign", "production_head"): "rejected",
            },
        )
        rejected = disposition.approval_ids.filtered(lambda r: r.state == "rejected")
        self.assertEqual(rejected.comment, "We can rework them")
        self.assertEqual(rejected.signature_id.meaning, "rejected")
        self.assertEqual(self.source.open_quantity, 40)
        self.assertIn(self.inspector, self.source.activity_ids.user_id)
        again = self._dispose(self.source, "rework", 40)
        again.with_user(self.officer)._approve()
        self.assertEqual(self.source.state, "decided")

    def test_proposer_cannot_reject_for_others(self):
        disposition = self._dispose(self.source, "scrap", 40, user=self.officer)
        with self.assertRefused("proposed"):
            disposition.with_user(self.officer)._reject("Never mind")
        self.assertEqual(disposition.state, "draft")

    def test_nothing_is_rejected_after_approval(self):
        disposition = self._dispose(self.source, "scrap", 40)
        disposition.with_user(self.officer)._approve()
        with self.assertRefused():
            disposition.with_user(self.second)._reject("Too late")
        self.assertEqual(disposition.state, "approved")
