import base64
from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import RecordCapturer

from .evidence_common import EvidenceCase


class RetentionCase(EvidenceCase):
    @classmethod
    def _create_policy(cls, **vals):
        return cls.env["quality.retention.policy"].create(
            {
                "name": "Releases: 5 years after closing",
                "model": "quality.release",
                "anchor": "close",
                "number": 5,
                "unit": "year",
                **vals,
            }
        )

    def _finish(self, day="2026-03-01 12:00:00", release=None):
        """Release the information on ``day``: from then on it is final."""
        release = release or self.release
        with freeze_time(day):
            self._approve(release)
            release.with_user(self.officer)._release()
        return release

    def _refused(self, records, regex="kept"):
        return self.assertRaisesRegex(UserError, regex)


@tagged("post_install", "-at_install")
class TestRetention(RetentionCase):
    def test_period_runs_from_closing(self):
        policy = self._create_policy()
        self.assertEqual(self.release.retention_state, "draft")
        self._approve()
        self.assertEqual(self.release.retention_state, "open")
        self.release._set_state("draft")
        self._finish("2026-03-01 12:00:00")
        self.assertEqual(self.release.retention_policy_id, policy)
        self.assertEqual(
            self.release.retention_until, fields.Date.to_date("2031-03-01")
        )
        with freeze_time("2031-03-01"):
            self.release.invalidate_recordset()
            self.assertEqual(self.release.retention_state, "running")
        with freeze_time("2031-03-02"):
            self.release.invalidate_recordset()
            self.assertEqual(self.release.retention_state, "ended")

    def test_without_policy_kept_without_end(self):
        self._finish("2000-01-01")
        self.assertEqual(self.release.retention_state, "no_policy")
        self.assertFalse(self.release.retention_until)

    def test_policies_by_company_and_longest(self):
        company = self.env["res.company"].create({"name": "Other"})
        self._create_policy(company_id=company.id, anchor="permanent", number=0)
        self._create_policy(number=1)
        longest = self._create_policy(number=10)
        self._finish()
        self.assertEqual(self.release.retention_policy_id, longest)

    def test_policy_by_product_class(self):
        parent = self.env["product.category"].create({"name": "Devices"})
        child = self.env["product.category"].create(
            {"name": "Implants", "parent_id": parent.id}
        )
        policy = self._create_policy(product_categ_id=parent.id)
        company = self.env.company
        self.assertTrue(policy._applies_to(company, child))
        self.assertTrue(policy._applies_to(company, parent))
        self.assertFalse(policy._applies_to(company, self.env["product.category"]))
        policy.product_categ_id = child
        self.assertFalse(policy._applies_to(company, parent))

    def test_policy_of_a_sector(self):
        policy = self._create_policy(preset="device_distributor")
        self._finish()
        self.assertEqual(self.release.retention_state, "no_policy")
        self.env.company.quality_sector = "device_distributor"
        self.release.invalidate_recordset()
        self.assertEqual(self.release.retention_policy_id, policy)

    def test_policy_of_some_records_only(self):
        policy = self._create_policy(condition="[('audience', '=', 'Nobody')]")
        self._finish()
        self.assertEqual(self.release.retention_state, "no_policy")
        policy.condition = "[('audience', 'ilike', 'hospital')]"
        self.release.invalidate_recordset()
        self.assertEqual(self.release.retention_policy_id, policy)
        for wrong in ("[('nothing', '=', 1)]", "[(", "self.env.user"):
            with self.assertRaises(ValidationError) as caught:
                policy.condition = wrong
            self.assertIn("no filter on these", str(caught.exception))
        self.assertIn("hospital", policy.condition)

    def test_device_rules(self):
        """X-13: two years after expiry, without expiry five; implants for ever."""
        implants = self.env["product.category"].create({"name": "Implants"})
        self._create_policy(
            anchor="expiry", number=2, fallback_anchor="sale", fallback_number=5
        )
        for_ever = self._create_policy(
            anchor="permanent", number=0, product_categ_id=implants.id
        )
        self._finish()
        model = self.env.registry["quality.release"]
        dates = {"sale": date(2026, 3, 1), "expiry": date(2027, 6, 30)}
        with patch.object(
            model, "_get_retention_anchor", lambda record, name: dates.get(name)
        ):
            self.assertEqual(self._get_until(), date(2029, 6, 30))
            dates["expiry"] = False
            self.assertEqual(self._get_until(), date(2031, 3, 1))
            with patch.object(
                model, "_get_retention_categories", lambda record: implants
            ):
                self.assertFalse(self._get_until())
                self.assertEqual(self.release.retention_state, "permanent")
                self.assertEqual(self.release.retention_policy_id, for_ever)

    def _get_until(self):
        self.release.invalidate_recordset()
        return self.release.retention_until

    def test_policy_needs_a_start_for_all(self):
        with self.assertRaisesRegex(ValidationError, "from when to count"):
            self._create_policy(anchor="expiry")
        with self.assertRaisesRegex(ValidationError, "must be positive too"):
            self._create_policy(
                anchor="expiry", fallback_anchor="sale", fallback_number=0
            )

    def test_evidence_is_deleted_by_nobody(self):
        """XX-02: no user, no administrator, no superuser code."""
        self._create_policy()
        self._finish()
        for role in ("user", "officer", "manager"):
            with self.assertRaisesRegex(UserError, "is evidence and kept until"):
                self.release.with_user(self.users[role]).unlink()
        admin = self.env.ref("base.user_admin")
        for release in (self.release.with_user(admin), self.release.sudo()):
            with self.assertRaisesRegex(UserError, "by administrators neither"):
                release.unlink()
        for key in (True, "x", {"a": 1}):
            with self.assertRaises(UserError):
                self.release.sudo().with_context(quality_deleting=key).unlink()
        self.assertTrue(self.release.exists())

    def test_what_was_signed_is_evidence_in_its_first_state_too(self):
        self.release._sign("reviewed")
        self.assertEqual(self.release.state, "draft")
        with self.assertRaisesRegex(UserError, "is evidence and kept"):
            self.release.sudo().unlink()

    def test_even_after_its_end_only_by_review(self):
        self._create_policy(number=1)
        self._finish("2020-01-01")
        self.assertEqual(self.release.retention_state, "ended")
        with self.assertRaisesRegex(UserError, "until its retention is reviewed"):
            self.release.sudo().unlink()

    def test_a_draft_is_its_makers(self):
        with self.assertRaisesRegex(UserError, "person who made it"):
            self.release.with_user(self.officer).unlink()
        self.release.with_user(self.users["user"]).unlink()
        second = self._create_release()
        second.with_user(self.manager).unlink()
        self.assertFalse((self.release | second).exists())

    def test_back_in_draft_is_still_evidence(self):
        self._approve()
        self.release._set_state("draft")
        with self.assertRaisesRegex(UserError, "is evidence"):
            self.release.with_user(self.users["user"]).unlink()

    def test_born_beyond_draft_is_evidence(self):
        imported = self.env["quality.release"]._create_gated(
            [{"title": "x", "content": "x", "audience": "x", "state": "released"}]
        )
        self.assertTrue(imported.date_confirmed)
        self.assertTrue(imported.date_frozen)
        with self.assertRaises(UserError):
            imported.unlink()

    def test_marks_cannot_be_written(self):
        self._approve()
        for name in ("date_confirmed", "date_frozen", "retention_dispute"):
            with self.assertRaisesRegex(UserError, "own steps only"):
                self.release.with_user(self.manager).write({name: False})

    def test_dispute_hold(self):
        self._create_policy(number=1)
        self._finish("2020-01-01")
        with self.assertRaisesRegex(UserError, "Only quality officers"):
            self.release.with_user(self.users["user"])._set_retention_dispute(True, "x")
        with self.assertRaisesRegex(UserError, "State the reason"):
            self.release.with_user(self.officer)._set_retention_dispute(True, "")
        self.release.with_user(self.officer)._set_retention_dispute(True, "lawsuit")
        self.assertEqual(self.release.retention_state, "dispute")
        self.assertEqual(self.release.history_ids[0].comment, "lawsuit")
        with self.assertRaisesRegex(UserError, "as long as a dispute"):
            self.release.sudo().unlink()
        action = self.release.with_user(self.officer).action_lift_retention()
        wizard = self.env["quality.retention.dispute"].with_user(self.officer)
        wizard = wizard.with_context(**action["context"]).create({"reason": "settled"})
        wizard.action_apply()
        self.assertEqual(self.release.retention_state, "ended")

    def test_wizard_only_for_kinds_that_have_the_step(self):
        wizard = self.env["quality.retention.dispute"].with_user(self.officer)
        wizard = wizard.create(
            {"res_model": "res.users", "res_ids": [2], "reason": "x", "hold": True}
        )
        with self.assertRaisesRegex(UserError, "not made for"):
            wizard.action_apply()

    def test_refusal_is_logged_though_rolled_back(self):
        """The attempt stays in the history after its transaction is gone."""
        self._finish()
        self.env.flush_all()
        error = self._try_to_delete(self.manager.id)
        self.assertIn("is evidence", str(error))
        row = self.release.history_ids[0]
        self.assertEqual(row.event, "unlink_refused")
        self.assertEqual(row.user_id, self.manager)
        self.assertNotIn("note", self._events(self.release))
        self.assertEqual(self.release._verify_history(), [])

    def _try_to_delete(self, uid):
        """Try it in a transaction of its own, which also holds the chain's lock."""
        # no assertRaises: its savepoint would take the logged attempt back too
        with self.enter_registry_test_mode():
            try:
                with self.registry.cursor() as cr:
                    release = self.env(cr=cr, user=uid)["quality.release"]
                    release = release.browse(self.release.id)
                    release._log_history("note", comment="rolled back")
                    release.unlink()
            except UserError as error:
                return error
        return None


