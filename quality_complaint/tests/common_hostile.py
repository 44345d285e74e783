"""All models of complaints and returns, and a row of each, for hostile tests.

New models of the addon are found by themselves: whoever forgets a record rule, or a
gate, is told by these tests.
"""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import SQL

from .common import MANAGER, ComplaintCommon


class HostileCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.branch = cls.env["res.company"].create({"name": "Branch"})
        cls.stranger = cls._user("hostile_stranger", MANAGER)
        cls.stranger.write(
            {
                "company_ids": [Command.set(cls.branch.ids)],
                "company_id": cls.branch.id,
                "group_ids": [
                    Command.link(cls.env.ref("quality_base.group_quality_manager").id)
                ],
            }
        )

    def _own_models(self):
        """The models of the addon that are stored in a table of their own."""
        names = self.env["ir.model.data"].search(
            [("module", "=", "quality_complaint"), ("model", "=", "ir.model")]
        )
        models = self.env["ir.model"].browse(names.mapped("res_id")).mapped("model")
        for name in sorted(models):
            model = self.env[name]
            own = model._original_module == "quality_complaint"
            if own and model._auto and not model._transient and not model._abstract:
                yield model

    def _parts_of(self, parent):
        """(model, field) of the rows that hang on ``parent`` and have a table."""
        for model in self._own_models():
            for name in ("complaint_id", "return_id"):
                field = model._fields.get(name)
                known = field and field.store and field.required
                if known and field.comodel_name == parent._name:
                    yield model, name

    def _row(self, model, **vals):
        """A row as the database would hold it, without any check of the model."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO' AND column_name != 'id'",
            [model._table],
        )
        for (column,) in cr.fetchall():
            if column not in vals:
                cr.execute(
                    SQL(
                        "ALTER TABLE %s ALTER %s DROP NOT NULL",
                        SQL.identifier(model._table),
                        SQL.identifier(column),
                    )
                )
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) VALUES %s RETURNING id",
                SQL.identifier(model._table),
                SQL(", ").join(map(SQL.identifier, vals)),
                tuple(vals.values()),
            )
        )
        return model.browse(cr.fetchone()[0])

    def _hanging_rows(self, parent):
        self.env.flush_all()
        for model, name in self._parts_of(parent):
            vals = {name: parent.id}
            if "company_id" in model._fields and model._fields["company_id"].store:
                vals["company_id"] = parent.company_id.id
            made = model.sudo().search([(name, "=", parent.id)], limit=1)
            yield model, made.sudo(False) or self._row(model, **vals)

    def _found(self, model, row, user):
        """Whether ``user`` finds the row by any means of reading."""
        model = model.with_user(user)
        if not model.has_access("read"):
            return False
        found = model.with_context(active_test=False).search([("id", "=", row.id)])
        if not found:
            with self.assertRaises(AccessError, msg=model._name):
                row.with_user(user).read(["id"])
        return bool(found)
