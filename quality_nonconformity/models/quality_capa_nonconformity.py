from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityCapaNonconformity(models.Model):
    """A CAPA is judged by the goods that came after it [NC-75].

    Lots are counted where they were made or received; a defect that was found again
    since the measures were done speaks against their effect.
    """

    _inherit = "quality.capa"

    defect_class_id = fields.Many2one(
        "quality.defect.class",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="A nonconformity of the same product and class, found after the measures "
        "were done, says that they did not help.",
    )
    recurrence_count = fields.Integer(
        "Found Again", compute="_compute_recurrence_count"
    )

    @api.depends("date_done", "date_verified", "product_id", "defect_class_id")
    def _compute_recurrence_count(self):
        for capa in self:
            capa.recurrence_count = len(capa._find_recurrences())

    def action_view_recurrences(self):
        """Open the nonconformities that were found again."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_nonconformity_action"
        )
        found = self._find_recurrences()
        return action | {"domain": [("id", "in", found.ids)], "context": {}}

    def _find_recurrences(self):
        """Nonconformities of the same product and defect within the check [NC-75].

        :return: superuser records: what others reported speaks against it too
        """
        self.ensure_one()
        source = self.env["quality.nonconformity"].sudo()
        if not (self.date_done and self.product_id and self.defect_class_id):
            return source
        return source.search(
            source._get_recurrence_domain(
                self.product_id,
                self.defect_class_id,
                self.company_id,
                self.date_done,
                self.date_verified,
            ),
            order="date",
        )

    @api.model
    def _get_plan_fields(self):
        return super()._get_plan_fields() | {"defect_class_id"}

    def _prepare_next_vals(self):
        vals = super()._prepare_next_vals()
        return vals | {"defect_class_id": self.defect_class_id.id}

    def _verify(self, effective, result=None):
        if effective:
            for capa in self:
                capa._check_not_repeated()
        return super()._verify(effective, result)

    def _check_not_repeated(self):
        if found := self._find_recurrences():
            raise UserError(
                self.env._(
                    "%(name)s did not help: %(found)s of the same product and defect "
                    "came after its measures. Judge it not effective. If one of them "
                    "is another defect, correct its class of defects first.",
                    name=self.name,
                    found=", ".join(found.mapped("name")),
                )
            )

    def _count_lots_since(self, date):
        """Lots of the product that were made or received after ``date``.

        Goods without lots count by receipt or production. What was in the house before
        and came back is no new lot.
        """
        self.ensure_one()
        if not self.product_id:
            return super()._count_lots_since(date)
        lines = self.env[
            "stock.move.line"
        ].sudo()  # owners of a CAPA hold no stock right
        domain = (
            Domain("product_id", "=", self.product_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "=", "done")
            & Domain("location_id.usage", "in", ("supplier", "production"))
            & Domain("location_dest_id.usage", "in", ("internal", "transit"))
        )
        made_of_bad = Domain("location_id.usage", "=", "production") & Domain(
            "move_id.disposition_id", "!=", False
        )
        domain &= ~made_of_bad
        if self.product_id.tracking == "none":
            since = domain & Domain("date", ">=", date)
            return len(lines._read_group(since, ["move_id"]))
        first = lines._read_group(domain, ["lot_id"], ["date:min"])
        return sum(1 for lot, day in first if lot and day >= date)
