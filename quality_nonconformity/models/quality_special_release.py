from odoo import fields, models
from odoo.tools import SQL


class QualitySpecialRelease(models.Model):
    """List of what was released in spite of, or before, its inspection [NC-80].

    Concessions, special acceptances, downgraded use and emergency releases, once they
    are decided. A view of the database: rows are those of their documents.
    """

    _name = "quality.special.release"
    _description = "Special Release"
    _inherit = ["quality.document.link.mixin"]
    _auto = False
    _order = "date desc, id desc"

    name = fields.Char("Number", readonly=True)
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [
            ("concession", "Concession"),
            ("special", "Special acceptance"),
            ("out_of_tolerance", "Use out of tolerance"),
            ("downgraded", "Downgraded use"),
            ("emergency", "Emergency release"),
        ],
        readonly=True,
    )
    date = fields.Datetime("Decided on", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    lots = fields.Char("Lots/Serial Numbers", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    used_quantity = fields.Float("Used", digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    reason = fields.Text(readonly=True)
    risk_assessment = fields.Text(readonly=True)
    marks = fields.Char(readonly=True)
    date_to = fields.Date("Until", readonly=True)
    consents = fields.Char("Customers' Consents", readonly=True)
    approved_by_id = fields.Many2one("res.users", "Decided by", readonly=True)
    nonconformity_id = fields.Many2one("quality.nonconformity", readonly=True)
    result = fields.Selection(
        [
            ("approved", "Approved"),
            ("in_force", "In force"),
            ("used_up", "Used up"),
            ("expired", "Expired"),
            ("revoked", "Revoked"),
            ("pending", "To be inspected"),
            ("good", "Inspected: conforming"),
            ("bad", "Inspected: called back"),
        ],
        readonly=True,
    )
    confidential = fields.Boolean(readonly=True)
    user_id = fields.Many2one("res.users", "Responsible", readonly=True)
    reporter_id = fields.Many2one("res.users", "Applied for by", readonly=True)
    team_id = fields.Many2one("quality.team", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s UNION ALL %s", self._get_concession_sql(), self._get_exit_sql())

    def _get_concession_sql(self):
        return SQL(
            """
            SELECT c.id * 2 AS id, c.name, 'quality.concession' AS res_model,
                   c.id AS res_id, c.company_id, c.kind, d.date_approved AS date,
                   c.product_id, lot.names AS lots, c.quantity, c.used_quantity,
                   c.reason, c.risk_assessment, c.marks, c.date_to,
                   consent.names AS consents, d.approved_by_id, c.nonconformity_id,
                   c.state AS result, c.confidential, c.user_id, c.reporter_id,
                   c.team_id
              FROM quality_concession c
              JOIN quality_disposition d ON d.id = c.disposition_id
              LEFT JOIN LATERAL (
                  SELECT string_agg(l.name, ', ' ORDER BY l.name) AS names
                    FROM quality_concession_lot_rel r
                    JOIN stock_lot l ON l.id = r.lot_id
                   WHERE r.concession_id = c.id) lot ON true
              LEFT JOIN LATERAL (
                  SELECT string_agg(p.name, ', ' ORDER BY p.name) AS names
                    FROM quality_concession_consent a
                    JOIN res_partner p ON p.id = a.commercial_partner_id
                   WHERE a.concession_id = c.id
                     AND a.date_withdrawn IS NULL) consent ON true
             WHERE c.state NOT IN ('draft', 'cancelled')
            """
        )

    def _get_exit_sql(self):
        return SQL(
            """
            SELECT e.id * 2 + 1, e.name, 'quality.zone.exit', e.id, e.company_id,
                   'emergency', e.date_approved, e.product_id, l.name, e.quantity,
                   e.used_quantity, e.reason, NULL, e.marks, NULL, NULL,
                   e.approved_by_id, e.nonconformity_id,
                   COALESCE(e.inspection_result, 'approved'), e.confidential,
                   e.user_id, e.reporter_id, e.team_id
              FROM quality_zone_exit e
              LEFT JOIN stock_lot l ON l.id = e.lot_id
             WHERE e.kind = 'emergency' AND e.state IN ('approved', 'done')
            """
        )
