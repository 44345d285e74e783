import base64
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_investigation import InvestigationCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5C"
    "YII="
)


@tagged("post_install", "-at_install")
class TestComplaintVisit(InvestigationCommon):
    """On-site verification: arrival, findings, samples, signature [CO-24]."""

    def _visit(self, complaint=None, user=None, **vals):
        complaint = complaint or self._investigated(kind_id=self.failure.id)
        return (
            self.env["quality.complaint.visit"]
            .with_user(user or self.handler)
            .create(
                {
                    "complaint_id": complaint.id,
                    "inspector_ids": [Command.set(self.inspector.ids)],
                    **vals,
                }
            )
        )

    def test_arrival_ends_the_clock(self):
        self.company.quality_sector = "device_distributor"
        visit = self._visit()
        complaint = visit.complaint_id
        self.assertFalse(self._deadline(complaint, "on_site").done)
        visit._arrive()
        row = self._deadline(complaint, "on_site")
        self.assertEqual(row.state, "met")
        self.assertEqual(row.done, visit.date_arrival)

    def test_late_arrival_is_a_miss(self):
        self.company.quality_sector = "device_distributor"
        received = fields.Datetime.now() - timedelta(hours=40)
        visit = self._visit(self._investigated(kind_id=self.failure.id, date=received))
        visit._arrive(received + timedelta(hours=30))
        row = self._deadline(visit.complaint_id, "on_site")
        self.assertEqual(row.state, "missed")

    def test_impossible_arrival(self):
        visit = self._visit()
        now = fields.Datetime.now()
        for at in (now + timedelta(hours=1), now - timedelta(days=400)):
            with self.assertRefused("arrives before"):
                visit._arrive(at)
        with self.assertRefused("set by the document's own steps"):
            visit.date_arrival = now
        self.assertEqual(visit.state, "planned")
        self.assertFalse(visit.date_arrival)

    def test_findings_and_signature(self):
        visit = self._visit().with_user(self.inspector)
        visit._arrive()
        with self.assertRefused("what was found", "what came of it"):
            visit._finish()
        visit.write({"findings": "The seal leaks.", "verdict": "bad"})
        with self.assertRefused("customer sign"):
            visit._finish()
        self.assertEqual(visit.state, "arrived")
        visit.write({"signature": PIXEL, "customer_name": "Head nurse"})
        visit._finish()
        self.assertEqual(visit.finished_by_id, self.inspector)
        for vals in ({"findings": "Nothing."}, {"signature": False}):
            with self.assertRefused("can no longer be changed"):
                visit.write(vals)
        self.assertEqual(visit.findings, "The seal leaks.")

    def test_undecided_is_analysed_together(self):
        visit = self._visit(unsigned_reason="Nobody there.", verdict="undecided")
        visit._arrive()
        visit.findings = "Leaks, nobody knows why."
        with self.assertRefused("departments"):
            visit._finish()
        visit.team_ids = self.service_team
        visit._finish()
        told = self._told(visit.complaint_id, self.service_head)
        self.assertIn("nobody knows why", told.reason)
        self.assertIn(self.service_head, visit.complaint_id.participant_ids)

    def test_place_is_the_delivery_address(self):
        self.customer.write({"street": "7 Hill Road", "city": "Ningbo"})
        self.assertIn("7 Hill Road", self._visit().place)

    def test_numbers_count_per_complaint(self):
        first, second = self._investigated(), self._investigated()
        names = [self._visit(c).name for c in (first, first, second)]
        expected = [f"{first.name}-V1", f"{first.name}-V2", f"{second.name}-V1"]
        self.assertEqual(names, expected)

    def test_who_may(self):
        visit = self._visit()
        with self.assertRaises(AccessError):
            self._visit(visit.complaint_id, self.employee)
        with self.assertRaises(AccessError):
            visit.with_user(self.seller).read(["findings"])
        with self.assertRaises(AccessError):
            visit.with_user(self.employee)._arrive()
        self.assertEqual(visit.state, "planned")

    def test_accused_takes_no_part(self):
        complaint = self._complaint(accused_team_id=self.service_team.id)
        complaint.sudo().accused_user_id = self.second_handler
        complaint.with_user(self.handler)._accept()
        with self.assertRaises(AccessError):
            self._visit(complaint, self.second_handler)
        self.assertFalse(complaint.sudo().visit_ids)

    def test_nothing_after_the_end(self):
        visit = self._visit()
        complaint = visit.complaint_id
        complaint._reject("Advertising.")
        for step in (visit._arrive, visit._cancel, visit.unlink):
            with self.assertRefused("is over"):
                step()
        with self.assertRefused("is over"):
            self._visit(complaint)
        self.assertEqual(visit.state, "planned")

    def test_open_visit_keeps_it_open(self):
        visit = self._visit()
        complaint = visit.complaint_id
        visit._arrive()
        self.assertIn("visit", " ".join(complaint._get_close_blockers()))
        visit.write({"findings": "x", "verdict": "good", "unsigned_reason": "y"})
        visit._finish()
        self.assertNotIn("visit on", " ".join(complaint._get_close_blockers()))

    def test_files_belong_to_the_complaint_and_stay(self):
        file = (
            self.env["ir.attachment"]
            .with_user(self.inspector)
            .create(
                {
                    "name": "leak.png",
                    "raw": base64.b64decode(PIXEL),
                    "res_model": "quality.complaint.visit",
                }
            )
        )
        visit = self._visit().with_user(self.inspector)
        visit.attachment_ids = [Command.link(file.id)]
        self.assertEqual(
            (file.res_model, file.res_id), ("quality.complaint", visit.complaint_id.id)
        )
        self.assertEqual(visit.with_user(self.handler).attachment_ids.name, "leak.png")
        visit._arrive()
        with self.assertRefused("evidence"):
            visit.attachment_ids = [Command.unlink(file.id)]
        with self.assertRefused("evidence"):
            file.raw = b"other"
        with self.assertRefused():
            file.unlink()
        self.assertEqual(visit.attachment_ids, file)

    def test_foreign_file_is_not_taken(self):
        secret = (
            self.env["ir.attachment"]
            .with_user(self.officer)
            .create({"name": "secret.txt", "raw": b"secret"})
        )
        visit = self._visit().with_user(self.inspector)
        with self.assertRaises(AccessError):
            visit.attachment_ids = [Command.link(secret.id)]
