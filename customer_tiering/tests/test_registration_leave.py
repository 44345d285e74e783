from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestProtection(UnitCommon):
    """A registered customer is protected: others are told, need leave [CT-11]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registration = cls._registered(cls.customer, cls.city_unit)

    def _quotation(self, user, **vals):
        order = (
            self.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "order_line": [(0, 0, {"product_id": self.product.id})],
                    **vals,
                }
            )
        )
        return order

    def _leave(self, user, **vals):
        return (
            self.env["customer.registration.leave"]
            .with_user(user)
            .create(
                {
                    "registration_id": self.registration.id,
                    "purpose": "One delivery from stock",
                    **vals,
                }
            )
        )

    def test_others_are_told_and_need_leave(self):
        order = self._quotation(self.seller)
        self.assertEqual(order.protection_id, self.registration)
        self.assertIn("Rivertown", order.protection_note)
        with self.assertRaisesRegex(UserError, "leave"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        leave = self._leave(self.seller)
        with self.assertRaisesRegex(UserError, "leave"):
            order.action_confirm()
        leave.with_user(self.city).action_grant()
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_no_salesperson_is_no_way_around(self):
        order = self._quotation(self.seller, user_id=False)
        with self.assertRaisesRegex(UserError, "leave"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_holders_are_free(self):
        member = self._user("tier_member", "sales_team.group_sale_salesman")
        self.city_unit.member_ids = member
        for user in (self.owner, self.city, self.province, member):
            order = self._quotation(user)
            self.assertFalse(order.protection_note, user.login)
            order.action_confirm()
            self.assertEqual(order.state, "sale")
        with self.assertRaises(UserError):
            self._quotation(self.county_head).action_confirm()

    def test_leave_ends(self):
        leave = self._leave(self.seller, date_to=TODAY)
        leave.with_user(self.city).action_grant()
        order = self._quotation(self.seller)
        self.assertFalse(order.needs_leave)
        with freeze_time(TODAY + timedelta(days=1)):
            order.invalidate_recordset()
            self.assertTrue(order.needs_leave)
        leave.with_user(self.city)._end("Delivered")
        with self.assertRaisesRegex(UserError, "leave"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")

    def test_leave_of_another_person_does_not_do(self):
        self._leave(self.county_head).with_user(self.city).action_grant()
        with self.assertRaisesRegex(UserError, "leave"):
            self._quotation(self.seller).action_confirm()

    def test_settings(self):
        order = self._quotation(self.seller)
        self.company.customer_protection = "tell"
        order.invalidate_recordset()
        self.assertTrue(order.protection_note)
        self.assertFalse(order.needs_leave)
        self.company.customer_protection = "none"
        order.invalidate_recordset()
        self.assertFalse(order.protection_note)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_nobody_grants_himself(self):
        with self.assertRaises(AccessError):
            self._leave(self.seller, user_id=self.county_head.id)
        leave = self._leave(self.seller)
        with self.assertRaisesRegex(UserError, "yourself"):
            leave.action_grant()
        with self.assertRaises(UserError):
            leave.write({"state": "granted"})
        leave.sudo().user_id = self.county_head
        self.registration._write_gated({"user_id": self.seller.id})
        with self.assertRaisesRegex(UserError, "yourself"):
            leave.action_grant()
        self.assertEqual(leave.state, "requested")

    def test_not_granted_by_other_units(self):
        leave = self._leave(self.seller)
        with self.assertRaises(AccessError):
            leave.with_user(self.other_head).action_grant()
        with self.assertRaises(AccessError):
            leave.with_user(self.county_head).action_grant()
        self.assertEqual(leave.state, "requested")
        with self.assertRaisesRegex(UserError, "Say why"):
            leave.with_user(self.city)._refuse("")
        leave.with_user(self.city)._refuse("We deliver it")
        self.assertEqual(leave.state, "refused")
        self.assertEqual(leave.decider_id, self.city)

    def test_holder_is_told(self):
        leave = self._leave(self.seller)
        self.assertEqual(leave.sudo().activity_ids.user_id, self.city)
        leave.with_user(self.city).action_grant()
        self.assertFalse(leave.sudo().activity_ids)

    def test_rights_on_leaves(self):
        leave = self._leave(self.seller)
        stranger = self._user("tier_stranger", "sales_team.group_sale_salesman")
        self.assertNotIn(leave, leave.with_user(stranger).search([]))
        self.assertIn(leave, leave.with_user(self.owner).search([]), "registrant")
        rights = {
            self.seller: "read write create",
            self.owner: "read write create",
            self.center: "read write create unlink",
            self._user("tier_inside", "base.group_user"): "",
        }
        for user, allowed in rights.items():
            for operation in ("read", "write", "create", "unlink"):
                self.assertEqual(
                    leave.with_user(user).browse().has_access(operation),
                    operation in allowed.split(),
                    f"{user.login} {operation}",
                )

    def test_form_on_the_quotation(self):
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.customer
        self.assertIn("Rivertown", form.protection_note)
        order = form.save()
        action = order.action_ask_leave()
        form = Form(
            self.env["customer.registration.leave"]
            .with_user(self.seller)
            .with_context(**action["context"])
        )
        form.purpose = "Trial"
        leave = form.save()
        self.assertEqual(leave.registration_id, self.registration)
        self.assertEqual(leave.user_id, self.seller)

    def test_told_when_entering_the_customer_again(self):
        maker = self._user(
            "tier_maker", "sales_team.group_sale_salesman,base.group_partner_manager"
        )
        form = Form(self.env["res.partner"].with_user(maker))
        form.name = "Somebody Else"
        self.assertFalse(form.registered_note)
        form.name = "stamp house"
        self.assertIn("Rivertown", form.registered_note)
        self.assertIn("Stamp House", form.registered_note)
        self.assertIn("Registered by", self.customer.with_user(maker).registered_note)
        self.assertFalse(self.customer.with_user(self.city).registered_note)
        form.name = "Stamp_House"
        self.assertFalse(form.registered_note, "no pattern")

    def test_orders_cost_a_fixed_number_of_queries(self):
        orders = self.env["sale.order"].create(
            [{"partner_id": self.customer.id, "user_id": self.seller.id}] * 12
        )
        counts = []
        for some in (orders[:1], orders[:2], orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("protection_note")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
