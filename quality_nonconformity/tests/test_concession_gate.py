import base64
from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .test_concession import ConcessionCommon


@tagged("post_install", "-at_install")
class TestConcessionGate(ConcessionCommon):
    """Goods under a concession leave within its limits only [NC-57]."""

    def _consent(self, concession, partner=None, user=None):
        return (
            self.env["quality.concession.consent"]
            .with_user(user or self.sales)
            .create(
                {
                    "concession_id": concession.id,
                    "partner_id": (partner or self.customer).id,
                    "given_by": "Head of purchasing",
                    "evidence": base64.b64encode(b"We agree."),
                    "evidence_name": "letter.txt",
                }
            )
        )

    def _deliver(self, quantity, **vals):
        """A delivery of lot A, ready for the worker to validate."""
        lot = vals.pop("lot", self.lot_a)
        picking = self._transfer(
            quantity, product=lot.product_id, confirm=False, **vals
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        move = picking.move_ids
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": quantity,
                    "product_uom_id": move.product_uom.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        move.picked = True
        return picking.with_user(self.worker)

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

    def test_internal_transfers_and_zones_are_free(self):
        self._concession()
        inside = self._transfer(
            5, kind=self.warehouse.int_type_id, location_dest_id=self.shelf.id
        )
        self.assertEqual(inside.move_ids.quantity, 5)
        inside.move_ids.picked = True
        inside.with_user(self.worker).button_validate()
        self.assertEqual(self._on_hand(self.shelf, self.lot_a), 5)

    def test_return_and_redelivery(self):
        concession = self._concession()
        self._consent(concession)
        picking = self._deliver(40)
        picking.button_validate()
        self.assertEqual(concession.state, "used_up")
        back = self._return(picking, 15)
        self.assertEqual(
            (concession.state, concession.remaining_quantity), ("in_force", 15)
        )
        self.assertRecordValues(
            concession.use_ids.sorted("id"),
            [
                {"kind": "delivery", "quantity": 40, "outstanding_quantity": 25},
                {"kind": "return", "quantity": -15, "outstanding_quantity": -15},
            ],
        )
        self.assertEqual(concession.use_ids.sorted("id")[1].picking_id, back)
        with self.assertRefused("only 15.0 of its 40.0"):
            self._deliver(16).button_validate()
        self._deliver(15).button_validate()
        self.assertEqual(concession.state, "used_up")

    def _return(self, picking, quantity, lot=None, **move_vals):
        """Goods of a done transfer come back."""
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": picking.sudo().id}
        )
        wizard.product_return_moves.quantity = quantity
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        move = back.move_ids
        move.write(move_vals)
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id if lot else self.lot_a.id,
                    "quantity": quantity,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "picking_id": back.id,
                }
            )
        ]
        move.picked = True
        back.with_user(self.worker).button_validate()
        self.assertEqual(back.state, "done")
        return back

    def test_more_does_not_come_back_than_went(self):
        """A second return of the same transfer gives nothing back twice."""
        concession = self._concession()
        self._consent(concession)
        picking = self._deliver(10)
        picking.button_validate()
        self._return(picking, 10)
        self._put(10, self.lot_a, location=self.customers)
        self._return(picking, 5)
        self.assertEqual(concession.used_quantity, 0)

    def test_in_another_unit(self):
        """Twelve at a time: limits are counted in the product's unit."""
        concession = self._concession()
        self._consent(concession)
        dozen = self.env.ref("uom.product_uom_dozen")
        picking = self._deliver(1)
        picking.sudo().move_ids.write({"product_uom": dozen.id, "product_uom_qty": 3})
        line = picking.sudo().move_line_ids
        line.write({"product_uom_id": dozen.id, "quantity": 3})
        picking.sudo().move_ids.picked = True
        picking.button_validate()
        self.assertEqual(concession.used_quantity, 36)
        more = self._deliver(1)
        more.sudo().move_line_ids.write({"product_uom_id": dozen.id, "quantity": 1})
        with self.assertRefused("only 4.0 of its 40.0"):
            more.button_validate()
        self.assertEqual(concession.used_quantity, 36)

    def test_done_deliveries_are_not_corrected(self):
        concession = self._concession()
        self._consent(concession)
        self._put(10, self.lot_b)
        picking = self._deliver(10)
        picking.button_validate()
        line = picking.sudo().move_line_ids
        with self.assertRefused("Book a return"):
            line.with_user(self.stock_manager).quantity = 35
        with self.assertRefused("Book a return"):
            line.with_user(self.stock_manager).copy({"quantity": 35})
        other = self._deliver(5, lot=self.lot_b)
        other.button_validate()
        with self.assertRefused("Book a return"):
            other.sudo().move_line_ids.with_user(self.stock_manager).lot_id = self.lot_a
        self.assertEqual(concession.used_quantity, 10)

    def test_delivery_in_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        concession = self._concession()
        group = self.env["stock.reference"].create({"name": "SO7"})
        self.env["stock.rule"].run(
            [
                self.env["stock.rule"].Procurement(
                    self.product,
                    10,
                    self.product.uom_id,
                    self.customers,
                    "SO7",
                    "SO7",
                    self.company,
                    {
                        "warehouse_id": self.warehouse,
                        "partner_id": self.customer.id,
                        "reference_ids": group,
                    },
                )
            ]
        )
        pick = self.env["stock.picking"].search([("reference_ids", "=", group.id)])
        pick.action_assign()
        self.assertEqual(pick.location_id, self.stock)
        self.assertFalse(pick.move_line_ids, "reserved without the customer's consent")
        consent = self._consent(concession)
        pick.action_assign()
        self.assertEqual(pick.move_ids.quantity, 10)
        self.assertFalse(pick.concession_blocked)
        consent._withdraw("Changed their minds")
        with self.assertRefused("consent of Held Hospital"):
            pick.with_user(self.worker).button_validate()
        self._consent(concession)
        pick.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 0, "not with the customer yet")
        for _step in range(2):
            following = pick.move_ids.move_dest_ids.picking_id
            following.action_assign()
            following.with_user(self.worker).button_validate()
            pick = following
        self.assertEqual(pick.location_dest_id, self.customers)
        self.assertEqual((pick.state, concession.used_quantity), ("done", 10))

    def test_drop_shipment_of_such_a_lot(self):
        concession = self._concession()
        picking = self._transfer(
            5, location_id=self.suppliers.id, confirm=False, origin="PO1"
        )
        picking.action_confirm()
        picking.move_ids.move_line_ids.unlink()
        picking.move_ids.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_name": "A",
                    "quantity": 5,
                    "location_id": self.suppliers.id,
                    "location_dest_id": self.customers.id,
                    "picking_id": picking.id,
                }
            )
        ]
        picking.picking_type_id.use_create_lots = True
        picking.move_ids.picked = True
        with self.assertRefused("consent of Held Hospital"):
            picking.with_user(self.worker).button_validate()
        self._consent(concession)
        picking.with_user(self.worker).button_validate()
        self.assertEqual(concession.used_quantity, 5)

    def test_use_is_confirmed_by_the_head_of_the_department(self):
        concession = self._concession()
        workshop = self.product.property_stock_production
        take = {
            "kind": self.warehouse.int_type_id,
            "location_dest_id": workshop.id,
        }
        with self.assertRefused("head of the using department"):
            self._deliver(5, **take).button_validate()
        with self.assertRaises(AccessError):
            concession.with_user(self.worker)._confirm_use(self.workshop, 10)
        with self.assertRefused("for 40.0"):
            concession.with_user(self.head)._confirm_use(self.workshop, 41)
        self.assertFalse(concession.confirmation_ids)
        concession.with_user(self.head)._confirm_use(self.workshop, 10)
        self.assertEqual(concession.confirmation_ids.user_id, self.head)
        self.assertEqual(concession.signature_ids[-1:].user_id, self.head)
        self._deliver(5, **take).button_validate()
        with self.assertRefused("only 5.0 Units more are confirmed"):
            self._deliver(6, **take).button_validate()
        self.assertRecordValues(
            concession.use_ids, [{"kind": "use", "quantity": 5, "partner_id": False}]
        )

    def test_scrap_and_return_to_supplier_need_nothing(self):
        concession = self._concession()
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.product.id,
                "lot_id": self.lot_a.id,
                "scrap_qty": 3,
                "location_id": self.stock.id,
            }
        )
        scrap.do_scrap()
        back = self._deliver(5, location_dest_id=self.suppliers.id)
        back.button_validate()
        self.assertEqual(back.state, "done")
        self.assertEqual(concession.used_quantity, 0)

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
