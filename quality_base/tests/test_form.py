from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestForm(QualityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.form = cls.env["quality.form"].create(
            {"name": "Visit Record", "title_zh": "回访记录", "number": "QT-901"}
        )

    def _revise(self, revision="A/1", user="officer", **vals):
        return (
            self.env["quality.form.revision"]
            .with_user(self.users[user])
            .create(
                {
                    "form_id": self.form.id,
                    "revision": revision,
                    "reason": "Two fields added",
                    **vals,
                }
            )
        )

    def test_revision_comes_into_force_when_approved(self):
        revision = self._revise()
        revision.with_user(self.users["manager"]).action_review()
        self.assertEqual(self.form.revision, "A/0")
        revision.with_user(self.users["manager"]).action_approve()
        self.assertRecordValues(
            self.form,
            [
                {
                    "revision": "A/1",
                    "state": "effective",
                    "date_effective": fields.Date.today(),
                }
            ],
        )
        self.assertRecordValues(
            revision,
            [
                {
                    "state": "effective",
                    "drafted_by_id": self.users["officer"].id,
                    "reviewed_by_id": self.users["manager"].id,
                    "approved_by_id": self.users["manager"].id,
                }
            ],
        )
        self.assertTrue(revision.date_approved)

    def test_new_revision_supersedes_the_old(self):
        for number in ("A/1", "A/2"):
            revision = self._revise(number).with_user(self.users["manager"])
            revision.action_review()
            revision.action_approve()
        states = {r.revision: r.state for r in self.form.revision_ids}
        self.assertEqual(states, {"A/1": "superseded", "A/2": "effective"})
        self.assertEqual(self.form.revision, "A/2")

    def test_drafter_neither_reviews_nor_approves(self):
        revision = self._revise(user="manager")
        with self.assertRaisesRegex(UserError, "someone else"):
            revision.action_review()
        revision.with_user(self.users["officer"]).action_review()
        with self.assertRaisesRegex(UserError, "someone else"):
            revision.action_approve()
        with self.assertRaisesRegex(UserError, "head of quality"):
            revision.with_user(self.users["officer"]).action_approve()
        self.assertEqual(revision.state, "reviewed")

    def test_nobody_drafts_in_anothers_name(self):
        other = self.users["user"].id
        revision = self._revise(drafted_by_id=other)
        self.assertEqual(revision.drafted_by_id, self.users["officer"])
        with self.assertRaises(UserError):
            revision.write({"drafted_by_id": other})

    def test_future_revision_waits_for_its_day(self):
        later = fields.Date.today() + timedelta(days=10)
        revision = self._revise(date_effective=later).with_user(self.users["manager"])
        revision.action_review()
        revision.action_approve()
        Form = self.env["quality.form"]
        Form._cron_apply_revisions()
        self.assertEqual((self.form.revision, revision.state), ("A/0", "approved"))
        with freeze_time(later):
            Form._cron_apply_revisions()
        self.assertEqual((self.form.revision, revision.state), ("A/1", "effective"))

    def test_form_in_force_changes_by_revision_only(self):
        revision = self._revise().with_user(self.users["manager"])
        revision.action_review()
        revision.action_approve()
        form = self.form.with_user(self.users["manager"])
        with self.assertRaisesRegex(UserError, "approved line"):
            form.write({"revision": "B/0"})
        with self.assertRaises(UserError):
            form.write({"state": "draft"})
        with self.assertRaises(UserError):
            revision.write({"reason": "Something else"})
        with self.assertRaisesRegex(UserError, "stays in the revision record"):
            revision.unlink()
        with self.assertRaises(UserError):
            form.unlink()

    def test_shipped_form_comes_into_force_once(self):
        self.form._ship()
        self.assertEqual(self.form.state, "effective")
        self.assertEqual(self.form.date_effective, fields.Date.today())
        self.form.action_withdraw()
        self.form._ship()
        self.assertEqual(self.form.state, "withdrawn")
        self.form._set_state("draft", reason="To be revised")
        self.form._ship()  # the company's own draft of a form once in force
        self.assertEqual(self.form.state, "draft")

    def test_number_is_unique_until_withdrawn(self):
        twin = {"name": "Twin", "title_zh": "副本", "number": "QT-901"}
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env["quality.form"].create(twin)
        self.form.action_withdraw()
        self.form.flush_recordset()
        self.assertTrue(self.env["quality.form"].create(twin))
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.form.title_zh = "改"

    def test_blank_needs_a_report(self):
        with self.assertRaisesRegex(UserError, "has no print"):
            self.form.action_print_blank()

    def test_access(self):
        for role in ("employee", "user", "auditor", "officer"):
            form = self.form.with_user(self.users[role])
            self.assertEqual(form.title_zh, "回访记录")
            with self.assertRaises(AccessError):
                form.write({"number": "X"})
        with self.assertRaises(AccessError):
            self._revise(user="user")
        self.form.with_user(self.users["manager"]).write({"number": "QT-902"})

    def test_found_by_any_title(self):
        for term in ("QT-901", "Visit Rec", "回访"):
            self.assertIn(self.form.id, dict(self.form.name_search(term)))

    def test_signature_blocks(self):
        self.form.signature_labels = "Prepared by, Approved by,"
        empty = self.env["quality.team"]
        blocks = self.form._get_signature_blocks(empty)
        self.assertEqual(
            blocks, [("Prepared by", "", False), ("Approved by", "", False)]
        )
        self.form.signature_meanings = "prepared"  # the other by hand
        self.assertEqual(self.form._get_signature_blocks(empty), blocks)

    def test_title_is_not_printed_twice(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.form.with_context(lang="zh_CN")
        chinese.name = "回访记录单"
        self.assertFalse(chinese._get_print_title())
        english = self.form.with_context(lang="en_US")
        self.assertEqual(english._get_print_title(), english.name)
        english.name = english.title_zh
        self.assertFalse(english._get_print_title())

    def test_shipped_meanings_leave_what_a_company_set(self):
        name = "quality_base.form_capa"
        form = self.env.ref(name)
        self.assertEqual(form.signature_meanings, "approved, verified, closed")
        form.signature_meanings = "approved"
        self.env["quality.form"]._ship_meanings({name: "closed"})
        self.assertEqual(form.signature_meanings, "approved")
