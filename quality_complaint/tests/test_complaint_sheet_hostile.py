from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_investigation import InvestigationCommon

#: sheet → what a client must give, its last state, and what only steps set
SHEETS = {
    "visit": ({}, "done", ("date_arrival", "finished_by_id", "date_done")),
    "laboratory": (
        {"reason": "x"},
        "decided",
        ("result", "decision", "decided_by_id", "date_sent", "return_id"),
    ),
    "group": ({"mandate": "x"}, "reported", ("set_up_by_id", "date_reported")),
    "report": ({"circumstances": "x"}, "submitted", ("submitted_by_id",)),
    "feedback": (
        {"problem": "x"},
        "verified",
        ("answered_by_id", "verified_by_id", "sent_back_reason"),
    ),
    "dispute": ({}, "decided", ("ended_by_id", "date_ended")),
}


@tagged("post_install", "-at_install")
class TestSheetsHostile(InvestigationCommon):
    """What a client sends directly gets no further than the buttons [XX-03]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.complaint = cls._investigated(accused_team_id=cls.service_team.id)

    def _model(self, kind, **context):
        Model = self.env[f"quality.complaint.{kind}"].with_user(self.complaint_manager)
        return Model.with_context(**context)

    def _vals(self, kind, **vals):
        if kind == "group":
            vals["leader_id"] = self.complaint_manager.id
        return {"complaint_id": self.complaint.id, **SHEETS[kind][0], **vals}

    def _value(self, model, name):
        kinds = {
            "many2one": self.env.uid,
            "datetime": fields.Datetime.now(),
            "selection": "good",
        }
        return kinds.get(model._fields[name].type, "x")

    def test_born_and_written_in_the_first_state_only(self):
        for kind, (_needed, last, gated) in SHEETS.items():
            Model = self._model(kind)
            sheet = Model.create(self._vals(kind))
            first = sheet.state
            values = {"state": last} | {n: self._value(Model, n) for n in gated}
            for name, value in values.items():
                with self.subTest(kind=kind, name=name):
                    with self.assertRaises(UserError):
                        sheet.write({name: value})
                    with self.assertRaises(UserError):
                        Model.create(self._vals(kind, **{name: value}))
            self.assertEqual(sheet.state, first)
            self.assertEqual(sheet.search_count([("id", "!=", sheet.id)]), 0)

    def test_no_default_of_a_context(self):
        for kind, (_needed, last, gated) in SHEETS.items():
            names = [n for n in gated if n not in ("set_up_by_id", "return_id")]
            context = {"default_state": last, "default_number": 900}
            context |= {
                f"default_{n}": self._value(self._model(kind), n) for n in names
            }
            sheet = self._model(kind, **context).create(self._vals(kind))
            with self.subTest(kind=kind):
                self.assertNotEqual(sheet.state, last)
                self.assertEqual(sheet.number, 1)
                for name in names:
                    self.assertFalse(sheet[name], name)

    def test_stays_with_its_complaint_and_number(self):
        other = self._investigated()
        for kind in SHEETS:
            sheet = self._model(kind).create(self._vals(kind, number=77))
            with self.subTest(kind=kind):
                self.assertEqual(sheet.number, 1)
                for vals in ({"complaint_id": other.id}, {"number": 9}, {"name": "x"}):
                    with self.assertRaises(UserError):
                        sheet.write(vals)
                self.assertEqual(sheet.complaint_id, self.complaint)

    def test_unread_complaint_takes_no_sheet(self):
        self.complaint.confidential = True
        stranger = self._user(
            "sheet_stranger", "quality_complaint.group_complaint_user"
        )
        for kind in SHEETS:
            Model = self.env[f"quality.complaint.{kind}"].with_user(stranger)
            with self.subTest(kind=kind), self.assertRaises(AccessError):
                Model.create(self._vals(kind))
            self.assertFalse(Model.sudo().search([]))

    def test_locality_follows_addresses(self):
        with self.assertRefused("follows from other values"):
            self.complaint.locality = "remote"
        self.assertFalse(self.complaint.locality)

    def test_markup_is_shown_not_run(self):
        script = "<script>alert(1)</script> 漢字 🚑 \u202eabc"
        sheet = self._model("visit").create(self._vals("visit", findings=script))
        self.assertEqual(sheet.findings, script)
        html = (
            self.env["ir.actions.report"]
            ._render_qweb_html("quality_complaint.report_complaint_visit", sheet.ids)[0]
            .decode()
        )
        self.assertNotIn("<script>alert(1)", html)
        self.assertIn("&lt;script&gt;alert(1)", html)
        group = self._model("group").create(
            self._vals("group", report="<p onclick='x()'>ok<script>y()</script></p>")
        )
        self.assertNotIn("script", group.report)
        self.assertNotIn("onclick", group.report)
