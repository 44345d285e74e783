from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .supplier_common import SupplierCommon


@tagged("post_install", "-at_install")
class TestSupplierNotice(SupplierCommon):
    """NC-30: told, extended, taken back; who may, and what stays as it was."""

    def test_from_the_nonconformity_to_the_end(self):
        receipt = self._receive(100, self.lot_a)
        source = self._nonconformity(
            10,
            self.lot_a,
            supplier_id=self.supplier.id,
            picking_id=receipt.id,
            purchase_id=receipt.purchase_id.id,
            detection_point="receipt",
        )
        self._dispose(source, "exchange", 10)
        notice = source.with_user(self.inspector)._open_supplier_notice()
        self.assertRecordValues(
            notice,
            [
                {
                    "state": "draft",
                    "supplier_id": self.supplier.id,
                    "product_id": self.product.id,
                    "lot_ids": self.lot_a.ids,
                    "quantity": 10,
                    "purchase_id": receipt.purchase_id.id,
                    "demand": "exchange",
                    "situation": "receipt",
                    "description": "Seal broken",
                }
            ],
        )
        self.assertRegex(notice.name, r"^SNC/\d{4}/\d{5}$")
        self.assertEqual(source.supplier_notice_count, 1)
        notice._issue()
        self.assertEqual(notice.state, "issued")
        self._answer(notice, "acknowledge")
        self.assertEqual(notice.state, "acknowledged")
        self.assertTrue(notice.date_acknowledged)
        with self._later(1):
            self._answer(notice, accepted_quantity=10)
        self.assertEqual(notice.state, "answered")
        self.assertEqual(notice.accepted_quantity, 10)
        with self._later(2):
            self._receive(50, self.lot_b)
        notice.effect_lots = 1
        notice.with_user(self.officer)._judge(True, "No broken seals since.")
        self.assertEqual(notice.state, "effective")
        self.assertEqual(notice.judged_lots, 1)
        notice.with_user(self.officer)._close()
        self.assertEqual(notice.state, "closed")
        self.assertFalse(notice.supplier_url)
        meanings = notice.signature_ids.mapped("meaning")
        self.assertEqual(meanings, ["verified", "closed"])

    def test_stand_alone_in_production(self):
        notice = self._notice(situation="in_process")
        self.assertEqual(notice.state, "issued")
        self.assertFalse(notice.nonconformity_id)
        self.assertEqual(notice.user_id, self.inspector)
        self.assertEqual(notice.contact_id, self.supplier)

    def test_refused_without_supplier_or_when_conforming(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a)
        with self.assertRaisesRegex(UserError, "names no supplier"):
            source.with_user(self.inspector)._open_supplier_notice()
        source.supplier_id = self.supplier
        source.with_user(self.officer)._cancel("It conforms")
        with self.assertRaisesRegex(UserError, "judged conforming"):
            source.with_user(self.inspector)._open_supplier_notice()
        with self.assertRaises(AccessError):
            source.with_user(self.worker)._open_supplier_notice()
        self.assertFalse(source.supplier_notice_ids)

    def test_not_issued_without_goods_or_with_a_past_date(self):
        yesterday = self.today - timedelta(days=1)
        for vals, words in (
            ({"quantity": 0}, "how much"),
            ({"product_id": False, "lot_ids": False}, "name the product"),
            ({"date_reply_by": yesterday}, "is past"),
        ):
            notice = self._notice(issue=False, **vals)
            with self.assertRaisesRegex(UserError, words):
                notice._issue()
            self.assertEqual(notice.state, "draft")
            self.assertFalse(notice.supplier_url)

    def test_employees_issue_nothing(self):
        notice = self._notice(issue=False)
        for user in (self.worker, self.buyer, self.reporter):
            with self.assertRaises(AccessError):
                notice.with_user(user)._issue()
        self.assertEqual(notice.state, "draft")

    def test_what_was_sent_does_not_change(self):
        notice = self._notice()
        for vals in (
            {"description": "All fine"},
            {"quantity": 1},
            {"date_reply_by": self.today},
            {"demand": "credit"},
        ):
            with self.assertRaisesRegex(UserError, "was sent to the supplier"):
                notice.write(vals)
        with self.assertRaises(UserError):
            notice.unlink()
        self.assertEqual(notice.description, "Seals broken")
        self.assertEqual(notice.quantity, 10)

    def test_departments_are_told_and_may_read(self):
        teams = self.env["quality.team"].create(
            [{"name": "Workshop", "member_ids": [Command.set(self.reporter.ids)]}]
        )
        notice = self._notice(
            informed_team_ids=[Command.set(teams.ids)],
            internal_demand="Exchange what is on the line",
            confidential=True,
        )
        told = notice.notice_ids
        self.assertEqual(told.user_id, self.reporter)
        self.assertIn("Exchange what is on the line", told.reason)
        self.assertEqual(notice.with_user(self.reporter).quantity, 10)
        with self.assertRaises(AccessError):
            notice.with_user(self.reporter).write({"internal_demand": "Nothing"})
        stranger = self._user("supplier_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            notice.with_user(stranger).read(["quantity"])

    def test_extend_and_cancel_through_the_dialog(self):
        notice = self._notice()
        later = self.today + timedelta(days=30)
        Step = self.env["quality.supplier.step"].with_user(self.officer)
        vals = {"notice_id": notice.id, "text": "Holidays", "date_reply_by": later}
        Step.create(vals | {"step": "extend"}).action_confirm()
        self.assertEqual(notice.date_reply_by, later)
        self.assertEqual(notice.state, "issued")
        with self.assertRaises(AccessError):
            notice.with_user(self.inspector)._cancel("Wrong supplier")
        Step.create(vals | {"step": "cancel"}).action_confirm()
        self.assertEqual(notice.state, "cancelled")
        self.assertFalse(notice.supplier_url)

    def test_close_waits_for_it_where_the_company_says_so(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a, supplier_id=self.supplier.id)
        self._carry_out(self._dispose(source, "use_as_is", 10))
        notice = source.with_user(self.inspector)._open_supplier_notice()
        notice._issue()
        self.company.quality_wait_for_supplier = True
        with self.assertRaisesRegex(UserError, notice.name):
            source.with_user(self.officer)._close()
        self.assertEqual(source.state, "verification")
        self.company.quality_wait_for_supplier = False
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")

    def test_count_of_notices_is_one_query(self):
        self._put(100, self.lot_a)
        sources = self.env["quality.nonconformity"]
        for _n in range(5):
            sources |= self._nonconformity(1, self.lot_a, supplier_id=self.supplier.id)
        sources[0].with_user(self.inspector)._open_supplier_notice()
        sources[0].with_user(self.inspector)._open_supplier_notice()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            counts = sources.mapped("supplier_notice_count")
        self.assertEqual(counts, [2, 0, 0, 0, 0])

    def test_evidence_must_be_of_the_notice_or_its_source(self):
        self._put(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a, supplier_id=self.supplier.id)
        Attachment = self.env["ir.attachment"]
        vals = {"name": "seal.png", "raw": b"png"}
        own = Attachment.create(vals | {"res_model": source._name, "res_id": source.id})
        foreign = Attachment.create(
            vals | {"res_model": "res.partner", "res_id": self.customer.id}
        )
        hidden = Attachment.create(
            vals | {"res_model": "res.users", "res_id": self.officer.id}
        )
        notice = source.with_user(self.inspector)._open_supplier_notice()
        upload = Attachment.with_user(self.inspector).create(vals)
        notice.evidence_ids = [Command.set((own | upload).ids)]
        self.assertEqual(upload.res_id, notice.id)
        for file in (foreign, hidden):
            with self.assertRaises(AccessError):
                notice.evidence_ids = [Command.link(file.id)]
        self.assertNotIn(foreign, notice.evidence_ids)
        with self.assertRaises(AccessError):
            self._notice(issue=False, evidence_ids=[Command.set(foreign.ids)])

    def test_company_borders(self):
        notice = self._notice()
        other = self.env["res.company"].create({"name": "Sister"})
        stranger = new_test_user(
            self.env,
            "supplier_sister",
            groups="base.group_user,quality_base.group_quality_officer",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        with self.assertRaises(AccessError):
            notice.with_user(stranger).read(["description"])
        rows = notice.discipline_ids.with_user(stranger)
        with self.assertRaises(AccessError):
            rows.read(["content"])
