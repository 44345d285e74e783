"""A colleague who reports in confidence is led to the form that knows no name."""

from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestComplaintUnnamed(ComplaintCommon):
    def _file(self, user=None, **vals):
        model = self.env["quality.complaint"].with_user(user or self.employee)
        return model.create({"description": "Prices were forged.", **vals})

    def _count(self):
        return self.env["quality.complaint"].search_count([])

    def test_a_secret_of_ones_own_is_not_filed_under_ones_name(self):
        before = self._count()
        for relation in ("employee", "anonymous"):
            with self.assertRaises(RedirectWarning) as caught, self.cr.savepoint():
                self._file(relation=relation, confidential=True)
            message, action, _label, _context = caught.exception.args
            self.assertIn("shows your name", message)
            self.assertEqual(action["url"], self.company.complaint_form_url)
        self.assertEqual(self._count(), before)

    def test_context_defaults_lead_there_too(self):
        model = self.env["quality.complaint"].with_context(
            default_relation="employee", default_confidential=True
        )
        before = self._count()
        with self.assertRaises(RedirectWarning), self.cr.savepoint():
            model.with_user(self.employee).create({"description": "Theft"})
        self.assertEqual(self._count(), before)

    def test_nor_made_one_later(self):
        for first, then in (
            ({"relation": "employee"}, {"confidential": True}),
            ({"confidential": True}, {"relation": "anonymous"}),
        ):
            complaint = self._file(**first)
            with self.assertRaises(RedirectWarning), self.cr.savepoint():
                complaint.write(then)
            complaint.invalidate_recordset()
            for name, value in then.items():
                self.assertNotEqual(complaint[name], value)

    def test_without_the_form_a_manager_takes_it_down(self):
        self.company.complaint_form = False
        before = self._count()
        with self.assertRaisesRegex(UserError, "ask a complaint manager"):
            with self.cr.savepoint():
                self._file(relation="employee", confidential=True)
        self.assertEqual(self._count(), before)
        taken = self._file(
            self.complaint_manager, relation="employee", confidential=True
        )
        self.assertEqual(taken.reporter_id, self.complaint_manager)

    def test_others_secrets_are_filed_as_before(self):
        complaint = self._file(relation="patient", confidential=True)
        self.assertEqual(complaint.reporter_id, self.employee)
        self.assertFalse(self._file(relation="employee").confidential)

    def test_whoever_leads_the_case_may_close_it_off(self):
        complaint = self._file(relation="employee")
        complaint.sudo().user_id = self.handler
        complaint.with_user(self.handler).confidential = True
        self.assertTrue(complaint.confidential)

    def test_the_form_without_login_names_nobody(self):
        model = self.env["quality.complaint"].with_user(self.employee)
        filed = model._file_from_outside(
            {"description": "Theft", "relation": "anonymous", "channel": "web"}
        )
        self.env.flush_all()
        self.env.cr.precommit.run()
        me = self.employee
        self.assertNotIn(me, filed.reporter_id | filed.create_uid | filed.write_uid)
        self.assertNotIn(me, filed.first_responsible_id | filed.user_id)
        self.assertNotIn(me.partner_id, filed.message_partner_ids)
        self.assertTrue(filed.message_ids)
        self.assertNotIn(me.partner_id, filed.message_ids.author_id)
        self.assertNotIn(me, filed.message_ids.create_uid)
        lines = filed.history_ids
        self.assertTrue(lines)
        self.assertNotIn(me, lines.user_id | lines.create_uid)

    def test_the_screen_says_so_before(self):
        form = Form(self.env["quality.complaint"].with_user(self.employee))
        self.assertTrue(form._get_modifier("unnamed_form_url", "invisible"))
        form.relation = "employee"
        self.assertFalse(form._get_modifier("unnamed_form_url", "invisible"))
        self.assertEqual(form.unnamed_form_url, self.company.complaint_form_url)
