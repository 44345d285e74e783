"""Hostile clients against evidence: what is kept, signed, logged [XX-01, XX-03]."""

import base64

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .evidence_common import EvidenceCase
from .rpc_common import RpcMixin

FORCED = {MODULE_UNINSTALL_FLAG: True}


@tagged("post_install", "-at_install")
class TestRpcEvidence(RpcMixin, EvidenceCase):
    def setUp(self):
        super().setUp()
        self.user = self.users["user"]
        self._approve()
        # the refusals are logged in transactions of their own, outside of a test
        self.patch(type(self.release), "_log_refused_deletion", lambda records: None)

    def test_uninstall_flag_deletes_no_document(self):
        capa = self.env["quality.capa"].create({"title": "Leak"})
        capa._write_gated({"state": "cause"})
        capa._mark_evidence()
        cases = [("quality.release", self.release), ("quality.capa", capa)]
        for model, record in cases:
            for who in (self.user, self.manager, self.env.ref("base.user_admin")):
                with self.subTest(model=model, who=who.login):
                    with self.assertRaises(UserError):
                        self._rpc(who, model, "unlink", record.ids, context=FORCED)
            with self.assertRaises(UserError):
                record.sudo().with_context(**FORCED).unlink()

    def test_uninstall_flag_deletes_no_file_nor_message(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"photo",
                "res_model": "quality.release",
                "res_id": self.release.id,
            }
        )
        message = self.release.with_user(self.user).message_post(body="Seen")
        for model, ids in (("ir.attachment", file.ids), ("mail.message", message.ids)):
            with self.subTest(model=model), self.assertRaises(UserError):
                self._rpc(self.user, model, "unlink", ids, context=FORCED)

    def test_uninstall_flag_deletes_no_row(self):
        for rows in (self.release.history_ids, self.release.signature_ids):
            with self.assertRaises(UserError):
                rows.sudo().with_context(**FORCED).unlink()

    def test_uninstall_flag_keeps_the_history_of_a_deleted_draft(self):
        draft = self._create_release()
        res_id = draft.id
        self._rpc(self.user, "quality.release", "unlink", [res_id], context=FORCED)
        rows = self.env["quality.history"].search([("res_id", "=", res_id)])
        rows = rows.filtered(lambda r: r.res_model == "quality.release")
        self.assertIn("unlink", rows.mapped("event"))

    def test_real_uninstall_still_deletes(self):
        """While a registry loads, the flag is what it says."""
        self.patch(self.env.registry, "ready", False)
        self.assertTrue(self.release.sudo().with_context(**FORCED).unlink())

    def test_file_content_by_any_name(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"photo",
                "res_model": "quality.release",
                "res_id": self.release.id,
            }
        )
        other = base64.b64encode(b"other")
        for vals in (
            {"datas": other},
            {"db_datas": other},
            {"raw": "other"},
            {"res_field": "signature_ids"},
            {"res_id": self.release.id + 1},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._rpc(self.user, "ir.attachment", "write", file.ids, vals)
        self.assertEqual(file.raw, b"photo")

    def test_message_keeps_its_files(self):
        record = self.release.with_user(self.user)
        message = record.message_post(body="Photo", attachments=[("a.txt", b"a")])
        file = message.attachment_ids
        for command in ([(3, file.id)], [(5,)], [(6, 0, [])], [(2, file.id)]):
            with self.subTest(command=command), self.assertRaises(UserError):
                self._rpc(
                    self.user,
                    "mail.message",
                    "write",
                    message.ids,
                    {"attachment_ids": command},
                )
        self.assertEqual(message.attachment_ids, file)

    def test_decisions_are_not_signed_by_hand(self):
        vals = {"res_model": "quality.release", "res_ids": self.release.ids}
        for meaning in ("approved", "released", "closed", "deleted"):
            with self.subTest(meaning=meaning), self.assertRaises(UserError):
                self._rpc(
                    self.user, "quality.sign", "create", {**vals, "meaning": meaning}
                )

    def test_hand_covers_no_step(self):
        """A change after a step's signature shows, whoever signs by hand later."""
        self.release._write_gated({"content": "<p>Other</p>"})
        self.assertTrue(self.release.signed_content_differs)
        self.release.with_user(self.user)._sign("approved", by_hand=True)
        self.assertTrue(self.release.signed_content_differs)
        self.assertEqual(self.release.signature_ids.mapped("is_intact"), [True, True])
        with self.assertRaisesRegex(UserError, "changed after its approval"):
            self.release.with_user(self.officer)._release()

    def test_approved_content_is_fixed(self):
        """Neither approver nor requester changes what is asked for or approved."""
        asked = self._create_release()
        asked.with_user(self.user)._request()
        for release in (asked, self.release):
            for who in (self.officer, self.user):
                with self.assertRaisesRegex(UserError, "back to draft"):
                    self._rpc(
                        who,
                        "quality.release",
                        "write",
                        release.ids,
                        {"content": "<p>Other</p>"},
                    )

    def test_history_of_unreadable_documents(self):
        release = self._create_release(confidential=True)
        stranger = self.users["employee"]
        count = len(release.history_ids)
        for method in ("action_print_history", "action_verify_history"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self._rpc(stranger, "quality.release", method, release.ids)
        self.assertEqual(len(release.history_ids), count)

    def test_number_and_company_stay(self):
        company = self.env["res.company"].create({"name": "Other"})
        self.user.company_ids += company
        context = {"allowed_company_ids": self.user.company_ids.ids}
        draft = self._create_release()
        for vals in ({"name": "REL/2020/00001"}, {"company_id": company.id}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._rpc(
                    self.user,
                    "quality.release",
                    "write",
                    draft.ids,
                    vals,
                    context=context,
                )

    def test_evidence_holds_on_to_what_it_names(self):
        product = self.env["product.product"].create({"name": "Pump"})
        partner = self.env["res.partner"].create({"name": "Clinic"})
        team = self._create_team(name="Closed down")
        self.env["quality.capa"].create(
            {
                "title": "Leak",
                "product_id": product.id,
                "partner_id": partner.id,
                "team_id": team.id,
            }
        )
        self.env.flush_all()
        for record in (product, partner, team):
            with self.subTest(record=record), mute_logger("odoo.sql_db"):
                with self.assertRaises(Exception), self.env.cr.savepoint():  # noqa: B017
                    record.unlink()

    def test_rows_take_no_value_from_a_context(self):
        """Rows that the engine makes as superuser ignore what a client suggests."""
        context = {
            "default_date_acknowledged": "2020-01-01 00:00:00",
            "default_acknowledged_by_id": self.officer.id,
            "default_review_result": "justified",
            "default_extended_due": "2099-01-01 00:00:00",
            "default_done": "2020-01-01 00:00:00",
            "default_judged": True,
        }
        release = self.release.with_user(self.user).with_context(**context)
        notice = release._send_notice(users=self.officer, reason="x", acknowledge=True)
        self.assertEqual(notice.sudo().state, "pending")
        urgent = self._create_release().with_user(self.user).with_context(**context)
        self.assertFalse(urgent._raise_urgent("Two orders").sudo().review_result)
        capa_id = self._rpc(
            self.user, "quality.capa", "create", {"title": "x"}, context=context
        )
        rows = self.env["quality.capa"].browse(capa_id).deadline_ids
        self.assertTrue(rows)
        self.assertFalse(rows.filtered("extended_due") | rows.filtered("done"))

    def test_rows_are_not_exported_by_everybody(self):
        for user in (self.user, self.officer):
            user.group_ids += self.env.ref("base.group_allow_export")
        for model, rows in (
            ("quality.history", self.release.history_ids),
            ("quality.signature", self.release.signature_ids),
        ):
            with self.subTest(model=model):
                with self.assertRaises(AccessError):
                    self._rpc(
                        self.user, model, "export_data", rows.ids, ["document_name"]
                    )
                exported = self._rpc(
                    self.officer, model, "export_data", rows.ids, ["document_name"]
                )
                self.assertEqual(len(exported["datas"]), len(rows))

    def test_policies_leave_a_trace(self):
        """Who shortens a retention shows; the policy itself cannot vanish."""
        policies = self.env["quality.retention.policy"].with_context(
            tracking_disable=False
        )
        policy = policies.create(
            {"name": "5 years", "model": "quality.release", "anchor": "close"}
        )
        self.cr.precommit.run()
        self._rpc(self.manager, policy._name, "write", policy.ids, {"number": 1})
        self.cr.precommit.run()
        changes = policy.message_ids.sudo().tracking_value_ids
        self.assertEqual((changes.old_value_integer, changes.new_value_integer), (5, 1))
        for context in ({}, FORCED):
            with self.assertRaisesRegex(UserError, "archived, not deleted"):
                self._rpc(
                    self.manager, policy._name, "unlink", policy.ids, context=context
                )

    def test_keyword_stays_with_its_documents(self):
        word = self.env["quality.keyword"].create({"name": "Leak 2"})
        self.release._write_gated({"keyword_ids": word.ids})
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):  # noqa: B017
            with self.env.cr.savepoint():
                word.unlink()
