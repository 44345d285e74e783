from odoo import api, fields, models


class QualityNonconformityPhoto(models.Model):
    """Photos of the finding [NC-03]."""

    _inherit = "quality.nonconformity"

    image_ids = fields.Many2many(
        "ir.attachment",
        "quality_nonconformity_image_rel",
        "nonconformity_id",
        "attachment_id",
        "Photos",
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("image_ids")._claim_photos()
        return records

    def write(self, vals):
        result = super().write(vals)
        if "image_ids" in vals:
            self._claim_photos()
        return result

    def _claim_photos(self):
        """Attach to the record what the user uploaded before it was saved.

        :raises AccessError: one of the files is not the user's to show
        """
        places = (False, self._name, "quality.nonconformity.report")
        for record in self:
            record.image_ids.check_access("read")
            # an upload belongs to its creator until its document is saved
            loose = record.sudo().image_ids.filtered(
                lambda file: (
                    file.create_uid == self.env.user
                    and file.res_model in places
                    and (not file.res_id or file.res_model != self._name)
                    and not file.res_field
                )
            )
            loose.write({"res_model": self._name, "res_id": record.id})
