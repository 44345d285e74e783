from odoo import api, models
from odoo.exceptions import UserError

from ..tools.uninstall import without_false_flag


class QualityGuardMixin(models.AbstractModel):
    """A record whose checks and sums no caller can switch off or write [XX-01].

    Core skips ``@api.ondelete`` checks by a key of the context, meant for uninstalling,
    and takes any value that a client sends for a stored sum, until it is computed anew.
    """

    _name = "quality.guard.mixin"
    _description = "Record with Checked Deletion and Sums"

    @api.model_create_multi
    def create(self, vals_list):
        names = self._get_computed_fields()
        if not self._may_write_computed():
            for vals in vals_list:
                for name in names & vals.keys():
                    if not self._fields[name].related:
                        raise UserError(self._computed_message(name))
        false = {f"default_{name}" for name in names} & self.env.context.keys()
        if not false:
            return super().create(vals_list)
        # no default of a context stands in for what is computed
        context = {k: v for k, v in self.env.context.items() if k not in false}
        clean = self.with_env(self.env(context=context))
        records = super(QualityGuardMixin, clean).create(vals_list)
        return records.with_env(self.env)

    def write(self, vals):
        if not self._may_write_computed():
            for name in self._get_computed_fields() & vals.keys():
                raise UserError(self._computed_message(name))
        return super().write(vals)

    def unlink(self):
        return super(QualityGuardMixin, without_false_flag(self)).unlink()

    @api.model
    def _get_computed_fields(self):
        """Names of stored fields that follow from others and nobody fills in."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly and not field.inverse
        }

    def _may_write_computed(self):
        """Hook: only engines do, after their checks."""
        return self.env.su

    def _computed_message(self, name):
        return self.env._(
            "“%(field)s” of %(model)s follows from other values and is not written. "
            "Change what it is computed from.",
            field=self._fields[name]._description_string(self.env),
            model=self.env["ir.model"]._get(self._name).name,
        )
