from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: how many similar ones are shown
MAX_SIMILAR = 8
#: texts shorter than this say too little to be compared
MIN_TEXT = 4


class QualityNonconformitySimilar(models.Model):
    """Similar nonconformities, shown while one is typed [NC-76]."""

    _inherit = "quality.nonconformity"

    description = fields.Text(index="trigram")
    similar_ids = fields.Many2many(
        "quality.nonconformity",
        string="Similar Nonconformities",
        compute="_compute_similar_ids",
        help="Same lot, defect, product or class of defects, or described alike; the "
        "nearest first.",
    )
    similar_count = fields.Integer(compute="_compute_similar_ids")

    @api.depends("product_id", "lot_ids", "defect_id", "description", "kind")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_similar_ids(self):
        for record in self:
            record.similar_ids = record._find_similar()
            record.similar_count = len(record.similar_ids)

    def _find_similar(self):
        """Return what is like it, best first, in at most three queries.

        Found is what the user may read: it comes from ordinary searches.
        """
        self.ensure_one()
        domain = Domain("kind", "=", self.kind)
        domain &= Domain("company_id", "=", self.company_id.id)
        if self._origin:
            domain &= Domain("id", "!=", self._origin.id)
        found = self.browse()
        for alike in self._get_alike_domains():
            found |= self.search(
                domain & alike, limit=MAX_SIMILAR, order="date desc, id desc"
            )
        return found.sorted(self._get_likeness, reverse=True)[:MAX_SIMILAR]

    def _get_alike_domains(self):
        """Return domains of what has lots, goods or defect, or words in common."""
        self.ensure_one()
        domains = []
        if self.lot_ids:
            domains.append(Domain("lot_ids", "in", self.lot_ids._origin.ids))
        same = [
            Domain(name, "=", self[name]._origin.id)
            for name in ("product_id", "defect_id", "defect_class_id")
            if self[name]._origin
        ]
        if same:
            domains.append(Domain.OR(same))
        words = (self.description or "").strip()
        if len(words) >= MIN_TEXT and self.env.registry.has_trigram:
            domains.append(Domain.custom(to_sql=self._make_wording_sql(words)))
        return domains

    @api.model
    def _make_wording_sql(self, words):
        """Return what makes SQL of “described alike”, for ``Domain.custom``."""
        unaccent = self.env.registry.unaccent

        def to_sql(model, alias, query):
            column = model._field_to_sql(alias, "description", query)
            column, text = unaccent(column), unaccent(SQL("%s", words))
            # words found within the text, or texts alike as a whole
            return SQL("(%s %%> %s OR %s %% %s)", column, text, column, text)

        return to_sql

    def _get_likeness(self, other):
        """Return how much ``other`` has in common with it, as a number to sort by."""
        self.ensure_one()
        same = (
            (8, bool(self.lot_ids._origin & other.lot_ids)),
            (4, self.defect_id and self.defect_id._origin == other.defect_id),
            (2, self.product_id and self.product_id._origin == other.product_id),
            (
                1,
                self.defect_class_id
                and self.defect_class_id._origin == other.defect_class_id,
            ),
        )
        return sum(weight for weight, alike in same if alike)
