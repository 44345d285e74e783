from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..hooks import uninstall_hook
from .common import TierCommon

VISIT = "customer_tiering.mail_activity_type_customer_visit"


class ReviewCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.unit = cls.env["customer.unit"].create(
            {
                "name": "First City",
                "company_id": cls.company.id,
                "region_group_id": cls.groups[0].id,
            }
        )
        cls.rich = cls._customer(
            "Rich", customer_unit_id=cls.unit.id, user_id=cls.owner.id
        )
        cls.small = cls._customer("Small")
        cls.invoice = cls._invoice(cls.rich, 2_500_000, day=cls.today)
        cls._invoice(cls.small, 20_000, day=cls.today)
        changes = cls.program._run(cls.today)
        changes.with_user(cls.owner)._submit()
        changes.with_user(cls.province)._approve()
        cls.env.flush_all()

    def _standing(self, partner=None, user=None):
        standing = self.program._get_standing(partner or self.rich)
        return standing.with_user(user or self.seller).sudo(False)

    def _found(self, *domain, user=None):
        standings = self.env["customer.tier.standing"].with_user(user or self.seller)
        return standings.search([("program_id", "=", self.program.id), *domain])

    def _pay(self, invoice, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": amount})._create_payments()
        self.env.flush_all()
        self.env.invalidate_all()

    def _visit(self, partner, days_ago, kind=VISIT):
        activity = partner.activity_schedule(kind, user_id=self.owner.id)
        activity.action_feedback("Seen")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_activity SET date_done = %s WHERE id = %s",
            [self.today - timedelta(days=days_ago), activity.id],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestTierReview(ReviewCommon):
    """Customers and revenue by anything, and who is looked after [CT-01, CT-36]."""

    def test_since_and_history(self):
        standing = self._standing()
        self.assertEqual(standing.date_since, self.today)
        self.assertEqual(standing.change_ids.new_tier_id, self.platinum)
        self.assertFalse(standing.open_change_id)
        self._invoice(self.rich, 3_000_000, day=self.today)
        change = self.program._run(self.today)
        self.env.invalidate_all()
        standing = self._standing()
        self.assertEqual(standing.open_change_id, change)
        self.assertEqual(len(standing.change_ids), 2)
        self.assertEqual(standing.date_since, self.today)
        self.assertFalse(self._standing(self.small).open_change_id)

    def test_revenue_by_tier_unit_region_and_owner(self):
        standings = self.env["customer.tier.standing"].with_user(self.seller)
        mine = [("program_id", "=", self.program.id)]
        for name, value, rest in (
            ("tier_id", self.platinum, self.vip),
            ("unit_id", self.unit, self.unit.browse()),
            ("region_group_id", self.groups[0], self.groups.browse()),
            ("user_id", self.owner, self.owner.browse()),
        ):
            with self.subTest(name=name):
                self.assertTrue(standings.fields_get([name])[name]["groupable"])
                found = dict(standings._read_group(mine, [name], ["revenue:sum"]))
                self.assertEqual(found, {value: 2_500_000, rest: 20_000})

    def test_group_by_class(self):
        model = self.env["customer.class.model"].create({"name": "Classes"})
        klass = model.class_ids[0]
        # decided ratings as the class model leaves them
        self.env["customer.class.rating"].sudo()._create_gated(
            [
                {
                    "partner_id": self.rich.id,
                    "model_id": model.id,
                    "class_id": klass.id,
                    "state": "decided",
                }
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["customer.tier.standing"]._read_group(
            [("program_id", "=", self.program.id)],
            ["customer_class_id"],
            ["partner_id:recordset"],
        )
        self.assertEqual(dict(found), {klass: self.rich, klass.browse(): self.small})
        self.assertEqual(self._standing().customer_class_id, klass)

    def test_without_agreement(self):
        both = self._standing() | self._standing(self.small)
        self.assertEqual(self._found(("has_agreement", "=", False)), both)
        agreement = self.env["customer.agreement"].create(
            {
                "name": "A-1",
                "partner_id": self.rich.id,
                "company_id": self.company.id,
                "date_from": self.today,
                "date_to": self.today + timedelta(days=30),
            }
        )
        self.env.invalidate_all()
        self.assertEqual(self._found(("has_agreement", "=", False)), both)
        agreement._sign_agreement()
        self.env.invalidate_all()
        self.assertEqual(
            self._found(("has_agreement", "=", False)), self._standing(self.small)
        )
        self.assertEqual(self._found(("has_agreement", "=", True)), self._standing())
        self.assertTrue(self._standing().has_agreement)
        self.assertEqual(self._standing().agreement_until, agreement.date_to)
        self.assertFalse(self._standing(self.small).has_agreement)

    def test_registration(self):
        claim = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .create({"partner_id": self.rich.id, "company_id": self.company.id})
        )
        claim._check_doubles()
        self.assertFalse(self._standing().date_registered)
        claim.with_user(self.city)._register_account()
        self.env.invalidate_all()
        standing = self._standing()
        self.assertIn(standing.date_registered, (self.today, fields.Date.today()))
        self.assertEqual(standing.registrant_id, self.owner)
        self.assertFalse(standing.is_upstream)

    def test_share_of_the_next_limit(self):
        self.assertAlmostEqual(self._standing().next_percent, 50.0)
        self.assertAlmostEqual(self._standing(self.small).next_percent, 10.0)

    def test_propose_from_the_standing(self):
        action = self._standing(user=self.owner).action_propose()
        model = self.env["customer.tier.change"].with_user(self.owner)
        form = Form(model.with_context(**action["context"]))
        form.new_tier_id = self.diamond
        form.reason = "Contract for three years"
        change = form.save()
        self.assertEqual(change.partner_id, self.rich)
        self.assertEqual(change.old_tier_id, self.platinum)

    def test_standings_are_read_only(self):
        for user in (self.seller, self.owner, self.province, self.center):
            standing = self._standing(user=user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    standing.tier_id = self.diamond
                with self.assertRaises(AccessError):
                    standing.copy()
                with self.assertRaises(AccessError):
                    standing.unlink()
        self.assertEqual(self._standing().tier_id, self.platinum)

    def test_list_is_as_cheap_for_many(self):
        for number in range(20):
            self._invoice(self._customer(f"Row {number}"), 9_500, day=self.today)
        self.program._run(self.today)
        standings = self._found()
        names = ["tier_id", "missing", "next_tier_gap", "date_since", "unit_id"]
        names += ["has_agreement", "collection_rate", "date_last_visit"]
        names += ["is_visit_missing", "date_registered", "customer_class_id"]
        counts = []
        for rows in (standings[:3], standings[:3], standings):  # the first warms up
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows.read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])

    def test_sales_by_tier(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.rich.id,
                "company_id": self.company.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 70})
                ],
            }
        )
        order.action_confirm()
        self.env.flush_all()
        found = self.env["sale.report"]._read_group(
            [("order_reference", "=", f"sale.order,{order.id}")],
            ["tier_id"],
            ["price_subtotal:sum"],
        )
        self.assertEqual(found, [(self.platinum, 70)])

    def test_menus_are_there_on_sales_alone(self):
        root = self.env.ref("customer_tiering.menu_tier_root")
        for user in (self.seller, self.owner, self.center):
            with self.subTest(user=user.login):
                menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertIn(root.id, menus)
                self.assertIn(self.env.ref("sale.sale_menu_root").id, menus)
        config = self.env.ref("customer_tiering.menu_tier_config").id
        for user, sees in ((self.seller, False), (self.center, True)):
            menus = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertEqual(config in menus, sees)

    def test_uninstall_hides_the_app_that_nothing_else_shows(self):
        root = self.env.ref("sale.sale_menu_root")
        management = self.env["ir.module.module"].search(
            [("name", "=", "sale_management")]
        )
        uninstall_hook(self.env)
        self.assertEqual(root.active, management.state == "installed")
        management.state = "installed"
        root.active = True
        uninstall_hook(self.env)
        self.assertTrue(root.active)

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company)
        page = settings.create({"tier_visit_days": 60})
        page.execute()
        self.assertEqual(self.company.tier_visit_days, 60)
        self.assertEqual(page.tier_program_id, self.program)
        self.assertEqual(page.action_tier_program()["res_id"], self.program.id)
        self.program.is_main = False
        page = settings.create({})
        self.assertEqual(
            page.action_tier_program()["res_model"], "customer.tier.preset"
        )
