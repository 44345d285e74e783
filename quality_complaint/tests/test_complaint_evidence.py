from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_investigation import InvestigationCommon


@tagged("post_install", "-at_install")
class TestComplaintEvidence(InvestigationCommon):
    """Nothing is altered once it is investigated; additions only [CO-31]."""

    def test_words_of_the_customer_stay(self):
        complaint = self._investigated(demand="A new pump.")
        before = complaint.read(["description", "demand", "channel", "date"])
        for vals in (
            {"description": "All fine."},
            {"demand": False},
            {"channel": "email"},
            {"date": complaint.date - timedelta(days=1)},
            {"description": "x", "findings": "y"},
        ):
            for user in (self.handler, self.complaint_manager, self.manager):
                with self.assertRefused("addition"):
                    complaint.with_user(user).write(vals)
        with self.assertRefused("addition"):
            complaint.sudo().description = "All fine."
        self.assertEqual(
            complaint.read(["description", "demand", "channel", "date"]), before
        )
        complaint.write({"description": complaint.description, "findings": "z"})
        self.assertEqual(complaint.findings, "z", "unchanged values pass")

    def test_intake_is_put_right_before(self):
        complaint = self._complaint().with_user(self.handler)
        complaint._accept()
        complaint.description = "The pump stopped after two hours."
        self.assertIn("two hours", complaint.description)

    def test_files_stay(self):
        complaint = self._complaint().with_user(self.handler)
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.jpg",
                "raw": b"photo",
                "res_model": complaint._name,
                "res_id": complaint.id,
            }
        )
        complaint._accept()
        complaint._investigate()
        mine = file.with_user(self.handler)
        for vals in ({"raw": b"other"}, {"name": "x"}, {"res_id": False}):
            with self.assertRefused("evidence"):
                mine.write(vals)
        with self.assertRefused():
            mine.unlink()
        self.assertEqual(file.raw, b"photo")

    def test_addition_with_author_and_time(self):
        complaint = self._investigated()
        row = (
            self.env["quality.complaint.addition"]
            .with_user(self.second_handler)
            .create(
                {
                    "complaint_id": complaint.id,
                    "note": "The customer called: two pumps.",
                    "user_id": self.handler.id,
                    "date": "2020-01-01",
                }
            )
        )
        self.assertEqual(row.user_id, self.second_handler)
        self.assertGreater(row.date, complaint.create_date - timedelta(seconds=5))
        for user in (self.second_handler, self.complaint_manager):
            with self.assertRefused("stays as it was written"):
                row.with_user(user).note = "x"
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
        with self.assertRefused("stays as it was written"):
            row.sudo().note = "x"
        with self.assertRefused("evidence"):
            row.sudo().unlink()
        self.assertEqual(row.note, "The customer called: two pumps.")

    def test_who_takes_part_adds_and_strangers_do_not(self):
        complaint = self._investigated(accused_team_id=self.service_team.id)
        Addition = self.env["quality.complaint.addition"]
        vals = {"complaint_id": complaint.id, "note": "Seen by me."}
        self.assertTrue(Addition.with_user(self.service_head).create(vals))
        self.assertTrue(Addition.with_user(self.employee).create(vals), "he filed it")
        for user in (self.nurse, self.seller):
            with self.assertRaises(AccessError):
                Addition.with_user(user).create(vals)
        self.assertEqual(len(complaint.addition_ids), 2)

    def test_over_is_over(self):
        complaint = self._investigated()
        complaint._reject("Not ours.")
        with self.assertRefused("is over"):
            self.env["quality.complaint.addition"].with_user(self.handler).create(
                {"complaint_id": complaint.id, "note": "Late."}
            )
        self.assertFalse(complaint.addition_ids)

    def test_confidential_sheets_are_hidden(self):
        complaint = self._investigated()
        complaint.confidential = True
        visit = (
            self.env["quality.complaint.visit"]
            .with_user(self.handler)
            .create({"complaint_id": complaint.id})
        )
        Addition = self.env["quality.complaint.addition"]
        row = Addition.with_user(self.handler).create(
            {"complaint_id": complaint.id, "note": "Secret."}
        )
        for record in (visit, row):
            with self.assertRaises(AccessError):
                record.with_user(self.second_handler).read(["display_name"])
            found = record.with_user(self.second_handler).search(
                [("complaint_id", "=", complaint.id)]
            )
            self.assertFalse(found)
            self.assertTrue(record.with_user(self.complaint_manager).display_name)

    def test_other_company_sees_nothing(self):
        visit = (
            self.env["quality.complaint.visit"]
            .with_user(self.handler)
            .create({"complaint_id": self._investigated().id})
        )
        company = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user(
            "complaint_sister", "quality_complaint.group_complaint_user"
        )
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        with self.assertRaises(AccessError):
            visit.with_user(stranger).read(["name"])
