"""The defect library, and what was reported before [NC-76]."""

from lxml import etree

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools.safe_eval import safe_eval

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestDefect(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls._put(100, cls.lot_a)
        cls._put(50, cls.lot_b)
        cls.seals = cls.env["quality.defect.class"].create({"name": "Sealing"})
        cls.leak = cls.env["quality.defect"].create(
            {
                "name": "Leaking pouch",
                "code": "S-017",
                "class_id": cls.seals.id,
                "product_tmpl_ids": [Command.set(cls.product.product_tmpl_id.ids)],
                "cause": "Sealing jaw worn out",
                "measure": "Jaw replaced",
                "result": "None since",
            }
        )
        cls.leak.with_context(lang="zh_CN").name = "封口渗漏"

    def _found(self, text, user=None):
        Defect = self.env["quality.defect"].with_user(user or self.inspector)
        return [found[0] for found in Defect.name_search(text)]

    def test_found_by_what_people_type(self):
        for text in ("leaking", "S-017", "jaw worn", "sealing", "封口", "渗漏"):
            with self.subTest(text):
                self.assertIn(self.leak.id, self._found(text))
        self.assertNotIn(self.leak.id, self._found("no such thing"))

    def test_chinese_users_find_english_names(self):
        Defect = self.env["quality.defect"].with_context(lang="zh_CN")
        self.assertIn(self.leak.id, [found[0] for found in Defect.name_search("pouch")])

    def test_suggested_are_those_of_the_product(self):
        """The form offers defects of the product, of its category, and general ones."""
        Defect = self.env["quality.defect"]
        parent = self.env["product.category"].create({"name": "Sterile"})
        self.product.categ_id = parent.create({"name": "G", "parent_id": parent.id})
        general = Defect.create({"name": "Dirty"})
        of_category = Defect.create({"name": "Torn", "categ_id": parent.id})
        of_others = Defect.create(
            {"name": "Frayed", "product_tmpl_ids": self.loose.product_tmpl_id.ids}
        )
        service = Defect.create({"name": "Late", "kind": "service"})
        view = self.env["quality.nonconformity"].get_view(view_type="form")
        field = etree.fromstring(view["arch"]).find(".//field[@name='defect_id']")
        source = self._nonconformity(1, self.lot_a, isolate=False)
        values = {
            "kind": source.kind,
            "company_id": source.company_id.id,
            "product_tmpl_id": source.product_tmpl_id.id,
            "categ_id": source.categ_id.id,
        }
        found = Defect.search(safe_eval(field.get("domain"), values))
        self.assertLessEqual(self.leak | general | of_category, found)
        self.assertFalse((of_others | service) & found)

    def test_who_may_add_one(self):
        new = self.env["quality.defect"].with_user(self.inspector).name_create("Torn")
        self.assertTrue(new)
        with self.assertRaises(AccessError):
            self.env["quality.defect"].with_user(self.worker).name_create("Torn")

    def test_counter(self):
        self._nonconformity(1, self.lot_a, isolate=False, defect_id=self.leak.id)
        self.assertEqual(self.leak.nonconformity_count, 1)
        action = self.leak.action_view_nonconformities()
        found = self.env["quality.nonconformity"].search(action["domain"])
        self.assertEqual(found.defect_id, self.leak)

    def test_known_cause_is_proposed_and_taken_over(self):
        source = self._nonconformity(
            1, self.lot_a, defect_id=self.leak.id, immediate_measure="Stopped"
        )
        self.assertEqual(source.known_cause, "Sealing jaw worn out")
        self.assertFalse(source.cause)
        source.action_take_over_defect()
        self.assertEqual(source.cause, "Sealing jaw worn out")
        self.assertEqual(source.immediate_measure, "Stopped")

    def test_what_was_learnt_flows_back(self):
        source = self._nonconformity(
            4, self.lot_a, defect_id=self.leak.id, cause="Foil too thin"
        )
        self._carry_out(self._dispose(source, "rework", 4, result_note="All tight"))
        source.with_user(self.inspector)._file_in_library()
        self.assertEqual(self.leak.cause, "Foil too thin")
        self.assertIn("Rework", self.leak.measure)
        self.assertEqual(self.leak.result, "All tight")

    def test_new_entry_from_a_nonconformity(self):
        source = self._nonconformity(
            4, self.lot_a, description="Print is smudged\nOn 4 of 10"
        )
        with self.assertRefused("names no cause"):
            source.with_user(self.inspector)._file_in_library()
        source.cause = "Ink not dry"
        action = source.with_user(self.inspector).action_file_in_library()
        defect = source.defect_id
        self.assertEqual(action["res_id"], defect.id)
        self.assertRecordValues(
            defect,
            [
                {
                    "name": "Print is smudged",
                    "cause": "Ink not dry",
                    "product_tmpl_ids": self.product.product_tmpl_id.ids,
                }
            ],
        )
        with self.assertRaises(AccessError):
            source.with_user(self.worker)._file_in_library()

    def test_similar_ones_are_shown_nearest_first(self):
        by_lot = self._nonconformity(1, self.lot_a, isolate=False, description="Torn")
        by_product = self._nonconformity(
            1, self.lot_b, isolate=False, description="Stained", defect_id=self.leak.id
        )
        by_words = self._nonconformity(
            1,
            product_id=self.loose.id,
            isolate=False,
            description="The cardboard is soaked with rain water",
        )
        form = Form(self.env["quality.nonconformity"].with_user(self.inspector))
        self.assertFalse(form.similar_ids)
        form.product_id = self.product
        self.assertEqual(set(form.similar_ids.ids), {by_lot.id, by_product.id})
        form.lot_ids.add(self.lot_a)
        self.assertEqual(set(form.similar_ids.ids), {by_lot.id, by_product.id})
        form.description = "cardboard soaked"
        self.assertIn(by_words.id, form.similar_ids.ids)
        source = form.save()
        self.assertNotIn(source, source.similar_ids)
        self.assertEqual(source.similar_count, 3)
        self.assertEqual(source.similar_ids[0], by_lot)
        source.lot_ids = self.lot_b
        self.assertEqual(source.similar_ids[0], by_product)

    def test_similar_words_in_chinese(self):
        first = self._nonconformity(
            1, product_id=self.loose.id, isolate=False, description="外箱被雨水浸湿"
        )
        other = self._nonconformity(
            1, self.lot_a, isolate=False, description="雨水浸湿"
        )
        self.assertIn(first, other.similar_ids)

    def test_similar_are_only_those_one_may_read(self):
        self._nonconformity(1, self.lot_a, isolate=False)
        own = self._nonconformity(1, self.lot_a, isolate=False, user=self.reporter)
        self.assertFalse(own.with_user(self.reporter).similar_ids)
        self.assertTrue(own.with_user(self.inspector).similar_ids)

    def test_similar_in_constant_queries(self):
        source = self._nonconformity(
            1, self.lot_a, isolate=False, defect_id=self.leak.id
        )
        for number in range(2):
            for _times in range(6 * number + 1):
                self._nonconformity(
                    1, self.lot_a, isolate=False, defect_id=self.leak.id
                )
            self.env.flush_all()
            self.env.invalidate_all()
            source.mapped("similar_ids")
            self.env.invalidate_all()
            with self.assertQueryCount(9):
                source.mapped("similar_ids")
