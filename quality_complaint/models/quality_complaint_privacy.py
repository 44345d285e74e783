from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .quality_complaint_flow import MANAGER
from .quality_complaint_person import IDENTITY


class QualityComplaintPrivacy(models.Model):
    """A confidential complaint holds nothing that tells who complains [CO-82].

    What is entered goes to ``quality.complaint.person``, which complaint managers
    read; only they take the confidentiality back.
    """

    _inherit = "quality.complaint"

    person_ids = fields.One2many(
        "quality.complaint.person",
        "complaint_id",
        "Hidden Complainant",
        copy=False,
        groups=MANAGER,
    )
    # whoever has it opens the page of the complainant
    access_token = fields.Char(groups=fields.NO_ACCESS)

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self.default_get(["confidential", *IDENTITY])
        rows, hidden = [], []
        for vals in vals_list:
            secret = vals.get("confidential", defaults.get("confidential"))
            known = {name: (defaults | vals).get(name, False) for name in IDENTITY}
            hidden.append(known if secret else {})
            rows.append(vals | dict.fromkeys(IDENTITY, False) if secret else vals)
        records = super().create(rows)
        pairs = zip(records, hidden, strict=True)
        records._keep_identity({record.id: known for record, known in pairs if known})
        return records

    def write(self, vals):
        if "confidential" in vals:
            hiding = self if vals["confidential"] else self.browse()
        elif vals.keys() & set(IDENTITY):
            hiding = self.filtered("confidential")
        else:
            return super().write(vals)
        lifted = (self - hiding).filtered("confidential")
        lifted._check_may_lift()
        if shown := self - hiding:
            super(QualityComplaintPrivacy, shown).write(vals)
        lifted._show_identity(vals)
        if hiding:
            new = hiding.filtered(lambda record: not record.confidential)
            known = hiding._take_identity(vals, new)
            bare = vals | dict.fromkeys(IDENTITY, False)
            super(QualityComplaintPrivacy, hiding).write(bare)
            hiding._keep_identity(known)
            new._hide_traces()
        return True

    def action_view_person(self):
        """Open the complainant of one confidential complaint, for who may see him."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_complaint.quality_complaint_person_action"
        )
        person = self.person_ids
        if person:
            action |= {"views": [(False, "form")], "res_id": person.id}
        return action | {"domain": [("complaint_id", "=", self.id)]}

    # hiding ----------------------------------------------------------------------
    def _take_identity(self, vals, new):
        """Return ``{id: what tells who complains}``, to be kept where managers read it.

        :param new: those of the records that become confidential by ``vals``
        """
        new._check_can_hide()
        given = {name: vals[name] for name in IDENTITY if name in vals}
        if not self._may_see_identity():
            # an empty box says nothing of what the writer cannot see
            given = {name: value for name, value in given.items() if value}
            (self - new)._check_same_identity(given)
        # whoever may hide a name need not be able to read what it is hidden in
        known = {record.id: record.sudo()._get_identity() | given for record in new}
        return known | {record.id: given for record in self - new if given}

    def _get_identity(self):
        self.ensure_one()
        return {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in IDENTITY
        }

    def _keep_identity(self, known):
        """Keep who complains: ``{id of a confidential complaint: values}``."""
        if not known:
            return
        records = self.browse(known)
        Person = self.env["quality.complaint.person"].sudo()  # the only way there
        kept = Person.search([("complaint_id", "in", records.ids)])
        for person in kept:
            person.write(known[person.complaint_id.id])
        missing = records - kept.complaint_id.sudo(self.env.su)
        Person.create([{"complaint_id": r.id, **known[r.id]} for r in missing])
        records.invalidate_recordset(["person_ids"])
        self.env.add_to_compute(self._fields["locality"], records)
        records._forget_tracking()

    def _forget_tracking(self):
        """No note says what the fields held a moment ago."""
        prepared = self.env.cr.precommit.data.get(f"mail.tracking.{self._name}", {})
        for res_id in self.ids:
            for name in IDENTITY:
                (prepared.get(res_id) or {}).pop(name, None)

    def _may_see_identity(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _check_same_identity(self, given):
        """Refuse to change what is on record and the writer cannot see."""
        for record in self.sudo():  # compared, not shown
            known = record.person_ids._get_values() if record.person_ids else {}
            if any(known.get(name) not in (False, given[name]) for name in given):
                raise AccessError(
                    self.env._(
                        "The complainant of %(name)s is on record and hidden. Only "
                        "complaint managers see and change it: ask one.",
                        name=record.name,
                    )
                )

    def _check_can_hide(self):
        """Refuse to promise a secret that documents of others tell already."""
        for record in self.sudo():  # whoever may read these documents
            solutions = record.solution_ids.filtered(
                lambda line: line.res_model not in (False, "mail.activity")
            )
            told = solutions.filtered("document_name").mapped("document_name")
            told += record.return_ids.mapped("name")
            if told:
                raise UserError(
                    self.env._(
                        "%(name)s cannot become confidential any more: %(documents)s "
                        "names the customer and bears its number. File what has to stay "
                        "secret as a new, confidential complaint.",
                        name=record.name,
                        documents=", ".join(dict.fromkeys(told)),
                    )
                )

    # showing again ---------------------------------------------------------------
    def _check_may_lift(self):
        if self and not self._may_see_identity():
            raise AccessError(
                self.env._(
                    "%(names)s stays confidential: only complaint managers take that "
                    "back. Ask one.",
                    names=", ".join(self.mapped("name")),
                )
            )

    def _show_identity(self, vals):
        """Put back who complains, and the talk with him; ``vals`` were just written."""
        for record in self:
            person = record.sudo().person_ids  # checked by _check_may_lift
            if not person:
                continue
            known = {k: v for k, v in person._get_values().items() if k not in vals}
            record._write_gated({k: v for k, v in known.items() if v})
            record._take_messages(person.message_ids, record)
            person.unlink()
