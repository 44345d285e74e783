from odoo import api, models

#: who holds this object in the context moves evidence to where fewer people read it
HIDING = object()


class QualityEvidence(models.AbstractModel):
    """Talk with a hidden complainant is evidence of his complaint [CO-82]."""

    _inherit = "quality.evidence"

    @api.model
    def _get_kept(self, rows, model_field, id_field):
        if self.env.context.get("quality_hiding") is HIDING:
            return []
        kept = super()._get_kept(rows, model_field, id_field)
        name = "quality.complaint.person"
        hidden = rows.sudo().filtered(lambda row: row[model_field] == name)
        if hidden:
            people = self.env[name].sudo().browse({row[id_field] for row in hidden})
            complaints = people.exists().complaint_id.filtered(
                lambda record: record._is_evidence()
            )
            kept += [complaints] if complaints else []
        return kept
