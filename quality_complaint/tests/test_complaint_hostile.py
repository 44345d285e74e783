"""What clients send past the screen, to all models of complaints and returns at once.

New models of the addon are found by themselves: whoever forgets a record rule, or a
gate, is told by these tests.
"""

from odoo.exceptions import AccessError, UserError
from odoo.service.model import get_public_method
from odoo.tests import tagged

from .common_hostile import HostileCommon


@tagged("post_install", "-at_install")
class TestHostileRules(HostileCommon):
    def test_rows_of_a_secret_complaint_are_secret(self):
        secret = self._complaint(user=self.officer, confidential=True)
        opened = self._complaint(user=self.officer)
        seen = set()
        for model, row in self._hanging_rows(secret):
            with self.subTest(model=model._name):
                self.assertFalse(self._found(model, row, self.second_handler))
            seen.add(model._name)
        self.assertIn("quality.complaint.solution", seen)
        for model, row in self._hanging_rows(opened):
            if model._name == "quality.complaint.solution":
                self.assertTrue(self._found(model, row, self.second_handler))

    def test_rows_of_a_secret_return_are_secret(self):
        secret = self._return((self.lot_a, 1, "quality"), confidential=True)
        seen = set()
        for model, row in self._hanging_rows(secret):
            with self.subTest(model=model._name):
                self.assertFalse(self._found(model, row, self.second_handler))
            seen.add(model._name)
        self.assertIn("quality.return.line", seen)

    def test_companies_never_see_each_other(self):
        complaint = self._complaint()
        ret = self._return((self.lot_a, 1, "quality"))
        for parent in (complaint, ret):
            self.assertFalse(self._found(parent.browse(), parent, self.stranger))
            for model, row in self._hanging_rows(parent):
                self.assertFalse(
                    self._found(model, row, self.stranger),
                    f"{model._name} shows other companies",
                )

    def test_models_with_a_company_have_its_rule(self):
        Rule = self.env["ir.rule"]
        for model in self._own_models():
            if model._fields.get("company_id") and model._fields["company_id"].store:
                row = self._row(model, company_id=self.branch.id)
                domain = Rule.with_user(self.handler)._compute_domain(
                    model._name, "read"
                )
                kept = model.sudo().search([("id", "=", row.id), *domain])
                self.assertFalse(kept, f"{model._name} has no company rule")

    def test_employees_read_no_rows_of_others(self):
        complaint = self._complaint(user=self.officer)
        seller = self._user("hostile_employee", "base.group_user")
        for model, row in self._hanging_rows(complaint):
            self.assertFalse(self._found(model, row, seller), model._name)

    def test_auditors_write_nothing(self):
        auditor = self._user("hostile_auditor", "quality_base.group_quality_auditor")
        complaint = self._complaint(user=self.officer)
        ret = self._return((self.lot_a, 1, "quality"))
        rows = [(p.browse(), p) for p in (complaint, ret)]
        rows += [*self._hanging_rows(complaint), *self._hanging_rows(ret)]
        for model, row in rows:
            row = row.with_user(auditor)
            for operation in ("write", "unlink"):
                self.assertFalse(
                    row.has_access(operation), f"{model._name} {operation}"
                )


@tagged("post_install", "-at_install")
class TestHostileWrites(HostileCommon):
    def _documents(self):
        complaint = self._complaint(user=self.complaint_manager)
        ret = self._return((self.lot_a, 1, "quality"), user=self.complaint_manager)
        rows = [(p.browse(), p) for p in (complaint, ret)]
        return rows + [*self._hanging_rows(complaint), *self._hanging_rows(ret)]

    def test_gated_fields_are_written_by_steps_only(self):
        tried = 0
        for model, row in self._documents():
            gated = getattr(model, "_get_gated_fields", set)()
            for name in gated:
                field = model._fields[name]
                if not field.store or field.type in ("one2many", "many2many"):
                    continue
                before = self._stored(row, field)
                forged = self._forge(field)
                with self.assertRaises(UserError, msg=f"{model._name}.{name}"):
                    row.with_user(self.complaint_manager).write({name: forged})
                self.assertEqual(self._stored(row, field), before)
                tried += 1
        self.assertGreater(tried, 60)

    def _stored(self, row, field):
        self.env.flush_all()
        if field.column_type is None:
            return None
        self.env.cr.execute(
            f'SELECT "{field.name}"::text FROM "{row._table}" WHERE id = %s',  # noqa: S608
            [row.id],
        )
        return self.env.cr.fetchone()

    def _forge(self, field):
        if field.type == "selection":
            return field.get_values(self.env)[-1]
        if field.type in ("many2one", "many2one_reference"):
            return self.env.uid
        return {
            "date": "2020-01-01",
            "datetime": "2020-01-01 00:00:00",
            "boolean": True,
            "char": "forged",
            "text": "forged",
            "html": "forged",
            "binary": b"Zm9yZ2Vk",
        }.get(field.type, 7)

    def test_defaults_of_a_context_open_no_gate(self):
        for name in ("quality.complaint", "quality.return"):
            model = self.env[name].with_user(self.complaint_manager)
            gated = {
                f"default_{field}": self._forge(model._fields[field])
                for field in model._get_gated_fields()
                if model._fields[field].store
                and model._fields[field].type not in ("one2many", "many2many")
            }
            vals = {"partner_id": self.customer.id}
            if name == "quality.complaint":
                vals["description"] = "x"
            clean, forged = (
                model.with_context(**context).create(vals) for context in ({}, gated)
            )
            for field in ("state", "closed_by_id", "date_closed", "date_accepted"):
                if field in model._fields:
                    self.assertEqual(forged[field], clean[field], f"{name}.{field}")

    def test_private_steps_are_not_called_from_outside(self):
        complaint = self._complaint(user=self.complaint_manager)
        for method in ("_accept", "_write_gated", "_hide_traces", "_get_person"):
            with self.assertRaises(AccessError):
                self._call(complaint, method)
        self.assertEqual(complaint.state, "new")

    def _call(self, record, method, *args):
        get_public_method(record, method)
        return getattr(record, method)(*args)

    def test_steps_of_others_are_refused(self):
        complaint = self._complaint()
        for method in sorted(dir(type(complaint))):
            core = method in ("action_archive", "action_unarchive", "action_share")
            if core or not method.startswith("action_") or "view" in method:
                continue
            before = self._stored(complaint, complaint._fields["state"])
            try:
                getattr(complaint.with_user(self.employee), method)()
            except (UserError, TypeError, ValueError):
                continue
            finally:
                after = self._stored(complaint, complaint._fields["state"])
                self.assertEqual(after, before, method)
