from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestNumber(QualityCase):
    """XX-04, on the CAPA as an example of a document."""

    def _create(self, **vals):
        return self.env["quality.capa"].create({"title": "Sealing", **vals})

    def _counter(self, capa):
        return int(capa.name.rsplit("/", 1)[1])

    def test_numbers_follow_each_other_within_the_year(self):
        with freeze_time("2031-05-01"):
            first, second = self._create(), self._create()
        self.assertEqual(first.name, "CAPA/2031/00001")
        self.assertEqual(second.name, "CAPA/2031/00002")

    def test_each_year_begins_anew(self):
        with freeze_time("2031-12-31 12:00"):
            self._create()
        with freeze_time("2032-01-02"):
            self.assertEqual(self._create().name, "CAPA/2032/00001")

    def test_each_company_counts_for_itself(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        with freeze_time("2031-05-01"):
            self._create()
            self.assertEqual(self._create(company_id=branch.id).name, "CAPA/2031/00001")

    def test_each_kind_counts_for_itself(self):
        with freeze_time("2031-05-01"):
            self._create()
            release = self.env["quality.release"].create(
                {"title": "Results", "content": "Good", "audience": "Press"}
            )
        self.assertTrue(release.name.endswith("/2031/00001"), release.name)

    def test_number_of_a_cancelled_document_stays_used(self):
        capa = self._create()
        capa._set_state("cancelled", reason="Filed twice")
        self.assertEqual(self._counter(self._create()), self._counter(capa) + 1)

    def test_imported_number_is_kept(self):
        self.assertEqual(self._create(name="旧2019-17").name, "旧2019-17")

    def test_number_is_used_once(self):
        self._create(name="OLD-1")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError) as refused:
            self._create(name="OLD-1")
        message = self.env["quality.capa"]._sql_error_to_message(refused.exception)
        self.assertIn("Leave it empty", message)

    def test_copy_gets_a_number_of_its_own(self):
        capa = self._create()
        self.assertNotEqual(capa.copy().name, capa.name)
