from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestConcessionGate(GateCommon):
    """Goods under a concession leave within its limits only [NC-57]."""

    def test_no_consent_no_delivery(self):
        concession = self._concession()
        picking = self._deliver(10)
        self.assertTrue(picking.concession_blocked)
        self.assertIn("consent of Held Hospital", picking.concession_note)
        with self.assertRefused(concession.name, "consent of Held Hospital"):
            picking.button_validate()
        self.assertFalse(concession.use_ids)
        self._consent(concession)
        picking.invalidate_recordset()
        self.assertFalse(picking.concession_blocked)
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self.assertRecordValues(
            concession.use_ids,
            [
                {
                    "kind": "delivery",
                    "quantity": 10,
                    "partner_id": self.customer.id,
                    "lot_id": self.lot_a.id,
                    "user_id": self.worker.id,
                }
            ],
        )
        self.assertEqual(
            (concession.used_quantity, concession.remaining_quantity), (10, 30)
        )

    def test_consent_of_another_customer_does_not_count(self):
        concession = self._concession()
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        self._consent(concession, other, self.inspector)
        with self.assertRefused("consent of Held Hospital"):
            self._deliver(10).button_validate()
        self._deliver(10, partner_id=other.id).button_validate()
        self.assertEqual(concession.use_ids.partner_id, other)

    def test_consent_of_the_head_office_counts_for_its_sites(self):
        concession = self._concession()
        self._consent(concession)
        site = self.env["res.partner"].create(
            {"name": "Ward 3", "parent_id": self.customer.id, "type": "delivery"}
        )
        self._deliver(10, partner_id=site.id).button_validate()
        self.assertEqual(concession.use_ids.partner_id, self.customer)

    def test_withdrawn_consent_stops_further_deliveries(self):
        concession = self._concession()
        consent = self._consent(concession)
        self._deliver(5).button_validate()
        consent._withdraw("Complaint of a nurse")
        with self.assertRefused("consent of Held Hospital"):
            self._deliver(5).button_validate()
        self.assertEqual(concession.used_quantity, 5)

    def test_only_the_customers_named(self):
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        concession = self._concession(
            partner_ids=[Command.set(other.ids)], consent_required=False
        )
        with self.assertRefused("only for Other Clinic"):
            self._deliver(10).button_validate()
        self._deliver(10, partner_id=other.id).button_validate()
        self.assertEqual(concession.used_quantity, 10)

    def test_only_for_the_orders_named(self):
        self._concession(order_names="SO100, SO101", consent_required=False)
        with self.assertRefused("only for the orders SO100"):
            self._deliver(10, origin="SO999").button_validate()
        picking = self._deliver(10, origin="SO101")
        picking.button_validate()
        self.assertEqual(picking.state, "done")

    def test_a_transfer_without_customer_delivers_nothing(self):
        concession = self._concession()
        picking = self._deliver(10)
        picking.sudo().partner_id = False
        picking.sudo().move_ids.partner_id = False
        with self.assertRefused("names no customer"):
            picking.button_validate()
        self.assertFalse(concession.use_ids)

    def test_not_more_than_approved(self):
        """Further stock of the lot, from wherever, counts as concession goods."""
        concession = self._concession()
        self._consent(concession)
        self._put(20, self.lot_a)
        self._deliver(35).button_validate()
        with self.assertRefused("only 5.0 of its 40.0"):
            self._deliver(6).button_validate()
        self._deliver(5).button_validate()
        self.assertEqual(concession.state, "used_up")
        with self.assertRefused("only 0.0 of its 40.0"):
            self._deliver(1).button_validate()

    def test_two_lines_of_one_transfer_share_the_limit(self):
        concession = self._concession()
        self._consent(concession)
        self._put(20, self.lot_a, location=self.shelf)
        picking = self._deliver(30)
        line = picking.sudo().move_line_ids
        line.copy({"quantity": 11, "location_id": self.shelf.id, "picked": True})
        with self.assertRefused("only 10.0 of its 40.0"):
            picking.button_validate()
        self.assertEqual(concession.used_quantity, 0)

    def test_after_its_period_nothing_leaves(self):
        concession = self._concession(date_to=self.today + timedelta(days=5))
        self._consent(concession)
        self._deliver(5).button_validate()
        picking = self._deliver(5)
        with freeze_time(self.today + timedelta(days=7)):
            with self.assertRefused("it ended on"):
                picking.button_validate()
            with self.enter_registry_test_mode():
                self.env.ref(
                    "quality_nonconformity.ir_cron_concession_expire"
                ).method_direct_trigger()
            self.assertEqual(concession.state, "expired")
            with self.assertRefused("it ended on"):
                picking.button_validate()
        self.assertEqual(concession.used_quantity, 5)

    def test_not_before_its_period(self):
        self._concession(
            date_from=self.today + timedelta(days=5), consent_required=False
        )
        with self.assertRefused("it begins on"):
            self._deliver(5).button_validate()

    def test_revoked_by_an_officer_only(self):
        concession = self._concession(consent_required=False)
        with self.assertRaises(AccessError):
            concession.with_user(self.inspector)._revoke("Leaks after a week")
        self.assertEqual(concession.state, "in_force")
        with self.assertRefused("Say why"):
            concession.with_user(self.officer)._revoke(" ")
        concession.with_user(self.officer)._revoke("Leaks after a week")
        with self.assertRefused("it is revoked"):
            self._deliver(5).button_validate()

    def test_who_asked_for_it_does_not_lift_its_limits(self):
        """The rest is judged good by somebody who did not propose the concession."""
        source = self._nonconformity(40, self.lot_a)
        asked = self._dispose(source, "use_as_is", 40, user=self.second)
        self._carry_out(asked)
        concession = asked.concession_id
        self.assertFalse(concession.with_user(self.second).can_release_rest)
        with self.assertRefused("Somebody else", "proposed"):
            concession.with_user(self.second)._release_rest("Looks good")
        self.assertFalse(concession.rest_released)
        self.assertTrue(concession.with_user(self.officer).can_release_rest)
        concession.with_user(self.officer)._release_rest("Measured again: conforms")
        self.assertTrue(concession.rest_released)

    def test_rest_of_the_lot_is_free_once_judged_good(self):
        concession = self._concession()
        self._consent(concession)
        self._put(20, self.lot_a)
        self._deliver(40).button_validate()
        picking = self._deliver(20)
        with self.assertRefused("only 0.0"):
            picking.button_validate()
        with self.assertRaises(AccessError):
            concession.with_user(self.worker)._release_rest("Looks good")
        concession.with_user(self.officer)._release_rest("All 20 inspected, good")
        self.assertEqual(concession.signature_ids[-1:].meaning, "released")
        picking.button_validate()
        self.assertEqual((picking.state, concession.used_quantity), ("done", 40))

    def test_other_lots_and_products_are_not_concerned(self):
        self._concession()
        self._put(5, self.lot_b)
        self._put(5)
        picking = self._deliver(5, lot=self.lot_b)
        picking.button_validate()
        loose = self._transfer(5, product=self.loose)
        loose.move_ids.picked = True
        loose.with_user(self.worker).button_validate()
        self.assertEqual((picking.state, loose.state), ("done", "done"))
        self.assertFalse(picking.concession_note)

    def test_reservation_takes_other_lots(self):
        concession = self._concession()
        self._put(5, self.lot_b)
        picking = self._transfer(10)
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_b)
        self.assertEqual(picking.move_ids.quantity, 5)
        self._consent(concession)
        picking.action_assign()
        self.assertEqual(picking.move_line_ids.lot_id, self.lot_a | self.lot_b)
        self.assertEqual(picking.move_ids.quantity, 10)

    def test_one_question_per_operation_when_there_is_none(self):
        """Validating and reserving costs the same with 2 and with 12 lines."""
        found = []
        for size in (2, 12):
            lots = self._lots(*(f"Q{size}-{number}" for number in range(size)))
            for lot in lots:
                self._put(1, lot)
            picking = self._transfer(size, confirm=False)
            picking.action_confirm()
            asked = self._count_questions(picking.action_assign)
            picking.move_ids.picked = True
            found.append((asked, self._count_questions(picking.button_validate)))
        self.assertEqual(found, [(1, 1), (1, 1)])

    def _count_questions(self, step):
        """How often ``step`` asks the table of concessions."""
        self.env.flush_all()
        queries = []
        execute = self.env.cr.__class__.execute

        def spy(cursor, query, *args, **kwargs):
            queries.append(str(getattr(query, "code", query)))
            return execute(cursor, query, *args, **kwargs)

        self.patch(self.env.cr.__class__, "execute", spy)
        step()
        self.env.flush_all()
        self.patch(self.env.cr.__class__, "execute", execute)
        return sum('FROM "quality_concession"' in query for query in queries)
