import json
from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.quality_base.tools.canonical import digest

from .evidence_common import EvidenceCase


@tagged("post_install", "-at_install")
class TestSignature(EvidenceCase):
    @freeze_time("2026-03-04 05:06:07")
    def test_who_what_when_and_why_are_kept(self):
        self._approve()
        signature = self.release.signature_ids
        self.assertRecordValues(
            signature,
            [
                {
                    "user_id": self.officer.id,
                    "signed_name": "Quality officer",
                    "meaning": "approved",
                    "date": datetime(2026, 3, 4, 5, 6, 7),
                    "company_id": self.release.company_id.id,
                    "is_intact": True,
                    "content_differs": False,
                }
            ],
        )
        payload = json.loads(signature.payload)
        self.assertEqual(payload["fields"]["title"], "Lot 2026-07 may leak")
        self.assertEqual(payload["login"], "quality_officer")
        self.assertEqual(signature.digest, digest(payload))
        self.assertEqual(signature._get_meaning_label(), "Approved")

    def test_renaming_the_signer_does_not_rename_the_signature(self):
        self._approve()
        self.officer.name = "Somebody Else"
        self.assertEqual(self.release.signature_ids.signed_name, "Quality officer")
        self.assertTrue(self.release.signature_ids.is_intact)

    def test_changed_content_shows_which_field(self):
        """A signed value that changed afterwards shows, with the field's name."""
        self._approve()
        self.assertFalse(self.release.signed_content_differs)
        self.release._write_gated({"audience": "Everybody"})
        self.release.invalidate_recordset()
        self.release.signature_ids.invalidate_recordset()
        self.assertTrue(self.release.signed_content_differs)
        self.assertEqual(self.release.signature_ids.changed_fields, "Audience")
        with self.assertRaisesRegex(UserError, "changed after its approval"):
            self.release.with_user(self.officer)._release()

    def test_unsigned_fields_may_change(self):
        self._approve()
        self.release.user_id = self.manager
        self.release.signature_ids.invalidate_recordset()
        self.assertFalse(self.release.signed_content_differs)

    def test_related_records_count_by_identity_not_by_name(self):
        partners = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        self.release.partner_ids = partners[0]
        self._approve()
        partners[0].name = "A renamed"
        self.assertFalse(self.release.signature_ids.content_differs)
        self.release._write_gated({"partner_ids": partners[1].ids})
        self.release.signature_ids.invalidate_recordset()
        self.assertEqual(self.release.signature_ids.changed_fields, "Receivers")

    def test_value_changed_by_sql_shows(self):
        self._approve()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quality_release SET title = 'All is well' WHERE id = %s",
            [self.release.id],
        )
        self.env.invalidate_all()
        self.assertTrue(self.release.signature_ids.is_intact)
        self.assertEqual(self.release.signature_ids.changed_fields, "Subject")

    def test_forged_signature_row_shows(self):
        self._approve()
        signature = self.release.signature_ids
        self.env.flush_all()
        for column, value in [
            ("user_id", self.manager.id),
            ("signed_name", "Forged"),
            ("comment", "I agree"),
            ("meaning", "released"),
            ("date", "2020-01-01"),
            ("payload", signature.payload.replace("hospitals", "customers")),
            ("payload", "not json"),
            ("digest", "0" * 64),
        ]:
            with self.subTest(column=column), self.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    f"UPDATE quality_signature SET {column} = %s WHERE id = %s",
                    [value, signature.id],
                )
                signature.invalidate_recordset()
                self.assertFalse(signature.is_intact)
                self.assertTrue(signature.content_differs)
                savepoint.rollback()
        signature.invalidate_recordset()
        self.assertTrue(signature.is_intact)

    def test_nobody_makes_changes_or_deletes_rows(self):
        self._approve()
        signature = self.release.signature_ids
        vals = signature.copy_data()[0]
        for role in ("employee", "user", "officer", "manager", "auditor"):
            mine = signature.with_user(self.users[role])
            with self.subTest(role=role):
                with self.assertRaises(UserError):
                    mine.create(vals)
                with self.assertRaises(UserError):
                    mine.write({"comment": "x"})
                with self.assertRaises(AccessError):
                    mine.unlink()
        with self.assertRaisesRegex(UserError, "by signing only"):
            signature.with_context(quality_signing=True).sudo().create(vals)
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            signature.sudo().comment = "x"
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            signature.sudo().unlink()

    def test_rows_follow_the_document(self):
        self._approve()
        row = self.release.signature_ids
        self.assertEqual(row.with_user(self.users["user"]).meaning, "approved")
        Signature = self.env["quality.signature"]
        found = Signature.with_user(self.users["employee"]).search(
            [("id", "=", row.id)]
        )
        self.assertFalse(found, "an employee of no team sees no signature on it")
        with self.assertRaises(AccessError):
            row.with_user(self.users["employee"]).read(["payload"])

    def test_public_user_cannot_sign(self):
        public = self.env.ref("base.public_user")
        with self.assertRaisesRegex(UserError, "needs a person"):
            self.release.with_user(public).sudo()._sign("reviewed")

    def test_button_is_refused_outside_of_http(self):
        self.release.with_user(self.users["user"])._request()
        with self.assertRaisesRegex(UserError, "HTTP"):
            self.release.with_user(self.officer).action_approve()
        self.assertFalse(self.release.signature_ids)

    def test_signing_many_is_one_batch(self):
        releases = self.env["quality.release"]
        for number in range(10):
            releases |= self._create_release(title=f"Release {number}")
        releases = releases.with_user(self.officer)
        releases._sign("prepared")
        self.env.flush_all()
        with self.assertQueryCount(7):
            releases._sign("reviewed", "read all")
            self.env.flush_all()
        reviewed = releases.signature_ids.filtered(lambda s: s.meaning == "reviewed")
        self.assertEqual(reviewed.mapped("comment"), ["read all"] * 10)


