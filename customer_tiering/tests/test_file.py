from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import GROUP, TierCommon


class FileCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.items = cls.env["customer.file.item"]
        cls.items.search([]).active = False
        cls.env.flush_all()
        for name, weight in (("phone", 10), ("industry_id", 30), ("child_ids", 60)):
            cls.items.create({"field_id": cls._field(name).id, "weight": weight})
        cls.industry = cls.env["res.partner.industry"].create({"name": "Publishers"})
        cls.today = fields.Date.today()

    @classmethod
    def _field(cls, name):
        return cls.env["ir.model.fields"]._get("res.partner", name)

    @classmethod
    def _order(cls, partner, days_ago=0, confirm=True, price=100):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": price})
                ],
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = fields.Datetime.now() - timedelta(days=days_ago)
        return order

    def _row(self, partner, user=None):
        self.env.flush_all()
        rows = self.env["customer.overview"].with_user(user or self.center)
        rows.invalidate_model()
        return rows.search([("partner_id", "=", partner.id)])


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


@tagged("post_install", "-at_install")
class TestCustomerBase(FileCommon):
    """Life cycle, purchase record, compliance list [CT-20, CT-21, CT-22, CT-23]."""

    def test_life_cycle(self):
        customer = self._customer("Growing")
        self.assertFalse(customer.life_cycle)
        for step, life_cycle in (
            (lambda: customer.write({"intention": "slight"}), "potential"),
            (lambda: customer.write({"intention": "strong"}), "intending"),
            (lambda: customer.write({"intention": "slight"}), "potential"),
            (lambda: self._order(customer, confirm=False), "intending"),
            (lambda: self._order(customer), "owner"),
        ):
            step()
            customer.invalidate_recordset(["life_cycle"])
            self.assertEqual(customer.life_cycle, life_cycle)
            for value in ("owner", "intending", "potential"):
                found = customer.search([("life_cycle", "=", value)])
                self.assertEqual(customer in found, value == life_cycle)

    def test_life_cycle_by_invoice_cancelled_and_expired(self):
        invoiced, expired = self._customer("Invoiced"), self._customer("Expired")
        self._invoice(invoiced, 100)
        self.assertEqual(invoiced.life_cycle, "owner")
        order = self._order(expired, confirm=False)
        order.validity_date = self.today - timedelta(days=1)
        expired.invalidate_recordset(["life_cycle"])
        self.assertEqual(expired.life_cycle, "potential")
        order.action_cancel()
        expired.invalidate_recordset(["life_cycle"])
        self.assertFalse(expired.life_cycle)
        none = expired.search([("life_cycle", "=", False)])
        self.assertIn(expired, none)
        self.assertNotIn(invoiced, none)

    def test_purchase_record(self):
        customer = self._customer("Regular")
        branch = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": customer.id}
        )
        for days in (40, 20, 0):
            self._order(branch, days_ago=days)
        self._invoice(customer, 300, day=self.today)
        self._invoice(customer, 200, day=self.today - timedelta(days=500))
        self._invoice(customer, 60, kind="out_refund", day=self.today)
        seen = customer.with_user(self.owner)
        self.assertEqual(seen.purchase_count, 3)
        self.assertEqual(seen.purchase_interval_days, 20)
        self.assertEqual(seen.purchase_first_date, self.today - timedelta(days=40))
        self.assertEqual(seen.purchase_revenue, 240)
        self.assertEqual(seen.purchase_trend, 20)
        action = seen.action_open_purchases()
        lines = self.env["sale.report"].search(action["domain"])
        self.assertEqual(len(lines), 3)

    def test_purchases_of_others_stay_theirs(self):
        customer = self._customer("Theirs", user_id=self.owner.id)
        self._order(customer)
        self._invoice(customer, 300, day=self.today)
        for user, revenue in ((self.seller, 0), (self.owner, 300), (self.city, 300)):
            seen = customer.with_user(user)
            with self.subTest(user=user.login):
                self.assertEqual(seen.purchase_revenue, revenue)
                self.assertEqual(seen.purchase_count, 1 if revenue else 0)
                self.assertEqual(seen.life_cycle, "owner")
        plain = self._user("file_clerk", "base.group_user")
        self.assertEqual(customer.with_user(plain).life_cycle, "owner")
        with self.assertRaises(AccessError):
            customer.with_user(plain).read(["purchase_revenue"])

    def test_issues(self):
        customer = self._customer("Neglected", user_id=self.owner.id)
        self._order(customer, days_ago=200)
        customer.date_file_update = self.today - timedelta(days=365)
        row = self._row(customer)
        self.assertTrue(row.is_unclassed)
        self.assertTrue(row.is_file_thin)
        self.assertTrue(row.is_file_old)
        self.assertTrue(row.is_contact_late)
        self.assertFalse(row.is_class_outdated)
        self.assertEqual(row.issue_count, 4)
        customer.date_file_update = self.today - timedelta(days=364)
        self.company.customer_file_min_percent = 0
        self.company.customer_contact_max_days = 200
        row = self._row(customer)
        self.assertFalse(row.is_file_old or row.is_file_thin or row.is_contact_late)
        self.assertEqual(row.issue_count, 1)

    def test_contact_by_activity_and_message(self):
        customer = self._customer("Met")
        person = self.env["res.partner"].create(
            {"name": "Purchasing", "parent_id": customer.id}
        )
        customer.intention = "some"
        self.assertTrue(self._row(customer).is_contact_late)
        customer.message_post(body="An internal note", subtype_xmlid="mail.mt_note")
        self.assertFalse(self._row(customer).date_contact)
        activity = person.activity_schedule("mail.mail_activity_data_call")
        self.assertFalse(self._row(customer).date_contact)
        activity.action_feedback(feedback="Wants an offer")
        self.assertEqual(self._row(customer).date_contact, self.today)
        other = self._customer("Written to", intention="some")
        other.message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self._row(other).date_contact, self.today)

    def test_class_and_tier_set_how_often(self):
        customer = self._customer("Often visited")
        self._order(customer, days_ago=20)
        self.vip.visit_interval_days = 14
        self.assertEqual(self._row(customer).contact_days, 180)
        standing = self.program._get_standing(customer, create=True)
        standing.tier_id = self.vip
        row = self._row(customer)
        self.assertEqual((row.tier_id, row.contact_days), (self.vip, 14))
        self.assertTrue(row.is_contact_late)

    def test_outdated_class(self):
        customer = self._customer("Classed")
        self._order(customer)
        self.env["customer.class.model"].create(
            {"name": "Classes", "company_id": self.company.id}
        )._rate()
        rating = self.env["customer.class.rating"].search(
            [("partner_id", "=", customer.id)]
        )
        rating.with_user(self.city)._decide()
        row = self._row(customer)
        self.assertFalse(row.is_unclassed or row.is_class_outdated)
        self.assertEqual(row.class_id, rating.class_id)
        rating._write_gated({"date_review": self.today})
        self.assertTrue(self._row(customer).is_class_outdated)

    def test_reminding_the_salesperson(self):
        customer = self._customer("To do", user_id=self.owner.id)
        nobody = self._customer("Nobody's")
        for one in (customer, nobody):
            self._order(one, days_ago=300)
        row = self._row(customer)
        with self.assertRaises(AccessError):
            row.with_user(self.owner).action_remind()
        both = row | self._row(nobody)
        with self.assertRaises(UserError):
            both.with_user(self.city).action_remind()
        self.assertFalse(customer.activity_ids)
        for _twice in range(2):
            row.with_user(self.city).action_remind()
        activity = customer.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.owner)
        self.assertIn("No Class", activity.note)

    def test_own_customers_only(self):
        mine = self._customer("Mine", intention="some", user_id=self.seller.id)
        other = self._customer("Other's", intention="some", user_id=self.owner.id)
        self.assertTrue(self._row(mine, self.seller))
        self.assertFalse(self._row(other, self.seller))
        self.assertTrue(self._row(other, self.city))
        unit = self.env["customer.unit"].create(
            {"name": "Shared", "member_ids": self.seller.ids}
        )
        other.customer_unit_id = unit
        self.assertTrue(self._row(other, self.seller))

    def test_another_company_counts_its_own(self):
        customer = self._customer("Shared")
        self._order(customer)
        other = self.env["res.company"].create({"name": "Other"})
        manager = self._user("base_manager", GROUP + "manager")
        manager.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        env = self.env(user=manager, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.overview"].search([("id", "=", customer.id)]))
        self.assertFalse(customer.with_env(env).life_cycle)

    def test_groups_and_query_count(self):
        for number in range(3):
            self._order(self._customer(f"Customer {number}"))
        self.env.flush_all()
        rows = self.env["customer.overview"].with_user(self.center)
        groups = rows.formatted_read_group(
            [], ["life_cycle"], ["__count", "revenue:sum"]
        )
        self.assertGreaterEqual(
            dict((g["life_cycle"], g["__count"]) for g in groups)["owner"], 3
        )
        rows.search([], limit=1).mapped("partner_id.name")
        counts = []
        for limit in (1, 3):
            rows.invalidate_model()
            before = self.cr.sql_log_count
            rows.search_fetch([], ["revenue", "class_id", "issue_count"], limit=limit)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])
