from odoo import models


class QualityInspectionPrint(models.Model):
    """Which label stands on the goods, and for how much of them [NC-25, NC-27]."""

    _inherit = "quality.inspection.record"

    def _get_label_form(self):
        """“To be inspected” until it is done; then “nonconforming” for what is refused."""
        self.ensure_one()
        waiting = self.state in ("draft", "inspected", "confirmed")
        name = "form_inspect_label" if waiting else "form_nonconforming_label"
        return self.env.ref(f"quality_nonconformity.{name}")

    def _get_label_quantity(self):
        self.ensure_one()
        return self.rejected_quantity if self.state == "done" else self.quantity

    def _get_label_place(self):
        """Where the goods of the label stand: refused ones in their zone."""
        self.ensure_one()
        refused = self.sudo().nonconformity_id.line_ids.zone_id  # no secret on a label
        return (refused[:1] or self.location_id).display_name

    def action_print_label(self):
        """Print the label that the goods need now."""
        return self.env.ref(
            "quality_nonconformity.action_report_inspection_label"
        ).report_action(self)