@tagged("post_install", "-at_install")
class TestSignWithPassword(EvidenceCase, HttpCase):
    """Over HTTP nothing is signed without the password, each time anew."""

    def _call(self, model, ids, method, context=None):
        response = self.url_open(
            f"/web/dataset/call_button/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": [ids],
                    "kwargs": {"context": context or {}},
                }
            },
        )
        return response.json()

    def _requested(self):
        release = self._create_release()
        release.with_user(self.users["user"])._request()
        self.env.flush_all()
        return release

    @mute_logger("odoo.http")
    def test_password_each_time(self):
        first, second = self._requested(), self._requested()
        self.authenticate("quality_officer", "quality_officer")
        action = self._call("quality.release", first.ids, "action_approve")["result"]
        self.assertEqual(action["res_model"], "res.users.identitycheck")
        self.assertFalse(first.signature_ids)
        self.assertEqual(first.state, "requested")

        wrong = self._call(
            "res.users.identitycheck",
            [action["res_id"]],
            "run_check",
            {"password": "no"},
        )
        self.assertIn("Incorrect Password", wrong["error"]["data"]["message"])
        self.assertFalse(first.signature_ids)

        password = {"password": "quality_officer"}
        self._call("res.users.identitycheck", [action["res_id"]], "run_check", password)
        first.invalidate_recordset()
        self.assertEqual(first.state, "approved")
        self.assertEqual(first.signature_ids.user_id, self.officer)

        again = self._call("quality.release", second.ids, "action_approve")["result"]
        self.assertEqual(again["res_model"], "res.users.identitycheck")
        self.assertFalse(second.signature_ids, "the check is used up by one signature")

    def test_wizard_signs_after_password(self):
        self.release.partner_ids = self.env["res.partner"].create({"name": "Clinic"})
        self.env.flush_all()
        context = self.release.action_open_sign()["context"]
        wizard = (
            self.env["quality.sign"].with_user(self.officer).with_context(**context)
        )
        wizard = wizard.create({"meaning": "verified", "comment": "checked"})
        self.assertIn("Audience: All hospitals", wizard.summary)
        self.assertIn("Receivers: Clinic", wizard.summary)
        self.env.flush_all()
        self.authenticate("quality_officer", "quality_officer")
        action = self._call("quality.sign", wizard.ids, "action_sign")["result"]
        self.assertFalse(self.release.signature_ids)
        password = {"password": "quality_officer"}
        self._call("res.users.identitycheck", [action["res_id"]], "run_check", password)
        self.release.invalidate_recordset()
        self.assertRecordValues(
            self.release.signature_ids, [{"meaning": "verified", "comment": "checked"}]
        )

    @mute_logger("odoo.http")
    def test_engine_is_not_open_to_rpc(self):
        self.authenticate("quality_officer", "quality_officer")
        answer = self._call("quality.release", self.release.ids, "_sign")
        self.assertIn("error", answer)
        self.assertFalse(self.release.signature_ids)
