from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.quality_base.tools.identity import sign_with_password

from .quality_need_review import DEPARTMENTS, RESULTS

#: set by giving the opinion only
GIVEN_FIELDS = {"given_by_id", "date"}
#: free for whoever calls the review, until it is convened
CALL_FIELDS = {"department", "function_id", "user_id", "review_id"}


class QualityNeedOpinion(models.Model):
    """What one department says on urgently needed failed material [NC-28]."""

    _name = "quality.need.opinion"
    _description = "Opinion on Urgently Needed Material"
    _inherit = ["quality.guard.mixin"]
    _order = "review_id, id"
    _check_company_auto = True

    review_id = fields.Many2one(
        "quality.need.review", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True, index=True)
    department = fields.Selection(DEPARTMENTS, required=True)
    function_id = fields.Many2one("quality.function", "Post")
    user_id = fields.Many2one(
        "res.users", "Person", help="Empty: whoever holds the post."
    )
    result = fields.Selection(RESULTS, "Proposes")
    possible_results = fields.Json(related="review_id.possible_results")
    text = fields.Text("Opinion")
    given_by_id = fields.Many2one("res.users", "Given by", readonly=True, copy=False)
    date = fields.Datetime("Given on", readonly=True, copy=False)
    can_give = fields.Boolean(compute="_compute_can_give")

    _department_uniq = models.Constraint(
        "UNIQUE(review_id, department)", "Each department is asked once."
    )

    @api.depends("given_by_id", "review_id.state", "user_id", "function_id")
    @api.depends_context("uid")
    def _compute_can_give(self):
        for row in self:
            asked = row.review_id.state == "convened" and not row.given_by_id
            row.can_give = asked and self.env.user in row._get_voices()

    @api.depends("department", "given_by_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["department"]._description_selection(self.env))
        for row in self:
            row.display_name = labels.get(row.department, "")

    @api.model_create_multi
    def create(self, vals_list):
        unset = dict.fromkeys(GIVEN_FIELDS, False)
        rows = super().create([vals | unset for vals in vals_list])
        rows._check_draft()
        return rows

    def write(self, vals):
        if not self.env.su:
            if vals.keys() & GIVEN_FIELDS or self.filtered("given_by_id"):
                raise UserError(self._given_message())
            if vals.keys() & CALL_FIELDS:
                self._check_draft()
            elif self.filtered(lambda row: not row.can_give):
                raise AccessError(self._not_asked_message())
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_convened(self):
        self._check_draft()

    @sign_with_password
    def action_give(self):
        self._give()
        return True

    def _give(self, result=None, text=None):
        """Give the opinion of one's department, signed.

        :param str result: key of ``RESULTS``; default: what stands in the row
        :param str text: why; default: what stands in the row
        :raises AccessError: somebody else speaks for the department
        :raises UserError: nothing proposed, or not asked (any more)
        """
        for row in self:
            if not row.can_give:
                raise AccessError(row._not_asked_message())
            vals = {"result": result or row.result, "text": text or row.text}
            if not vals["result"]:
                raise UserError(
                    self.env._("Say what your department proposes: A, B, C or rework.")
                )
            row.sudo().write(  # the fields of a given opinion are nobody's to write
                vals | {"given_by_id": self.env.uid, "date": fields.Datetime.now()}
            )
            label = dict(RESULTS)[vals["result"]]
            row.review_id._sign("opinion", comment=f"{label}: {vals['text'] or ''}")

    def _get_voices(self):
        """Who may speak for the department: the person named, else the post's holders."""
        self.ensure_one()
        # who holds a post is no secret
        return self.user_id or self.sudo().function_id._get_holders(self.company_id)

    def _check_draft(self):
        if self.review_id.filtered(lambda review: review.state != "draft"):
            raise UserError(
                self.env._(
                    "Who is asked is settled before the review is convened. Cancel it "
                    "and call another one if somebody is missing."
                )
            )

    def _given_message(self):
        return self.env._(
            "An opinion is given once, by the button, and then stays as it is."
        )

    def _not_asked_message(self):
        return self.env._(
            "%(department)s is spoken for by %(voices)s, while the review is convened.",
            department=self[:1].display_name,
            voices=", ".join(self[:1]._get_voices().sudo().mapped("name"))
            or self.env._("nobody yet"),
        )
