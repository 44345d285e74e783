from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import GROUP, TODAY, TierCommon

LAST_YEAR = date(2025, 6, 1)


class ClassCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("class_head", GROUP + "user")
        cls.other_head = cls._user("class_other_head", GROUP + "user")
        cls.above = cls._unit("Province", level="province")
        cls.unit = cls._unit("North", parent_id=cls.above.id, head_id=cls.head.id)
        cls.south = cls._unit("South", head_id=cls.other_head.id)
        cls.model = cls.env["customer.class.model"].create(
            {"name": "Classes", "criterion_ids": cls._criteria()}
        )
        cls.a, cls.b, cls.c, cls.d = cls.model.class_ids
        cls.big = cls._buyer("Big", 900_000, before=300_000, employee_count=500)
        cls.small = cls._buyer("Small", 9_000, before=300_000, employee_count=5)

    @classmethod
    def _criteria(cls):
        sales = [(500_000, 100), (50_000, 50), (5_000, 10)]
        trend = [(-1000, 0), (0, 50), (100, 100)]
        return [
            Command.create(
                {
                    "name": kind,
                    "kind": kind,
                    "scale": "band",
                    "weight": weight,
                    "band_ids": [
                        Command.create({"value": v, "points": p}) for v, p in bands
                    ],
                }
            )
            for kind, weight, bands in (("sales", 60, sales), ("trend", 40, trend))
        ]

    @classmethod
    def _unit(cls, name, **vals):
        vals = {"name": name, "company_id": cls.company.id, "level": "city", **vals}
        return cls.env["customer.unit"].create(vals)

    @classmethod
    def _buyer(cls, name, amount, before=0, **vals):
        vals = {"customer_unit_id": cls.unit.id, "user_id": cls.owner.id, **vals}
        customer = cls._customer(name, **vals)
        cls._invoice(customer, amount)
        if before:
            cls._invoice(customer, before, day=LAST_YEAR)
        return customer

    def _rating(self, customer, state="proposed"):
        return self.env["customer.class.rating"].search(
            [("partner_id", "=", customer.id), ("state", "=", state)]
        )


