from odoo import api, models

from .quality_retention_mixin import DELETING


class QualityEvidence(models.AbstractModel):
    """Find the evidence that rows of core models (files, messages) belong to."""

    _name = "quality.evidence"
    _description = "Guard of What Belongs to Evidence"

    @api.model
    def _get_kept(self, rows, model_field, id_field):
        """Return the recordsets of evidence that ``rows`` belong to: a list.

        Costs nothing for rows of other models, one query per kind of record else.
        """
        retained = set(self.env["quality.retention.policy"]._get_retained_models())
        kept = []
        for model, owned in rows.sudo().grouped(model_field).items():
            if model in retained:
                records = (
                    self.env[model].sudo().browse({row[id_field] for row in owned})
                )
                records = records.exists().filtered(lambda r: r._is_evidence())
                if records:
                    kept.append(records)
        return kept

    @api.model
    def _check_rows(self, rows, model_field, id_field):
        """Refuse to delete rows that belong to evidence.

        :raises UserError: as for the evidence itself
        """
        if self.env.context.get("quality_deleting") is DELETING:
            return
        for records in self._get_kept(rows, model_field, id_field):
            records._check_deletable()
