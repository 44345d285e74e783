from odoo import api, fields, models
from odoo.exceptions import UserError

#: what was said, by whom, when and how: fixed once it is investigated
_FIXED = {
    *("description", "demand", "channel", "channel_detail", "date", "relation"),
}
#: states in which the intake may still be put right
_OPEN_STATES = ("new", "accepted")


class QualityComplaintEvidence(models.Model):
    """Evidence cannot be altered once the investigation starts [CO-31].

    The complaint as it came in is fixed; its files are locked by the evidence guard;
    what comes later are additions, with author and time.
    """

    _inherit = "quality.complaint"

    relation = fields.Selection(
        selection_add=[("resident", "Resident or user of the service")],
        ondelete={"resident": "set default"},
    )
    addition_ids = fields.One2many(
        "quality.complaint.addition", "complaint_id", "Additions"
    )

    def write(self, vals):
        if not self._gate_is_open():
            self._check_fixed(vals)
        return super().write(vals)

    def _check_fixed(self, vals):
        names = self._get_fixed_fields() & vals.keys()
        for record in self.filtered(lambda r: r.state not in _OPEN_STATES):
            changed = [
                name
                for name in sorted(names)
                if record._is_value_changed(name, vals[name])
            ]
            if changed:
                raise UserError(record._fixed_message(changed))

    def _is_value_changed(self, name, value):
        field = self._fields[name]
        new = field.convert_to_cache(value, self)
        return new != field.convert_to_cache(self[name], self)

    @api.model
    def _get_fixed_fields(self):
        """Hook: names of the fields that are evidence from the investigation on."""
        return set(_FIXED)

    def _fixed_message(self, names):
        return self.env._(
            "%(name)s is investigated: %(fields)s stay as they were taken down. Write "
            "what is new or different as an addition.",
            name=self.name,
            fields=", ".join(
                self._fields[name]._description_string(self.env) for name in names
            ),
        )
