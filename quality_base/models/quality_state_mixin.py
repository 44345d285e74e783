from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

# Only code of this file can pass this object in a context: no RPC caller can.
_GATE = object()


def _get_nothing(field):
    """Return the value to create that stands for nothing: no default fills it in."""
    return [] if field.type in ("one2many", "many2many") else False


class QualityStateMixin(models.AbstractModel):
    """One map of transitions and one gate through which ``state`` changes [XX-03].

    The model declares ``state`` (a readonly, tracked Selection), the map in
    :meth:`_get_transitions`, and the states in which the record is frozen in
    ``_frozen_states``. A direct ``write({"state": ...})`` is refused, over RPC,
    import or code alike; so is any write on a frozen record.
    """

    _name = "quality.state.mixin"
    _description = "Record with Gated States"
    _inherit = ["quality.guard.mixin"]

    #: states in which content can no longer be changed
    _frozen_states = ("closed", "cancelled")

    is_frozen = fields.Boolean(compute="_compute_is_frozen")

    @api.depends("state")
    def _compute_is_frozen(self):
        for record in self:
            record.is_frozen = record.state in self._frozen_states

    @api.model_create_multi
    def create(self, vals_list):
        if not self._gate_is_open():
            born = self._get_born_values()
            for vals in vals_list:
                for name in self._get_gated_fields() & vals.keys():
                    if vals[name] and vals[name] != born.get(name):
                        raise UserError(self._gated_message(name))
            # explicit, so that no default of a context or a user comes in between
            vals_list = [born | vals for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._gate_is_open():
            for name in self._get_gated_fields() & vals.keys():
                raise UserError(self._gated_message(name))
            changed = set(vals) - self._get_unfrozen_fields()
            if changed and (frozen := self.filtered("is_frozen")):
                raise UserError(frozen._frozen_message(changed))
        return super().write(vals)

    def _get_born_values(self):
        """Return what gated fields hold at birth: the defaults of the code."""
        fields_of = {name: self._fields[name] for name in self._get_gated_fields()}
        return {
            name: field.default(self) if field.default else _get_nothing(field)
            for name, field in fields_of.items()
            if not field.compute and not field.related
        }

    @api.model
    def _get_transitions(self):
        """Return ``{state: set of next states}``; extend with ``super() | {...}``."""
        return {}

    @api.model
    def _get_gated_fields(self):
        """Names of the fields that only :meth:`_write_gated` may write."""
        return {"state"}

    @api.model
    def _get_unfrozen_fields(self):
        """Names of fields that stay writable on a frozen record (talk, not content)."""
        return {
            name
            for name in self._fields
            if name.startswith(("message_", "activity_", "website_message_"))
        }

    def _set_state(self, state, reason=None, **vals):
        """Move the recordset to ``state``, with the values that belong to it.

        :param str state: the new state
        :param str reason: why, kept in the history; required to leave a frozen state
        :raises UserError: when the map does not allow the step from where a record is
        """
        allowed = self._get_transitions()
        wrong = self.filtered(lambda r: state not in allowed.get(r.state, ()))
        if wrong:
            raise UserError(wrong._transition_message(state))
        if not reason and self.filtered("is_frozen"):
            raise UserError(
                self.env._("A closed record is reopened only with a reason: state it.")
            )
        before = {record.id: record.state for record in self}
        self._write_gated({"state": state, **vals})
        self._on_state_set(before, state, reason)

    def _reopen(self, state, reason):
        """Take closed records back to ``state``; ``reason`` is required."""
        self._set_state(state, reason=reason or "")

    def _write_gated(self, vals):
        """Write gated or frozen fields: only for engine methods, after their checks."""
        return self.with_context(quality_gate=_GATE).write(vals)

    def _create_gated(self, vals_list):
        """Create records with gated fields set (e.g. import of closed records)."""
        # no value of a context comes in: with the gate open none is checked
        context = clean_context(self.env.context) | {"quality_gate": _GATE}
        records = self.with_env(self.env(context=context)).create(vals_list)
        return records.with_env(self.env)

    def _on_state_set(self, before, state, reason):
        """Hook after a change of state.

        :param dict before: record id → its former state
        """

    def _may_write_computed(self):
        return super()._may_write_computed() or self._gate_is_open()

    def _gate_is_open(self):
        return self.env.context.get("quality_gate") is _GATE

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(state)

    def _gated_message(self, name):
        label = self._fields[name]._description_string(self.env)
        return self.env._(
            "“%(field)s” of %(model)s is set by the document's own steps only. "
            "Use the buttons of the document (or its engine methods).",
            field=label,
            model=self.env["ir.model"]._get(self._name).name,
        )

    def _frozen_message(self, changed):
        labels = [
            self._fields[name]._description_string(self.env)
            for name in sorted(changed & self._fields.keys())
        ]
        return self.env._(
            "%(names)s can no longer be changed (state: %(state)s; fields: %(fields)s). "
            "Reopen it with a reason, or add a note in its discussion.",
            names=", ".join(self.mapped("display_name")),
            state=", ".join({self._state_label(r.state) for r in self}),
            fields=", ".join(labels),
        )

    def _transition_message(self, state):
        record = self[:1]
        allowed = self._get_transitions().get(record.state, ())
        labels = self._fields["state"]._description_selection(self.env)
        following = [label for name, label in labels if name in allowed]
        return self.env._(
            "%(name)s is “%(now)s” and cannot become “%(wanted)s”. "
            "Possible next: %(next)s.",
            name=", ".join(self.mapped("display_name")),
            now=self._state_label(record.state),
            wanted=self._state_label(state),
            next=", ".join(following) or self.env._("nothing, it is final"),
        )
