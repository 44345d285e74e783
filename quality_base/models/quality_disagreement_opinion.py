from odoo import fields, models


class QualityDisagreementOpinion(models.Model):
    """What one team says in a disagreement; written by its own people only [XX-22]."""

    _name = "quality.disagreement.opinion"
    _description = "Opinion in a Disagreement"
    _inherit = ["quality.export.mixin"]
    _order = "id"
    _rec_name = "team_id"

    disagreement_id = fields.Many2one(
        "quality.disagreement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="disagreement_id.company_id", store=True)
    team_id = fields.Many2one("quality.team", required=True, readonly=True)
    opinion = fields.Text(required=True, readonly=True)
    author_id = fields.Many2one("res.users", readonly=True)
    date = fields.Datetime("Given on", readonly=True)

    _team_uniq = models.UniqueIndex(
        "(disagreement_id, team_id)", "This team has given its opinion already."
    )
