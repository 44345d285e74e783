from datetime import timedelta

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .file_common import FileCommon


@tagged("post_install", "-at_install")
class TestFile(FileCommon):
    """Completeness and age of the customer file [CT-19, CT-22, CT-23]."""

    def test_percent_follows_the_weights(self):
        customer = self._customer("Press")
        self.assertEqual(customer.file_percent, 0)
        self.assertEqual(customer.file_missing, "Phone, Industry, Contact")
        customer.phone = "+86 10 5555 0100"
        self.assertEqual(customer.file_percent, 10)
        customer.industry_id = self.industry
        self.assertEqual(customer.file_percent, 40)
        contact = self.env["res.partner"].create(
            {"name": "Purchasing", "parent_id": customer.id}
        )
        self.assertEqual(customer.file_percent, 100)
        self.assertFalse(customer.file_missing)
        self.assertEqual(contact.file_percent, 100)

    def test_search_agrees_with_the_field(self):
        bare, half = self._customer("Bare"), self._customer("Half")
        half.write({"phone": "1", "industry_id": self.industry.id})
        self.items.create({"field_id": self._field("employee_count").id, "weight": 100})
        sized = self._customer("Sized", employee_count=7)
        every = bare | half | sized
        scope = [("id", "in", every.ids)]
        for operator, value in (
            ("<", 20),
            ("<=", 20),
            (">", 20),
            (">=", 50),
            ("=", 20),
        ):
            found = every.search([*scope, ("file_percent", operator, value)])
            sign = {"=": "__eq__", "<": "__lt__", "<=": "__le__"} | {
                ">": "__gt__",
                ">=": "__ge__",
            }
            expected = every.filtered(
                lambda p, s=sign[operator], v=value: getattr(p.file_percent, s)(v)
            )
            with self.subTest(operator=operator):
                self.assertEqual(found, expected)
        self.assertEqual(every.mapped("file_percent"), [0, 20, 50])

    def test_items_of_one_company(self):
        customer = self._customer("Local", phone="1")
        other = self.env["res.company"].create({"name": "Other"})
        self.items.create(
            {
                "field_id": self._field("website").id,
                "weight": 100,
                "company_id": other.id,
            }
        )
        self.assertEqual(customer.file_percent, 10)
        self.assertEqual(customer.with_company(other).file_percent, 5)

    def test_without_items_every_file_is_complete(self):
        self.items.search([]).active = False
        customer = self._customer("Free")
        self.assertEqual(customer.file_percent, 100)
        self.assertIn(customer, customer.search([("file_percent", ">=", 100)]))

    def test_only_fields_that_can_be_checked(self):
        for name in ("is_company", "next_tier_gap"):
            with self.subTest(field=name), self.assertRaises(ValidationError):
                self.items.create({"field_id": self._field(name).id})
        with self.assertRaises(ValidationError):
            field = self.env["ir.model.fields"]._get("res.users", "login")
            self.items.create({"field_id": field.id})
        self.assertEqual(len(self.items.search([])), 3)

    def test_age_follows_the_fields_of_the_file(self):
        customer = self._customer("Old")
        self.assertEqual(customer.date_file_update, self.today)
        long_ago = self.today - timedelta(days=500)
        self.owner.group_ids += self.env.ref("base.group_partner_manager")
        customer.date_file_update = long_ago
        customer.with_user(self.owner).color = 3
        self.assertEqual(customer.date_file_update, long_ago)
        customer.with_user(self.owner).phone = "5"
        self.assertEqual(customer.date_file_update, self.today)
        customer.date_file_update = long_ago
        customer.with_user(self.owner).action_file_checked()
        self.assertEqual(customer.date_file_update, self.today)
        self.assertIn("checked", customer.message_ids[0].body)

    def test_portal_users_keep_no_files(self):
        portal = self._user("file_portal", "base.group_portal")
        before = portal.partner_id.date_file_update = self.today - timedelta(days=9)
        stamp = portal.partner_id.with_user(portal)._get_file_stamp()
        self.assertEqual(stamp, {})
        self.assertEqual(portal.partner_id.date_file_update, before)
        with self.assertRaises(AccessError):
            portal.partner_id.with_user(portal).read(["file_percent"])

    def test_no_personal_profile_is_kept(self):
        names = " ".join(self.env["res.partner"]._fields)
        for word in ("income", "religion", "personality", "family", "gender"):
            self.assertNotIn(word, names)

    def test_rights(self):
        for user, allowed in ((self.center, True), (self.owner, False)):
            items = self.items.with_user(user)
            self.assertTrue(items.has_access("read"))
            for operation in ("write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(items.has_access(operation), allowed)
            self.assertTrue(
                self.env["customer.overview"].with_user(user).has_access("read")
            )
            self.assertFalse(
                self.env["customer.overview"].with_user(user).has_access("write")
            )
        stranger = self._user("file_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["customer.overview"].with_user(stranger).search([])

    def test_forms_open_for_those_who_fill_them_in(self):
        customer = self._customer("Shown", user_id=self.seller.id)
        for user in (self.owner, self.seller):
            user.group_ids += self.env.ref("base.group_partner_manager")
            form = Form(customer.with_user(user))
            form.employee_count = 12
            form.save()
            self.assertEqual(customer.employee_count, 12)
            customer.employee_count = 0
        plain = self._user("file_plain", "base.group_user,base.group_partner_manager")
        form = Form(customer.with_user(plain))
        form.phone = "77"
        form.save()
        self.assertEqual(customer.phone, "77")
