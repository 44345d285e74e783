from odoo import fields, models

from .quality_nonconformity_reason import STEPS

STEPS.update(
    {
        "inspection_cancel": (
            "quality.inspection.record",
            lambda doc, ask: doc._cancel(ask.reason),
        ),
        "need_cancel": (
            "quality.need.review",
            lambda doc, ask: doc._cancel(ask.reason),
        ),
        "recheck_cancel": (
            "quality.purchase.recheck",
            lambda doc, ask: doc._cancel(ask.reason),
        ),
        "recheck_back": (
            "quality.purchase.recheck",
            lambda doc, ask: doc._send_back(ask.reason),
        ),
    }
)


class QualityNonconformityReason(models.TransientModel):
    """Dialog: why an inspection or a review is taken back."""

    _inherit = "quality.nonconformity.reason"

    step = fields.Selection(
        selection_add=[
            ("inspection_cancel", "Take the inspection back"),
            ("need_cancel", "Call the review off"),
            ("recheck_cancel", "Call the re-inspection off"),
            ("recheck_back", "Send the report back"),
        ],
        ondelete={
            "inspection_cancel": "cascade",
            "need_cancel": "cascade",
            "recheck_cancel": "cascade",
            "recheck_back": "cascade",
        },
    )
