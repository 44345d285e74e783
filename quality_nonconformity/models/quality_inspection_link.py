from odoo import api, fields, models


class QualityInspectionLinkMixin(models.AbstractModel):
    """A record that inspection records speak of: it counts and shows them.

    ``_inspection_link`` names the field of the inspection record that points here.
    """

    _name = "quality.inspection.link.mixin"
    _description = "Record with Inspections"

    _inspection_link = None

    inspection_count = fields.Integer(
        "Inspections",
        compute="_compute_inspection_count",
        compute_sudo=False,  # counted is what the user may read
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_inspection_count(self):
        link = self._inspection_link
        counts = dict(
            self.env["quality.inspection.record"]._read_group(
                [(link, "in", self._origin.ids)], [link], ["__count"]
            )
        )
        for record in self:
            record.inspection_count = counts.get(record._origin, 0)

    def action_view_inspections(self):
        """Open the inspection records of these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_inspection_record_action"
        )
        domain = [(self._inspection_link, "in", self.ids)]
        return action | {"domain": domain, "context": {}}
