"""Documents driven by programs: few values, engine methods, no screen."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import QUALITY, NonconformityCommon


@tagged("post_install", "-at_install")
class TestProgram(NonconformityCommon):
    """What an importer or a script leaves out has a default, or is asked for."""

    def _propose(self, kind, *lots, quantity=10, **vals):
        """Return a disposition of isolated goods, with nothing but its kind."""
        source = self._nonconformity(quantity, *lots, **vals)
        return (
            self.env["quality.disposition"]
            .with_user(self.inspector)
            .create({"nonconformity_id": source.id, "kind": kind, "quantity": quantity})
        )

    def test_hold_is_released_without_a_word(self):
        hold = self._hold(self.lot_a).with_user(self.officer)
        hold._release()
        self.assertEqual(hold.state, "released")
        self.assertFalse(self.lot_a.on_hold)
        self.assertIn("without a stated reason", hold.release_reason)
        self.assertEqual(hold.signature_ids.comment, hold.release_reason)

    def test_reasons_written_before_are_kept_each(self):
        first, second = self._hold(self.lot_a), self._hold(self.lot_b)
        first.release_reason = "Laboratory is good"
        second.release_reason = "Wrong lot"
        (first | second).with_user(self.officer)._release()
        self.assertEqual(first.release_reason, "Laboratory is good")
        self.assertEqual(second.release_reason, "Wrong lot")
        self.assertEqual(second.signature_ids.comment, "Wrong lot")

    def test_scrap_is_witnessed_by_who_verifies_it(self):
        self._put(10, self.lot_a)
        scrap = self._propose("scrap", self.lot_a)
        scrap.with_user(self.officer)._approve()
        scrap.with_user(self.worker)._execute()
        self.assertEqual(scrap.sudo().scrap_ids.state, "done")
        scrap.with_user(self.second)._verify()
        self.assertEqual(scrap.witness_ids, self.second)
        scrap.nonconformity_id.with_user(self.officer)._close()
        self.assertEqual(scrap.nonconformity_id.state, "closed")

    def test_named_witness_stays(self):
        self._put(10, self.lot_a)
        scrap = self._propose("scrap", self.lot_a)
        scrap.witness_ids = self.keeper
        scrap.with_user(self.officer)._approve()
        scrap.with_user(self.worker)._execute()
        scrap.with_user(self.second)._verify()
        self.assertEqual(scrap.witness_ids, self.keeper)

    def test_destruction_names_its_witness_before(self):
        self._put(10, self.lot_a)
        destroy = self._propose("destroy", self.lot_a)
        destroy.with_user(self.officer)._approve()
        with self.assertRefused("witness other than you", "which method"):
            destroy.with_user(self.worker)._execute()

    def test_goods_return_to_whom_they_came_from(self):
        self._receive(10, self.lot_a)
        for kind in ("return_supplier", "exchange"):
            proposal = self._propose(kind, self.lot_a, quantity=5)
            self.assertEqual(proposal.partner_id, self.supplier)
            proposal.with_user(self.officer)._approve()
            proposal.with_user(self.worker)._execute()
            returned = proposal.sudo().move_ids.filtered(
                lambda move: move.location_dest_id.usage == "supplier"
            )
            self.assertEqual(returned.state, "done")
            self.assertEqual(returned.picking_id.partner_id, self.supplier)

    def test_nobody_guesses_between_two_suppliers(self):
        self._receive(10, self.lot_a)
        other = self.env["res.partner"].create({"name": "Second Maker"})
        self.patch(type(self), "supplier", other)
        self._receive(10, self.lot_a)
        proposal = self._propose("return_supplier", self.lot_a)
        self.assertFalse(proposal.partner_id)
        proposal.with_user(self.officer)._approve()
        with self.assertRefused("name the supplier"):
            proposal.with_user(self.worker)._execute()

    def test_untracked_goods_return_to_their_vendor(self):
        self.loose.seller_ids = [Command.create({"partner_id": self.supplier.id})]
        self._put(10)
        proposal = self._propose("return_supplier", product_id=self.loose.id)
        self.assertEqual(proposal.partner_id, self.supplier)

    def test_supplier_follows_the_kind(self):
        self._receive(10, self.lot_a)
        proposal = self._propose("sort", self.lot_a)
        self.assertFalse(proposal.partner_id)
        proposal.kind = "return_supplier"
        self.assertEqual(proposal.partner_id, self.supplier)

    def test_whole_records_are_read_by_each_role(self):
        """A client that asks for all fields gets those its user may see."""
        self._put(10, self.lot_a)
        source = self._nonconformity(10, self.lot_a, user=self.reporter, isolate=False)
        source.with_user(self.inspector)._isolate()
        scrap = self._dispose(source.with_user(self.inspector), "scrap", 10)
        scrap.with_user(self.officer)._approve()
        scrap.with_user(self.worker)._execute()
        auditor = self._user("nc_auditor", QUALITY + "auditor")
        hold = source.sudo().hold_id
        readers = self.inspector | self.officer | self.manager | auditor | self.worker
        for record, users in (
            (source, readers | self.reporter),
            (scrap, readers),
            (hold, readers | self.reporter),
        ):
            for user in users:
                with self.subTest(record=record, user=user.login):
                    self.env.invalidate_all()
                    row = record.with_user(user).read()[0]
                    self.assertEqual(row["name"], record.sudo().name)

    def test_next_steps_are_named_in_their_order(self):
        source = self._nonconformity(5, self.lot_a)
        with self.assertRaisesRegex(
            UserError, "Possible next: Under Review, Decided, Cancelled"
        ):
            source.with_user(self.officer)._close()


@tagged("post_install", "-at_install")
class TestProgramStrangers(NonconformityCommon):
    """Engines ask for the right to the record, though it lies in the cache already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sister = cls.env["res.company"].create({"name": "Sister"})
        cls.stranger = new_test_user(
            cls.env,
            "nc_stranger",
            groups=f"base.group_user,stock.group_stock_manager,{QUALITY}manager",
            company_id=sister.id,
            company_ids=[Command.set(sister.ids)],
        )
        cls._put(10, cls.lot_a)
        cls.source = cls._nonconformity(10, cls.lot_a, isolate=False)

    def _propose(self):
        self.source._isolate()
        return self._dispose(self.source, "sort", 10)

    def assertStranger(self, record, step, user=None):
        """The user may not take the step of what he may not read."""
        record.sudo().read()  # all of it lies in the cache
        state = record.state
        with self.assertRefused("top-secret"):
            getattr(record.with_user(user or self.stranger), step)()
        self.assertEqual(record.state, state)

    def test_another_company_takes_no_step(self):
        self.assertStranger(self.source, "_isolate")
        proposal = self._propose()
        self.assertStranger(self.source, "_decide")
        self.assertStranger(proposal, "_approve")
        proposal.with_user(self.officer)._approve()
        self.assertStranger(proposal, "_execute")
        proposal.with_user(self.worker)._execute()
        self.assertStranger(proposal, "_verify")
        proposal.with_user(self.inspector)._verify()
        self.assertStranger(self.source, "_close")
        hold = self._hold(self.lot_b, place=False)
        self.assertStranger(hold, "_place")
        hold._place()
        self.assertStranger(hold, "_release")

    def test_who_may_not_read_a_secret_takes_no_step(self):
        self.source.sudo().confidential = True
        self.assertStranger(self.source.sudo(), "_isolate", self.worker)
        self.source.sudo()._isolate()
        proposal = self._dispose(self.source.sudo(), "sort", 10, user=self.env.user)
        self.assertTrue(proposal.confidential)
        self.assertStranger(proposal, "_approve", self.officer)
