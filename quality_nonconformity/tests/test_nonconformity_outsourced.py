from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityOutsourced(NonconformityCommon):
    """NC-38, NC-47, NC-82: in use by staff, outsourced work, accidents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("outsourced_head", "base.group_user")
        cls.foreman = cls._user("outsourced_foreman", "base.group_user")
        cls.ward, cls.works = cls.env["quality.team"].create(
            [
                {"name": "Ward", "head_id": cls.head.id},
                {"name": "Works", "head_id": cls.foreman.id},
            ]
        )

    def _report(self, **vals):
        vals.setdefault("detection_point", "in_use")
        return self._nonconformity(
            1, self.lot_a, user=self.reporter, isolate=False, **vals
        )

    def test_user_tells_the_head_at_once(self):
        source = self._report(found_team_id=self.ward.id)
        self.assertEqual(source.head_told_id, self.head)
        self.assertTrue(source.date_head_told)
        self.assertEqual(source.sudo().activity_ids.user_id, self.head)
        self.assertEqual(source.with_user(self.head).description, "Seal broken")

    def test_told_later_when_nobody_was_named(self):
        source = self._report()
        self.assertFalse(source.head_told_id)
        with self.assertRefused("has a head to tell"):
            source._tell_head()
        source.team_id = self.works
        source._tell_head()
        self.assertEqual(source.head_told_id, self.foreman)
        other = self._report(detection_point="in_stock", team_id=self.works.id)
        with self.assertRefused("was not found in use"):
            other._tell_head()
        self.assertFalse(other.head_told_id)

    def _blockers(self, source):
        return "\n".join(source.with_user(self.officer)._get_close_blockers())

    def test_in_use_is_answered_before_closing(self):
        source = self._report()
        for words in ("has not been told", "item was replaced"):
            self.assertIn(words, self._blockers(source))
        source.found_team_id = self.ward
        source._tell_head()
        source.item_replaced = "yes"
        for words in ("has not been told", "item was replaced"):
            self.assertNotIn(words, self._blockers(source))

    def test_contractor(self):
        source = self._report(detection_point="routine_check")
        self.assertNotIn("contract", self._blockers(source))
        source.contractor_id = self.supplier
        self.assertIn("supervises the contractor", self._blockers(source))
        self.assertIn("handled by contract", self._blockers(source))
        with self.assertRaises(AccessError):
            source.with_user(self.foreman).read(["description"])
        source.supervising_team_id = self.works
        self.assertEqual(source.with_user(self.foreman).description, "Seal broken")
        self.assertEqual(source.sudo().activity_ids.user_id, self.foreman)
        source.write(
            {
                "supervision_note": "Inspected on site",
                "contract_clause": "§ 7",
                "contract_measure": "Redone at their cost",
            }
        )
        self.assertEqual(len(source.sudo().activity_ids), 1)
        self.assertNotIn("contract", self._blockers(source))

    def test_accident(self):
        source = self._report(detection_point="routine_check", accident="no")
        self.assertNotIn("accident", self._blockers(source))
        source.accident = "yes"
        self.assertIn("rule by which the accident", self._blockers(source))
        source.write({"accident_rule": "Rule 12", "authority_informed": "yes"})
        self.assertIn("authority was informed", self._blockers(source))
        source.write({"authority_name": "Bureau", "date_authority": "2026-05-04"})
        self.assertNotIn("authority", self._blockers(source))
        source.write({"authority_informed": "not_required", "authority_name": False})
        self.assertNotIn("authority", self._blockers(source))
