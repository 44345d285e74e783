from odoo import api, fields, models


class QualityMrbOpinion(models.Model):
    """What one member says in a case; nobody rewrites it [NC-50].

    Made by :meth:`quality.mrb.case._give_opinion` with the signature on the case. When
    what was signed is changed, the opinion is kept as ``superseded`` and the member
    votes again.
    """

    _name = "quality.mrb.opinion"
    _description = "Opinion of a Board Member"
    _inherit = ["quality.guard.mixin", "quality.export.mixin"]
    _order = "case_id, id"
    _rec_name = "member_id"

    case_id = fields.Many2one(
        "quality.mrb.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    member_id = fields.Many2one(
        "quality.mrb.member", required=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        related="member_id.user_id", store=True, index=True, string="Person"
    )
    function_id = fields.Many2one(
        "quality.function", "For", help="Post that he represented when he voted."
    )
    verdict = fields.Selection(
        [("agree", "Agrees"), ("dissent", "Dissents"), ("abstain", "Abstains")],
        required=True,
    )
    text = fields.Text("Opinion")
    date = fields.Datetime("Given on", required=True)
    signature_id = fields.Many2one("quality.signature", index="btree_not_null")
    superseded = fields.Boolean(
        help="Given on a content that was changed afterwards: it no longer counts."
    )
    is_involved = fields.Boolean(
        "Own Request",
        help="He reported the nonconformity or proposed the disposition: not enough to "
        "carry it.",
    )

    _member_uniq = models.UniqueIndex(
        "(case_id, member_id) WHERE NOT superseded",
        "This member has given an opinion already.",
    )

    @api.depends("member_id", "verdict")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["verdict"]._description_selection(self.env))
        for row in self.sudo():  # who sits on a board is no secret
            row.display_name = f"{row.user_id.name}: {labels.get(row.verdict, '')}"
