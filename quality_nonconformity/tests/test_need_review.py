from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.quality_nonconformity.models.quality_need_review import POSTS

from .common import NonconformityCommon


class NeedCommon(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.voices = {}
        for department, code in POSTS.items():
            voice = cls._user(f"need_{department}", "base.group_user")
            post = cls.env.ref(f"quality_nonconformity.function_{code}")
            post.user_ids = voice
            cls.voices[department] = voice
        cls._put(100, cls.lot_a)
        cls.source = cls._nonconformity(
            100,
            cls.lot_a,
            detection_point="receipt",
            supplier_id=cls.supplier.id,
            responsible="supplier",
        )

    @classmethod
    def _review(cls, user=None, convene=True, **vals):
        review = (
            cls.env["quality.need.review"]
            .with_user(user or cls.inspector)
            .create(
                {
                    "nonconformity_id": cls.source.id,
                    "need": "Line 2 stands still",
                    "date_needed": fields.Date.today(),
                    **vals,
                }
            )
        )
        if convene:
            review._convene()
        return review

    @classmethod
    def _ask_all(cls, review, result="sort"):
        for row in review.opinion_ids:
            voice = cls.voices[row.department]
            row.with_user(voice)._give(result, "We can live with it")

    def _decided(self, result, **vals):
        review = self._review(**vals)
        self._ask_all(review, result)
        mine = review.with_user(self.officer)
        mine.write({"result": result, "instruction": "Sort under the lamp"})
        mine._decide()
        return review


@tagged("post_install", "-at_install")
class TestNeedReview(NeedCommon):
    """NC-28: urgently needed failed material."""

    def test_departments_are_asked(self):
        review = self._review()
        self.assertEqual(set(review.opinion_ids.mapped("department")), set(self.voices))
        voices = self.env["res.users"].union(*self.voices.values())
        self.assertEqual(review.notice_ids.user_id, voices)
        for voice in voices:
            self.assertTrue(self.source.with_user(voice).has_access("read"))
            self.assertFalse(self.source.with_user(voice).has_access("write"))
        self.assertFalse(review.with_user(self.reporter).has_access("read"))

    def test_opinions_are_given_by_the_departments(self):
        review = self._review()
        row = review.opinion_ids.filtered(lambda r: r.department == "production")
        for user in (self.inspector, self.manager, self.voices["rd"]):
            with self.assertRaises(AccessError):
                row.with_user(user)._give("sort", "Fine")
        self.assertFalse(row.given_by_id)
        mine = row.with_user(self.voices["production"])
        with self.assertRaises(UserError):
            mine._give()
        mine.write({"result": "rework", "text": "Two shifts"})
        mine._give()
        self.assertEqual(row.given_by_id, self.voices["production"])
        signature = review.sudo().signature_ids
        self.assertEqual(signature.user_id, self.voices["production"])
        self.assertIn("Two shifts", signature.comment)
        for vals in ({"text": "No"}, {"given_by_id": False}):
            with self.assertRaises(UserError):
                mine.write(vals)
        with self.assertRaises(UserError):
            row.with_user(self.manager).unlink()
        self.assertEqual(row.text, "Two shifts")

    def test_opinions_are_not_put_into_mouths(self):
        review = self._review(
            convene=False,
            opinion_ids=[
                Command.create(
                    {
                        "department": "rd",
                        "user_id": self.reporter.id,
                        "result": "special",
                        "given_by_id": self.reporter.id,
                    }
                )
            ],
        )
        self.assertFalse(review.opinion_ids.given_by_id)
        review._convene()
        review = review.with_user(self.officer)
        review.write({"result": "special", "special_ground": "small_effect"})
        with self.assertRefused("not spoken yet"):
            review._decide()
        with self.assertRaises(AccessError):
            review.opinion_ids.write({"text": "Yes"})

    def test_all_are_heard_before_the_decision(self):
        review = self._review().with_user(self.officer)
        review.write({"result": "return"})
        with self.assertRefused("Production", "Engineering"):
            review._decide()
        self.assertEqual(review.state, "convened")

    def test_return_of_the_lot(self):
        review = self._decided("return")
        self.assertEqual(review.state, "decided")
        self.assertEqual(self.source.state, "review")
        self.assertRecordValues(
            review.disposition_id,
            [{"kind": "return_supplier", "quantity": 100, "state": "draft"}],
        )

    def test_print(self):
        review = self._decided("return")
        reports = self.env["ir.actions.report"].with_user(self.inspector)
        html = reports._render_qweb_html(
            "quality_nonconformity.report_need_review", review.ids
        )[0].decode()
        for words in ("急用物料评审表", "QN-F-32", review.name, "Line 2 stands still"):
            self.assertIn(words, html)
        self.assertIn("Return the lot", html)
        self.assertEqual(html.count("We can live with it"), 4)

    def test_special_acceptance_needs_a_ground(self):
        review = self._review()
        self._ask_all(review, "special")
        mine = review.with_user(self.officer)
        mine.result = "special"
        with self.assertRefused("ground"):
            mine._decide()
        mine.special_ground = "corrected_later"
        mine._decide()
        self.assertEqual(review.disposition_id.kind, "use_as_is")

    def test_severe_effect_goes_back(self):
        review = self._review(severe=True)
        self._ask_all(review)
        mine = review.with_user(self.officer)
        for result in ("special", "sort", "process", "rework"):
            mine.write({"result": result, "instruction": "Sort"})
            with self.assertRefused("severe"):
                mine._decide()
        mine.result = "return"
        mine._decide()

    def test_function_is_never_accepted_as_is(self):
        """X-11: all of the goods are sorted or reworked."""
        review = self._review(affects_function=True, special_ground="small_effect")
        self._ask_all(review)
        mine = review.with_user(self.officer)
        for result in ("special", "process"):
            mine.write({"result": result, "instruction": "Sort"})
            with self.assertRefused("function"):
                mine._decide()
        mine.result = "sort"
        mine._decide()
        disposition = review.disposition_id
        self.assertEqual((disposition.kind, disposition.quantity), ("sort", 100))
        self.assertIn("100 percent", disposition.instruction)

    def test_only_what_the_goods_allow_is_offered(self):
        """NC-29: special acceptance is no choice where concession is forbidden."""
        review = self._review(special_ground="small_effect")
        self.assertIn("special", review.possible_results)
        self.product.categ_id = self.env["product.category"].create(
            {"name": "Devices", "goods_kind": "device"}
        )
        review.invalidate_recordset()
        possible = ["return", "sort", "process", "rework"]
        self.assertEqual(review.possible_results, possible)
        self.assertEqual(review.opinion_ids[:1].possible_results, possible)
        self._ask_all(review)
        mine = review.with_user(self.officer)
        mine.result = "special"
        with self.assertRefused("may not be accepted by concession"):
            mine._decide()
        self.assertEqual(
            (review.state, len(self.source.disposition_ids)), ("convened", 0)
        )
        mine.affects_function = True
        self.assertEqual(mine.possible_results, ["return", "sort", "rework"])
        mine.severe = True
        self.assertEqual(mine.possible_results, ["return"])

    def test_nor_by_another_way(self):
        self._review(affects_function=True)
        disposition = self._dispose(self.source, "use_as_is", 100)
        with self.assertRefused("affects the function"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")

    def test_work_needs_an_instruction(self):
        review = self._review()
        self._ask_all(review)
        mine = review.with_user(self.officer)
        mine.result = "process"
        with self.assertRefused("what production does"):
            mine._decide()

    def test_hours_are_reported_before_closing(self):
        review = self._decided("sort", affects_function=True)
        disposition = review.disposition_id
        disposition.with_user(self.second)._approve()
        self.source.with_user(self.officer)._decide_when_complete()
        disposition.with_user(self.worker)._execute()
        disposition.with_user(self.inspector)._verify()
        self.assertEqual(self.source.state, "verification")
        with self.assertRefused("hours"):
            self.source.with_user(self.officer)._close()
        self.env["quality.nonconformity.cost"].with_user(self.inspector).create(
            {
                "nonconformity_id": self.source.id,
                "kind": "sorting",
                "hours": 16,
                "hourly_rate": 40,
            }
        )
        cost = self.source.cost_ids
        self.assertEqual((cost.charge_to, cost.amount), ("supplier", 640))
        self.source.with_user(self.officer)._close()
        self.assertEqual(self.source.state, "closed")

    def test_no_hours_with_a_reason(self):
        review = self._decided("process")
        hours = "hours"
        blockers = "\n".join(self.source._get_close_blockers())
        self.assertIn(hours, blockers)
        review.with_user(self.officer).no_hours_reason = "The supplier's people sort"
        self.assertNotIn(hours, "\n".join(self.source._get_close_blockers()))

    def test_who_decides(self):
        review = self._review()
        self._ask_all(review)
        review.with_user(self.inspector).write({"result": "return"})
        with self.assertRaises(AccessError):
            review.with_user(self.inspector)._decide()
        self.assertEqual(review.state, "convened")

    def test_somebody_speaks_for_each(self):
        self.env.ref("quality_nonconformity.function_technology_head").user_ids = False
        self.env.ref(
            "quality_nonconformity.function_technology_head"
        ).fallback_group_id = False
        review = self._review(convene=False)
        with self.assertRefused("Research"):
            review._convene()
        row = review.opinion_ids.filtered(lambda r: r.department == "rd")
        row.user_id = self.reporter
        review._convene()
        row.with_user(self.reporter)._give("return")
        self.assertEqual(row.result, "return")

    def test_goods_are_isolated_first(self):
        self._put(5, self.lot_b)
        loose = self._nonconformity(5, self.lot_b, isolate=False)
        review = self._review(convene=False, nonconformity_id=loose.id)
        with self.assertRefused("isolated"):
            review._convene()

    def test_called_off(self):
        review = self._review()
        with self.assertRefused("Say why"):
            review._cancel("")
        action = review.action_cancel()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.inspector)
            .browse(action["res_id"])
        )
        wizard.reason = "Other stock was found"
        wizard.action_confirm()
        self.assertEqual(review.state, "cancelled")

    def test_from_the_nonconformity(self):
        mine = self.source.with_user(self.inspector)
        action = mine.action_need_review()
        form = Form(
            self.env["quality.need.review"]
            .with_user(self.inspector)
            .with_context(**action["context"])
        )
        form.need = "Line 2 stands still"
        form.date_needed = fields.Date.today()
        review = form.save()
        self.assertEqual(review.nonconformity_id, self.source)
        self.assertEqual(len(review.opinion_ids), 4)
        mine.invalidate_recordset()
        self.assertEqual(mine.need_review_count, 1)
        self.assertEqual(mine.action_need_review()["res_id"], review.id)