@tagged("post_install", "-at_install")
class TestRetentionOfFilesAndTalk(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "photo.jpg",
                "raw": b"jpeg",
                "res_model": "quality.release",
                "res_id": cls.release.id,
            }
        )
        cls.message = cls.release.with_user(cls.users["user"]).message_post(
            body="They called again.", message_type="comment"
        )

    def test_draft_is_free(self):
        self.file.write({"raw": b"better jpeg", "name": "better.jpg"})
        self.release._message_update_content(self.message, body="They wrote again.")
        self.message.unlink()
        self.file.unlink()

    def test_files_stay(self):
        self._approve()
        for vals in (
            {"raw": b"other"},
            {"datas": base64.b64encode(b"other")},
            {"name": "x.jpg"},
            {"res_id": 0},
            {"res_model": False},
            {"type": "url", "url": "https://example.com"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(UserError, "photo.jpg"),
            ):
                self.file.write(dict(vals))
        with self.assertRaisesRegex(UserError, "its attachments cannot be deleted"):
            self.file.unlink()
        with self.assertRaises(UserError):
            self.file.with_user(self.env.ref("base.user_admin")).unlink()
        self.assertEqual(self.file.raw, b"jpeg")

    def test_moving_the_storage_is_no_change(self):
        self._approve()
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "db")
        self.file._migrate()
        self.assertEqual(self.file.raw, b"jpeg")
        self.assertFalse(self.file.store_fname)

    def test_more_files_can_be_added(self):
        self._finish()
        added = self.file.copy({"name": "more.jpg"})
        self.assertEqual(added.res_id, self.release.id)

    def test_talk_stays(self):
        self._approve()
        with self.assertRaisesRegex(UserError, "can no longer be edited"):
            self.release._message_update_content(self.message, body="")
        with self.assertRaisesRegex(UserError, "can no longer be edited"):
            self.message.with_user(self.users["user"]).write({"body": "nothing"})
        with self.assertRaises(UserError):
            self.message.sudo().write({"model": False, "res_id": False})
        with self.assertRaisesRegex(UserError, "its discussion"):
            self.message.sudo().unlink()
        self.message.sudo().write({"pinned_at": fields.Datetime.now()})
        self.assertIn("They called again", self.message.body)

    def test_tracked_changes_stay(self):
        self.flush_tracking()  # what a record is born with is not tracked
        release = self.release.with_context(tracking_disable=False)
        release.audience = "Dealers only"
        self.flush_tracking()
        values = release.message_ids.sudo().tracking_value_ids
        self.assertTrue(values)
        self._approve()
        with self.assertRaises(UserError):
            values.unlink()
        with self.assertRaises(UserError):
            values.write({"old_value_char": "x"})

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.flush()
        self.env.invalidate_all()

    def test_copy_of_a_letter_stays(self):
        """XX-05: the e-mail is cleaned up, what was written stays on file."""
        self._approve()
        mail = self.env["mail.mail"].create(
            {
                "model": "quality.release",
                "res_id": self.release.id,
                "subject": "To the hospitals",
                "body_html": "<p>Stop using it.</p>",
                "body": "<p>Stop using it.</p>",
                "auto_delete": True,
            }
        )
        letter = mail.mail_message_id
        mail.sudo().unlink()
        self.assertFalse(mail.exists())
        self.assertIn(letter, self.release.message_ids)

    def test_other_records_cost_nothing(self):
        partner = self.env["res.partner"].create({"name": "Somebody"})
        message = partner.message_post(body="x")
        file = self.env["ir.attachment"].create(
            {"name": "x", "raw": b"x", "res_model": "res.partner", "res_id": partner.id}
        )
        file.write({"raw": b"y"})
        file.unlink()
        message.unlink()


