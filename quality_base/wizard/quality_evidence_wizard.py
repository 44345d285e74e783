from odoo import fields, models
from odoo.exceptions import UserError


class QualityEvidenceWizard(models.AbstractModel):
    """What the wizards on any document share: which records they are about."""

    _name = "quality.evidence.wizard"
    _description = "Wizard on Documents"

    #: name of the mixin that the documents' model must have
    _needs = "quality.document"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(required=True, readonly=True)

    def _get_records(self):
        """Return the records the wizard is about.

        :raises UserError: for a kind of record that has no such step
        """
        self.ensure_one()
        registry = self.env.registry
        model = registry.get(self.res_model)
        if model is None or not issubclass(model, registry[self._needs]):
            raise UserError(
                self.env._("This step is not made for that kind of record.")
            )
        return self.env[self.res_model].browse(self.res_ids).exists()
