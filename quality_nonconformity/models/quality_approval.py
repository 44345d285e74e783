from odoo import api, fields, models
from odoo.fields import Domain

#: who comes after whom: nobody signs before those of a lower rank have
RANK = {"review": 1, "countersign": 2, "board": 3, "approve": 4}
WAITING = ("waiting", "pending")


class QualityApproval(models.Model):
    """One agreement that a disposition needs, and who gave it [NC-51, XX-14].

    Rows are evidence: users only read them. The engine of the disposition makes them
    from the rules (``waiting``, ``pending`` when it is their turn) and fills them when
    somebody signs (``approved``, ``rejected``). What was signed on another content is
    kept as ``superseded``, a new row asks again.
    """

    _name = "quality.approval"
    _description = "Approval"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "disposition_id, rank, id"

    disposition_id = fields.Many2one(
        "quality.disposition", required=True, index=True, ondelete="cascade"
    )
    nonconformity_id = fields.Many2one(
        related="disposition_id.nonconformity_id", store=True, index=True
    )
    company_id = fields.Many2one(related="disposition_id.company_id", store=True)
    role = fields.Selection(
        [
            ("review", "Review"),
            ("countersign", "Countersign"),
            ("board", "Review board"),
            ("approve", "Final approval"),
        ],
        required=True,
    )
    rank = fields.Integer(compute="_compute_rank", store=True)
    function_id = fields.Many2one(
        "quality.function",
        "Post",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty in a final approval: a quality officer who did not propose it.",
    )
    mrb_level = fields.Selection(
        [("basic", "Basic board"), ("company", "Company board")], "Board"
    )
    rule_ids = fields.Many2many("quality.approval.rule", string="Because of")
    state = fields.Selection(
        [
            ("waiting", "Not yet"),
            ("pending", "Asked"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
        ],
        required=True,
        default="waiting",
        index=True,
    )
    user_id = fields.Many2one("res.users", "Signed by", index="btree_not_null")
    date = fields.Datetime("Signed on")
    comment = fields.Text("Opinion")
    signature_id = fields.Many2one("quality.signature", index="btree_not_null")
    asked = fields.Char(
        "Who", compute="_compute_asked", help="Who signed, or who may sign."
    )

    _live_uniq = models.UniqueIndex(
        "(disposition_id, role, COALESCE(function_id, 0)) WHERE state != 'superseded'",
        "This agreement is asked for already.",
    )

    @api.depends("role")
    def _compute_rank(self):
        for row in self:
            row.rank = RANK.get(row.role, 0)

    @api.depends("role", "function_id", "mrb_level", "user_id")
    @api.depends_context("lang")
    def _compute_asked(self):
        names = {}
        for row in self.sudo():  # names of posts and of who signed are no secret
            team = row.nonconformity_id.team_id
            key = (row.role, row.function_id, row.mrb_level, row.company_id, team)
            if not row.user_id and key not in names:
                names[key] = row._describe_asked()
            row.asked = row.user_id.name or names[key]

    @api.depends("role", "function_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        roles = dict(self._fields["role"]._description_selection(self.env))
        for row in self.sudo():  # a post's name is no secret
            post = row.function_id.name
            row.display_name = f"{roles[row.role]}: {post}" if post else roles[row.role]

    def _describe_asked(self):
        """Return in words who may sign the row."""
        self.ensure_one()
        if self.role == "board":
            levels = dict(self._fields["mrb_level"]._description_selection(self.env))
            return levels.get(self.mrb_level, "")
        if not self.function_id:
            return self.env._("A quality officer who did not propose it")
        names = self._get_holders().mapped("name")
        return ", ".join(names) or self.env._("nobody holds the post")

    def _get_holders(self):
        """Return who acts for the posts of these rows."""
        holders = self.env["res.users"]
        for row in self.filtered("function_id"):
            team = row.nonconformity_id.team_id
            holders |= row.function_id._get_holders(row.company_id, team)
        return holders

    def _may_sign(self, user):
        """Whether ``user`` may sign this row, proposals of his own aside."""
        self.ensure_one()
        if self.role == "board":
            return False  # by the case of the board only
        if self.function_id:
            return user in self._get_holders()
        return user.has_group("quality_base.group_quality_officer")

    def _fill(self, state, comment=None):
        """Note what the current user says; the signature follows at once.

        Whoever signs the same disposition at the same time meets in its history, is
        retried, and then sees this.
        """
        self.write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "comment": comment or False,
            }
        )

    @api.model
    def _get_waiting_domain(self):
        """Domain of the rows that the current user can sign now."""
        user = self.env.user
        head = Domain("nonconformity_id.team_id.head_id", "!=", False)
        by_team = Domain("function_id.from_team", "=", True) & head
        asked = by_team & Domain("nonconformity_id.team_id.head_id", "=", user.id)
        for company in self.env.companies:
            posts = self.env["quality.function"]._get_held_by(user, company)
            held = Domain("function_id", "in", posts.ids) & ~by_team
            asked |= Domain("company_id", "=", company.id) & held
        if user.has_group("quality_base.group_quality_officer"):
            asked |= Domain("function_id", "=", False) & Domain("role", "=", "approve")
        return (
            Domain("state", "=", "pending")
            & Domain("disposition_id.proposer_ids", "not in", user.ids)
            & asked
        )
