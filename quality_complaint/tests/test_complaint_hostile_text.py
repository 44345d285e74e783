"""Script, markup, emoji and right-to-left text in every field: shown, never run."""

from odoo.tests import tagged

from .common_hostile import HostileCommon

SCRIPT = "<script>alert('x')</script>"
#: script, quotes, emoji, right-to-left with its marks, half an attribute
NASTY = f"{SCRIPT}\"'><img src=x onerror=alert(1)> 😀 \u202eمرحبا\u202c %s %(x)s {{{{ 1 }}}}"


@tagged("post_install", "-at_install")
class TestHostileText(HostileCommon):
    def _texts(self, model):
        gated = model._get_gated_fields()
        return {
            name: NASTY
            for name, field in model._fields.items()
            if field.type in ("char", "text", "html")
            and field.store
            and not (field.readonly or field.related or field.compute or field.groups)
            and name not in gated | {"name", "contact_email"}
            and not name.startswith(("message_", "activity_"))
        }

    def test_stored_as_typed_and_never_run(self):
        complaint = self._complaint(user=self.complaint_manager)
        texts = self._texts(complaint)
        self.assertGreater(len(texts), 10)
        complaint.write(texts)
        complaint.invalidate_recordset()
        for name in texts:
            if complaint._fields[name].type == "html":
                self.assertNotIn("<script", complaint[name] or "")
                self.assertNotIn("onerror", complaint[name] or "")
            else:
                self.assertEqual(complaint[name], NASTY, name)
        ret = self._return((self.lot_a, 1, "quality"), user=self.complaint_manager)
        ret.write(self._texts(ret))
        ret.line_ids.write({"description": NASTY})
        self._assert_prints_are_clean(complaint)
        self._assert_prints_are_clean(ret)

    def _assert_prints_are_clean(self, record):
        reports = self.env["ir.actions.report"].search(
            [("model", "=", record._name), ("report_type", "=", "qweb-pdf")]
        )
        self.assertTrue(reports, record._name)
        for report in reports:
            page, _kind = report.with_user(self.complaint_manager)._render_qweb_html(
                report.report_name, record.ids
            )
            text = page.decode() if isinstance(page, bytes) else str(page)
            self.assertNotIn(SCRIPT, text, report.report_name)
            self.assertNotIn("<img src=x", text, report.report_name)

    def test_talk_is_escaped(self):
        complaint = self._complaint(user=self.complaint_manager, description=NASTY)
        complaint.contact_name = NASTY
        complaint._accept()
        complaint._add_call(NASTY)
        for message in complaint.message_ids:
            self.assertNotIn("<script", message.body)
            self.assertNotIn("<img src=", message.body)
        for activity in complaint.activity_ids:
            self.assertNotIn("<script", activity.note or "")
            self.assertNotIn("<img src=", activity.note or "")

    def test_search_takes_it_as_text(self):
        complaint = self._complaint(description=NASTY, contact_name="100% _ \\ '")
        Complaint = self.env["quality.complaint"].with_user(self.handler)
        for value in (NASTY, "100% _ \\ '"):
            found = Complaint.search(
                ["|", ("description", "=", value), ("contact_name", "=", value)]
            )
            self.assertEqual(found, complaint)
        self.assertFalse(Complaint.name_search(NASTY))
