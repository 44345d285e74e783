from odoo import fields, models


class QualityOralMixin(models.AbstractModel):
    """First told by word of mouth: when and to whom; the written form follows [XX-44]."""

    _name = "quality.oral.mixin"
    _description = "Record with Oral First Report"

    date_oral_report = fields.Datetime(
        "Reported orally on",
        copy=False,
        help="When the matter was first told, before this record was written.",
    )
    oral_report_to_id = fields.Many2one(
        "res.users", "Reported orally to", index="btree_not_null", copy=False
    )

    def _report_orally(self, user, date=None):
        """Record that ``user`` was told at ``date`` (UTC, default now)."""
        self.write(
            {
                "date_oral_report": date or fields.Datetime.now(),
                "oral_report_to_id": user.id,
            }
        )
        self._on_oral_report()

    def _on_oral_report(self):
        """Hook: the clock of the written form (step ``written_report``) may start."""
