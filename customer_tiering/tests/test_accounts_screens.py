from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import GROUP, TierCommon

ACTIONS = (
    *("customer_class_rating_action", "customer_class_judgment_action"),
    *("customer_overview_action", "customer_care_action", "customer_plan_action"),
    *("customer_plan_node_action", "customer_plan_spending_action"),
)
SETTINGS = ("customer_class_model_action", "customer_file_item_action")


@tagged("post_install", "-at_install")
class TestAccountsScreens(TierCommon):
    """Screens of classes, files and plans open for those who use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.today()
        cls.service = cls._user("screen_service", GROUP + "service")
        cls.committee = cls._user("screen_committee", GROUP + "committee")
        cls.customer = cls._customer("Shown", user_id=cls.owner.id)

    def _open(self, xmlid, user):
        """Load an action's views and run each of its filters, as the client does."""
        action = self.env.ref(f"customer_tiering.{xmlid}")
        records = self.env[action.res_model].with_user(user)
        views = records.get_views(
            [(view or False, kind) for view, kind in action.views]
            + [(False, "search")],
            {"action_id": action.id, "toolbar": True},
        )["views"]
        search = etree.fromstring(views["search"]["arch"])
        names = {node.get("name") for node in search.iter("filter")}
        for node in search.iter("filter"):
            if node.get("domain"):
                records.search(safe_eval(node.get("domain"), {"uid": user.id}), limit=1)
            group = safe_eval(node.get("context") or "{}").get("group_by")
            if group:
                records.formatted_read_group([], [group], ["__count"], limit=1)
        for key in safe_eval(action.context or "{}", {"uid": user.id}):
            if key.startswith("search_default_"):
                self.assertIn(key.removeprefix("search_default_"), names)
        return views

    def test_lists_of_those_who_work(self):
        users = self.seller, self.owner, self.city, self.service, self.committee
        for xmlid in ACTIONS:
            for user in users:
                with self.subTest(action=xmlid, user=user.login):
                    self.assertIn("list", self._open(xmlid, user))

    def test_lists_of_the_center(self):
        for xmlid in (*ACTIONS, *SETTINGS):
            with self.subTest(action=xmlid):
                self.assertIn("list", self._open(xmlid, self.center))

    def test_compliance_list_has_its_own_columns(self):
        arch = self._open("customer_care_action", self.city)["list"]["arch"]
        for name in ("is_unclassed", "is_contact_late", "action_remind"):
            self.assertIn(name, arch)
        arch = self._open("customer_care_action", self.seller)["list"]["arch"]
        self.assertNotIn("action_remind", arch)

    def test_buttons_by_role(self):
        views = {
            user: self.env["customer.plan"].with_user(user).get_view(view_type="form")
            for user in (self.seller, self.owner, self.service, self.committee)
        }
        shown = {
            "action_submit": {self.owner},
            "action_pass_on": {self.service},
            "action_return": {self.service, self.committee},
            "action_change": {self.owner},
        }
        for button, users in shown.items():
            for user, view in views.items():
                with self.subTest(button=button, user=user.login):
                    self.assertEqual(f'name="{button}"' in view["arch"], user in users)

    def test_customer_page_by_role(self):
        view = self.env["res.partner"].with_user(self.owner).get_view(view_type="form")
        self.assertIn('name="customer_file"', view["arch"])
        self.assertIn("action_rate_class", view["arch"])
        view = self.env["res.partner"].with_user(self.seller).get_view(view_type="form")
        self.assertNotIn("action_rate_class", view["arch"])
        plain = self._user("screen_plain", "base.group_user")
        view = self.env["res.partner"].with_user(plain).get_view(view_type="form")
        self.assertNotIn('name="customer_file"', view["arch"])

    def test_settings_are_kept(self):
        form = Form(self.env["res.config.settings"])
        form.customer_file_min_percent = 55
        form.customer_file_max_days = 30
        form.customer_contact_max_days = 40
        form.customer_plan_limit = 70_000
        form.customer_plan_votes = 3
        form.save().execute()
        self.assertRecordValues(
            self.company,
            [
                {
                    "customer_file_min_percent": 55,
                    "customer_file_max_days": 30,
                    "customer_contact_max_days": 40,
                    "customer_plan_limit": 70_000,
                    "customer_plan_votes": 3,
                }
            ],
        )

    def test_the_center_sets_a_model_up(self):
        industry = self.env["res.partner.industry"].create({"name": "Publishers"})
        form = Form(self.env["customer.class.model"].with_user(self.center))
        form.name = "By hand"
        with form.criterion_ids.edit(0) as criterion:
            self.assertEqual(criterion.kind, "nature")
            with criterion.band_ids.new() as band:
                band.industry_id = industry
                band.points = 100
        with form.class_ids.edit(0) as klass:
            klass.visit_interval_days = 30
            klass.visit_by = "unit"
        model = form.save()
        self.assertEqual(model.criterion_ids[0].band_ids.points, 100)
        self.assertEqual(model.class_ids[0].visit_interval_days, 30)
        action = model.action_rate()
        self.assertEqual(action["domain"], [("model_id", "in", model.ids)])

    def test_points_and_criteria_that_cannot_be(self):
        model = self.env["customer.class.model"].create({"name": "Checked"})
        nature, size, *_rest = model.criterion_ids
        with self.assertRaises(ValidationError):
            nature.band_ids = [Command.create({"value": 3, "points": 10})]
        with self.assertRaises(ValidationError):
            nature.scale = "rank"
        industry = self.env["res.partner.industry"].create({"name": "Arts"})
        with self.assertRaises(ValidationError):
            size.band_ids = [Command.create({"industry_id": industry.id, "points": 1})]
        self.assertFalse(nature.band_ids | size.band_ids)

    def test_points_by_hand_on_screen(self):
        model = self.env["customer.class.model"].create({"name": "With hands"})
        model.criterion_ids = [
            Command.create({"name": "Trust", "kind": "manual", "weight": 10})
        ]
        form = Form(
            self.env["customer.class.judgment"]
            .with_user(self.owner)
            .with_context(default_partner_id=self.customer.id)
        )
        form.criterion_id = model.criterion_ids.filtered(lambda c: c.kind == "manual")
        form.points = 70
        form.note = "Pays before it is due"
        judgment = form.save()
        self.assertEqual(judgment.user_id, self.owner)
        self.assertEqual(self.customer.class_judgment_ids, judgment)
        person = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id, "user_id": self.owner.id}
        )
        second = judgment.copy({"partner_id": person.id})
        self.assertEqual(second.partner_id, self.customer)

    def test_points_on_strangers_are_refused(self):
        model = self.env["customer.class.model"].create({"name": "With hands"})
        model.criterion_ids = [
            Command.create({"name": "Trust", "kind": "manual", "weight": 10})
        ]
        stranger = self._user("screen_stranger", GROUP + "user")
        judgments = self.env["customer.class.judgment"]
        with self.assertRaises(AccessError):
            judgments.with_user(stranger).create(
                {
                    "partner_id": self.customer.id,
                    "criterion_id": model.criterion_ids[-1].id,
                    "points": 100,
                    "note": "A friend",
                }
            )
        self.assertFalse(self.customer.class_judgment_ids)

    def test_nobody_without_purchases_is_rated(self):
        self.env["customer.class.model"].create({"name": "Classes"})
        with self.assertRaises(UserError):
            self.customer.with_user(self.owner).action_rate_class()
        self.assertFalse(self.customer.class_rating_ids)

    def test_rows_open_their_customer(self):
        self.customer.intention = "some"
        self.env.flush_all()
        row = self.env["customer.overview"].with_user(self.owner)
        row = row.search([("partner_id", "=", self.customer.id)])
        action = row.action_open_partner()
        self.assertEqual(action["res_model"], "res.partner")
        self.assertEqual(action["res_id"], self.customer.id)

    def test_archived_customers_leave_the_base(self):
        self.customer.intention = "some"
        self.env.flush_all()
        rows = self.env["customer.overview"].with_user(self.center)
        domain = [("partner_id", "=", self.customer.id)]
        self.assertEqual(rows.search_count(domain), 1)
        self.customer.active = False
        self.env.flush_all()
        self.assertEqual(rows.search_count(domain), 0)

    def test_messages_of_tomorrow_are_no_contact(self):
        self.customer.intention = "some"
        message = self.customer.message_post(
            body="Dear customer",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        message.date = fields.Datetime.now() + timedelta(days=2)
        self.env.flush_all()
        self.assertFalse(self.customer.date_contact)
        message.date = fields.Datetime.now() - timedelta(days=2)
        self.env.flush_all()
        self.customer.invalidate_recordset(["date_contact"])
        self.assertEqual(self.customer.date_contact, self.today - timedelta(days=2))
