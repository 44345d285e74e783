from odoo import api, fields, models

WEIGHTS = [("low", "Low"), ("normal", "Normal"), ("high", "High")]
SCORES = {"low": 0, "normal": 1, "high": 2}


def priority_of(importance, urgency):
    """Return the stars (“0” to “3”) of an importance and an urgency.

    >>> [priority_of(*pair) for pair in (("low", "low"), ("high", "high"))]
    ['0', '3']
    """
    total = SCORES.get(importance, 1) + SCORES.get(urgency, 1)
    return str(min(3, max(0, total - 1)))


class QualityComplaintPriority(models.Model):
    """Quality information is valued, classified and prioritised [CO-12]."""

    _inherit = "quality.complaint"

    valuation = fields.Selection(
        [
            ("open", "To be found out"),
            ("real", "Real problem or defect"),
            ("none", "No real problem"),
        ],
        default="open",
        required=True,
        tracking=True,
        compute="_compute_valuation",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
    )
    importance = fields.Selection(
        WEIGHTS,
        compute="_compute_importance",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    urgency = fields.Selection(WEIGHTS, default="normal", required=True, tracking=True)
    priority = fields.Selection(
        [("0", "Low"), ("1", "Normal"), ("2", "High"), ("3", "Very high")],
        compute="_compute_priority",
        store=True,
        precompute=True,
        index=True,
    )

    @api.depends("justified")
    def _compute_valuation(self):
        """What the investigation finds settles the first guess."""
        found = {"yes": "real", "no": "none"}
        for record in self:
            record.valuation = found.get(record.justified) or record.valuation or "open"

    @api.depends("kind_id.is_safety", "level_id.told_function_ids")
    def _compute_importance(self):
        for record in self:
            grave = record.kind_id.is_safety or record._is_major_matter()
            record.importance = "high" if grave else record.importance or "normal"

    @api.depends("importance", "urgency")
    def _compute_priority(self):
        for record in self:
            record.priority = priority_of(record.importance, record.urgency)

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if not self.kind_id:
            blockers.append(self.env._("classify it: choose the kind of complaint."))
        return blockers
