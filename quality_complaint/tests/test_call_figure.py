from datetime import date

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .test_complaint_report import ReportCommon


@tagged("post_install", "-at_install")
class TestCallFigure(ReportCommon):
    """CO-56: the connection rate of the hotline, imported, in the monthly report."""

    def _import(self, *rows, user=None):
        model = self.env["quality.call.figure"].with_user(user or self.handler)
        return model.load(["date", "name", "offered", "connected"], list(rows))

    def test_import_and_report(self):
        found = self._import(
            ["2026-03-02", "400", "100", "95"],
            ["2026-03-03", "400", "100", "80"],
            ["2026-03-03", "VIP", "10", "10"],
        )
        self.assertFalse(found["messages"])
        figures = self.env["quality.call.figure"].browse(found["ids"])
        self.assertEqual(figures.mapped("connection_rate"), [95, 80, 100])
        self.assertEqual(figures.mapped("is_low"), [False, True, False])
        self._report("month", date(2026, 3, 1), date(2026, 3, 31))
        self.assertEqual(
            self._rows("Calls of the hotline"),
            {"400": [200, 175, 0.875, 1], "VIP": [10, 10, 1.0, 0]},
        )
        self._report("month", date(2026, 4, 1), date(2026, 4, 30))
        self.assertNotIn("Calls of the hotline", self.sections)

    def test_a_day_without_calls(self):
        figure = self.env["quality.call.figure"].create({"offered": 0, "connected": 0})
        self.assertEqual((figure.connection_rate, figure.is_low), (0, False))
        busy = figure.create({"name": "2", "offered": 10, "connected": 9})
        domain = [("id", "in", (figure + busy).ids)]
        [(mean,)] = figure._read_group(domain, [], ["connection_rate:avg"])
        self.assertEqual(mean, 90, "nobody called: no rate")

    def test_impossible_figures(self):
        for row in (
            ["2026-03-02", "400", "10", "11"],
            ["2026-03-02", "400", "5", "-1"],
        ):
            with mute_logger("odoo.sql_db"):
                self.assertTrue(self._import(row)["messages"], row)
        self._import(["2026-03-02", "400", "10", "9"])
        with mute_logger("odoo.sql_db"):
            self.assertTrue(self._import(["2026-03-02", "400", "10", "9"])["messages"])
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.env["quality.call.figure"].create({"offered": 1, "connected": 2})

    def test_rights(self):
        self._import(["2026-03-02", "400", "10", "9"])
        figure = self.env["quality.call.figure"].search([], limit=1)
        auditor = self._user("call_auditor", "quality_base.group_quality_auditor")
        self.assertEqual(figure.with_user(auditor).connected, 9)
        with self.assertRaises(AccessError):
            figure.with_user(auditor).connected = 10
        with self.assertRaises(AccessError):
            figure.with_user(self.employee).read(["connected"])
