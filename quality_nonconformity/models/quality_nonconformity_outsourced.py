from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class QualityNonconformityOutsourced(models.Model):
    """Goods in use by staff, outsourced work, accidents [NC-38, NC-47, NC-82]."""

    _inherit = "quality.nonconformity"

    # in use
    head_told_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Told by the user."
    )
    date_head_told = fields.Datetime("Told on", readonly=True, copy=False)
    item_replaced = fields.Selection(
        [("yes", "Yes"), ("not_needed", "Not needed")], "Item Replaced?", copy=False
    )
    replacement_note = fields.Char("Replaced by", copy=False)
    # outsourced work
    contractor_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        tracking=True,
        help="Did the work for us.",
    )
    supervising_team_id = fields.Many2one(
        "quality.team",
        "Supervised by",
        check_company=True,
        index="btree_not_null",
        help="Department in charge of the outsourced work: supervises and inspects it.",
    )
    supervision_note = fields.Text("Supervision and Inspection", copy=False)
    contract_clause = fields.Char(
        copy=False, help="Clause of the contract by which it is handled."
    )
    contract_measure = fields.Text("Handled by Contract", copy=False)
    # accident
    accident = fields.Selection(
        [("yes", "Yes"), ("no", "No")], "Quality Accident?", copy=False, tracking=True
    )
    accident_rule = fields.Char(
        copy=False, help="Rule for accidents by which it is handled."
    )
    authority_informed = fields.Selection(
        [("yes", "Yes"), ("not_required", "Not required")],
        "Authority Informed?",
        copy=False,
    )
    authority_name = fields.Char("Authority", copy=False)
    date_authority = fields.Datetime("Authority Informed on", copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        in_use = records.filtered(lambda r: r.detection_point == "in_use")
        in_use.filtered(lambda r: r._get_told_head())._tell_head()
        records.filtered("supervising_team_id")._ask_supervision()
        return records

    def write(self, vals):
        before = {record.id: record.supervising_team_id for record in self}
        result = super().write(vals)
        if vals.get("supervising_team_id"):
            changed = self.filtered(lambda r: r.supervising_team_id != before[r.id])
            changed._ask_supervision()
        return result

    def action_tell_head(self):
        self._tell_head()
        return True

    def _tell_head(self):
        """The user of a bad item tells the head at once, by a task [NC-38].

        :raises UserError: it was not found in use, or there is no head to tell
        """
        for record in self:
            head = record._get_told_head()
            if record.detection_point != "in_use" or record.is_frozen or not head:
                raise UserError(
                    self.env._(
                        "%(name)s was not found in use, or neither the department where "
                        "it was found nor the responsible one has a head to tell.",
                        name=record.name,
                    )
                )
            sudo = record.sudo()  # who uses the item sets no tasks of others
            sudo._write_gated(
                {
                    "head_told_id": head.id,
                    "date_head_told": fields.Datetime.now(),
                    "participant_ids": [Command.link(head.id)],
                }
            )
            sudo.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Nonconforming in use: see that it is replaced"),
                note=record.description,
                user_id=head.id,
            )

    def _get_told_head(self):
        """Return the head of where it was found, else of who is responsible."""
        self.ensure_one()
        teams = self.sudo()  # who heads a department is no secret
        head = teams.found_team_id.head_id or teams.team_id.head_id
        return head.with_env(self.env)

    def _ask_supervision(self):
        """Let the department in charge read it, and ask its head to supervise."""
        for record in self.sudo():  # tasks of others, set by who names them
            team = record.supervising_team_id
            people = team.head_id | team.member_ids
            links = [Command.link(user.id) for user in people]
            record._write_gated({"participant_ids": links})
            if team.head_id:
                record.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Supervise and inspect the outsourced work"),
                    note=record.description,
                    user_id=team.head_id.id,
                )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"head_told_id", "date_head_told"}

    def _get_close_blockers(self):
        asked = self._get_asked_answers()
        missing = [text for answer, text in asked if not answer]
        return super()._get_close_blockers() + missing

    def _get_asked_answers(self):
        """Return ``[(answer, text that asks for it)]`` of what concerns this case."""
        asked = []
        if self.detection_point == "in_use":
            asked += [
                (self.date_head_told, self.env._("The head has not been told of it.")),
                (self.item_replaced, self.env._("Say whether the item was replaced.")),
            ]
        if self.contractor_id:
            asked += [
                (
                    self.supervising_team_id and self.supervision_note,
                    self.env._(
                        "Name the department that supervises the contractor, and what "
                        "it found."
                    ),
                ),
                (
                    self.contract_clause and self.contract_measure,
                    self.env._(
                        "Outsourced work is handled by contract: enter the clause, and "
                        "what was done by it."
                    ),
                ),
            ]
        if self.accident == "yes":
            asked += self._get_accident_answers()
        return asked

    def _get_accident_answers(self):
        informed = self.authority_informed == "not_required" or (
            self.authority_informed and self.authority_name and self.date_authority
        )
        return [
            (
                self.accident_rule,
                self.env._("Name the rule by which the accident is handled."),
            ),
            (
                informed,
                self.env._(
                    "Say whether the authority was informed: which one, and when."
                ),
            ),
        ]
