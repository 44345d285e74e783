from odoo import fields, models
from odoo.fields import Domain


class QualityComplaintLevel(models.Model):
    """Who decides complaints of a level, and who is told at once [CO-15]."""

    _inherit = "quality.complaint.level"

    group_id = fields.Many2one(
        "res.groups",
        "Minimum Role",
        help="Only users with this role decide the solution.",
    )
    function_id = fields.Many2one(
        "quality.function",
        "Decided by",
        help="Who holds this post decides personally, if it is complaint staff.",
    )
    told_function_ids = fields.Many2many(
        "quality.function",
        "quality_complaint_level_function_rel",
        "level_id",
        "function_id",
        "Told at once",
        help="Who holds these posts is told as soon as a complaint has this level.",
    )
    group_required = fields.Boolean(
        "Investigation Group",
        help="The solution is decided on the report of an investigation group.",
    )

    def action_open_policies(self):
        """Open the deadline policies of complaints; their conditions name levels."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_base.quality_deadline_policy_action"
        )
        domain = [("model", "=", "quality.complaint")]
        return action | {"domain": domain, "context": {}}

    def _get_next(self):
        """Return the next graver level, empty above the gravest."""
        self.ensure_one()
        return self.search(Domain("sequence", ">", self.sequence), limit=1)
