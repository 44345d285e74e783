from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class CustomerMoneyMixin(models.AbstractModel):
    """A document about money: whose it is, who may decide, and never his own."""

    _name = "customer.money.mixin"
    _description = "Document about Money"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.state.mixin"]

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Salesperson",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        tracking=True,
    )
    team_id = fields.Many2one(
        related="user_id.sale_team_id",
        string="Sales Team",
        store=True,
        index="btree_not_null",
    )

    def write(self, vals):
        if not self._gate_is_open():
            self._check_editor(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda record: record.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: it was handed in and is kept as a "
                    "record. Cancel it, or let it be refused.",
                    names=", ".join(kept.mapped("display_name")),
                )
            )
        self._check_own()

    def _check_editor(self, vals):
        """Only who it belongs to, or who made it, changes the contents."""
        mine = self.user_id | self.create_uid
        if self.env.su or not self._get_content_names(vals):
            return
        if "user_id" in vals and any(r.user_id.id != vals["user_id"] for r in self):
            raise UserError(
                self.env._(
                    "The salesperson of a document stays. Make a new document for "
                    "the other one."
                )
            )
        if any(self.env.user not in r.user_id | r.create_uid for r in self):
            raise AccessError(
                self.env._(
                    "Only %(owner)s changes this document. Return it with a reason "
                    "where something must be corrected.",
                    owner=", ".join(mine.mapped("name")),
                )
            )

    def _check_group(self, xmlid):
        """Refuse who is not in the group of that xmlid.

        :raises AccessError: names the group
        """
        if self.env.su or self.env.user.has_group(xmlid):
            return
        group = self.env.ref(xmlid).sudo()  # a group's name is no secret
        raise AccessError(
            self.env._(
                "This step needs the role “%(role)s”. Ask a colleague who holds it.",
                role=group.full_name,
            )
        )

    def _check_own(self):
        """Refuse who neither owns nor made the documents."""
        for record in self:
            if self.env.su or self.env.user in record.user_id | record.create_uid:
                continue
            raise AccessError(
                self.env._(
                    "%(name)s belongs to %(owner)s, who hands it in.",
                    name=record.display_name,
                    owner=record.user_id.name,
                )
            )

    def _check_not_own(self, *others):
        """Refuse who owns or made the document or decided on it before.

        :param others: names of fields with users who took an earlier step
        :raises UserError: names the document
        """
        for record in self:
            involved = record.user_id | record.create_uid
            for name in others:
                involved |= record[name]
            if self.env.user in involved:
                raise UserError(
                    self.env._(
                        "You had a part in %(name)s yourself: another colleague must "
                        "decide on it.",
                        name=record.display_name,
                    )
                )

    def _check_reason(self, reason):
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why: a reason is needed for this step."))
        return reason

    def _claim_rows(self, records):
        """Make parallel transactions on the same records wait and then start again.

        A sum over other rows is only right while nobody else adds to it: the row is
        updated to itself, so the database refuses the second of two transactions and
        the server repeats it with fresh figures.
        """
        if records:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_uid = write_uid WHERE id IN %s",
                    SQL.identifier(records._table),
                    tuple(records.ids),
                )
            )