@tagged("post_install", "-at_install")
class TestRetentionReview(RetentionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("quality_base.ir_cron_retention_review")
        cls.policy = cls._create_policy(number=1)

    def _list(self):
        reviews = self.env["quality.retention.review"]
        with RecordCapturer(reviews) as capture, self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        return capture.records

    def test_job_lists_what_ended_once(self):
        self._finish("2020-01-01")
        running = self._finish("2026-01-01", self._create_release())
        draft = self._create_release()
        with freeze_time("2026-06-01"):
            reviews = self._list()
            self.assertEqual(reviews.mapped("res_id"), [self.release.id])
            self.assertEqual(reviews.name, self.release.name)
            self.assertEqual(str(reviews.retention_until), "2021-01-01")
            self.assertFalse(self._list())
            self.assertEqual(str(running.retention_check_date), "2027-01-02")
            self.assertEqual(str(draft.retention_check_date), "2027-06-01")
        with freeze_time("2027-01-02"):
            self.assertEqual(self._list().mapped("res_id"), [running.id])

    def test_changed_policy_is_seen(self):
        self._finish("2025-01-01")
        with freeze_time("2025-06-01"):
            self.assertFalse(self._list())
        self.policy.write({"number": 1, "unit": "month"})
        with freeze_time("2025-06-02"):
            self.assertEqual(len(self._list()), 1)

    def test_keep(self):
        self._finish("2020-01-01")
        with freeze_time("2026-06-01"):
            review = self._list().with_user(self.manager)
            with self.assertRaisesRegex(UserError, "reason of the decision"):
                review._keep()
            review.reason = "reference case"
            review._keep()
            self.assertEqual(review.state, "kept")
            self.assertEqual(review.decided_by_id, self.manager)
            self.assertEqual(str(review.keep_until), "2027-06-01")
            self.assertFalse(self._list())
            with self.assertRaisesRegex(UserError, "already decided"):
                review._keep()
        with freeze_time("2027-06-01"):
            self.assertEqual(len(self._list()), 1)
        self.assertEqual(self.release.history_ids[0].comment, "reference case")

    def test_delete_leaves_log_and_history(self):
        release = self._finish("2020-01-01")
        release_id, name = release.id, release.name
        release.message_post(body="Some talk")
        self.env["ir.attachment"].create(
            {"name": "x", "res_model": "quality.release", "res_id": release_id}
        )
        review = self._list().with_user(self.manager)
        review.reason = "retention ended"
        review._delete()
        self.assertFalse(release.exists())
        log = self.env["quality.retention.log"].search([("res_id", "=", release_id)])
        self.assertRecordValues(
            log,
            [
                {
                    "name": name,
                    "res_model": "quality.release",
                    "policy_name": self.policy.name,
                    "reason": "retention ended",
                    "user_id": self.manager.id,
                    "user_name": "Quality manager",
                }
            ],
        )
        self.assertEqual(len(log.digest), 64)
        self.assertEqual(review.state, "deleted")
        domain = [("res_model", "=", "quality.release"), ("res_id", "=", release_id)]
        history = self.env["quality.history"].search(domain, order="sequence")
        self.assertEqual(history.mapped("event")[-2:], ["retention", "unlink"])
        self.assertTrue(self.env["quality.signature"].search(domain))
        self.assertFalse(self.env["ir.attachment"].search(domain))
        messages = [("model", "=", "quality.release"), ("res_id", "=", release_id)]
        self.assertFalse(self.env["mail.message"].search(messages))

    def test_delete_refused_if_it_must_be_kept_after_all(self):
        self._finish("2020-01-01")
        review = self._list().with_user(self.manager)
        review.reason = "old"
        self.release.with_user(self.officer)._set_retention_dispute(True, "lawsuit")
        with self.assertRaisesRegex(UserError, "as long as a dispute"):
            review._delete()
        self.assertTrue(self.release.exists())

    def test_only_the_head_of_quality_decides(self):
        self._finish("2020-01-01")
        review = self._list()
        review.reason = "old"
        for role in ("employee", "user", "officer", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                review.with_user(self.users[role])._delete()
        manager_review = review.with_user(self.manager)
        for name in ("state", "decided_by_id", "retention_until"):
            with self.assertRaisesRegex(UserError, "reason only"):
                manager_review.write({name: False})
        with self.assertRaises(AccessError):
            manager_review.unlink()
        with self.assertRaisesRegex(UserError, "HTTP"):
            manager_review.action_delete()

    def test_log_is_for_ever(self):
        self._finish("2020-01-01")
        review = self._list().with_user(self.manager)
        review.reason = "old"
        review._delete()
        log = self.env["quality.retention.log"].search([], limit=1)
        self.assertEqual(log.with_user(self.users["auditor"]).reason, "old")
        with self.assertRaises(AccessError):
            log.with_user(self.users["officer"]).read(["reason"])
        with self.assertRaises(UserError):
            log.sudo().reason = "x"
        with self.assertRaises(UserError):
            log.sudo().unlink()
