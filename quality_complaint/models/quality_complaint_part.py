from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class QualityComplaintPart(models.AbstractModel):
    """A sheet of a complaint's file: visit, laboratory, report… [CO-23, CO-31].

    It has its own gated states, is numbered within the complaint, takes no word from
    the person complained about, and is evidence as soon as it leaves its first state:
    then it is never deleted and keeps its files.
    """

    _name = "quality.complaint.part"
    _description = "Sheet of a Complaint"
    _inherit = ["quality.state.mixin"]
    _order = "complaint_id desc, number desc, id desc"
    _check_company_auto = True

    #: letter of the sheet's number: CPL/2026/00001-V1
    _part_letter = "S"
    #: states in which files may still be taken away
    _first_states = ("draft",)

    name = fields.Char("Sheet", compute="_compute_name", store=True)
    number = fields.Integer(readonly=True, copy=False, aggregator=None)
    complaint_id = fields.Many2one(
        "quality.complaint",
        required=True,
        index=True,
        check_company=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )
    complaint_state = fields.Selection(
        related="complaint_id.state", string="State of the Complaint"
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Files", copy=False)

    @api.depends("complaint_id.name", "number")
    def _compute_name(self):
        for part in self:
            sheet = f"{part.complaint_id.name}-{part._part_letter}{part.number}"
            part.name = part.number and sheet

    @api.model_create_multi
    def create(self, vals_list):
        last = self._get_last_numbers({vals.get("complaint_id") for vals in vals_list})
        for vals in vals_list:
            complaint = vals.get("complaint_id")
            vals["number"] = last[complaint] = last.get(complaint, 0) + 1
        parts = super().create(vals_list)
        parts.complaint_id.check_access("read")
        parts._check_part_open()
        parts._claim_files()
        parts._join_people()
        return parts

    def write(self, vals):
        content = vals.keys() - self._get_unfrozen_fields()
        if content and not self._gate_is_open():
            self._check_part_open()
            if vals.keys() & {"complaint_id", "number"}:
                raise UserError(
                    self.env._("A sheet stays with its complaint: enter a new one.")
                )
        # files belong to the complaint, which a department need not read
        files = {part.id: part.sudo().attachment_ids for part in self}
        result = super().write(vals)
        if "attachment_ids" in vals:
            self._check_files_kept(files)
            self._claim_files()
        if vals.keys() & self._get_people_fields():
            self._join_people()
        return result

    def action_open_sheet(self):
        """Open the sheet by itself, with its buttons."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        if kept := self.filtered(lambda part: part.state not in part._first_states):
            raise UserError(
                self.env._(
                    "%(names)s is evidence and is not deleted. What is wrong is put "
                    "right by an addition.",
                    names=", ".join(kept.mapped("name")),
                )
            )
        self._check_part_open()

    @api.model
    def _get_last_numbers(self, complaints):
        # numbers count sheets that the user may not see, too
        groups = self.sudo()._read_group(
            [("complaint_id", "in", list(complaints))],
            ["complaint_id"],
            ["number:max"],
        )
        return {complaint.id: number for complaint, number in groups}

    @api.model
    def _get_people_fields(self):
        """Hook: names of the fields that say who works on the sheet."""
        return set()

    def _join_people(self):
        """Let those who work on the sheet read the complaint."""
        for part in self:
            people = self.env["res.users"]
            for name in self._get_people_fields():
                people |= part[name]
            people -= part.complaint_id.sudo().participant_ids
            if people:
                part.complaint_id._add_participants(people)

    def _check_part_open(self):
        """Refuse sheets of closed complaints, and those who are complained about."""
        # members of a department may answer without reading the complaint
        if closed := self.complaint_id.sudo().filtered("is_frozen"):
            raise UserError(
                self.env._(
                    "%(names)s is over: its file stays as it is. Reopen it first.",
                    names=", ".join(closed.mapped("name")),
                )
            )
        if self.env.su:
            return
        accused = self.complaint_id.sudo().accused_user_id  # compared, not shown
        if self.env.user in accused:
            raise AccessError(
                self.env._(
                    "This complaint concerns you: others investigate it. Say what you "
                    "have to say to the head of your department."
                )
            )

    def _check_files_kept(self, before):
        for part in self:
            lost = before[part.id] - part.sudo().attachment_ids  # compared only
            if lost and part.state not in part._first_states:
                raise UserError(
                    self.env._(
                        "The files of %(name)s are evidence and stay: %(files)s. Add "
                        "the right one beside them.",
                        name=part.name,
                        files=", ".join(lost.mapped("name")),
                    )
                )

    def _claim_files(self):
        """The files belong to the complaint, and are kept as long as it is."""
        for part in self.filtered("attachment_ids"):
            part.attachment_ids.check_access("read")
            # an upload belongs to its creator until its document is saved
            loose = part.sudo().attachment_ids.filtered(
                lambda file: (
                    file.create_uid == self.env.user
                    and file.res_model in (False, self._name)
                    and not file.res_field
                )
            )
            owner = part.complaint_id
            loose.write({"res_model": owner._name, "res_id": owner.id})

    def _require(self, **needed):
        """Refuse a step while something is missing.

        :param needed: field name → text that says what to do
        :raises UserError: all that is missing, sheet by sheet
        """
        missing = [
            f"{part.name}: {text}"
            for part in self
            for name, text in needed.items()
            if part._is_empty(name)
        ]
        if missing:
            raise UserError("\n".join(missing))

    def _is_empty(self, name):
        # files belong to the complaint, which a department need not read
        value = self.sudo()[name]
        return not (value.strip() if isinstance(value, str) else value)

    def _check_step_of_part(self):
        """What every step of a sheet asks: write access, an open complaint."""
        self.check_access("write")
        self._check_part_open()
