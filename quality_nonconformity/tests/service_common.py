"""A department, its people, and failed services."""

from odoo.fields import Command

from .common import QUALITY, NonconformityCommon


class ServiceCommon(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_service_grades = "three"
        cls.head = cls._user("service_head", "base.group_user")
        cls.nurse = cls._user("service_member", "base.group_user")
        cls.other_head = cls._user("service_other_head", "base.group_user")
        cls.finder = cls._user("service_finder", "base.group_user")
        cls.auditor = cls._user("service_auditor", QUALITY + "auditor")
        teams = cls.env["quality.team"].create(
            [
                {
                    "name": "Ward",
                    "head_id": cls.head.id,
                    "member_ids": [Command.set(cls.nurse.ids)],
                },
                {"name": "Laboratory", "head_id": cls.other_head.id},
            ]
        )
        cls.ward, cls.laboratory = teams
        cls.general = cls._data("severity_general")
        cls.medium = cls._data("severity_medium")
        cls.severe = cls._data("severity_severe")
        cls.below = cls._data("failure_standard")
        cls.harm = cls._data("failure_harm")
        cls.apology = cls._data("disposal_apology_face")
        cls.redo = cls._data("disposal_redo")
        cls.by_talk = cls._data("result_talk")

    @classmethod
    def _data(cls, name):
        return cls.env.ref(f"quality_nonconformity.{name}")

    @classmethod
    def _sheet(cls, user=None, hand_over=False, **vals):
        """A failed service, as its finder files it."""
        vals.setdefault("failure_ids", [Command.set(cls.below.ids)])
        sheet = (
            cls.env["quality.nonconformity"]
            .with_user(user or cls.finder)
            .create(
                {
                    "kind": "service",
                    "description": "Nobody came for two hours",
                    "team_id": cls.ward.id,
                    "detection_point": "routine_check",
                    **vals,
                }
            )
        )
        if hand_over:
            sheet._hand_over()
        return sheet

    @classmethod
    def _corrected(cls, sheet, user=None):
        """The department writes its part and returns the sheet."""
        sheet = sheet.with_user(user or cls.head)
        sheet.write(
            {
                "cause_removal": "Bell repaired",
                "prevention": "Bells are tried every Monday",
            }
        )
        sheet._correct("Washed and apologised", cls.apology | cls.redo)
        return sheet

    def assertStage(self, sheet, stage, state):
        sheet.invalidate_recordset()
        self.assertEqual(
            (sheet.sudo().service_state, sheet.sudo().state), (stage, state)
        )


class SevereCase(ServiceCommon):
    def _severe(self, hand_over=True, **vals):
        failures = [Command.set(self.harm.ids)]
        return self._sheet(failure_ids=failures, hand_over=hand_over, **vals)

    def _answer_all(self, sheet):
        """Everything the procedure asks for, each by who may."""
        head = sheet.with_user(self.head)
        head._report_orally(self.manager)
        head.write(
            {
                "immediate_measure": "Floor closed",
                "unit_opinion": "The mats were forgotten",
                "evidence_ids": [
                    Command.create(
                        {"name": "Photo of the floor", "custodian_id": self.nurse.id}
                    )
                ],
                "aftercare": "Visited at home",
            }
        )
        capa = head._write_form()
        capa.sudo()._write_gated({"state": "planned"})
        sheet.with_user(self.inspector).write(self._inquiry())
        sheet.with_user(self.officer)._sign_inquiry()
        sheet.with_user(self.officer).appraisal = "not_required"
        return sheet

    def _inquiry(self):
        return {
            "inquiry_form": "committee",
            "inquiry_date": "2026-05-04",
            "inquiry_member_ids": [Command.set((self.manager | self.head).ids)],
            "inquiry_facts": "A patient slipped and broke a wrist",
            "inquiry_decision": "Grave neglect; mats are checked each shift",
        }

    def _file(self, sheet, user=None):
        return (
            self.env["ir.attachment"]
            .with_user(user or self.finder)
            .create(
                {
                    "name": "floor.txt",
                    "raw": b"wet",
                    "res_model": sheet._name,
                    "res_id": sheet.id,
                }
            )
        )
