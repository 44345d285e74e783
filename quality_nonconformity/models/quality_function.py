from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class QualityFunction(models.Model):
    """A post in the house that decides, whoever holds it [NC-48, NC-51].

    Rules and boards name posts, never persons. A post without a company serves all;
    one of a company with the same code takes its place there. Who holds it, in the
    company asked for, :meth:`_get_holders` says.
    """

    _name = "quality.function"
    _description = "Post"
    _inherit = ["mail.thread", "quality.guard.mixin"]
    _order = "sequence, name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True, help="Short name for imports and rules.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        help="Empty: serves all companies that have no post of their own by this code.",
    )
    user_ids = fields.Many2many(
        "res.users",
        "quality_function_user_rel",
        "function_id",
        "user_id",
        "Held by",
        tracking=True,
        domain="[('share', '=', False)]",
        help="In each company only those who may work in it count.",
    )
    fallback_group_id = fields.Many2one(
        "res.groups",
        "Otherwise",
        tracking=True,
        help="While nobody is named, the users of this group act for the post.",
    )
    from_team = fields.Boolean(
        "Head of the Department",
        tracking=True,
        help="The head of the department that answers for the record acts for the "
        "post; those above only while it has none.",
    )
    note = fields.Text("Duties", translate=True)
    holder_ids = fields.Many2many(
        "res.users",
        compute="_compute_holder_ids",
        string="Acting",
        help="Who acts for the post in the current company.",
    )

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))", "Another post has this code."
    )

    @api.depends("user_ids", "fallback_group_id", "company_id")
    @api.depends_context("company")
    def _compute_holder_ids(self):
        for function in self:
            company = function.company_id or self.env.company
            function.holder_ids = function._get_holders(company)

    @api.constrains("user_ids", "company_id")
    def _check_users(self):
        for function in self.filtered("company_id"):
            company = function.company_id
            strangers = function.user_ids.filtered(
                lambda user, company=company: company not in user.company_ids
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(users)s may not work in %(company)s and cannot hold a post "
                        "there. Allow the company in their user settings first.",
                        users=", ".join(strangers.mapped("name")),
                        company=company.name,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        if default and "code" in default:
            return vals_list
        for function, vals in zip(self, vals_list, strict=True):
            vals["code"] = self.env._("%(code)s-copy", code=function.code)
        return vals_list

    def _get_holders(self, company=None, team=None):
        """Return the active users who act for the posts in ``company``.

        Those named on the post of the company; else those named on the common post;
        else the users of its group. Portal users never do.

        :param company: default: the current company
        :param team: the ``quality.team`` that answers for the record, whose head acts
            for posts that say so
        :return: ``res.users``, possibly empty: see :meth:`_require_holders`
        """
        company = company or self.env.company
        holders = self.env["res.users"]
        # who holds a post is no secret, users of a group and of a company are read
        for post in self.sudo()._get_effective(company):
            head = team.sudo().head_id if team and post.from_team else holders.browse()
            holders |= head._get_workers(company) or post._get_acting(company)
        return holders.with_env(self.env)

    def _get_acting(self, company):
        """Return who is named on this very post, else the users of its group."""
        self.ensure_one()
        named = self.user_ids._get_workers(company)
        return named or self.fallback_group_id.all_user_ids._get_workers(company)

    def _get_effective(self, company):
        """Return the posts that serve ``company`` in place of these, by their code."""
        own = self.search(
            Domain("code", "in", self.mapped("code"))
            & Domain("company_id", "=", company.id)
            & Domain("active", "=", True)  # whatever the caller's context says
        )
        replaced = own.mapped("code")
        shared = self.filtered(
            lambda post: (
                post not in own
                and post.code not in replaced
                and post.company_id in (company, self.env["res.company"])
            )
        )
        return shared | own

    def _require_holders(self, company=None):
        """Return the holders of one post.

        :raises UserError: nobody holds it: which post, and where to name somebody
        """
        self.ensure_one()
        company = company or self.env.company
        if holders := self._get_holders(company):
            return holders
        raise UserError(self._nobody_message(company))

    def _nobody_message(self, company):
        return self.env._(
            "Nobody holds the post “%(post)s” in %(company)s. Ask the head of quality to "
            "name somebody in Quality / Configuration / Posts.",
            post=self.sudo().name,  # a post's name is no secret
            company=company.name,
        )

    @api.model
    def _get_held_by(self, user, company):
        """Return the posts for which ``user`` acts in ``company``, shared ones too."""
        # who holds a post is no secret
        posts = self.sudo().search(
            Domain("company_id", "in", [False, company.id])
            & Domain("active", "=", True)  # whatever the caller's context says
        )
        own = {post.code: post for post in posts.filtered("company_id")}
        held = posts.filtered(
            lambda post: user in own.get(post.code, post)._get_acting(company)
        )
        return held.with_env(self.env)
