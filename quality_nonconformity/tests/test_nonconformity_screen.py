"""What each role sees on the form, and the dialogs of its steps."""

import base64

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import QUALITY, NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityScreen(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls.auditor = cls._user("nc_auditor", QUALITY + "auditor")

    def test_every_role_opens_the_form(self):
        source = self._nonconformity(40, self.lot_a, user=self.reporter, isolate=False)
        source.with_user(self.worker)._isolate()
        self._dispose(source, "rework", 40)
        for user in (
            self.reporter,
            self.worker,
            self.inspector,
            self.officer,
            self.manager,
            self.auditor,
        ):
            with self.subTest(user.login):
                self.env.invalidate_all()
                form = Form(source.with_user(user))
                self.assertEqual(form.state, "isolated")
                self.assertTrue(form.guidance)

    def test_guidance_follows_the_state(self):
        source = self._nonconformity(40, self.lot_a, isolate=False)
        seen = [source.guidance]
        source._isolate()
        seen.append(source.guidance)
        dispositions = self._dispose(source, "rework", 40)
        self.assertTrue(source.decide_ready)
        seen.append(source.guidance)
        dispositions.with_user(self.officer)._approve()
        self.assertEqual(source.state, "decided")
        seen.append(source.guidance)
        dispositions.with_user(self.worker)._execute()
        dispositions.with_user(self.inspector)._verify()
        seen.append(source.guidance)
        source.with_user(self.officer)._close()
        self.assertFalse(source.guidance)
        self.assertEqual(len(set(seen)), len(seen))

    def test_dispositions_in_the_form(self):
        source = self._nonconformity(40, self.lot_a)
        with Form(source.with_user(self.inspector)) as form:
            with form.disposition_ids.new() as row:
                row.kind = "return_supplier"
                row.quantity = 15
                row.reason = "Agreed"
            with form.disposition_ids.new() as row:
                row.kind = "use_as_is"
        found = {row.kind: row.quantity for row in source.disposition_ids}
        self.assertEqual(
            found, {"return_supplier": 15, "use_as_is": 25}, "the rest is proposed"
        )
        self.assertTrue(source.decide_ready)
        self.assertEqual(source.disposition_ids.reporter_id, self.inspector)

    def test_counters(self):
        source = self._nonconformity(40, self.lot_a)
        self._carry_out(self._dispose(source, "scrap", 40))
        self.assertEqual(source.scrap_count, 1)
        self.assertEqual(source.transfer_count, len(source.move_ids.picking_id))
        self.assertTrue(source.transfer_count)
        scraps = source.action_view_scraps()
        self.assertEqual(scraps["res_id"], source.disposition_ids.scrap_ids.id)

    def test_counters_in_constant_queries(self):
        records = self.env["quality.nonconformity"]
        for _number in range(6):
            records |= self._nonconformity(1, self.lot_a)
        self.env.flush_all()
        for subset in (records[:2], records):
            self.env.invalidate_all()
            subset.mapped("transfer_count")
            self.env.invalidate_all()
            with self.assertQueryCount(2):
                subset.mapped("transfer_count")

    def test_verify_dialog(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "rework", 40)
        disposition.with_user(self.officer)._approve()
        disposition.with_user(self.worker)._execute()
        action = disposition.with_user(self.inspector).action_ask_verify()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.inspector)
            .with_context(**action["context"])
        )
        self.assertEqual(form.good_quantity, 40)
        form.good_quantity = 30
        self.assertEqual(form.bad_quantity, 10)
        form.result_note = "10 still leak"
        form.save().action_confirm()
        self.assertRecordValues(
            disposition,
            [
                {
                    "state": "verified",
                    "good_quantity": 30,
                    "result_note": "10 still leak",
                }
            ],
        )
        self.assertEqual((source.state, source.open_quantity), ("review", 10))

    def test_cancel_and_back_dialogs(self):
        source = self._nonconformity(40, self.lot_a)
        self._ask(source, self.officer, "cancel", "Label only")
        self.assertEqual(source.state, "cancelled")
        other = self._nonconformity(40, self.lot_a)
        self._dispose(other, "rework", 40).with_user(self.officer)._approve()
        with self.assertRefused("quality role"):
            other.with_user(self.worker)._send_back("Why not")
        self._ask(other, self.inspector, "back", "Another lot is better")
        self.assertEqual(other.state, "review")

    def test_take_back_dialog(self):
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "rework", 40)
        disposition.with_user(self.officer)._approve()
        self.assertFalse(disposition.with_user(self.inspector).can_take_back)
        self.assertTrue(disposition.with_user(self.officer).can_take_back)
        action = disposition.with_user(self.officer).action_ask_reason()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        dialog = dialog.with_user(self.officer)
        dialog.reason = "Supplier takes them back"
        dialog.action_confirm()
        self.assertEqual(disposition.state, "cancelled")
        self.assertEqual(source.state, "review")

    def _ask(self, source, user, step, reason):
        step = source.with_user(user).with_context(quality_step=step)
        action = step.action_ask_reason()
        dialog = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        dialog.reason = reason
        dialog.action_confirm()

    def test_photos_belong_to_the_record(self):
        Attachment = self.env["ir.attachment"]
        picture = base64.b64encode(b"picture")

        def upload(user):
            return Attachment.with_user(user).create(
                {
                    "name": "a.png",
                    "datas": picture,
                    "res_model": "quality.nonconformity",
                }
            )

        photo = upload(self.reporter)
        source = self._nonconformity(
            1,
            self.lot_a,
            user=self.reporter,
            isolate=False,
            image_ids=[Command.set(photo.ids)],
        )
        self.assertEqual(photo.res_id, source.id)
        self.assertEqual(source.with_user(self.officer).image_ids.name, "a.png")
        foreign = upload(self.worker)
        with self.assertRaises(AccessError):
            source.image_ids = [Command.link(foreign.id)]
        self.assertFalse(foreign.res_id)

    def test_my_work(self):
        def tiles(user):
            page = self.env["quality.my.work"].with_user(user).get_my_work()
            sections = {section["key"]: section for section in page["sections"]}
            found = sections["nonconformities"]
            keys = [creation["key"] for creation in page["creations"]]
            self.assertIn("quality.nonconformity", keys)
            self.assertIn("quality.nonconformity.report", keys)
            return {tile["title"]: tile["count"] for tile in found["tiles"]}

        before = tiles(self.inspector)
        source = self._nonconformity(40, self.lot_a, user=self.reporter, isolate=False)
        self.assertEqual(tiles(self.reporter), {"Mine": 1})
        self.assertEqual(
            tiles(self.worker).keys(), {"Mine", "To isolate", "To execute"}
        )
        self.assertEqual(tiles(self.inspector)["To isolate"], before["To isolate"] + 1)
        source.with_user(self.worker)._isolate()
        disposition = self._dispose(source, "rework", 40)
        self.assertEqual(tiles(self.officer)["To decide"], before["To decide"] + 1)
        disposition.with_user(self.officer)._approve()
        self.assertEqual(tiles(self.worker)["To execute"], before["To execute"] + 1)
        disposition.with_user(self.worker)._execute()
        self.assertEqual(tiles(self.inspector)["To verify"], before["To verify"] + 1)
