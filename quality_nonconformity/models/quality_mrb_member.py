from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date

#: days before its end that a membership shows as expiring, and the chair is told
EXPIRING_DAYS = 30


class QualityMrbMember(models.Model):
    """A person on a board, with the qualification that lets him vote [NC-49]."""

    _name = "quality.mrb.member"
    _description = "Member of a Review Board"
    _inherit = ["mail.thread", "quality.guard.mixin"]
    _order = "board_id, sequence, id"
    _rec_name = "user_id"

    board_id = fields.Many2one(
        "quality.mrb.board", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="board_id.company_id", store=True, precompute=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    user_id = fields.Many2one(
        "res.users",
        "Member",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
    )
    function_id = fields.Many2one(
        "quality.function", "Represents", index="btree_not_null", tracking=True
    )
    qualification = fields.Text(
        required=True,
        tracking=True,
        help="Training, experience or authorisation that qualifies him.",
    )
    certificate_ref = fields.Char("Certificate", tracking=True)
    certificate = fields.Binary("Certificate File", attachment=True)
    certificate_filename = fields.Char()
    date_from = fields.Date(
        "Valid from", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Valid to", tracking=True)
    is_valid = fields.Boolean(
        "May Vote", compute="_compute_is_valid", search="_search_is_valid"
    )
    is_expiring = fields.Boolean(
        "Expiring Soon", compute="_compute_is_valid", search="_search_is_expiring"
    )

    _user_uniq = models.UniqueIndex(
        "(board_id, user_id) WHERE active", "This person is on the board already."
    )
    _date_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "The membership ends before it begins: correct its validity.",
    )

    @api.depends("date_from", "date_to", "active")
    def _compute_is_valid(self):
        valid = self.filtered_domain(self._valid_domain())
        valid.is_valid = True
        (self - valid).is_valid = False
        expiring = valid.filtered_domain(self._expiring_domain())
        expiring.is_expiring = True
        (self - expiring).is_expiring = False

    def _search_is_valid(self, operator, value):
        return self._valid_domain() if operator == "in" else NotImplemented

    def _search_is_expiring(self, operator, value):
        return self._expiring_domain() if operator == "in" else NotImplemented

    @api.model
    def _valid_domain(self):
        today = fields.Date.context_today(self)
        return (
            Domain("active", "=", True)
            & Domain("date_from", "<=", today)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))
        )

    @api.model
    def _expiring_domain(self):
        last = fields.Date.context_today(self) + timedelta(days=EXPIRING_DAYS)
        return self._valid_domain() & Domain("date_to", "<=", last)

    @api.constrains("user_id", "board_id")
    def _check_user(self):
        for member in self:
            user, company = member.user_id, member.company_id
            if user.share or company not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s may not work in %(company)s and cannot sit on its "
                        "board. Allow the company in the user's settings first.",
                        user=user.name,
                        company=company.name,
                    )
                )

    def write(self, vals):
        if vals.keys() & {"user_id", "board_id"} and self._has_voted():
            raise UserError(
                self.env._(
                    "A member who gave opinions stays the same person on the same "
                    "board. End the membership and add another member."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_voted(self):
        if self._has_voted():
            raise UserError(
                self.env._(
                    "Members who gave opinions are part of the minutes. End their "
                    "membership with “Valid to” instead."
                )
            )

    def _has_voted(self):
        opinions = self.env["quality.mrb.opinion"].sudo()  # of every case
        return bool(opinions.search_count([("member_id", "in", self.ids)], limit=1))

    def _is_valid_on(self, day):
        self.ensure_one()
        ended = self.date_to and self.date_to < day
        return self.active and self.date_from <= day and not ended

    def _not_valid_message(self):
        """Say why the member may not vote, and who can change it."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        if self.date_from > today:
            return self.env._(
                "%(user)s may vote on %(board)s from %(day)s on only. Ask the head of "
                "quality if that day is wrong.",
                user=self.user_id.name,
                board=self.board_id.name,
                day=format_date(self.env, self.date_from),
            )
        return self.env._(
            "The qualification of %(user)s for %(board)s ended on %(day)s: no vote "
            "before it is renewed. Ask the head of quality to renew it in Review Boards.",
            user=self.user_id.name,
            board=self.board_id.name,
            day=format_date(self.env, self.date_to) if self.date_to else "–",
        )

    @api.model
    def _cron_remind_expiry(self):
        """Tell the chair once which memberships end soon."""
        kind = self.env.ref("quality_nonconformity.mail_activity_membership")
        for board, members in (
            self.search(self._expiring_domain()).grouped("board_id").items()
        ):
            first = min(members.mapped("date_to"))
            pending = board.activity_ids.filtered(
                lambda activity: activity.activity_type_id == kind
            )
            if pending or not board.active:
                continue
            board.activity_schedule(
                "quality_nonconformity.mail_activity_membership",
                date_deadline=first,
                user_id=board.chair_id.id,
                summary=self.env._(
                    "Qualification ends soon: %(names)s",
                    names=", ".join(members.user_id.mapped("name")),
                ),
            )
