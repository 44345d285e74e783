from odoo import api, fields, models
from odoo.fields import Domain


class QualityReturnOriginMixin(models.AbstractModel):
    """A record from which goods come back: order, delivery, complaint, customer [CO-57].

    ``_return_link`` is the field of ``quality.return`` that points here.
    """

    _name = "quality.return.origin.mixin"
    _description = "Record of which Goods are Returned"

    _return_link = None

    quality_return_count = fields.Integer(
        "Number of Returns",
        compute="_compute_quality_return_count",
        compute_sudo=False,  # counted is what the user may read
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_quality_return_count(self):
        groups = self.env["quality.return"]._read_group(
            self._get_return_domain(), [self._return_link], ["__count"]
        )
        counts = {record.id: count for record, count in groups}
        for record in self:
            record.quality_return_count = counts.get(record._origin.id, 0)

    def _get_return_domain(self):
        return Domain(self._return_link, "in", self._origin.ids)

    def action_file_return(self):
        """Open a new return, filled in from this record."""
        self.ensure_one()
        return self.env["quality.return"]._open_new_from(self)

    def action_view_quality_returns(self):
        """Open the returns of these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_complaint.quality_return_action"
        )
        action["domain"] = list(self._get_return_domain())
        action["context"] = {}
        return action
