from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestClassification(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keyword = cls.env["quality.keyword"].create({"name": "泄漏"})
        cls.clause = cls.env["quality.clause"].create(
            {"standard": "ISO 13485:2016", "clause": "8.3", "text": "控制不合格品"}
        )
        cls.capa = cls.env["quality.capa"].create(
            {
                "title": "Leak",
                "keyword_ids": cls.keyword.ids,
                "clause_ids": cls.clause.ids,
            }
        )

    def test_found_by_keyword_and_clause(self):
        Capa = self.env["quality.capa"].with_user(self.users["user"])
        for field, term in (
            ("keyword_ids", "泄"),
            ("clause_ids", "13485"),
            ("clause_ids", "不合格"),
        ):
            self.assertIn(self.capa, Capa.search([(field, "ilike", term)]), term)
        self.assertNotIn(self.capa, Capa.search([("clause_ids", "ilike", "9001")]))

    def test_counted_by_clause(self):
        groups = self.env["quality.capa"]._read_group(
            [("clause_ids", "in", self.clause.ids)], ["clause_ids"], ["__count"]
        )
        self.assertEqual(groups, [(self.clause, 1)])
        self.assertEqual(self.clause.display_name, "ISO 13485:2016 8.3")

    def test_who_keeps_the_lists(self):
        self.env["quality.keyword"].with_user(self.users["user"]).create({"name": "新"})
        for role in ("employee", "auditor"):
            keyword = self.keyword.with_user(self.users[role])
            self.assertEqual(keyword.name, "泄漏")
            with self.assertRaises(AccessError):
                keyword.name = "x"
        with self.assertRaises(AccessError):
            self.clause.with_user(self.users["user"]).unlink()

    def test_clause_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Other"})
        theirs = self.env["quality.clause"].create(
            {"standard": "Contract 7", "company_id": company.id}
        )
        with self.assertRaises(Exception) as error:
            self.capa.clause_ids = theirs
        self.assertIn("compan", str(error.exception).lower())
