from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class QualityDefectSearch(models.Model):
    """Found while typing: by name in any language, code, cause, class [NC-76]."""

    _inherit = "quality.defect"
    _rec_names_search = ["name", "code", "cause", "class_id"]

    nonconformity_count = fields.Integer(
        "Nonconformities", compute="_compute_nonconformity_count", compute_sudo=False
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_nonconformity_count(self):
        counts = dict(
            self.env["quality.nonconformity"]._read_group(
                Domain("defect_id", "in", self.ids), ["defect_id"], ["__count"]
            )
        )
        for defect in self:
            defect.nonconformity_count = counts.get(defect._origin, 0)

    @api.model
    def _search_display_name(self, operator, value):
        """Look into the names of all languages: shops speak several."""
        domain = super()._search_display_name(operator, value)
        if operator != "ilike" or not isinstance(value, str) or not value.strip():
            return domain
        return Domain(domain) | Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "EXISTS (SELECT FROM jsonb_each_text(%s) AS term"
                " WHERE term.value ILIKE %s)",
                SQL.identifier(alias, "name"),
                f"%{value.strip()}%",
            )
        )

    def action_view_nonconformities(self):
        """Open the nonconformities with this defect."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_nonconformity_action"
        )
        action["domain"] = [("defect_id", "in", self.ids)]
        action["context"] = {}
        return action
