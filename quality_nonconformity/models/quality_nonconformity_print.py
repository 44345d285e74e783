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
        rows = [
            *self._get_print_proposals(),
            *self._get_print_votes(),
            *self._get_print_signatures(),
        ]
        return sorted(rows, key=lambda row: row["date"])

    def _get_print_proposals(self):
        """Who proposed which disposition, and why."""
        return [
            {
                "name": disposition.reporter_id.name,
                "text": f"{disposition.display_name}: {disposition.reason}",
                "date": disposition.create_date,
            }
            for disposition in self.disposition_ids.filtered("reason")
        ]

    def _get_print_votes(self):
        """What the members of the review board said [NC-50]."""
        opinions = self.mrb_case_ids.opinion_ids.filtered(lambda o: not o.superseded)
        labels = dict(opinions._fields["verdict"]._description_selection(self.env))
        return [
            {
                "name": opinion.user_id.name,
                "text": " ".join(
                    filter(
                        None,
                        (opinion.case_id.name, labels[opinion.verdict], opinion.text),
                    )
                ),
                "date": opinion.date,
            }
            for opinion in opinions
        ]

    def _get_print_signatures(self):
        """Who approved and verified the dispositions."""
        return [
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
            for signature in self.disposition_ids.signature_ids
        ]
