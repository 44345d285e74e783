from itertools import islice

from odoo import api, fields, models

#: holds told one by one; what stands beyond them is counted
BANNER_LINES = 20


class QualityHeldMixin(models.AbstractModel):
    """Banner, counter and buttons of a record that holds may stand on [RE-07].

    A model says in :meth:`_get_hold_sources` which holds concern a record.
    """

    _name = "quality.held.mixin"
    _description = "Record that may be on Hold"

    hold_count = fields.Integer(
        "Standing Holds", compute="_compute_hold_banner", compute_sudo=False
    )
    hold_banner = fields.Text(
        "Hold Notice", compute="_compute_hold_banner", compute_sudo=False
    )

    @api.depends(lambda self: self._get_hold_dependencies())
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_hold_banner(self):
        # as superuser: a confidential hold is shown too, without its reason
        for record in self:
            holds = record._get_standing_holds()
            record.hold_count = len(holds)
            lines = [hold._get_banner() for hold in islice(holds, BANNER_LINES)]
            if len(holds) > BANNER_LINES:
                lines.append(f"… (+{len(holds) - BANNER_LINES})")
            record.hold_banner = "\n".join(lines) or False

    def _get_hold_dependencies(self):
        """Hook: dotted names of what :meth:`_get_hold_sources` reads."""
        return []

    def _get_standing_holds(self):
        """Return the holds that stand (sudo), of the record's company or the user's."""
        self.ensure_one()
        holds = self.sudo()._get_hold_sources()
        company = "company_id" in self._fields and self.sudo().company_id
        companies = company or self.env.companies
        return holds.filtered(
            lambda hold: hold.state == "placed" and hold.company_id in companies
        )

    def _get_hold_sources(self):
        """Hook: the holds, standing or not, that concern this record (one, sudo)."""
        return self.env["quality.hold"]

    def _get_wizard_defaults(self):
        """Hook: fields of the hold wizard that these records fill."""
        return {}

    def action_put_on_hold(self):
        """Open the hold wizard, filled with these records."""
        return self.env["quality.hold.wizard"]._open(**self._get_wizard_defaults())

    def action_view_holds(self):
        """Open the holds of these records, standing ones first."""
        holds = self.env["quality.hold"]
        for record in self:
            holds |= record.sudo()._get_hold_sources()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Holds"),
            "res_model": "quality.hold",
            "view_mode": "list,form",
            "domain": [("id", "in", holds.ids)],
        }
