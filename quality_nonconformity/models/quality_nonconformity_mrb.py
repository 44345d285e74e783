from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .quality_approval_rule import MRB_RANK

#: what approvals and votes rest on
JUDGED_FIELDS = {
    "severity_id",
    "defect_id",
    "detection_point",
    "partner_id",
    "description",
    "product_id",
    "lot_ids",
    "quantity",
}


class QualityNonconformityMrb(models.Model):
    """A nonconformity before those who judge it: approvals and review boards."""

    _inherit = "quality.nonconformity"

    mrb_case_ids = fields.Many2many(
        "quality.mrb.case",
        "quality_mrb_case_nonconformity_rel",
        "nonconformity_id",
        "case_id",
        "Review Board Cases",
        readonly=True,
        copy=False,
    )
    mrb_case_count = fields.Integer(compute="_compute_mrb_case_count")
    mrb_level = fields.Selection(
        [("basic", "Basic board"), ("company", "Company board")],
        "Board Needed",
        compute="_compute_mrb_level",
        compute_sudo=True,
        help="By its severity, and by the rules that apply to its dispositions.",
    )
    can_call_mrb = fields.Boolean(compute="_compute_can_call_mrb")

    @api.model
    def _get_gated_fields(self):
        # before which boards it comes is for the cases to say
        return super()._get_gated_fields() | {"mrb_case_ids"}

    def _compute_mrb_case_count(self):
        counts = dict(
            self.env["quality.mrb.case"]._read_group(
                [("nonconformity_ids", "in", self.ids)],
                ["nonconformity_ids"],
                ["__count"],
            )
        )
        for record in self:
            record.mrb_case_count = counts.get(record, 0)

    @api.depends(
        "severity_id.mrb_level",
        "kind",
        "disposition_ids.approval_rule_ids.mrb_level",
        "disposition_ids.state",
    )
    def _compute_mrb_level(self):
        for record in self:
            levels = [
                row.approval_rule_ids._get_mrb_level()
                for row in record.disposition_ids
                if row.state == "draft"
            ]
            if record.kind == "product":
                levels.append(record.severity_id.mrb_level)
            record.mrb_level = max([False, *levels], key=MRB_RANK.get)

    @api.depends("state", "kind", "mrb_case_ids.state")
    @api.depends_context("uid")
    def _compute_can_call_mrb(self):
        staff = self.env.user.has_group("quality_base.group_quality_user")
        for record in self:
            record.can_call_mrb = (
                staff and record._can_be_judged() and not record._get_open_case()
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & JUDGED_FIELDS:
            self.disposition_ids._refresh_approvals()
            # votes of others are superseded, whoever changed what they rest on
            self.sudo().mrb_case_ids._supersede_opinions()
        if vals.get("confidential"):
            # a secret stays one there, whoever keeps it and also when it is decided
            self.sudo().mrb_case_ids._write_gated({"confidential": True})
        if "team_id" in vals:
            self.sudo().disposition_ids._call_pending()  # of the new department
        return result

    def action_call_mrb(self):
        """Prepare a case for the board that may decide, and open it to be filled."""
        return self._prepare_mrb_case()._open()

    def action_open_mrb_cases(self):
        """Open the cases in which a board judged it."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_mrb_case_action"
        )
        return action | {
            "domain": [("nonconformity_ids", "in", self.ids)],
            "context": {"default_nonconformity_ids": [Command.set(self.ids)]},
        }

    def _call_mrb(self, board=None):
        """Call a board on all these together: its members are summoned.

        :param board: default: the lowest that may decide
        :return: the case, called
        :raises AccessError: the user is no quality staff
        :raises UserError: no board may decide it: what to set up
        """
        case = self._prepare_mrb_case(board)
        if case.state == "draft":
            case._call()
        return case

    def _prepare_mrb_case(self, board=None):
        """Return the new case, in preparation; or the open one if there is one."""
        self._check_role("user")
        if (case := self._get_open_case()) and len(self) == 1:
            return case
        level = max(self.mapped("mrb_level"), key=MRB_RANK.get)
        board = board or self.env["quality.mrb.board"]._find(
            self.company_id, level, self
        )
        if not board:
            raise UserError(self._no_board_message(level))
        return self.env["quality.mrb.case"].create(self._prepare_mrb_vals(board))

    def _prepare_mrb_vals(self, board):
        """Hook: values of the case that judges these nonconformities."""
        effects = [record.effect for record in self if record.effect]
        return {
            "nonconformity_ids": [Command.set(self.ids)],
            "board_id": board.id,
            "company_id": board.company_id.id,
            "user_id": board.chair_id.id,
            "effect": "\n".join(effects) or False,
        }

    def _no_board_message(self, level):
        labels = dict(self._fields["mrb_level"]._description_selection(self.env))
        return self.env._(
            "No review board may decide %(names)s today (needed: %(level)s). Ask the "
            "head of quality to set up a board with a valid mandate for this product "
            "and severity in Quality / Configuration / Review Boards.",
            names=", ".join(self.mapped("name")),
            level=labels.get(level, self.env._("any board")),
        )

    def _get_open_case(self):
        """Return a case that waits for a board to decide, as superuser."""
        cases = self.sudo().mrb_case_ids  # that there is one may be known
        return cases.filtered_domain(cases._get_open_domain()).sudo(False)[:1]

    def _can_be_judged(self):
        """Whether it is far enough, and still open, for somebody to judge."""
        self.ensure_one()
        first = "draft" if self.kind == "service" else "isolated"
        return self.state in (first, "review")

    def _get_decide_blockers(self):
        """What was approved on another judgement is approved anew [NC-06, NC-51]."""
        blockers = super()._get_decide_blockers()
        approved = self.disposition_ids.filtered(lambda d: d.state == "approved")
        if not self._can_be_judged():
            return blockers
        return blockers + [
            self.env._(
                "%(disposition)s was approved before %(name)s was judged as it is now: "
                "others must approve it, too. Take it back with a reason, and propose "
                "it again.",
                disposition=disposition.display_name,
                name=self.name,
            )
            for disposition in approved
            if disposition._lacks_approval()
        ]

    def _let_take_part(self, users):
        """Let ``users`` read these: they review, approve or decide."""
        for record in self:
            if new := users - record.participant_ids:
                links = [Command.link(user.id) for user in new]
                record._write_gated({"participant_ids": links})

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        sudo = self.sudo()  # rows and cases follow, whoever takes the step
        if state in ("isolated", "review"):
            sudo.disposition_ids._refresh_approvals()
        if state in ("cancelled", "closed"):
            cases = sudo.mrb_case_ids
            for case in cases.filtered_domain(cases._get_open_domain()):
                if not case.nonconformity_ids.filtered(lambda r: r._can_be_judged()):
                    case._give_up(reason or self.env._("Nothing is left to judge."))
        return result

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if case := self._get_open_case():
            blockers.append(
                self.env._(
                    "The review board has not decided %(case)s yet.",
                    case=case.sudo().name,  # its number is no secret
                )
            )
        return blockers
