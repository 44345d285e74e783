from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

# Only code of this file can pass this object in a context: no RPC caller can.
_GATE = object()


class CustomerStateMixin(models.AbstractModel):
    """A record whose ``state`` moves only by its own steps.

    The model declares ``state`` and :meth:`_get_transitions`; what else only steps may
    set stands in :meth:`_get_gated_fields`. In ``_frozen_states`` nothing can change.
    """

    _name = "customer.state.mixin"
    _description = "Record with Gated States"

    #: states in which content can no longer be changed
    _frozen_states = ()
    #: states in which the record can no longer be deleted
    _kept_states = ()

    @api.model_create_multi
    def create(self, vals_list):
        if self._gate_is_open():
            return super().create(vals_list)
        born = {name: self._get_born_value(name) for name in self._gated_columns()}
        for vals in vals_list:
            for name in self._get_gated_fields() & vals.keys():
                if vals[name] and vals[name] != born.get(name):
                    raise UserError(self._gated_message(name))
        derived = self._get_derived_fields()
        # explicit, so that no default of a context comes in between
        vals_list = [
            {name: vals[name] for name in vals if name not in derived} | born
            for vals in vals_list
        ]
        clean = self.with_env(self.env(context=self._without_defaults(derived)))
        records = super(CustomerStateMixin, clean).create(vals_list)
        return records.with_env(self.env)

    @api.model
    def _number(self, vals_list):
        """Put the next number of its company's sequence into each of the values."""
        default = self.default_get(["company_id"]).get("company_id")
        for vals in vals_list:
            company = vals.get("company_id") or default or self.env.company.id
            vals["name"] = self._next_number(company)

    @api.model
    def _next_number(self, company):
        """Return the next number of this kind of record in a company (or its id)."""
        sequence = self.env["ir.sequence"].with_company(company)
        return sequence.next_by_code(self._name)

    def _without_defaults(self, names):
        """Return the context without the defaults it names for these fields."""
        unwanted = {f"default_{name}" for name in names}
        context = self.env.context
        return {key: context[key] for key in context if key not in unwanted}

    def write(self, vals):
        if not self._gate_is_open():
            self._check_writable(vals.keys())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        kept = self.filtered(lambda r: r.state in self._kept_states)
        if kept:
            raise UserError(
                self.env._(
                    "%(names)s is kept as a record and cannot be deleted. End or cancel "
                    "it instead.",
                    names=", ".join(kept.mapped("display_name")),
                )
            )

    def _check_writable(self, names):
        """Refuse what only steps write, and what is settled in a record's state."""
        fixed = self._get_gated_fields() | self._get_fact_fields()
        if not self.env.su:
            fixed |= self._get_derived_fields()
        for name in fixed & names:
            raise UserError(self._gated_message(name))
        content = self._get_content_names(names)
        first = self._get_born_value("state")
        settled = content & self._get_draft_fields()
        frozen = self.filtered(
            lambda r: (
                (content and r.state in self._frozen_states)
                or (settled and r.state != first)
            )
        )
        if frozen:
            raise UserError(
                self.env._(
                    "%(names)s can no longer be changed: it is decided. Make a new "
                    "one, or add a note in its discussion.",
                    names=", ".join(frozen.mapped("display_name")),
                )
            )

    @api.model
    def _get_content_names(self, names):
        """Return those of the names that are not of discussion and activities."""
        talk = ("message_", "activity_", "website_message_")
        return {name for name in names if not name.startswith(talk)}

    def _set_flag(self, name, domain):
        """Compute the field ``name``: true for the records that the domain matches."""
        matching = self.filtered_domain(domain)
        matching[name] = True
        (self - matching)[name] = False

    @api.model
    def _get_transitions(self):
        """Return ``{state: set of next states}``; extend with ``super() | {...}``."""
        return {}

    @api.model
    def _get_gated_fields(self):
        """Names of the fields that only steps write."""
        return {"state"}

    @api.model
    def _get_fact_fields(self):
        """Names of the fields that are set at creation and stay as they are."""
        return set()

    @api.model
    def _get_draft_fields(self):
        """Names of the fields that can be written in the first state only."""
        return set()

    @api.model
    def _get_derived_fields(self):
        """Names of stored fields that follow from others: nobody fills them in."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly and not field.inverse
        }

    def _set_state(self, state, **vals):
        """Move the records to ``state`` with the values that belong to it.

        :raises UserError: the step is not possible from where a record is
        """
        allowed = self._get_transitions()
        wrong = self.filtered(lambda r: state not in allowed.get(r.state, ()))
        if wrong:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(name)s is “%(now)s” and cannot become “%(wanted)s”. Possible "
                    "next: %(next)s.",
                    name=", ".join(wrong.mapped("display_name")),
                    now=labels[wrong[0].state],
                    wanted=labels[state],
                    next=", ".join(labels[s] for s in allowed.get(wrong[0].state, ()))
                    or self.env._("nothing, it is final"),
                )
            )
        self._write_gated({"state": state, **vals})

    def _ask_reason(self, step, title):
        """Return the dialog that asks for a reason and then does ``step``."""
        return self.env["customer.reason"]._open(self, step, title)

    def _write_gated(self, vals):
        """Write gated or frozen fields: only for steps, after their checks."""
        return self.with_context(customer_gate=_GATE).write(vals)

    def _create_gated(self, vals_list):
        """Create records with gated fields set: only for engine methods."""
        # no value of a context comes in: with the gate open none is checked
        context = clean_context(self.env.context) | {"customer_gate": _GATE}
        records = self.with_env(self.env(context=context)).create(vals_list)
        return records.with_env(self.env)

    def _gate_is_open(self):
        return self.env.context.get("customer_gate") is _GATE

    @api.model
    def _gated_columns(self):
        fields_of = self._fields
        return [
            name
            for name in self._get_gated_fields()
            if not fields_of[name].compute
            and not fields_of[name].related
            and "2many" not in fields_of[name].type
        ]

    def _get_born_value(self, name):
        field = self._fields[name]
        value = field.default(self) if field.default else False
        return value.id if isinstance(value, models.BaseModel) else value

    def _gated_message(self, name):
        return self.env._(
            "“%(field)s” is set by the record's own steps only. Use its buttons.",
            field=self._fields[name]._description_string(self.env),
        )
