from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .evidence_common import EvidenceCase


@tagged("post_install", "-at_install")
class TestArchive(EvidenceCase):
    """XX-06, on releases that (for this test) need the archive and a receiver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.archivist = cls.users["archivist"]
        model = cls.env.registry["quality.release"]

        def missing(record):
            return [] if record.partner_ids else ["the list of receivers"]

        for name, value in [
            ("_archive_required", True),
            ("_get_archive_missing", missing),
        ]:
            patcher = patch.object(model, name, value)
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        cls.release.partner_ids = cls.env["res.partner"].create({"name": "Clinic"})

    def _close(self, release=None):
        release = self._approve(release)
        release.with_user(self.officer)._release()
        return release

    def test_complete_case_goes_to_the_archive(self):
        self._close()
        self.release.with_user(self.officer).action_submit_archive()
        self.assertEqual(self.release.archive_state, "submitted")
        self.assertTrue(self.release.with_user(self.archivist).can_decide_archive)
        self.release.with_user(self.archivist).action_accept_archive()
        self.assertEqual(self.release.archivist_id, self.archivist)
        self.assertTrue(self.release.date_archived)
        self.assertEqual(self._events(self.release)[-2:], ["archive", "archive"])

    def test_incomplete_case_is_not_submitted(self):
        bare = self._close(self._create_release())
        with self.assertRaisesRegex(UserError, "Add first: the list of receivers"):
            bare.with_user(self.officer)._submit_archive()
        self.assertEqual(bare.archive_state, "none")

    def test_case_that_lost_something_is_not_accepted(self):
        self._close()
        self.release.with_user(self.officer)._submit_archive()
        self.release._write_gated({"partner_ids": [(5,)]})
        with self.assertRaisesRegex(UserError, "Send it back"):
            self.release.with_user(self.archivist)._accept_archive()

    def test_sent_back_says_what_is_missing(self):
        self._close()
        self.release.with_user(self.officer)._submit_archive()
        archivist_release = self.release.with_user(self.archivist)
        with self.assertRaisesRegex(UserError, "Say what is missing"):
            archivist_release._send_back("")
        context = archivist_release.action_send_back_archive()["context"]
        wizard = self.env["quality.archive.back"].with_user(self.archivist)
        wizard = wizard.with_context(**context).create({"missing": "signed letter"})
        wizard.action_send_back()
        self.assertEqual(self.release.archive_state, "sent_back")
        self.assertEqual(self.release.archive_missing, "signed letter")
        self.release.with_user(self.officer)._submit_archive()
        self.assertFalse(self.release.archive_missing)

    def test_open_case_is_not_submitted(self):
        with self.assertRaisesRegex(UserError, "finished case"):
            self.release.with_user(self.officer)._submit_archive()
        self.assertFalse(self.release.can_submit_archive)

    def test_only_the_archivist_decides(self):
        self._close()
        with self.assertRaisesRegex(UserError, "first submitted"):
            self.release.with_user(self.archivist)._accept_archive()
        self.release.with_user(self.officer)._submit_archive()
        for role in ("user", "officer", "manager", "auditor"):
            release = self.release.with_user(self.users[role])
            self.assertFalse(release.can_decide_archive)
            with (
                self.subTest(role=role),
                self.assertRaisesRegex(AccessError, "Only archivists"),
            ):
                release._accept_archive()
        with self.assertRaises(UserError):
            self.release.with_user(self.manager).archive_state = "archived"
        with self.assertRaises(UserError):
            self.release.with_user(self.archivist).title = "edited"

    def test_not_archived_counts_as_unfinished(self):
        def unfinished():
            releases = self.env["quality.release"]
            found = releases.search([("is_unfinished", "=", True)])
            self.assertEqual(self.release in found, self.release.is_unfinished)
            return self.release.is_unfinished

        self.assertTrue(unfinished())
        self._close()
        self.assertTrue(unfinished(), "released, but not in the archive")
        self.release.with_user(self.officer)._submit_archive()
        self.assertTrue(unfinished())
        self.release.with_user(self.archivist)._send_back("letter")
        self.assertTrue(unfinished())
        self.release.with_user(self.officer)._submit_archive()
        self.release.with_user(self.archivist)._accept_archive()
        self.assertFalse(unfinished())

    def test_kind_without_archive_is_finished_when_closed(self):
        with patch.object(
            self.env.registry["quality.release"], "_archive_required", False
        ):
            self._close()
            self.assertFalse(self.release.is_unfinished)
            self.assertFalse(self.release.can_submit_archive)
