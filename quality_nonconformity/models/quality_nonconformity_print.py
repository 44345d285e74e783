from odoo import models
from odoo.tools import format_amount


class QualityNonconformityPrint(models.Model):
    """What the nonconformity sheet prints besides plain fields [NC-03]."""

    _inherit = "quality.nonconformity"

    def _get_print_source(self):
        """Documents that it comes from, as one line."""
        numbers = (self.origin_ref, self.purchase_id.name, self.picking_id.name)
        return ", ".join(dict.fromkeys(filter(None, numbers)))

    def _get_print_photos(self, limit=6):
        """The pictures of the finding, as base64."""
        pictures = self.image_ids.filtered(
            lambda file: (file.mimetype or "").startswith("image/")
        )
        return pictures[:limit].mapped("datas")

    def _get_print_cost(self):
        """The sum of the costs; for those only who may see money."""
        if not self or not self._has_field_access(self._fields["cost_total"], "read"):
            return ""
        return format_amount(self.env, self.cost_total, self.currency_id)

    def _get_print_opinions(self):
        """Hook: who reviewed it and said what: dicts of ``name``, ``text``, ``date``."""
        opinions = []
        for disposition in self.disposition_ids.filtered("reason"):
            opinions.append(
                {
                    "name": disposition.reporter_id.name,
                    "text": f"{disposition.display_name}: {disposition.reason}",
                    "date": disposition.create_date,
                }
            )
        for signature in self.disposition_ids.signature_ids.sorted("date"):
            opinions.append(
                {
                    "name": signature.signed_name,
                    "text": " ".join(
                        filter(
                            None,
                            (
                                signature.document_name,
                                signature._get_meaning_label(),
                                signature.comment,
                            ),
                        )
                    ),
                    "date": signature.date,
                }
            )
        return sorted(opinions, key=lambda opinion: opinion["date"])
