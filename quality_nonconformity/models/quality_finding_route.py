from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.quality_base.models.quality_capa_cause import CATEGORIES

from .quality_disposition import KINDS
from .quality_nonconformity import DETECTION_POINTS


class QualityFindingRoute(models.Model):
    """What is usually done with a finding, and who does it [NC-36, NC-39 to NC-43].

    Found by the place of the finding and the class of its cause; the more a route says
    the better it fits. It proposes, people decide.
    """

    _name = "quality.finding.route"
    _description = "Route of a Finding"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", index=True)
    detection_point = fields.Selection(
        DETECTION_POINTS, "Found at", help="Empty: wherever it is found."
    )
    cause_category = fields.Selection(
        CATEGORIES, "Cause Class", help="Empty: whatever the cause."
    )
    categ_id = fields.Many2one(
        "product.category", "Product Category", index="btree_not_null"
    )
    team_id = fields.Many2one(
        "quality.team",
        "Goes to",
        index="btree_not_null",
        help="Of a route for all companies, it is proposed in its own company only.",
    )
    disposition_kind = fields.Selection(KINDS, "Proposed Disposition")
    advice = fields.Text("What to do", translate=True)

    @api.model
    def _find(self, nonconformity):
        """Return the route that fits ``nonconformity`` best, or none."""
        domain = Domain("company_id", "in", [False, nonconformity.company_id.id])
        for name in ("detection_point", "cause_category"):
            domain &= Domain(name, "in", [False, nonconformity[name]])
        routes = self.search(domain).filtered(
            lambda route: route._covers_category(nonconformity.categ_id)
        )
        return routes.sorted(lambda route: -route._get_precision())[:1]

    def _covers_category(self, category):
        self.ensure_one()
        parents = [
            int(part) for part in (category.parent_path or "").split("/") if part
        ]
        return not self.categ_id or self.categ_id.id in parents

    def _get_precision(self):
        self.ensure_one()
        return sum(
            bool(self[name])
            for name in ("detection_point", "cause_category", "categ_id", "company_id")
        )
