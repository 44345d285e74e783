from odoo import api, fields, models
from odoo.fields import Domain


class QualityComplaintOriginMixin(models.AbstractModel):
    """A record that customers complain about: order, delivery, lot, product… [CO-05].

    A model says in :meth:`_prepare_complaint_vals` what a complaint takes over from it,
    in :meth:`_get_complaint_goods` which goods it speaks of, and in ``_complaint_link``
    by which field of the complaint it is counted.
    """

    _name = "quality.complaint.origin.mixin"
    _description = "Record that is Complained about"

    #: field of ``quality.complaint`` that points here
    _complaint_link = None

    complaint_count = fields.Integer(
        "Complaints",
        compute="_compute_complaint_count",
        compute_sudo=False,  # counted is what the user may read
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_count(self):
        counts = self._origin._count_complaints()
        for record in self:
            record.complaint_count = counts.get(record._origin.id, 0)

    def action_file_complaint(self):
        """Open a new complaint, filled in from this record."""
        self.ensure_one()
        return self.env["quality.complaint"]._file_from(self)

    def action_view_complaints(self):
        """Open the complaints about these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_complaint.quality_complaint_action"
        )
        action["domain"] = list(self._get_complaint_domain())
        action["context"] = {}
        return action

    # hooks -----------------------------------------------------------------------
    def _prepare_complaint_vals(self):
        """Return what a complaint takes over (one record, sudo): fields of it."""
        self.ensure_one()
        return {}

    def _get_complaint_goods(self):
        """Return the goods it speaks of (one record, sudo), as dicts.

        Keys: ``product_id`` (required) and ``lot_id``, ids.
        """
        self.ensure_one()
        return []

    def _get_complaint_domain(self):
        """Return the domain of the complaints about these records."""
        return Domain(self._complaint_link, "in", self.ids)

    def _count_complaints(self):
        """Return {id: number of complaints}, in one query."""
        if not self.ids:
            return {}
        groups = self.env["quality.complaint"]._read_group(
            self._get_complaint_domain(), [self._complaint_link], ["__count"]
        )
        return {record.id: count for record, count in groups}
