from odoo.fields import Command
from odoo.tests import Form, tagged

from .service_common import ServiceCommon


@tagged("post_install", "-at_install")
class TestServiceScreen(ServiceCommon):
    """What each person sees of failed services, and which grades can be chosen."""

    def test_goods_do_not_take_the_short_path(self):
        self._put(5, self.lot_a)
        goods = self._nonconformity(5, self.lot_a)
        for step in (
            lambda: goods._hand_over(),
            lambda: goods._correct("Done", self.redo),
            lambda: goods._verify_service(True),
            lambda: goods._keep(),
        ):
            with self.assertRefused("nonconformity of goods"):
                step()
        self.assertFalse(goods.service_state)
        self.assertEqual(goods.state, "isolated")

    def test_grades(self):
        sheet = self._sheet(failure_ids=[Command.set((self.below | self.harm).ids)])
        self.assertEqual(sheet.severity_id, self.severe, "the gravest counts")
        self.company.quality_service_grades = "two"
        with self.assertRefused("General, Severe"):
            self._sheet(severity_id=self.medium.id)
        rude = self._data("failure_attitude")
        sheet = self._sheet(failure_ids=[Command.set(rude.ids)])
        self.assertFalse(sheet.severity_id, "its usual grade is not used here")
        self.company.quality_service_grades = "three"
        sheet = self._sheet(failure_ids=[Command.set(rude.ids)])
        self.assertEqual(sheet.severity_id, self.medium)

    def test_grades_follow_the_sector(self):
        company = self.env["res.company"].create(
            {"name": "Clinic", "quality_sector": "hospital"}
        )
        self.assertEqual(company.quality_service_grades, "two")
        company = self.env["res.company"].create(
            {"name": "Cleaning", "quality_sector": "service"}
        )
        self.assertEqual(company.quality_service_grades, "three")

    def test_buttons_of_each_person(self):
        sheet = self._sheet()
        people = {
            "finder": self.finder,
            "head": self.head,
            "inspector": self.inspector,
            "officer": self.officer,
        }
        buttons = ("can_hand_over", "can_correct", "can_verify_service", "can_close")

        def who():
            return {
                button: {
                    name
                    for name, user in people.items()
                    if sheet.with_user(user)[button]
                }
                for button in buttons
            }

        none = dict.fromkeys(buttons, set())
        start = {"finder", "inspector", "officer"}
        self.assertEqual(who(), none | {"can_hand_over": start})
        sheet._hand_over()
        self.assertEqual(who(), none | {"can_correct": {"head"}})
        self._corrected(sheet)
        self.assertEqual(who(), none | {"can_verify_service": {"finder"}})
        sheet._verify_service(True, "Fine")
        self.assertEqual(who(), none | {"can_close": {"head", "officer"}})
        self.assertFalse(any(sheet.with_user(u).can_review for u in people.values()))

    def test_my_work(self):
        """The department is asked to correct, then the discoverer to verify."""
        correct, verify = "Failed services to correct", "Corrections to verify"
        sheet = self._sheet(hand_over=True)
        self.assertEqual(self._tiles(self.head)[correct], 1)
        self.assertEqual(self._tiles(self.nurse)[correct], 1)
        self.assertEqual(self._tiles(self.other_head)[correct], 0)
        self._corrected(sheet)
        self.assertEqual(self._tiles(self.head)[correct], 0)
        self.assertEqual(self._tiles(self.finder)[verify], 1)
        self.assertEqual(self._tiles(self.head)[verify], 0)

    def _tiles(self, user):
        page = self.env["quality.my.work"].with_user(user).get_my_work()
        tiles = [tile for section in page["sections"] for tile in section["tiles"]]
        return {tile["title"]: tile["count"] for tile in tiles}

    def test_form_of_the_finder_and_of_the_head(self):
        context = {"default_kind": "service", "default_detection_point": "leader_check"}
        Sheet = self.env["quality.nonconformity"].with_context(**context)
        with Form(Sheet.with_user(self.finder)) as form:
            form.description = "The floor is wet"
            form.team_id = self.ward
            form.failure_ids.add(self.harm)
            self.assertEqual(form.severity_id, self.severe)
            self.assertEqual(form.discoverer_role, "leader")
        sheet = form.record
        sheet.action_hand_over()
        with Form(sheet.with_user(self.head)) as form:
            form.correction = "Dried"
            form.cause_removal = "Mats laid"
            form.prevention = "Rounds twice a day"
            form.disposal_ids.add(self.redo)
        sheet.with_user(self.head).action_correct()
        self.assertStage(sheet, "corrected", "verification")

    def test_measures_that_need_approval(self):
        """NC-68: dispositions of words run beside the sheet, which keeps its path."""
        sheet = self._sheet(hand_over=True)
        with self.assertRefused("is for goods"):
            self._dispose(sheet, "scrap", 0, user=self.head)
        vals = {"user": self.head, "team_id": self.ward.id}
        redo = self._dispose(sheet, "redo_service", 0, **vals)
        with self.assertRefused("Nothing is decided by dispositions"):
            sheet.with_user(self.officer)._decide()
        redo.with_user(self.officer)._approve()
        self.assertStage(sheet, "department", "review")
        self._corrected(sheet)
        with self.assertRefused("nothing is carried out before"):
            redo.with_user(self.head)._execute()
        sheet.with_user(self.finder)._verify_service(False, "Not redone")
        redo.with_user(self.head)._execute()
        self.assertStage(sheet, "rejected", "review")
        self._corrected(sheet)
        sheet.with_user(self.finder)._verify_service(True, "Redone")
        with self.assertRefused("not executed and verified"):
            sheet.with_user(self.head)._keep()
        redo.with_user(self.inspector)._verify()
        sheet.with_user(self.head)._keep()
        self.assertStage(sheet, "kept", "closed")

    def test_guidance_names_the_next_step(self):
        sheet = self._sheet()
        self.assertIn("Hand the sheet", sheet.guidance)
        sheet._hand_over()
        self.assertIn("department corrects the service", sheet.guidance)
        self._corrected(sheet)
        self.assertIn("discoverer verifies", sheet.guidance)
        sheet.with_user(self.finder)._verify_service(False, "The bell is silent")
        self.assertIn("rejected the correction", sheet.guidance)

    def test_form_shows_what_is_fixed(self):
        sheet = self._sheet()
        self.assertFalse(sheet.part_one_fixed)
        sheet._hand_over()
        for user, fixed in (
            (self.head, True),
            (self.finder, True),
            (self.inspector, False),
        ):
            self.assertEqual(sheet.with_user(user).part_one_fixed, fixed, user.login)
        with (
            self.assertRaises(AssertionError),
            Form(sheet.with_user(self.head)) as form,
        ):
            form.description = "Nothing happened"
        self.assertEqual(sheet.description, "Nobody came for two hours")
