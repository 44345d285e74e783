from odoo import api, models


class QualityNonconformityPartMixin(models.AbstractModel):
    """A document that tells of its nonconformity: secret as long as that is [XX-13].

    The model has ``nonconformity_id``, stored. It becomes confidential with it,
    whatever its writer says, and does not become open again by itself.
    """

    _name = "quality.nonconformity.part.mixin"
    _description = "Document of a Nonconformity"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_source_readable()
        records._follow_secrecy()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "nonconformity_id" in vals:
            self._check_source_readable()
        if not self._gate_is_open() and {"confidential", "nonconformity_id"} & set(
            vals
        ):
            self._follow_secrecy()
        return result

    def _check_source_readable(self):
        """Nobody adds a document to a nonconformity that is hidden from him."""
        if not self._gate_is_open():
            self.nonconformity_id.check_access("read")

    def _follow_secrecy(self):
        """Keep secret what belongs to a secret, whoever may write that."""
        secret = self.sudo().filtered(
            lambda part: part.nonconformity_id.confidential and not part.confidential
        )
        secret._write_gated({"confidential": True})

    @api.model
    def _get_part_models(self):
        """Names of the models whose documents tell of a nonconformity."""
        mixin = self.env.registry["quality.nonconformity.part.mixin"]
        return [
            name
            for name, cls in self.env.registry.items()
            if not cls._abstract and issubclass(cls, mixin)
        ]
