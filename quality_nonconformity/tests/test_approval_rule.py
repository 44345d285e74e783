from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import QUALITY
from .mrb_common import MrbCommon


@tagged("post_install", "-at_install")
class TestApprovalRule(MrbCommon):
    """Which lines of the matrix apply, and what they demand together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls._nonconformity(40, cls.lot_a, detection_point="receipt")
        cls.gm = cls._post("general_manager", cls.boss)
        cls.buying = cls._post("purchasing_head", cls.buyer)

    def _applies(self, disposition, **vals):
        rule = self._rule(approver_ids=self.gm, **vals)
        found = rule in disposition.approval_rule_ids
        rule.unlink()
        self.assertFalse(disposition.approval_rule_ids)
        return found

    def test_each_condition(self):
        disposition = self._dispose(self.source, "scrap", 40)
        Category = self.env["product.category"]
        parent, other = Category.create([{"name": "Gloves"}, {"name": "Masks"}])
        child = Category.create({"name": "Latex", "parent_id": parent.id})
        self.product.categ_id = child
        branch = self.env["res.company"].create({"name": "Branch"})
        safety, looks = self.env["quality.defect.class"].create(
            [{"name": "Safety"}, {"name": "Looks"}]
        )
        self.source.defect_id = self.env["quality.defect"].create(
            {"name": "Leak", "class_id": safety.id}
        )
        for vals, expected in (
            ({}, True),
            ({"detection_ids": self._points("receipt", "final")}, True),
            ({"detection_ids": self._points("final")}, False),
            ({"kind_ids": self._kinds("scrap", "destroy")}, True),
            ({"kind_ids": self._kinds("rework")}, False),
            ({"severity_ids": self.severe}, False),
            ({"categ_ids": child}, True),
            ({"categ_ids": parent}, True),
            ({"categ_ids": other}, False),
            ({"defect_class_ids": safety}, True),
            ({"defect_class_ids": looks}, False),
            ({"customer_concerned": False}, True),
            ({"customer_concerned": True}, False),
            ({"source_kind": "product"}, True),
            ({"source_kind": "service"}, False),
            ({"preset": self.company.quality_sector}, True),
            ({"preset": "hospital"}, False),
            ({"company_id": self.company.id}, True),
            ({"company_id": branch.id}, False),
            ({"active": False}, False),
        ):
            self.assertEqual(self._applies(disposition, **vals), expected, vals)

    def test_customer_concerned_is_seen_when_it_becomes_known(self):
        self._rule(customer_concerned=True, mrb_level="company")
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})
        self.source.with_user(self.inspector).partner_id = self.customer
        self.assertEqual(self._roles(disposition), {("board", False): "pending"})
        self.assertEqual(self.source.mrb_level, "company")

    def test_value_bands_do_not_overlap(self):
        disposition = self._dispose(self.source, "scrap", 40)  # 40 × 10.00
        self.assertEqual(disposition.value, 400)
        for low, high, expected in (
            (0, 400, False),
            (0, 400.01, True),
            (400, 0, True),
            (400.01, 0, False),
            (100, 1000, True),
        ):
            vals = {"value_from": low, "value_to": high}
            self.assertEqual(self._applies(disposition, **vals), expected, vals)

    def test_value_is_quantity_in_the_products_unit_times_cost(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        disposition = self._dispose(self.source, "scrap", 2, uom_id=dozen.id)
        self.assertEqual(disposition.value, 240)
        self.product.standard_price = 20
        self.assertEqual(disposition.value, 480)

    def test_cost_that_rose_is_seen_when_it_is_approved(self):
        self._rule(value_from=1000, approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})
        self.product.standard_price = 100
        with self.assertRefused("General Manager"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_splitting_leads_below_no_limit(self):
        """Three small scraps of the same goods weigh as much as one."""
        self._rule(value_from=300, kind_ids=self._kinds("scrap"), approver_ids=self.gm)
        first = self._dispose(self.source, "scrap", 20)
        rework = self._dispose(self.source, "rework", 5)
        self.assertEqual(self._roles(first), {("approve", False): "pending"})
        second = self._dispose(self.source, "scrap", 15)
        for disposition in first | second:
            with self.assertRefused("General Manager"):
                disposition.with_user(self.officer)._approve()
            self.assertEqual(
                self._roles(disposition), {("approve", "general_manager"): "pending"}
            )
        self.assertEqual(self._roles(rework), {("approve", False): "pending"})
        second.with_user(self.inspector)._cancel("Fewer")
        first.with_user(self.officer)._approve()
        self.assertEqual(first.state, "approved")

    def test_what_failed_its_rework_is_not_counted_twice(self):
        self._rule(value_from=500, approver_ids=self.gm)
        first = self._dispose(self.source, "rework", 40)
        first.with_user(self.officer)._approve()
        first.with_user(self.worker)._execute()
        first.with_user(self.inspector)._verify(0)
        again = self._dispose(self.source, "rework", 40)
        self.assertEqual(again._get_judged_value(), 400)
        self.assertEqual(self._roles(again), {("approve", False): "pending"})

    def test_rules_switched_off_are_called_back_by_no_caller(self):
        """The context of a client must not put a storekeeper in the officer's place."""
        self._rule(approver_ids=self._post("storekeeper", self.outsider), active=False)
        disposition = self._dispose(self.source, "scrap", 40)
        self.source._let_take_part(self.outsider)
        client = disposition.with_context(active_test=False)
        client.with_user(self.inspector).reason = "Torn"
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})
        with self.assertRefused("quality officer"):
            client.with_user(self.outsider)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_several_rules_make_the_strictest_union(self):
        self._rule(name="A", reviewer_ids=self.buying)
        self._rule(name="B", approver_ids=self.gm, mrb_level="basic")
        self._rule(name="C", reviewer_ids=self.buying, mrb_level="company")
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(
            self._roles(disposition),
            {
                ("review", "purchasing_head"): "pending",
                ("board", False): "waiting",
                ("approve", "general_manager"): "waiting",
            },
        )
        board = disposition.approval_ids.filtered(lambda row: row.role == "board")
        self.assertEqual(board.mrb_level, "company")
        review = disposition.approval_ids.filtered(lambda row: row.role == "review")
        self.assertEqual(set(review.rule_ids.mapped("name")), {"A", "C"})

    def test_review_only_leaves_the_officer_as_approver(self):
        self._rule(reviewer_ids=self.buying)
        disposition = self._dispose(self.source, "scrap", 40)
        with self.assertRefused("Purchasing"):
            disposition.with_user(self.officer)._approve()
        disposition.with_user(self.buyer)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "approved")

    def test_rows_follow_rules_and_severity(self):
        disposition = self._dispose(self.source, "scrap", 40)
        rule = self._rule(severity_ids=self.severe, approver_ids=self.gm)
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})
        self.severe.mrb_level = False
        self.source.with_user(self.inspector).severity_id = self.severe
        self.assertEqual(
            self._roles(disposition), {("approve", "general_manager"): "pending"}
        )
        rule.with_user(self.manager).active = False
        self.assertEqual(self._roles(disposition), {("approve", False): "pending"})

    def test_head_of_the_department_that_answers_for_it(self):
        sealing, packing = self.env["quality.team"].create(
            [
                {"name": "Sealing", "head_id": self.producer.id},
                {"name": "Packing", "head_id": self.engineer.id},
            ]
        )
        head = self.env.ref("quality_nonconformity.function_department_head")
        self._rule(approver_ids=head)
        self.source.team_id = sealing
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(disposition.activity_ids.user_id, self.producer)
        self.source.with_user(self.inspector).team_id = packing
        self.assertEqual(disposition.activity_ids.user_id, self.engineer)
        rows = self.env["quality.approval"]
        for user, expected in (
            (self.engineer, disposition.approval_ids),
            (self.producer, rows),
            (self.officer, rows),
        ):
            mine = rows.with_user(user)
            self.assertEqual(mine.search(mine._get_waiting_domain()), expected)
        with self.assertRefused("Head of the Department", self.engineer.name):
            disposition.with_user(self.officer)._approve()
        disposition.with_user(self.engineer)._approve()
        self.assertEqual(disposition.state, "approved")

    def test_nobody_is_asked_before_isolation(self):
        self._rule(approver_ids=self.gm)
        source = self._nonconformity(5, self.lot_a, isolate=False)
        disposition = self._dispose(source, "scrap", 5)
        self.assertEqual(
            self._roles(disposition), {("approve", "general_manager"): "waiting"}
        )
        self.assertFalse(disposition.activity_ids)
        source._isolate()
        self.assertEqual(
            self._roles(disposition), {("approve", "general_manager"): "pending"}
        )
        self.assertEqual(disposition.activity_ids.user_id, self.boss)

    def test_what_must_be_stated_first(self):
        self._rule(
            approver_ids=self.gm,
            cause_required=True,
            effect_required=True,
            deadline_required=True,
        )
        disposition = self._dispose(self.source, "scrap", 40)
        with self.assertRefused("effect on quality", "the cause", "the day"):
            disposition.with_user(self.boss)._approve()
        self.source.with_user(self.inspector).write(
            {"cause": "Sealing bar too cold", "effect": "Not sterile"}
        )
        with self.assertRefused("the day"):
            disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.inspector).date_deadline = "2030-01-01"
        disposition.with_user(self.boss)._approve()
        self.assertEqual(disposition.state, "approved")

    def test_only_the_head_of_quality_writes_rules(self):
        rule = self._rule(approver_ids=self.gm)
        for user in (self.inspector, self.officer, self.boss, self.stock_manager):
            with self.assertRaises(AccessError):
                rule.with_user(user).write({"active": False})
            with self.assertRaises(AccessError):
                rule.with_user(user).create({"name": "Mine"})
        self.assertTrue(rule.active)
        rule.with_user(self.manager).write({"name": "Scrap"})
        self.assertEqual(rule.name, "Scrap")

    def test_who_reads_rules_reads_their_lists(self):
        rule = self._rule(
            approver_ids=self.gm,
            kind_ids=self._kinds("scrap"),
            detection_ids=self._points("receipt"),
        )
        names = {"fields": {"display_name": {}}}
        auditor = self._user("rule_auditor", QUALITY + "auditor")
        for user in (self.manager, self.inspector, auditor):
            rule.invalidate_recordset()
            mine = rule.with_user(user)
            row = mine.web_read({"kind_ids": names, "detection_ids": names})[0]
            self.assertEqual(row["kind_ids"][0]["display_name"], "Scrap")
            self.assertEqual(len(row["detection_ids"]), 1)
        offered = mine.fields_get(["kind_ids"])["kind_ids"]["domain"]
        kinds = self.env["ir.model.fields.selection"].search(offered)
        self.assertEqual(set(kinds.field_id.mapped("name")), {"kind"})
        self.assertIn("rework", kinds.mapped("value"))

    def test_wrong_rules_are_refused(self):
        with self.assertRaises(ValidationError):
            self._rule(kind_ids=self._points("receipt"))
        with self.assertRaises(CheckViolation), mute_logger("odoo.sql_db"):
            self._rule(value_from=10, value_to=5)

    # -- several companies -------------------------------------------------------------------

    def test_each_company_has_its_own_rules_and_holders(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        vals = {"company_id": branch.id, "company_ids": [Command.set(branch.ids)]}
        stranger = new_test_user(
            self.env, "rule_branch", f"base.group_user,{QUALITY}officer", **vals
        )
        self._post("general_manager", self.boss, stranger)
        self._rule(approver_ids=self.gm)
        theirs = self._rule(approver_ids=self.buying, company_id=branch.id)
        disposition = self._dispose(self.source, "scrap", 40)
        self.assertEqual(
            self._roles(disposition), {("approve", "general_manager"): "pending"}
        )
        self.assertEqual(disposition.activity_ids.user_id, self.boss)
        with self.assertRaises(AccessError):
            disposition.with_user(stranger)._approve()
        with self.assertRaises(AccessError):
            disposition.approval_ids.with_user(stranger).read(["state"])
        with self.assertRaises(AccessError):
            theirs.with_user(self.officer).read(["name"])
        self.assertEqual(disposition.state, "draft")

    def test_list_of_approvals_costs_the_same_for_few_and_many(self):
        def load(count):
            self.env.flush_all()
            rows = self.env["quality.approval"].with_user(self.officer)
            rows = rows.search([], limit=count)
            self.env.invalidate_all()
            start = self.cr.sql_log_count
            rows.read(["role", "state", "asked", "display_name", "function_id"])
            return self.cr.sql_log_count - start

        self._rule(reviewer_ids=self.buying, approver_ids=self.gm)
        for _number in range(10):
            source = self._nonconformity(1, self.lot_a, isolate=False)
            self._dispose(source, "scrap", 1)
        load(20)
        self.assertLessEqual(abs(load(20) - load(2)), 4)

    def test_refused_steps_change_nothing(self):
        self._rule(approver_ids=self.gm)
        disposition = self._dispose(self.source, "scrap", 40)
        kept = ["state", "role", "user_id", "date", "signature_id"]
        before = disposition.approval_ids.read(kept)
        with self.assertRaises(UserError):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.approval_ids.read(kept), before)
        self.assertFalse(disposition.signature_ids)
