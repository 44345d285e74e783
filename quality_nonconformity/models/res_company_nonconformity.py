from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    quality_repeat_days = fields.Integer(
        "Repetition within (days)",
        default=90,
        help="Window in which nonconformities of the same product and class of defects "
        "(service: the same unit and class) count as repetition; 0: never.",
    )
    quality_repeat_threshold = fields.Integer(
        "Graver from the n-th Time",
        default=3,
        help="From this number on within the window, a graver severity is proposed.",
    )

    _quality_repeat_check = models.Constraint(
        "CHECK(quality_repeat_days >= 0 AND quality_repeat_threshold >= 1)",
        "Repetition counts from the first time on, in a window of days from zero on.",
    )
