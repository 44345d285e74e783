from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import NonconformityCommon


class FieldCase(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clinic = cls.env["res.partner"].create({"name": "Second Clinic"})
        cls.engineer = cls._user("field_engineer", "base.group_user")
        cls.clerk = cls._user("field_clerk", "base.group_user")
        cls.after_sales = cls.env["quality.team"].create(
            {"name": "After-Sales", "head_id": cls.engineer.id}
        )

    @classmethod
    def _deliver(cls, quantity, lot, partner=None):
        picking = cls._transfer(
            quantity, lot.product_id, partner_id=(partner or cls.customer).id
        )
        lines = picking.move_ids.move_line_ids
        lines.write({"lot_id": lot.id, "quantity": quantity})
        picking.move_ids.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _return(cls, picking, quantity):
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = quantity
        back = cls.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.picked = True
        back.button_validate()
        return back

    def _found(self, *lots, quantity=1, user=None, isolate=False, **vals):
        vals.setdefault("detection_point", "customer_site")
        vals.setdefault("partner_id", self.customer.id)
        vals.setdefault("team_id", self.after_sales.id)
        return self._nonconformity(quantity, *lots, user=user, isolate=isolate, **vals)


@tagged("post_install", "-at_install")
class TestNonconformityField(FieldCase):
    """NC-45, NC-46: found at the customer's site or after delivery."""

    def test_stop_supply_without_stock(self):
        self._put(10, self.lot_a)
        self._deliver(10, self.lot_a)
        source = self._found(self.lot_a)
        self.assertFalse(source.supply_stopped)
        with self.assertRaises(AccessError):
            source.with_user(self.worker)._stop_supply()
        self.assertFalse(self.lot_a.on_hold)
        source._stop_supply()
        self.assertTrue(source.supply_stopped)
        self.assertTrue(self.lot_a.on_hold)
        self.assertEqual(source.state, "isolated")
        self.assertFalse(source.line_ids)

    def test_isolation_without_stock_holds_the_lots(self):
        source = self._found(self.lot_a, self.lot_b, isolate=True)
        self.assertTrue(self.lot_a.on_hold and self.lot_b.on_hold)
        self.assertTrue(source.supply_stopped)

    def test_stop_supply_of_untracked_goods(self):
        self._put(10, product=self.loose)
        source = self._found(product_id=self.loose.id)
        source._stop_supply()
        self.assertTrue(self.loose.on_hold)
        delivery = self._transfer(5, self.loose)
        self.assertEqual(delivery.move_ids.quantity, 0)
        source.with_user(self.officer)._cancel("Wrong product named")
        self.assertFalse(self.loose.on_hold)

    def test_stop_supply_after_isolation(self):
        self._put(10, product=self.loose)
        source = self._found(product_id=self.loose.id, isolate=True)
        self.assertFalse(source.supply_stopped)
        source._stop_supply()
        self.assertTrue(self.loose.on_hold)
        source.with_user(self.officer)._cancel("Wrong product named")
        with self.assertRefused("nothing to stop"):
            source._stop_supply()

    def test_first_judgement(self):
        source = self._found(self.lot_a, user=self.reporter, user_id=False)
        for user in (self.reporter, self.clerk):
            with self.assertRaises(AccessError):
                source.with_user(user)._judge_first("nonconforming", "Seal torn")
        mine = source.with_user(self.engineer)
        with self.assertRefused("what the first judgement rests on"):
            mine._judge_first("nonconforming", " ")
        with self.assertRefused("who helps the customer"):
            mine._judge_first("nonconforming", "Seal torn", "replacement")
        self.assertFalse(mine.first_judgement)
        mine._judge_first(
            "nonconforming", "Seal torn", "replacement", self.clerk, "2026-05-04"
        )
        self.assertEqual(mine.first_judge_id, self.engineer)
        self.assertTrue(mine.date_first_judged)
        task = mine.sudo().activity_ids.filtered(lambda a: a.user_id == self.clerk)
        self.assertEqual(str(task.date_deadline), "2026-05-04")
        self.assertIn("Replacement for Held Hospital", task.summary)
        self.assertEqual(mine.with_user(self.clerk).description, "Seal broken")
        with self.assertRefused("set by the document's own steps"):
            mine.first_judgement = "conforming"

    def test_first_judgement_is_for_goods_with_customers(self):
        source = self._found(self.lot_a, detection_point="in_stock")
        with self.assertRefused("not found after delivery"):
            source._judge_first("conforming", "Looked fine")
        self.assertFalse(source.first_judgement)

    def test_delivered_by_customer(self):
        self._put(30, self.lot_a)
        self._put(10, self.lot_b)
        first = self._deliver(12, self.lot_a)
        self._deliver(5, self.lot_a, self.clinic)
        self._deliver(3, self.lot_b, self.clinic)
        self._return(first, 4)
        source = self._found(self.lot_a, self.lot_b)
        self.assertEqual(source.delivered_quantity, 16)
        unit = self.product.uom_id.name
        self.assertEqual(
            source.delivered_summary,
            f"Held Hospital: 8 {unit}\nSecond Clinic: 8 {unit}",
        )
        self.assertEqual(self._found(self.lot_b).delivered_quantity, 3)
        action = source.action_view_deliveries()
        lines = self.env["stock.move.line"].search(action["domain"])
        self.assertEqual(len(lines), 4)

    def test_delivered_is_one_query(self):
        self._put(30, self.lot_a)
        self._deliver(12, self.lot_a)
        sources = self.env["quality.nonconformity"]
        for _number in range(5):
            sources |= self._found(self.lot_a).sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        sources.mapped("product_uom_id.rounding")
        with self.assertQueryCount(1):
            delivered = sources._read_delivered()
        self.assertEqual(len(delivered), 5)

    def test_who_sees_the_customers(self):
        source = self._found(self.lot_a, user=self.reporter)
        with self.assertRaises(AccessError):
            source.read(["delivered_summary"])
        self.assertEqual(source.with_user(self.inspector).delivered_quantity, 0)

    def test_recall_question_before_closing(self):
        self._put(30, self.lot_a)
        self._deliver(12, self.lot_a)
        source = self._found(self.lot_a, detection_point="in_stock", isolate=True)
        self._carry_out(self._dispose(source, "scrap", 1))
        officer = source.with_user(self.officer)
        with self.assertRefused("whether a recall is needed"):
            officer._close()
        self.assertEqual(source.state, "verification")
        officer.recall_check = "no"
        with self.assertRefused("whether a recall is needed"):
            officer._close()
        officer.recall_check_reason = "One torn seal, the others are sound"
        self.assertEqual(source.recall_checked_by_id, self.officer)
        officer._close()
        self.assertEqual(source.state, "closed")

    def test_recall_needed_is_somebodys_task(self):
        director = self.env.ref("quality_nonconformity.function_quality_director")
        director.user_ids = [Command.set(self.manager.ids)]
        source = self._found(self.lot_a)
        with self.assertRaises(AccessError):
            source.with_user(self.engineer).recall_check = "yes"
        self.assertFalse(source.recall_check)
        source.write({"recall_check": "yes", "recall_check_reason": "Many are torn"})
        task = source.sudo().activity_ids.filtered(lambda a: "recall" in a.summary)
        self.assertEqual(task.user_id, self.manager)
        source.recall_check_reason = "All are torn"
        self.assertEqual(len(source.sudo().activity_ids), 1)

    def test_not_asked_when_nothing_was_delivered(self):
        self._put(10, self.lot_a)
        source = self._found(self.lot_a, detection_point="in_stock", isolate=True)
        self._carry_out(self._dispose(source, "scrap", 1))
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")
        self.assertFalse(source.recall_check)

    def test_site_needs_a_first_judgement(self):
        source = self._found(self.lot_a, isolate=True)
        self.assertIn(
            "After-sales has not judged first what was found on site.",
            source._get_close_blockers(),
        )
        source._judge_first("transport", "Box crushed")
        self.assertNotIn(
            "After-sales has not judged first what was found on site.",
            source._get_close_blockers(),
        )
