"""What a hostile client sends past the screen: nothing of it comes through."""

import base64

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .test_inspection_record import RecordCommon
from .test_issue_check import PIXEL
from .test_mrb_flow import CaseCommon

#: core skips checks of deletion on it; any client can send it
FORCED = {MODULE_UNINSTALL_FLAG: True}


@tagged("post_install", "-at_install")
class TestHostileRows(RecordCommon):
    """Rows of a document: neither forged, nor deleted once they are evidence."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(40, cls.lot_a)
        cls.source = cls._nonconformity(40, cls.lot_a)
        cls.card = cls.source.sudo().card_ids

    def test_nobody_forges_the_signature_on_a_handout(self):
        now = fields.Datetime.now()
        vals = {
            "card_id": self.card.id,
            "quantity": 1,
            "receiver_name": "Ward 3",
            "signature": base64.b64encode(b"GIF89a"),
        }
        signed = {"date_signed": now, "signed_by_id": self.worker.id}
        Handout = self.env["quality.quarantine.handout"].with_user(self.inspector)
        vals.pop("signature")
        for row in (
            Handout.create(vals | signed),
            Handout.with_context(
                default_date_signed=now, default_signed_by_id=self.worker.id
            ).create(vals),
        ):
            self.assertFalse(row.date_signed or row.signed_by_id)

    def test_the_ledger_of_the_zone_is_not_rewritten(self):
        card = self.card.with_user(self.inspector)
        for vals in (
            {"quantity": 3},
            {"lot_id": self.lot_b.id},
            {"location_id": self.quarantine.id},
            {"date_in": fields.Datetime.now()},
            {"entered_by_id": self.worker.id},
            {"move_line_id": False},
        ):
            with self.assertRaises(UserError):
                card.write(vals)
        self.assertEqual((card.quantity, card.entered_by_id), (40, self.inspector))
        Card = self.env["quality.quarantine.card"].with_user(self.inspector)
        vals = {
            "product_id": self.loose.id,
            "quantity": 2,
            "location_id": self.quarantine.id,
        }
        own = Card.with_context(
            default_entered_by_id=self.worker.id,
            default_move_line_id=self.card.move_line_id.id,
        ).create(vals | {"entered_by_id": self.worker.id})
        self.assertEqual(own.entered_by_id, self.inspector)
        self.assertFalse(own.move_line_id)
        with self.assertRaises(UserError):
            own._confirm()
        own.quantity = 3
        own.with_user(self.officer)._confirm()
        with self.assertRaises(UserError):
            own.quantity = 30
        row = self.env["quality.quarantine.handout"].with_user(self.inspector)
        row = row.create({"card_id": own.id, "quantity": 1})
        with self.assertRaises(UserError):
            row.move_line_id = self.card.move_line_id

    def test_the_context_of_a_transfer_signs_nothing(self):
        card = self.card.with_context(default_date_signed=fields.Datetime.now())
        self.assertFalse(card._hand_out(1.0).date_signed)

    def test_signed_handouts_stay_whatever_the_context_says(self):
        row = self.card._hand_out(1.0)
        row._sign_receiver("Ward 3", PIXEL)
        with self.assertRaises(UserError):
            row.with_user(self.inspector).with_context(**FORCED).unlink()
        self.assertTrue(row.exists())

    def test_steps_of_an_inspection_stay_whatever_the_context_says(self):
        record = self._delivered()
        step = self.env["quality.inspection.item"].create(
            {"record_id": record.id, "name": "Seal", "verdict": "fail"}
        )
        record.sudo()._write_gated({"state": "done"})
        with self.assertRaises(UserError):
            step.with_user(self.receiver).with_context(**FORCED).unlink()
        self.assertTrue(step.exists())

    def test_ledger_and_book_of_a_count_are_not_entered(self):
        Count = self.env["quality.zone.count"].with_user(self.keeper)
        count = Count.create({"warehouse_id": self.warehouse.id})
        count._fill()
        line = count.line_ids.filtered(lambda row: row.lot_id == self.lot_a)
        self.assertEqual((line.ledger_quantity, line.book_quantity), (40, 40))
        for name in ("ledger_quantity", "book_quantity"):
            with self.assertRaises(UserError):
                line.write({name: 3})
            with self.assertRaises(UserError):
                count.write({"line_ids": [Command.update(line.id, {name: 3})]})
        forged = {
            "count_id": count.id,
            "location_id": self.quarantine.id,
            "product_id": self.loose.id,
            "ledger_quantity": 5,
        }
        Line = line.with_context(default_book_quantity=5).browse()
        row = Line.create(forged)
        self.assertEqual((row.ledger_quantity, row.book_quantity), (0, 0))
        count._fill()
        self.assertEqual(line.ledger_quantity, 40)

    def test_counted_lines_stay_whatever_the_context_says(self):
        Count = self.env["quality.zone.count"].with_user(self.keeper)
        count = Count.create({"warehouse_id": self.warehouse.id})
        count._fill()
        count.line_ids.is_counted = True
        count._counted()
        with self.assertRaises(UserError):
            count.line_ids.with_context(**FORCED).unlink()

    def test_sums_are_not_written(self):
        plan = self._dispose(self.source, "use_as_is", 30)
        cost = self.env["quality.nonconformity.cost"].with_user(self.inspector)
        cost = cost.create({"nonconformity_id": self.source.id, "amount": 5})
        for record, vals in (
            (self.source, {"open_quantity": 0}),
            (self.source, {"product_quantity": 30}),
            (plan, {"counted_quantity": 40}),
            (plan.concession_ids, {"quantity": 4000}),
            (self.card, {"remaining_quantity": 0}),
            (cost, {"is_charged": True}),
        ):
            with self.assertRaises(UserError):
                record.with_user(self.inspector).write(vals)
        self.assertEqual(self.source.open_quantity, 10)
        with self.assertRefused("sum up to 30"):
            self.source.with_user(self.officer)._decide()
        Nonconformity = self.env["quality.nonconformity"].with_user(self.inspector)
        vals = {"product_id": self.loose.id, "description": "Torn", "quantity": 5}
        with self.assertRaises(UserError):
            Nonconformity.create(vals | {"product_quantity": 1})
        other = Nonconformity.with_context(default_product_quantity=1).create(vals)
        self.assertEqual((other.product_quantity, other.open_quantity), (5, 5))

    def test_who_destroyed_the_goods_is_no_witness(self):
        plan = self._dispose(
            self.source,
            "destroy",
            40,
            witness_ids=[Command.set([self.inspector.id, self.second.id])],
        )
        plan.with_user(self.officer)._approve()
        plan.with_user(self.inspector)._execute()
        record = plan.destruction_ids.with_user(self.inspector)
        for vals in (
            {"executed_by_id": self.worker.id},
            {"quantity": 1},
            {"disposition_id": plan.id},
        ):
            with self.assertRaises(UserError):
                record.write(vals)
        record.write({"place": "Yard", "witness_ids": [Command.link(self.env.uid)]})
        with self.assertRaises(AccessError):
            record._sign_witness()
        self.assertEqual(record.executed_by_id, self.inspector)

    def test_a_hold_stays_with_the_document_that_ends_it(self):
        """Else closing any small case would release it."""
        hold = self._hold(self.lot_b, kind="regulator").with_user(self.inspector)
        for vals in (
            {"origin_model": self.source._name, "origin_id": self.source.id},
            {"origin_id": self.source.id},
        ):
            with self.assertRefused(hold.name):
                hold.write(vals)
        self.source.with_user(self.officer)._cancel("Laboratory: good")
        self.assertEqual(hold.state, "placed")

    def test_costs_do_not_move_to_a_case_where_they_cannot_be(self):
        cost = self.env["quality.nonconformity.cost"].with_user(self.inspector)
        cost = cost.create({"nonconformity_id": self.source.id, "amount": 5})
        branch = self.env["res.company"].create({"name": "Branch"})
        vals = {"kind": "service", "description": "Late"}
        Nonconformity = self.env["quality.nonconformity"]
        theirs = Nonconformity.with_company(branch).create(
            vals | {"company_id": branch.id}
        )
        cancelled = Nonconformity.create(vals)
        cancelled.with_user(self.officer)._cancel("Was on time")
        for other, error in ((theirs, AccessError), (cancelled, UserError)):
            with self.assertRaises(error):
                cost.nonconformity_id = other
            self.env.invalidate_all()
            self.assertEqual(cost.nonconformity_id, self.source)
        cost.nonconformity_id = own = Nonconformity.create(vals)
        self.assertEqual(own.cost_ids, cost)

    def test_a_concession_stays_with_its_disposition(self):
        plans = self.env["quality.disposition"].union(
            *(self._dispose(self.source, "use_as_is", 20) for _n in range(2))
        )
        concession = plans[0].concession_ids
        with self.assertRaises(UserError):
            concession.with_user(self.inspector).disposition_id = plans[1]
        self.assertEqual(concession.disposition_id, plans[0])


@tagged("post_install", "-at_install")
class TestHostileCases(CaseCommon):
    """Which case judges what is for the case to say, not for its goods."""

    def test_goods_do_not_slip_out_of_their_case(self):
        case = self._case("rework")
        disposition = self.source.disposition_ids
        for record in (self.source, disposition):
            for command in (Command.clear(), Command.unlink(case.id)):
                with self.assertRaises(UserError):
                    record.with_user(self.inspector).write({"mrb_case_ids": [command]})
        self.assertEqual(case.nonconformity_ids, self.source)
        self.assertEqual(case.disposition_ids, disposition)

    def test_goods_do_not_slip_into_a_case(self):
        case = self._case("rework")
        vals = {"product_id": self.loose.id, "description": "Torn"}
        Nonconformity = self.env["quality.nonconformity"].with_user(self.inspector)
        with self.assertRaises(UserError):
            Nonconformity.create(vals | {"mrb_case_ids": [Command.link(case.id)]})
        other = Nonconformity.with_context(
            default_mrb_case_ids=[Command.link(case.id)]
        ).create(vals)
        self.assertFalse(other.mrb_case_ids)
        self.assertEqual(case.nonconformity_ids, self.source)
