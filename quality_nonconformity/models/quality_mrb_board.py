from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .quality_approval_rule import MRB_RANK


class QualityMrbBoard(models.Model):
    """A Material Review Board with its mandate [NC-48].

    ``quorum`` counts valid members who voted. ``value_limit`` is in the currency of
    the company, 0 = none. What is beyond level, scope or limit goes to ``parent_id``.
    """

    _name = "quality.mrb.board"
    _description = "Review Board"
    _inherit = ["mail.thread", "mail.activity.mixin", "quality.guard.mixin"]
    _order = "level, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    level = fields.Selection(
        [("basic", "Basic board"), ("company", "Company board")],
        required=True,
        default="basic",
        tracking=True,
    )
    parent_id = fields.Many2one(
        "quality.mrb.board",
        "Upper Board",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Decides when this board does not agree, or may not.",
    )
    chair_id = fields.Many2one(
        "res.users", required=True, index=True, tracking=True, ondelete="restrict"
    )
    deputy_id = fields.Many2one(
        "res.users",
        "Deputy Chair",
        index="btree_not_null",
        tracking=True,
        ondelete="restrict",
        help="Decides when the chair is away, or proposed the disposition himself.",
    )
    member_ids = fields.One2many("quality.mrb.member", "board_id", "Members")
    quorum = fields.Integer(
        required=True, default=3, tracking=True, help="Valid members who must vote."
    )
    decision_rule = fields.Selection(
        [
            ("majority", "Majority, the chair breaks a tie"),
            ("unanimity", "Nobody dissents"),
            ("chair", "The chair, having heard the members"),
        ],
        required=True,
        default="majority",
        tracking=True,
    )
    # mandate
    mandate_ref = fields.Char("Mandate", required=True, tracking=True)
    mandate_file = fields.Binary("Mandate Document", attachment=True)
    mandate_filename = fields.Char()
    mandated_by_id = fields.Many2one(
        "quality.function",
        "Authorised by",
        default=lambda self: self.env.ref(
            "quality_nonconformity.function_general_manager", raise_if_not_found=False
        ),
    )
    date_from = fields.Date(
        "Valid from", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Valid to", tracking=True)
    # scope
    categ_ids = fields.Many2many(
        "product.category",
        string="Product Categories",
        help="And those below them. Empty: all.",
    )
    severity_ids = fields.Many2many(
        "quality.severity", string="Severities", help="Empty: all."
    )
    value_limit = fields.Monetary(
        tracking=True, help="Value of a disposition that it may decide. 0: no limit."
    )
    case_ids = fields.One2many("quality.mrb.case", "board_id", "Cases")
    case_count = fields.Integer(compute="_compute_case_count")

    _quorum_check = models.Constraint(
        "CHECK(quorum > 0)", "A board decides with one vote at least."
    )
    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "The mandate ends before it begins: correct its validity.",
    )

    def _compute_case_count(self):
        counts = dict(
            self.env["quality.mrb.case"]._read_group(
                [("board_id", "in", self.ids)], ["board_id"], ["__count"]
            )
        )
        for board in self:
            board.case_count = counts.get(board, 0)

    @api.constrains("parent_id", "level")
    def _check_parent(self):
        for board in self:
            if board._has_cycle() or (
                MRB_RANK[board.parent_id.level] < MRB_RANK[board.level]
                and board.parent_id
            ):
                raise ValidationError(
                    self.env._(
                        "%(board)s: the upper board is another one, of the same level "
                        "or higher.",
                        board=board.name,
                    )
                )

    @api.constrains("chair_id", "deputy_id", "member_ids", "active")
    def _check_chair(self):
        for board in self.filtered("active"):
            outside = (board.chair_id | board.deputy_id) - board.member_ids.user_id
            if outside:
                raise ValidationError(
                    self.env._(
                        "%(users)s: who chairs %(board)s is one of its members. Add "
                        "them with their qualification.",
                        users=", ".join(outside.mapped("name")),
                        board=board.name,
                    )
                )

    def action_open_cases(self):
        """Open the cases of the board."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_mrb_case_action"
        )
        return action | {"domain": [("board_id", "in", self.ids)], "context": {}}

    @api.model
    def _find(self, company, level, nonconformities):
        """Return the lowest board that may decide these, empty when there is none.

        :param level: the level demanded, or False
        """
        boards = self.search([("company_id", "=", company.id)])
        day = fields.Date.context_today(self)
        fitting = boards.filtered(
            lambda board: (
                MRB_RANK[board.level] >= MRB_RANK[level]
                and board._is_valid_on(day)
                and board._covers(nonconformities)
            )
        )
        return fitting.sorted(lambda board: (MRB_RANK[board.level], board.sequence))[:1]

    def _is_valid_on(self, day):
        self.ensure_one()
        ended = self.date_to and self.date_to < day
        return self.active and self.date_from <= day and not ended

    def _covers(self, nonconformities):
        """Whether products and severities are within the scope."""
        self.ensure_one()
        paths = tuple(self.categ_ids.mapped("parent_path"))
        return all(
            (not paths or (source.categ_id.parent_path or "").startswith(paths))
            and (not self.severity_ids or source.severity_id in self.severity_ids)
            for source in nonconformities
        )

    def _get_valid_members(self):
        """Return the members who may vote today."""
        day = fields.Date.context_today(self)
        return self.member_ids.filtered(lambda member: member._is_valid_on(day))
