"""A second call on the same matter is detected, counted and merged [CO-05]."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


class SecondCallCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(5, cls.lot_a)
        cls.first = cls._complaint(
            user=cls.handler,
            product_id=cls.product.id,
            lot_ids=[Command.set(cls.lot_a.ids)],
            sale_id=cls.order.id,
        )
        cls.clerk = cls._user("complaint_clerk", "base.group_user")

    def _again(self, user=None, **vals):
        vals.setdefault("sale_id", self.order.id)
        return self._complaint(user=user or self.clerk, **vals)


@tagged("post_install", "-at_install")
class TestSecondCall(SecondCallCommon):
    def test_filing_anew_is_a_call_on_the_first(self):
        again = self._again(description="Nobody called me back!", channel="email")
        self.assertEqual(again.same_matter_id, self.first)
        self.assertEqual(self.first.call_count, 1)
        call = self.first.call_ids
        self.assertEqual(call.source_id, again)
        self.assertEqual(call.received_by_id, self.clerk)
        self.assertEqual(call.channel, "email")
        self.assertEqual(call.description, "Nobody called me back!")
        self.assertIn(
            self.handler,
            self.first.activity_ids.mapped("user_id"),
            "asked to call back",
        )

    def test_one_task_however_often_he_calls(self):
        self._again()
        self._again()
        self.assertEqual(self.first.call_count, 2)
        self.assertEqual(len(self.first.activity_ids), 1)

    def test_by_lot_delivery_contact(self):
        picking = self.order.picking_ids
        self.first.sudo().write(
            {
                "picking_id": picking.id,
                "contact_email": "Ward.7@example.com",
                "contact_phone": "+86 (10) 5550-0123",
            }
        )
        ward = self.env["res.partner"].create(
            {"name": "Ward 7", "parent_id": self.customer.id}
        )
        lots = [Command.set(self.lot_a.ids)]
        for vals in (
            {"lot_ids": lots, "sale_id": False},
            {"picking_id": picking.id, "sale_id": False, "partner_id": ward.id},
            {"partner_id": False, "contact_email": "ward.7@EXAMPLE.com"},
            {"partner_id": False, "contact_phone": "010 5550 0123"},
        ):
            with self.subTest(vals=vals):
                self.assertEqual(self._again(**vals).same_matter_id, self.first)

    def test_what_is_another_matter(self):
        other = self.env["res.partner"].create({"name": "Other Hospital"})
        for vals in (
            {"partner_id": other.id},
            {"sale_id": False},
            {"product_id": self.loose.id},
            {"partner_id": False, "contact_phone": "123"},
        ):
            with self.subTest(vals=vals):
                self.assertFalse(self._again(**vals).same_matter_id)
        self.assertEqual(self.first.call_count, 0)

    def test_closed_ones_are_no_open_matter(self):
        self.first.with_user(self.handler)._reject("Advertising.")
        self.assertFalse(self._again().same_matter_id)

    def test_the_oldest_counts_also_within_one_batch(self):
        vals = {
            "description": "Leaks",
            "partner_id": self.customer.id,
            "sale_id": self.order.id,
        }
        pair = self.env["quality.complaint"].with_user(self.clerk).create([vals, vals])
        self.assertEqual(pair.mapped("same_matter_id"), self.first)
        self.assertEqual(self.first.call_count, 2)

    def test_shown_while_typing_to_who_may_not_read_the_first(self):
        form = Form(self.env["quality.complaint"].with_user(self.clerk))
        form.description = "Again!"
        form.partner_id = self.customer
        self.assertFalse(form.open_matter_id)
        form.product_id = self.product
        with self.assertRaises(AccessError):
            self.first.with_user(self.clerk).check_access("read")
        draft = self.env["quality.complaint"].with_user(self.clerk)
        draft = draft.new(
            {"partner_id": self.customer.id, "sale_id": self.order.id, "state": "new"}
        )
        self.assertEqual(draft.open_matter_id, self.first)

    def test_detection_costs_the_same_for_many(self):
        vals = {"description": "Leaks", "partner_id": self.customer.id}
        records = self.env["quality.complaint"].create([vals] * 20)
        records.invalidate_recordset()
        records.mapped("lot_ids")
        with self.assertQueryCount(2):
            records._find_same_matter()

    def test_merge_by_who_filed(self):
        again = self._again(contact_name="Head Nurse", contact_phone="010 5550 0199")
        self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"leak",
                "res_model": again._name,
                "res_id": again.id,
            }
        )
        again._merge()
        self.assertEqual(again.state, "rejected")
        self.assertEqual(again.merged_into_id, self.first)
        self.assertFalse(again.is_complaint, "two calls are one complaint")
        self.assertEqual(self.first.contact_name, "Head Nurse")
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", again._name), ("name", "=", "photo.txt")]
        )
        self.assertEqual(
            sorted(attachments.mapped("res_id")), [self.first.id, again.id]
        )
        pending = again.deadline_ids.filtered(lambda d: not d.done)
        self.assertEqual(set(pending.mapped("state")) - {"cancelled"}, set())

    def test_content_of_the_first_stays(self):
        self.first.sudo().contact_name = "Doctor on Duty"
        again = self._again(contact_name="Head Nurse")
        again._merge()
        self.assertEqual(self.first.contact_name, "Doctor on Duty")

    def test_goods_of_an_investigated_one_stay(self):
        staff = self.first.with_user(self.handler)
        staff._accept()
        staff._investigate()
        again = self._again(picking_id=self.order.picking_ids.id)
        again._merge()
        self.assertFalse(self.first.picking_id, "evidence by now")
        self.assertEqual(again.merged_into_id, self.first)

    def test_confidential_words_stay_with_their_readers(self):
        again = self._again(description="Names a nurse.")
        again.confidential = True
        with self.assertRefused("confidential"):
            again._merge()
        self.assertEqual(again.state, "new")
        self.first.with_user(self.handler).confidential = True
        again._merge()
        self.assertEqual(again.merged_into_id, self.first)

    def test_filed_as_confidential_it_is_quoted_nowhere(self):
        again = self._again(description="Names a nurse.", confidential=True)
        self.assertFalse(again.same_matter_id)
        self.assertFalse(self.first.call_ids)
        self.assertFalse(self.first.activity_ids)

    def test_made_confidential_afterwards(self):
        again = self._again(description="Names a nurse.")
        self.assertIn("nurse", self.first.call_ids.description)
        again.confidential = True
        self.assertNotIn("nurse", self.first.call_ids.description)
        self.assertFalse(self.first.activity_ids)

    def test_strangers_do_not_merge(self):
        again = self._again()
        with self.assertRaises(AccessError):
            again.with_user(self.employee)._merge()
        self.assertEqual(again.state, "new")
        self.assertFalse(again.merged_into_id)

    def test_nothing_to_merge_into(self):
        lone = self._complaint(sale_id=False)
        with self.assertRefused("No open complaint"):
            lone._merge()
        again = self._again()
        self.first.with_user(self.handler)._reject("Settled.")
        with self.assertRefused("closed already"):
            again._merge()
        self.assertEqual(again.state, "new")

    def test_staff_say_it_is_another_matter(self):
        again = self._again()
        with self.assertRefused("complaint staff"):
            again._declare_other_matter()
        self.assertEqual(self.first.call_count, 1)
        again.with_user(self.second_handler)._declare_other_matter()
        self.assertFalse(again.same_matter_id)
        self.assertEqual(self.first.call_count, 0)
        events = self.first.sudo().history_ids.mapped("event")
        self.assertIn("other_matter", events)

    def test_call_taken_down_on_the_record(self):
        wizard = self.env["quality.complaint.ask"].with_user(self.second_handler)
        action = self.first.with_user(self.second_handler).action_call_again()
        form = Form(wizard.browse(action["res_id"]))
        form.channel = "visit"
        form.reason = "Came in person."
        form.save().action_confirm()
        self.assertEqual(self.first.call_count, 1)
        self.assertEqual(self.first.call_ids.received_by_id, self.second_handler)

    def test_calls_refused(self):
        with self.assertRefused("what the customer said"):
            self.first.with_user(self.handler)._add_call("  ")
        with self.assertRaises(AccessError):
            self.first.with_user(self.clerk)._add_call("Again")
        self.first.with_user(self.handler)._reject("Settled.")
        with self.assertRefused("is closed"):
            self.first.with_user(self.handler)._add_call("Again")
        self.assertEqual(self.first.call_count, 0)

    def test_rows_are_written_by_nobody(self):
        self._again()
        call = self.first.call_ids.with_user(self.complaint_manager)
        for attempt in (
            lambda: call.write({"description": "nothing"}),
            call.unlink,
            lambda: call.create(
                {
                    "complaint_id": self.first.id,
                    "date": "2026-01-01",
                    "channel": "phone",
                    "description": "x",
                }
            ),
        ):
            with self.assertRaises(AccessError):
                attempt()
        self.assertEqual(self.first.call_count, 1)
        with self.assertRaises(AccessError):
            call.with_user(self.clerk).read(["description"])

    def test_fields_of_the_engine_are_not_written_by_hand(self):
        lone = self._complaint().with_user(self.handler)
        for name in ("same_matter_id", "merged_into_id"):
            with self.assertRefused("set by the document"):
                lone.write({name: self.first.id})
            self.assertFalse(lone[name])


@tagged("post_install", "-at_install")
class TestSimilar(SecondCallCommon):
    def _draft(self, user=None, **vals):
        model = self.env["quality.complaint"].with_user(user or self.handler)
        return model.new(vals)

    def test_nearest_first_and_open_only(self):
        weak = self._complaint(product_id=self.product.id, partner_id=False)
        other = self._complaint(partner_id=False, product_id=self.loose.id)
        closed = self._complaint(sale_id=self.order.id)
        closed.with_user(self.handler)._reject("Advertising.")
        draft = self._draft(
            product_id=self.product.id,
            lot_ids=[Command.set(self.lot_a.ids)],
            partner_id=self.customer.id,
        )
        found = draft.similar_ids._origin
        self.assertEqual(found[0], self.first)
        self.assertIn(weak, found)
        self.assertNotIn(other, found)
        self.assertNotIn(closed, found)

    def test_shown_is_what_one_may_read(self):
        draft = self._draft(user=self.clerk, sale_id=self.order.id)
        self.assertFalse(draft.similar_ids)

    def test_two_searches_however_many(self):
        for _number in range(12):
            self._complaint(product_id=self.product.id)
        draft = self._draft(
            product_id=self.product.id,
            sale_id=self.order.id,
            partner_id=self.customer.id,
        )
        self.env.flush_all()
        found = draft._find_similar()
        self.assertEqual(len(found), 8)
        found.invalidate_recordset()
        # the two searches, and what the sorting reads of the eight found
        with self.assertQueryCount(4):
            draft._find_similar()
