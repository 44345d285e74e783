from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.supplier_score import Figures, grade, score

#: days of the period that the screen shows, up to today
SCORE_DAYS = 365
#: who reads a supplier's file
FILE_GROUPS = (
    "quality_base.group_quality_user,quality_base.group_quality_auditor,"
    "purchase.group_purchase_user"
)


class ResPartner(models.Model):
    """Score of a supplier from 0 to 100, computed when it is read [NC-33].

    The formula stands in ``tools/supplier_score.py``. The period is that of the context
    (``supplier_score_from``, ``supplier_score_to``, days of the user), else the last 365
    days; the company is the current one. Figures are of the supplier's whole company.
    """

    _inherit = "res.partner"

    supplier_score = fields.Float(
        "Quality Score",
        digits=(4, 1),
        compute="_compute_supplier_score",
        groups=FILE_GROUPS,
        aggregator=None,
        help="70 for lots without nonconformity, 30 for answers in time, less the points "
        "of the nonconformities. Last 365 days.",
    )
    supplier_grade = fields.Selection(
        [("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")],
        "Quality Grade",
        compute="_compute_supplier_score",
        groups=FILE_GROUPS,
        help="A from 90, B from 75, C from 60. Empty: nothing was delivered.",
    )
    supplier_lots = fields.Integer(
        "Lots Received", compute="_compute_supplier_score", groups=FILE_GROUPS
    )
    supplier_lots_rejected = fields.Integer(
        "Lots Nonconforming", compute="_compute_supplier_score", groups=FILE_GROUPS
    )
    supplier_problems = fields.Integer(
        "Quality Problems", compute="_compute_supplier_score", groups=FILE_GROUPS
    )
    supplier_points = fields.Integer(
        "Points Taken off", compute="_compute_supplier_score", groups=FILE_GROUPS
    )
    supplier_answers_due = fields.Integer(
        "Answers Due", compute="_compute_supplier_score", groups=FILE_GROUPS
    )
    supplier_answers_in_time = fields.Integer(
        "Answers in Time", compute="_compute_supplier_score", groups=FILE_GROUPS
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "tz", "supplier_score_from", "supplier_score_to")
    def _compute_supplier_score(self):
        figures = self._get_supplier_figures(*self._get_score_period())
        for partner in self:
            found = figures.get(partner.commercial_partner_id.id, Figures())
            value = score(found)
            partner.supplier_score = value or 0.0
            partner.supplier_grade = grade(value)
            partner.supplier_lots = found.lots
            partner.supplier_lots_rejected = found.rejected
            partner.supplier_problems = found.problems
            partner.supplier_points = found.points
            partner.supplier_answers_due = found.due
            partner.supplier_answers_in_time = found.in_time

    @api.model
    def _get_score_period(self):
        """Return the first and last day of the period of the context."""
        today = fields.Date.context_today(self)
        last = fields.Date.to_date(self.env.context.get("supplier_score_to")) or today
        first = fields.Date.to_date(self.env.context.get("supplier_score_from"))
        return first or last - timedelta(days=SCORE_DAYS - 1), last

    def _get_supplier_figures(self, date_from, date_to):
        """Return ``{commercial partner id: Figures}``, in three queries.

        :param date date_from: first day, local to the user
        :param date date_to: last day
        """
        suppliers = self.commercial_partner_id.ids
        if not suppliers:
            return {}
        for name in self._get_score_models():
            self.env[name].flush_model()
        scope = {
            "suppliers": suppliers,
            "company": self.env.company.id,
            "start": self._get_day_start(date_from),
            "end": self._get_day_start(date_to + timedelta(days=1)),
        }
        found = {supplier: {} for supplier in suppliers}
        for query in (
            self._get_lots_query(scope),
            self._get_problems_query(scope),
            self._get_answers_query(scope),
        ):
            for row in self.env.execute_query_dict(query):
                found[row.pop("supplier")].update(row)
        return {supplier: Figures(**values) for supplier, values in found.items()}

    @api.model
    def _get_score_models(self):
        return [
            *("stock.move.line", "stock.picking", "res.partner", "quality.severity"),
            *("quality.nonconformity", "quality.supplier.notice", "quality.deadline"),
        ]

    @api.model
    def _get_day_start(self, day):
        """Return the naive UTC instant at which a day of the user begins."""
        zone = pytz.timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _get_lots_query(self, scope):
        """Lots received; ``scope``: suppliers, company, start and end (exclusive)."""
        return SQL(
            """SELECT sender.commercial_partner_id AS supplier,
                      COUNT(DISTINCT (line.picking_id, line.product_id, line.lot_id))
                          AS lots
                 FROM stock_move_line line
                 JOIN stock_location source
                   ON source.id = line.location_id AND source.usage = 'supplier'
                 JOIN stock_picking picking ON picking.id = line.picking_id
                 JOIN res_partner sender ON sender.id = picking.partner_id
                WHERE line.state = 'done' AND line.company_id = %(company)s
                  AND line.date >= %(start)s AND line.date < %(end)s
                  AND sender.commercial_partner_id = ANY(%(suppliers)s)
                GROUP BY 1""",
            **scope,
        )

    @api.model
    def _get_problems_query(self, scope):
        """Nonconformities of his goods, unless somebody else is to blame for them."""
        return SQL(
            """SELECT nc.commercial_supplier_id AS supplier, COUNT(*) AS problems,
                      SUM(GREATEST(1, (
                          SELECT COUNT(*) FROM quality_nonconformity_lot_rel rel
                           WHERE rel.nonconformity_id = nc.id)))::int AS rejected,
                      SUM(COALESCE(severity.supplier_points, 0))::int AS points
                 FROM quality_nonconformity nc
                 LEFT JOIN quality_severity severity ON severity.id = nc.severity_id
                WHERE nc.kind = 'product' AND nc.company_id = %(company)s
                  AND nc.state NOT IN ('draft', 'cancelled')
                  AND nc.responsible IN ('supplier', 'unknown')
                  AND nc.date >= %(start)s AND nc.date < %(end)s
                  AND nc.commercial_supplier_id = ANY(%(suppliers)s)
                GROUP BY 1""",
            **scope,
        )

    @api.model
    def _get_answers_query(self, scope):
        """Answers whose time ended in the period, given or not."""
        return SQL(
            """SELECT notice.commercial_supplier_id AS supplier, COUNT(*) AS due,
                      COUNT(*) FILTER (
                          WHERE deadline.done <= deadline.effective_due) AS in_time
                 FROM quality_deadline deadline
                 JOIN quality_supplier_notice notice ON notice.id = deadline.res_id
                WHERE deadline.res_model = 'quality.supplier.notice'
                  AND deadline.step = 'reply' AND deadline.state != 'cancelled'
                  AND (deadline.done IS NOT NULL OR deadline.effective_due < %(now)s)
                  AND deadline.effective_due >= %(start)s
                  AND deadline.effective_due < %(end)s
                  AND notice.company_id = %(company)s
                  AND notice.commercial_supplier_id = ANY(%(suppliers)s)
                GROUP BY 1""",
            now=fields.Datetime.now(),
            **scope,
        )
