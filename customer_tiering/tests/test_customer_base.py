from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import GROUP
from .file_common import FileCommon


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

    def test_what_a_former_company_bought(self):
        customer = self._customer("Whole")
        part = self._customer("Part", parent_id=customer.id)
        self._invoice(part, 300, day=self.today)
        part.is_company = False
        self.assertEqual(customer.purchase_revenue, 300)
        self.assertEqual(customer.life_cycle, "owner")
        row = self.env["customer.overview"].search([("partner_id", "=", customer.id)])
        self.assertEqual(row.revenue, 300)
        domain = customer._get_customer_domain(self.company)
        self.assertIn(customer, customer.search(domain))
        self.assertNotIn(part, customer.search(domain))

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
