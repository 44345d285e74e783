from odoo import api, fields, models
from odoo.fields import Domain


class QualityNonconformityOriginMixin(models.AbstractModel):
    """A record on which nonconformities are found: lot, transfer, order… [NC-02].

    A model says in :meth:`_prepare_nonconformity_vals` what a report takes over from
    it, in :meth:`_get_nonconformity_goods` which goods one can choose from, and in
    ``_nonconformity_link`` by which field of the nonconformity they are counted.
    """

    _name = "quality.nonconformity.origin.mixin"
    _description = "Record on which Nonconformities are Found"

    #: field of ``quality.nonconformity`` that points here
    _nonconformity_link = "origin_id"

    nonconformity_count = fields.Integer(
        "Nonconformities",
        compute="_compute_nonconformity_count",
        compute_sudo=False,  # counted is what the user may read
        groups="base.group_user",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_nonconformity_count(self):
        counts = self._origin._count_nonconformities()
        for record in self:
            record.nonconformity_count = counts.get(record._origin.id, 0)

    def action_report_nonconformity(self):
        """Open the report of a nonconformity, filled in from these records."""
        return self.env["quality.nonconformity"]._report_from(self)

    def action_view_nonconformities(self):
        """Open the nonconformities of these records."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_nonconformity_action"
        )
        action["domain"] = list(self._get_nonconformity_domain())
        action["context"] = {}
        return action

    # hooks -----------------------------------------------------------------------
    def _prepare_nonconformity_vals(self):
        """Return what a report takes over (one record, sudo): fields of it."""
        self.ensure_one()
        return {}

    def _get_nonconformity_goods(self):
        """Return the goods to choose from (one record, sudo), as dicts.

        Keys: ``product_id``, ``lot_id``, ``lot_name``, ``package_id``, ``owner_id``,
        ``location_id`` (ids; only ``product_id`` is required), ``quantity`` in
        ``uom_id`` (default: the product's own unit), ``exact``: these very goods stand
        at the location, else they are looked up when they are isolated.
        """
        self.ensure_one()
        return []

    def _get_nonconformity_domain(self):
        """Return the domain of the nonconformities of these records."""
        if self._nonconformity_link == "origin_id":
            own = Domain("origin_model", "=", self._name)
            return own & Domain("origin_id", "in", self.ids)
        return Domain(self._nonconformity_link, "in", self.ids)

    def _count_nonconformities(self):
        """Return {id: number of nonconformities}, in one query."""
        if not self.ids:
            return {}
        groups = self.env["quality.nonconformity"]._read_group(
            self._get_nonconformity_domain(), [self._nonconformity_link], ["__count"]
        )
        return {getattr(key, "id", key): count for key, count in groups}
