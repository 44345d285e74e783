import json

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .evidence_common import EvidenceCase


@tagged("post_install", "-at_install")
class TestRelease(EvidenceCase):
    def test_flow(self):
        self.assertRegex(self.release.name, r"^REL/\d{4}/\d{5}$")
        self._approve()
        self.assertEqual(self.release.requester_id, self.users["user"])
        self.assertEqual(self.release.approver_id, self.officer)
        self.release.with_user(self.officer)._release()
        self.assertTrue(self.release.date_released)
        with self.assertRaisesRegex(UserError, "can no longer be changed"):
            self.release.with_user(self.manager).content = "<p>More</p>"

    def test_requester_does_not_approve(self):
        release = self._create_release("officer")
        release.with_user(self.officer)._request()
        self.assertFalse(release.with_user(self.officer).can_approve)
        for method in ("_approve", "_refuse"):
            with self.assertRaisesRegex(AccessError, "did not request it"):
                getattr(release.with_user(self.officer), method)()
        release.with_user(self.manager)._approve()
        self.assertEqual(release.state, "approved")

    def test_only_officers_approve_and_release(self):
        self.release.with_user(self.users["user"])._request()
        with self.assertRaises(AccessError):
            self.release.with_user(self.users["user"])._approve()
        self.release.with_user(self.officer)._approve()
        with self.assertRaisesRegex(AccessError, "Only quality officers"):
            self.release.with_user(self.users["user"])._release()

    def test_order_of_steps(self):
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.release.with_user(self.officer)._approve()
        with self.assertRaisesRegex(UserError, "cannot become"):
            self.release.with_user(self.officer)._release()
        self.assertFalse(self.release.signature_ids)

    def test_new_approval_after_change(self):
        self._approve()
        self.release.with_user(self.officer)._back_to_draft()
        self.assertFalse(self.release.approver_id)
        self.release.audience = "Dealers"
        self._approve()
        self.assertFalse(self.release.signed_content_differs, "the last one counts")
        self.assertTrue(self.release.signature_ids[0].content_differs)
        self.release.with_user(self.officer)._release()

    def test_defaults_do_not_open_the_gate(self):
        """Neither a context nor a user's own default brings a record past its steps."""
        releases = self.env["quality.release"].with_user(self.users["user"])
        vals = {"title": "x", "content": "x", "audience": "x"}
        self.env["ir.default"].set("quality.release", "state", "approved")
        context = {"default_state": "released", "default_archive_state": "archived"}
        for release in (
            releases.create(dict(vals)),
            releases.with_context(**context).create(dict(vals)),
        ):
            self.assertEqual((release.state, release.archive_state), ("draft", "none"))
            self.assertFalse(release.date_confirmed)

    def test_form(self):
        form = Form(self.env["quality.release"].with_user(self.users["user"]))
        form.title = "Answer to the press"
        form.content = "<p>No comment.</p>"
        form.audience = "Press"
        release = form.save()
        self.assertEqual(release.state, "draft")

    def test_access_matrix(self):
        """Who reads, edits, files a release of information of another's team."""
        expected = {
            "employee": (False, False, True),
            "user": (True, True, True),
            "officer": (True, True, True),
            "manager": (True, True, True),
            "auditor": (True, False, True),
        }
        other = self._create_release("manager", team_id=False)
        for role, (reads, writes, files) in expected.items():
            release = other.with_user(self.users[role])
            with self.subTest(role=role):
                self.assertEqual(release.has_access("read"), reads)
                self.assertEqual(release.has_access("write"), writes)
                self.assertEqual(release.browse().has_access("create"), files)

    def test_other_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.release.sudo().write({"team_id": False})
        other = self.env["quality.release"].create(
            {"title": "x", "content": "x", "audience": "x", "company_id": company.id}
        )
        other._sign("reviewed")
        for model, domain in [
            ("quality.release", [("id", "=", other.id)]),
            ("quality.history", [("res_id", "=", other.id)]),
            ("quality.signature", [("res_id", "=", other.id)]),
        ]:
            records = self.env[model].with_user(self.manager)
            found = records.search(domain)
            if model != "quality.release":
                found = found.filtered(lambda r: r.res_model == "quality.release")
            self.assertFalse(found, model)


@tagged("post_install", "-at_install")
class TestExport(EvidenceCase, HttpCase):
    """XX-11: only the quality function exports, and every export is logged."""

    def setUp(self):
        super().setUp()
        export = self.env.ref("base.group_allow_export")
        for user in self.users.values():
            user.group_ids += export

    def _export(self, role):
        releases = self.release.with_user(self.users[role])
        return releases.export_data(["name", "title"])["datas"]

    def test_others_are_refused(self):
        for role in ("employee", "user"):
            with (
                self.subTest(role=role),
                self.assertRaisesRegex(
                    AccessError,
                    "Release of Information records are quality information",
                ),
            ):
                self._export(role)
        self.assertEqual(self._events(self.release), ["create"])

    def test_exports_are_logged(self):
        for role in ("officer", "manager", "auditor"):
            self.assertEqual(
                self._export(role), [[self.release.name, self.release.title]]
            )
            row = self.release.history_ids[0]
            self.assertEqual(row.event, "export")
            self.assertEqual(row.user_id, self.users[role])
            self.assertEqual(json.loads(row.values), {"fields": ["name", "title"]})

    def test_big_export_is_bounded(self):
        releases = self.env["quality.release"].create(
            [{"title": str(n), "content": "x", "audience": "x"} for n in range(100)]
        )
        releases = releases.with_user(self.officer)
        releases.export_data(["title"])
        self.env.flush_all()
        with self.assertQueryCount(4):
            releases.export_data(["title"])
            self.env.flush_all()

    @mute_logger("odoo.addons.web.controllers.export")
    def test_web_export(self):
        data = {
            "model": "quality.release",
            "fields": [{"name": "title", "label": "Subject", "type": "char"}],
            "ids": self.release.ids,
            "domain": [],
            "groupby": [],
            "import_compat": False,
        }
        for role, allowed in [("user", False), ("auditor", True)]:
            self.authenticate(f"quality_{role}", f"quality_{role}")
            token = Request.csrf_token(self)
            response = self.url_open(
                "/web/export/csv", data={"data": json.dumps(data), "csrf_token": token}
            )
            self.assertEqual(b"Lot 2026-07" in response.content, allowed, role)
            self.assertEqual(response.status_code, 200 if allowed else 500)
        self.release.invalidate_recordset()
        self.assertEqual(self._events(self.release), ["create", "export"])
