from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QUALITY
from .service_common import SevereCase


@tagged("post_install", "-at_install")
class TestServiceAccess(SevereCase):
    """Failed services over companies, secrets, dialogs and many records at once."""

    def _visible(self, user, *records):
        """Which of the records the user finds by searching, and may read."""
        found = []
        for record in records:
            model = record.env[record._name].with_user(user)
            hits = model.search([("id", "=", record.id)])
            self.assertEqual(
                bool(hits), record.with_user(user).has_access("read"), user.login
            )
            found.append(bool(hits))
        return found

    def test_confidential_sheet(self):
        self.company.quality_score = True
        sheet = self._severe(confidential=True, discoverer_id=self.auditor.id)
        self.ward.head_id = self.head
        insider = self._user(
            "service_confidential", f"{QUALITY}officer,{QUALITY}confidential"
        )
        row = self.env["quality.nonconformity.evidence"].create(
            {
                "nonconformity_id": sheet.id,
                "name": "Mat",
                "custodian_id": self.head.id,
            }
        )
        points = self.env["quality.score.deduction"]._create_gated(
            [sheet.sudo()._prepare_deduction_vals()]
        )
        self.assertTrue(points.confidential)
        self.assertEqual(self._visible(self.head, sheet, row, points), [True] * 3)
        self.assertEqual(self._visible(self.nurse, sheet, row), [True] * 2)
        self.assertEqual(self._visible(self.auditor, sheet, row), [True] * 2)
        self.assertEqual(self._visible(insider, sheet, row), [True] * 2)
        for user in (self.inspector, self.officer, self.manager, self.other_head):
            self.assertEqual(self._visible(user, sheet, row, points), [False] * 3)
        capa = sheet.with_user(self.head)._write_form()
        self.assertTrue(capa.confidential)
        self.assertEqual(self._visible(self.officer, capa), [False])

    def test_secret_deduction_is_not_for_auditors_of_the_rest(self):
        self.company.quality_score = True
        sheet = self._severe(confidential=True)
        points = self.env["quality.score.deduction"]._create_gated(
            [sheet.sudo()._prepare_deduction_vals()]
        )
        self.assertEqual(self._visible(self.auditor, points), [False])
        points.sudo()._write_gated({"confidential": False})
        self.assertEqual(self._visible(self.auditor, points), [True])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        officer = self._user("service_elsewhere", QUALITY + "manager")
        officer.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.company.quality_score = True
        sheet = self._severe()
        row = self.env["quality.nonconformity.evidence"].create(
            {
                "nonconformity_id": sheet.id,
                "name": "Mat",
                "custodian_id": self.head.id,
            }
        )
        self.assertEqual(row.company_id, self.company)
        points = self.env["quality.score.deduction"]._create_gated(
            [sheet.sudo()._prepare_deduction_vals()]
        )
        seen = self._visible(officer, sheet, row, points)
        self.assertEqual(seen, [False] * 3)
        with self.assertRefused("company"):
            self._sheet(company_id=company.id)

    def test_steps_are_not_written(self):
        """Over RPC the sheet moves by its steps only."""
        sheet = self._corrected(self._sheet(hand_over=True))
        for user in (self.head, self.officer):
            for vals in (
                {"state": "closed"},
                {"date_verified": fields.Datetime.now()},
                {"corrected_by_id": self.nurse.id},
                {"is_rejected": True},
                {"result_ids": [Command.set(self.by_talk.ids)]},
                {"participant_ids": [Command.link(self.other_head.id)]},
            ):
                with self.assertRefused("own steps only"):
                    sheet.with_user(user).write(vals)
        self.assertStage(sheet, "corrected", "verification")

    def test_dialog_of_the_discoverer(self):
        sheet = self._corrected(self._sheet(hand_over=True))
        action = sheet.with_user(self.finder).action_verify_service()
        Wizard = self.env[action["res_model"]].with_context(**action["context"])
        wizard = Wizard.with_user(self.finder).create({"remark": "Content"})
        self.assertEqual(wizard.correction, "Washed and apologised")
        self.assertFalse(wizard.is_substitute)
        with self.assertRefused("over HTTP"):  # where the password is asked for
            wizard.action_confirm()
        self.assertStage(sheet, "corrected", "verification")
        wizard = Wizard.with_user(self.officer).create({})
        self.assertTrue(wizard.is_substitute)
        with self.assertRaises(AccessError):
            Wizard.with_user(self.other_head).create({}).correction  # noqa: B018

    def test_many_at_once(self):
        sheets = self.env["quality.nonconformity"].with_user(self.finder)
        for _number in range(2):  # a third would be a repetition to answer
            sheets |= self._sheet()
        sheets._hand_over()
        self.assertEqual(set(sheets.sudo().mapped("service_state")), {"department"})
        mine = sheets.with_user(self.head)
        mine.write({"cause_removal": "Repaired", "prevention": "Checked"})
        mine._correct("Redone", self.redo)
        sheets._verify_service(True, "Content")
        mine._keep()
        self.assertEqual(set(sheets.sudo().mapped("state")), {"closed"})

    def test_one_that_is_not_ready_stops_all(self):
        ready, empty = self._sheet(), self._sheet(team_id=False)
        with self.assertRefused("responsible department"):
            (ready | empty)._hand_over()
        self.assertStage(ready, "found", "draft")
        ready._hand_over()
        general = self._corrected(self._sheet(hand_over=True))
        with self.assertRefused("cannot become"):
            (ready | general).with_user(self.finder)._verify_service(True, "Fine")
        self.assertStage(general, "corrected", "verification")

    def test_steps_in_the_wrong_order(self):
        sheet = self._sheet()
        with self.assertRefused("cannot become"):
            sheet.with_user(self.head)._correct("Done", self.redo)
        with self.assertRefused("cannot become"):
            sheet._verify_service(True, "Fine")
        sheet._hand_over()
        with self.assertRefused("cannot become"):
            sheet._hand_over()
        self._corrected(sheet)
        sheet._verify_service(True, "Fine")
        with self.assertRefused("cannot become"):
            sheet._verify_service(False, "Changed my mind")
        self.assertStage(sheet, "verified", "verification")

    def test_department_has_a_day(self):
        """NC-69: at once is 24 hours here; the head answers for it."""
        with freeze_time("2026-05-04 08:00:00"):
            sheet = self._sheet(hand_over=True)
        clock = sheet.sudo().deadline_ids.filtered(lambda row: row.step == "measure")
        self.assertEqual(str(clock.due), "2026-05-05 08:00:00")
        self.assertEqual((clock.user_id, clock.team_id), (self.head, self.ward))
        with freeze_time("2026-05-04 09:00:00"):
            self._corrected(sheet)
        self.assertEqual(clock.state, "met")
        with freeze_time("2026-05-06 09:00:00"):
            sheet.with_user(self.finder)._verify_service(False, "Not yet")
        again = sheet.sudo().deadline_ids.filtered(
            lambda row: row.step == "measure" and not row.done
        )
        self.assertEqual(str(again.due), "2026-05-07 09:00:00")

    def test_tiles_cost_the_same_for_many(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            page = self.env["quality.my.work"].with_user(self.head)
            before = self.cr.sql_log_count
            tiles = page._get_waiting_tiles([("id", "=", 0)])
            return self.cr.sql_log_count - before, tiles

        self._sheet(hand_over=True)
        count()  # caches of rules and views
        one, _tiles = count()
        for _number in range(6):
            self._sheet(hand_over=True)
        count()
        many, tiles = count()
        self.assertEqual(many, one)
        by_title = {tile["title"]: tile["count"] for tile in tiles}
        self.assertEqual(by_title["Failed services to correct"], 7)

    def test_list_costs_the_same_for_many(self):
        names = ["name", "service_state", "severity_id", "failure_ids", "is_severe"]
        domain = [("kind", "=", "service"), ("team_id", "=", self.ward.id)]

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            sheets = self.env["quality.nonconformity"].with_user(self.head)
            before = self.cr.sql_log_count
            rows = sheets.search(domain).read(names)
            return self.cr.sql_log_count - before, len(rows)

        self._severe()
        count()
        few = count()
        for _number in range(9):
            self._severe()
        many = count()
        self.assertEqual((few[1], many[1]), (1, 10))
        self.assertEqual(many[0], few[0])
