from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .class_common import ClassCommon
from .common import TODAY


@tagged("post_install", "-at_install")
class TestClassRun(ClassCommon):
    """Which customers a model rates, when, and what it needs [CT-20]."""

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

    def test_what_a_former_company_bought_is_scored(self):
        former = self._customer("Former", parent_id=self.small.id)
        self._invoice(former, 900_000)
        former.is_company = False
        self.model._rate(TODAY)
        self.assertEqual(self._rating(self.small).proposed_class_id, self.a)

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
