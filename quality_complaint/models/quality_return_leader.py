from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

FINANCE = "account.group_account_invoice"
LEADER = "quality_nonconformity.function_general_manager"
BUSINESS = "quality_complaint.function_business_head"


class QualityReturnLeader(models.Model):
    """Over the limit: only the company's leader makes an exception [CO-60, X-25].

    What may not be measured by a ratio (quality, safety, statutory rights) never waits
    for it: goods over a limit go to a return of their own.
    """

    _inherit = "quality.return"

    split_from_id = fields.Many2one(
        "quality.return",
        "Split from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        help="The unsold goods over the limit were taken out of this return.",
    )
    split_ids = fields.One2many(
        "quality.return", "split_from_id", "Split Returns", readonly=True, copy=False
    )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"split_from_id"}

    def _get_approval_roles(self):
        """After-sales, then finance where a ratio holds; the leader over it."""
        roles = super()._get_approval_roles()
        if self.exchange_verdict in ("within", "over"):
            roles = [*roles[:1], "finance", *roles[1:]]
        if self.exchange_verdict == "over":
            roles = [*roles, "leader"]
        return roles

    def _get_approvers(self, role):
        if role == "leader":
            return self.env.ref(LEADER)._get_holders(self.company_id)
        if role == "finance":
            # to know who may, not to show
            users = self.env.ref(FINANCE).sudo().all_user_ids
            return users.filtered(
                lambda user: user.active and self.company_id in user.company_ids
            )
        return super()._get_approvers(role)

    def _accept(self):
        """Assess the ratio first; what is over goes apart [CO-60, X-25]."""
        self._check_staff()
        over = self._assess_exchange()
        apart = self.browse()
        for record in self:
            if over[record] and over[record] != record.line_ids:
                apart |= record._split_off(over[record])
        result = super(QualityReturnLeader, self | apart)._accept()
        (self | apart)._tell_deviation()
        return result

    def _split_off(self, lines):
        """Move ``lines`` to a return of their own; return it, assessed."""
        self.ensure_one()
        vals = self._prepare_split_vals()
        split = self._create_gated([vals])
        lines.return_id = split
        for record, other in ((self, split), (split, self)):
            record.message_post(
                body=self.env._(
                    "Unsold goods over the exchange limit are handled apart: %(name)s.",
                    name=other._get_html_link(),
                )
            )
        (self | split)._assess_exchange()
        return split

    def _prepare_split_vals(self):
        """Hook: values of the return that takes the goods over the limit."""
        self.ensure_one()
        links = ("partner_id", "complaint_id", "sale_id", "delivery_id", "company_id")
        people = ("team_id", "user_id", "reporter_id")
        return {
            **{name: self[name].id for name in (*links, *people)},
            "reference": self.reference,
            "wanted": self.wanted,
            "confidential": self.confidential,
            "date": self.date,
            "split_from_id": self.id,
        }

    def _reassess_exchange(self):
        """The goods changed while it is checked: assess, and ask whom it needs now.

        :raises UserError: goods over a limit stand beside goods without one
        """
        for record in self.filtered(lambda ret: ret.state == "accepted"):
            before = record.exchange_verdict
            over = record._assess_exchange()[record]
            if over and over != record.line_ids:
                raise UserError(
                    self.env._(
                        "%(name)s: %(goods)s would be over the exchange limit, and the "
                        "other goods must not wait for that. File the unsold goods as "
                        "a return of their own.",
                        name=record.name,
                        goods=", ".join(over.product_id.mapped("display_name")),
                    )
                )
            if record.exchange_verdict != before:
                record._sync_approvals()

    def _sync_approvals(self):
        """Ask for the approvals needed now; drop those of the ratio that are not."""
        self.ensure_one()
        roles = self._get_approval_roles()
        self.sudo().approval_ids.filtered(  # rows of the return's own step
            lambda row: (
                row.role in ("finance", "leader")
                and row.role not in roles
                and not row.verdict
            )
        ).unlink()
        self._ask_approvals()
        self._tell_deviation()

    def _tell_deviation(self):
        """Over the limit: the head of business and the leader are told at once [CO-75].

        :raises UserError: nobody holds one of the posts
        """
        for record in self.filtered(lambda ret: ret.exchange_verdict == "over"):
            leaders = self.env.ref(LEADER)._require_holders(record.company_id)
            heads = self.env.ref(BUSINESS)._require_holders(record.company_id)
            # they are told of it: they may read it
            people = [Command.link(user.id) for user in leaders | heads]
            record._write_gated({"participant_ids": people})
            for user in leaders | heads:
                record.activity_schedule(
                    "mail.mail_activity_data_warning",
                    user_id=user.id,
                    summary=self.env._(
                        "Over the exchange limit: %(customer)s, %(ratio).2f %%",
                        customer=record.partner_id.display_name,
                        ratio=record.exchange_ratio,
                    ),
                    note=record.exchange_note,
                )