@tagged("post_install", "-at_install")
class TestClass(ClassCommon):
    """Score, proposal, decision by the unit's head, history [CT-16, CT-20]."""

    def test_score_is_the_weighted_mean(self):
        self.model._rate(TODAY)
        # 900,000 sales: 100 × 60; trend +200 %: 100 × 40
        self.assertEqual(self._rating(self.big).score, 100)
        self.assertEqual(self._rating(self.big).proposed_class_id, self.a)
        # 9,000 sales: 10 × 60; trend −97 %: 0 × 40
        self.assertEqual(self._rating(self.small).score, 6)
        self.assertEqual(self._rating(self.small).proposed_class_id, self.d)
        self.assertIn("sales: 10.0 points, weight 60", self._rating(self.small).detail)

    def test_limits_are_included(self):
        self.model.criterion_ids.filtered(lambda c: c.kind == "trend").unlink()
        for amount, points in ((50_000, 50), (49_999.99, 10), (4_999.99, 0)):
            customer = self._buyer(f"Buyer of {amount}", amount)
            self.model._rate(TODAY)
            with self.subTest(amount=amount):
                self.assertEqual(self._rating(customer).score, points)
        self.b.lower_limit = 50.0
        edge = self._buyer("Edge", 50_000)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(edge).proposed_class_id, self.b)

    def test_credit_notes_and_dates_count(self):
        self._invoice(self.big, 895_000, kind="out_refund")
        self._invoice(self.big, 7_000_000, day=TODAY + timedelta(days=1))
        self.model._rate(TODAY)
        self.assertEqual(self._rating(self.big).score, 6)  # 5,000 are left

    def test_unknown_gets_its_own_points(self):
        trend = self.model.criterion_ids.filtered(lambda c: c.kind == "trend")
        trend.points_missing = 75
        fresh = self._buyer("Fresh", 600_000)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(fresh).score, 90)

    def test_size_nature_payment_and_hand(self):
        industry = self.env["res.partner.industry"].create({"name": "Publishers"})
        self.big.industry_id = industry
        self.model.criterion_ids = [
            Command.clear(),
            Command.create(
                {
                    "name": "Nature",
                    "kind": "nature",
                    "weight": 10,
                    "points_missing": 20,
                    "band_ids": [
                        Command.create({"industry_id": industry.id, "points": 90})
                    ],
                }
            ),
            Command.create({"name": "Size", "kind": "size", "weight": 10}),
            Command.create(
                {
                    "name": "Payment",
                    "kind": "payment",
                    "weight": 10,
                    "band_ids": [Command.create({"value": 50, "points": 100})],
                }
            ),
            Command.create({"name": "Trust", "kind": "manual", "weight": 10}),
        ]
        trust = self.model.criterion_ids[-1]
        for points in (20, 60):
            self.env["customer.class.judgment"].with_user(self.owner).create(
                {
                    "partner_id": self.big.id,
                    "criterion_id": trust.id,
                    "points": points,
                    "note": "Seen in the last project",
                }
            )
        self._pay(self.big)
        self.model._rate(TODAY + timedelta(days=60))
        # 90 for its industry, 100 as the largest of two, paid: 100, latest by hand: 60
        self.assertEqual(self._rating(self.big).score, (90 + 100 + 100 + 60) / 4)
        # unknown industry: 20, the smaller of two: 50, nothing paid: 0, by hand: 0
        self.assertEqual(self._rating(self.small).score, (20 + 50) / 4)

    def _pay(self, customer):
        moves = self.env["account.move"].search([("partner_id", "=", customer.id)])
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        wizard.create({"group_payment": True})._create_payments()

    def test_rank_is_within_the_region(self):
        sales = self.model.criterion_ids.filtered(lambda c: c.kind == "sales")
        (self.model.criterion_ids - sales).unlink()
        sales.scale = "rank"
        far = self._buyer("Far", 100, customer_unit_id=self.south.id)
        self.model._rate(TODAY)
        self.assertEqual(self._rating(self.big).score, 100)
        self.assertEqual(self._rating(self.small).score, 50)
        self.assertEqual(self._rating(far).score, 100)

    def test_again_writes_nothing(self):
        first = self.model._rate(TODAY)
        self.assertEqual(first.partner_id, self.big | self.small)
        self.env.flush_all()
        self.env.cr.execute("SELECT MAX(write_date) FROM customer_class_rating")
        self.assertFalse(self.model._rate(TODAY))
        self.assertEqual(len(self._rating(self.big)), 1)
        first.filtered(lambda r: r.unit_id == self.unit).with_user(self.head)._decide()
        self.assertFalse(self.model._rate(TODAY))

    def test_open_proposal_follows_the_score(self):
        self.model._rate(TODAY)
        rating = self._rating(self.small)
        self._invoice(self.small, 900_000)
        self.assertEqual(self.model._rate(TODAY), rating)
        self.assertEqual(rating.proposed_class_id, self.a)

    def test_overtaken_proposal_is_cancelled(self):
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        refund = self._invoice(self.big, 895_000, kind="out_refund")
        self.model._rate(TODAY)
        second = self._rating(self.big)
        self.assertEqual(second.proposed_class_id, self.d)
        refund.button_draft()
        self.model._rate(TODAY)
        self.assertEqual(second.state, "cancelled")
        self.assertEqual(self.big.customer_class_id, self.a)

    def test_review_comes_round(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        rating.with_user(self.head)._decide()
        rating._write_gated({"date_review": TODAY + timedelta(days=10)})
        self.assertFalse(self.model._rate(TODAY + timedelta(days=9)) & rating)
        self.assertFalse(self._rating(self.big))
        self.model._rate(TODAY + timedelta(days=10))
        self.assertTrue(self._rating(self.big))
        self.assertEqual(self.big.customer_class_id, self.a)

    def test_head_decides_and_history_stays(self):
        self.model._rate(TODAY)
        first = self._rating(self.big)
        first.with_user(self.head).action_confirm()
        self.assertEqual(first.state, "decided")
        self.assertEqual(first.decider_id, self.head)
        self.assertEqual(self.big.customer_class_id, self.a)
        second = self.model._rate(TODAY, partners=self.big)
        second._write_gated({"user_id": False})
        second.with_user(self.head)._decide(self.b, "Pays late")
        self.assertEqual(first.state, "past")
        self.assertEqual(second.class_id, self.b)
        self.assertEqual(second.proposed_class_id, self.a)
        self.assertEqual(self.big.customer_class_id, self.b)
        # the head's other decision is not proposed away again
        self.assertFalse(self.model._rate(TODAY) & self._rating(self.big))

    def test_only_the_head_of_the_unit(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        for user in (self.other_head, self.city, self.center, self.owner):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                rating.with_user(user)._decide()
            self.assertEqual(rating.state, "proposed")
        self.above.head_id = self.center
        rating.invalidate_recordset()
        rating.with_user(self.center)._decide()
        self.assertEqual(rating.state, "decided")

    def test_without_a_head_a_city_approver(self):
        self.unit.head_id = False
        self.model._rate(TODAY)
        rating = self._rating(self.big)
        with self.assertRaises(UserError):
            rating.with_user(self.owner)._decide()
        self.assertFalse(rating.class_id)
        rating.with_user(self.city)._decide()
        self.assertEqual(rating.class_id, self.a)

    def test_nobody_decides_what_he_asked_for(self):
        self.big.with_user(self.head).action_rate_class()
        rating = self._rating(self.big)
        self.assertEqual(rating.user_id, self.head)
        with self.assertRaises(UserError):
            rating.with_user(self.head)._decide()
        self.assertEqual(rating.state, "proposed")

    def test_another_class_needs_a_reason(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big).with_user(self.head)
        with self.assertRaises(UserError):
            rating._decide(self.b, "  ")
        self.assertEqual(rating.state, "proposed")
        other = self.model.copy({"unit_ids": [Command.set(self.south.ids)]})
        with self.assertRaises(UserError):
            rating._decide(other.class_ids[0], "Mixed up")
        self.assertFalse(rating.class_id)
        action = rating.action_decide_other()
        form = Form(
            self.env["customer.class.decide"]
            .with_user(self.head)
            .with_context(**action["context"])
        )
        form.class_id = self.b
        form.reason = "Pays late"
        form.save().action_decide()
        self.assertEqual(rating.class_id, self.b)

    def test_decided_is_decided(self):
        self.model._rate(TODAY)
        rating = self._rating(self.big).with_user(self.head)
        rating._decide()
        with self.assertRaises(UserError):
            rating._decide(self.d, "Changed my mind")
        for vals in ({"class_id": self.d.id}, {"state": "proposed"}, {"score": 1}):
            with self.assertRaises(UserError):
                rating.write(vals)
        self.assertEqual(rating.class_id, self.a)

    def test_forged_ratings_are_refused(self):
        vals = {
            "partner_id": self.big.id,
            "model_id": self.model.id,
            "state": "decided",
            "class_id": self.a.id,
        }
        for user in (self.head, self.owner, self.seller, self.center):
            with self.assertRaises(UserError):
                self.env["customer.class.rating"].with_user(user).create(vals)
        self.assertFalse(self.big.customer_class_id)

    def test_points_in_ones_own_name(self):
        self.model.criterion_ids = [
            Command.create({"name": "Trust", "kind": "manual", "weight": 10})
        ]
        judgment = (
            self.env["customer.class.judgment"]
            .with_user(self.owner)
            .create(
                {
                    "partner_id": self.big.id,
                    "criterion_id": self.model.criterion_ids[-1].id,
                    "points": 50,
                    "note": "Reliable",
                    "user_id": self.head.id,
                }
            )
        )
        self.assertEqual(judgment.user_id, self.owner)
        with self.assertRaises(AccessError):
            judgment.points = 100
        with self.assertRaises(AccessError):
            judgment.unlink()
        self.assertEqual(judgment.points, 50)
        with self.assertRaises(ValidationError):
            judgment.sudo().criterion_id = self.model.criterion_ids[0]

    def test_each_company_rates_its_own_customers(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        model = (
            self.env["customer.class.model"]
            .with_context(allowed_company_ids=other.ids)
            .create({"name": "Other's", "company_id": other.id})
        )
        self.assertFalse(model._rate(TODAY).partner_id & (self.big | self.small))
        ordered = self._customer("Ordered only")
        order = self.env["sale.order"].create(
            {
                "partner_id": ordered.id,
                "company_id": self.company.id,
                "order_line": [Command.create({"product_id": self.product.id})],
            }
        )
        self.model._rate(TODAY)
        self.assertFalse(self._rating(ordered))
        order.action_confirm()
        self.model._rate(TODAY)
        self.assertTrue(self._rating(ordered))

    def test_models_by_unit(self):
        north = self.model.copy({"unit_ids": [Command.set(self.unit.ids)]})
        far = self._buyer("Far", 100, customer_unit_id=self.south.id)
        self.model._rate(TODAY)
        self.assertFalse(self._rating(self.big))
        self.assertTrue(self._rating(far))
        north._rate(TODAY)
        self.assertEqual(self._rating(self.big).model_id, north)
        with self.assertRaises(ValidationError):
            self.model.copy({"unit_ids": [Command.set(self.unit.ids)]})
        with self.assertRaises(ValidationError):
            self.model.copy()

    def test_a_model_is_complete(self):
        with self.assertRaises(ValidationError):
            self.model.class_ids = [Command.delete(self.d.id)]
        with self.assertRaises(ValidationError):
            self.model.criterion_ids = [Command.clear()]
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.c.lower_limit = 60
            self.env.flush_all()

    def test_criteria_without_points_stop_the_run(self):
        self.model.criterion_ids[0].band_ids.unlink()
        with self.assertRaises(UserError):
            self.model._rate(TODAY)
        self.assertFalse(self._rating(self.big))

    def test_preset_rates_at_once(self):
        self.model.active = False
        form = Form(self.env["customer.class.model"].with_user(self.center))
        form.name = "Preset"
        preset = form.save()
        self.assertEqual(preset.class_ids.mapped("name"), ["A", "B", "C", "D"])
        preset._rate(TODAY)
        # unknown industry 50, unranked size 0, first of two in sales 100, growth 100
        self.big.employee_count = 0
        preset._rate(TODAY)
        self.assertEqual(self._rating(self.big).score, (50 + 0 + 100 + 100) / 4)
        self.assertEqual(self._rating(self.big).proposed_class_id.name, "B")

    def test_service_of_class_and_tier(self):
        self.assertEqual(self.big.visit_interval_days, 0)
        self.a.write(
            {"visit_interval_days": 30, "visit_by": "unit", "complaint_priority": "1"}
        )
        self.vip.write(
            {
                "visit_interval_days": 14,
                "follow_interval_days": 60,
                "visit_by": "center",
                "complaint_priority": "2",
            }
        )
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        standing = self.program._get_standing(self.big, create=True)
        standing.tier_id = self.vip
        self.big.invalidate_recordset()
        self.assertEqual(self.big.visit_interval_days, 14)
        self.assertEqual(self.big.follow_interval_days, 60)
        self.assertEqual(self.big.visit_by, "unit")
        self.assertEqual(self.big.complaint_priority, "2")

    def test_class_is_searchable(self):
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        partners = self.env["res.partner"].with_user(self.owner)
        both = [("id", "in", (self.big | self.small).ids)]
        for domain, found in (
            ([("customer_class_id", "=", self.a.id)], self.big),
            ([("customer_class_id", "=", False)], self.small),
            ([("customer_class_id", "!=", False)], self.big),
            ([("customer_class_id.name", "=", "A")], self.big),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(partners.search(both + domain), found)

    def test_heads_are_told_once_a_run(self):
        self._buyer("Far", 100, customer_unit_id=self.south.id)

        def told(user):
            return self.env["mail.message"].search_count(
                [
                    ("model", "=", "customer.class.model"),
                    ("res_id", "=", self.model.id),
                    ("partner_ids", "in", user.partner_id.ids),
                ]
            )

        self.model._rate(TODAY)
        self.assertEqual((told(self.head), told(self.other_head)), (1, 1))
        message = self.env["mail.message"].search(
            [("partner_ids", "in", self.head.partner_id.ids)], limit=1
        )
        self.assertIn("2 customers of Province / North", message.body)
        self.model._rate(TODAY)
        self.assertEqual((told(self.head), told(self.other_head)), (1, 1))

    def test_mine_to_decide_is_found(self):
        free = self._buyer("Free", 100, customer_unit_id=False)
        self.model._rate(TODAY)
        self._rating(self.small)._write_gated({"user_id": self.head.id})
        customers = self.big | self.small | free
        for user in (self.head, self.other_head, self.city, self.owner):
            ratings = self.env["customer.class.rating"].with_user(user)
            known = ratings.search([("partner_id", "in", customers.ids)])
            found = ratings.search([("can_decide", "=", True)])
            with self.subTest(user=user.login):
                self.assertEqual(found & known, known.filtered("can_decide"))
        self.assertTrue(self._rating(self.big).with_user(self.head).can_decide)

    def test_merged_customers_keep_one_class(self):
        self.model._rate(TODAY)
        for customer in (self.big, self.small):
            self._rating(customer).with_user(self.head)._decide()
        self.model._rate(TODAY, partners=self.big)
        self.env.flush_all()
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.big | self.small).ids, self.big)
        self.assertEqual(self.big.customer_class_id, self.a)
        self.assertEqual(
            sorted(self.big.class_rating_ids.mapped("state")),
            ["cancelled", "decided", "past"],
        )

    def test_cron_rates_models_that_run_daily(self):
        manual = self.model.copy(
            {"auto_run": False, "unit_ids": [Command.set(self.south.ids)]}
        )
        far = self._buyer("Far", 100, customer_unit_id=self.south.id)
        with self.enter_registry_test_mode():
            self.env.ref("customer_tiering.ir_cron_class_rate").method_direct_trigger()
        self.assertTrue(self._rating(self.big))
        self.assertFalse(self._rating(far))
        self.assertFalse(manual.class_rating_ids)

    def test_classes_of_a_list_cost_the_same(self):
        self.model._rate(TODAY)
        one, many = self.big, self.big | self.small
        for partners in (one, many):
            partners.invalidate_recordset()
            with self.assertQueryCount(4):
                partners.mapped("customer_class_id")


@tagged("post_install", "-at_install")
class TestClassRights(ClassCommon):
    """Who may read, write, create and delete what."""

    #: model: role → what he may do of read, write, create, unlink
    RIGHTS = {
        "customer.class.model": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.criterion": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.band": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class": {"seller": "r", "owner": "r", "center": "rwcu"},
        "customer.class.judgment": {"seller": "r", "owner": "rc", "center": "rc"},
        "customer.class.rating": {"seller": "r", "owner": "rw", "center": "rw"},
    }

    def test_rights(self):
        names = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
        for model, roles in self.RIGHTS.items():
            for role, rights in roles.items():
                records = self.env[model].with_user(getattr(self, role))
                for letter, name in names.items():
                    with self.subTest(model=model, role=role, operation=name):
                        self.assertEqual(records.has_access(name), letter in rights)

    def test_own_customers_and_unit(self):
        self.small.user_id = self.seller
        self.model._rate(TODAY)
        ratings = self.env["customer.class.rating"]
        for user, seen in (
            (self.owner, self.big),
            (self.seller, self.small),
            (self.head, self.big | self.small),
            (self.other_head, self.env["res.partner"]),
            (self.city, self.big | self.small),
        ):
            found = ratings.with_user(user).search(
                [("partner_id", "in", (self.big | self.small).ids)]
            )
            with self.subTest(user=user.login):
                self.assertEqual(found.partner_id, seen)

    def test_owner_without_a_role_cannot_rate(self):
        with self.assertRaises(AccessError):
            self.big.with_user(self.seller).action_rate_class()
        with self.assertRaises(AccessError):
            self.model.with_user(self.city).action_rate()
        self.assertFalse(self._rating(self.big))

    def test_another_company_sees_nothing(self):
        self.model._rate(TODAY)
        self._rating(self.big).with_user(self.head)._decide()
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._user("class_stranger", GROUP + "manager")
        stranger.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["customer.class.rating"].search([]))
        self.assertFalse(env["customer.class.model"].search([]))
        self.assertFalse(self.big.with_env(env).customer_class_id)
