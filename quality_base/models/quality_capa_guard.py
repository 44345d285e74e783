from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: what of the CAPA itself is approved with its plan
_PLAN = {
    *("title", "kind", "description", "root_cause", "cause_category", "product_id"),
    *("effect_basis", "effect_after", "effect_criteria"),
}


class QualityCapa(models.Model):
    """What keeps a CAPA honest: its fixed plan, its owners, its source [XX-14].

    Whoever owned it after the plan was submitted neither approves the plan nor
    verifies the effect, also when he hands it over just before.
    """

    _inherit = "quality.capa"

    former_owner_ids = fields.Many2many(
        "res.users",
        "quality_capa_former_owner_rel",
        string="Former Owners",
        readonly=True,
        copy=False,
        help="Owned it since its plan was submitted: they neither approve nor verify.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        capas = super().create(vals_list)
        capas._check_source()
        return capas

    @api.model
    def _get_plan_fields(self):
        """Hook: fields fixed with the plan; by some of them the effect is judged."""
        return _PLAN

    def _check_source(self):
        """A CAPA is opened from a record that its author may read."""
        if self.env.su:
            return
        for capa in self.filtered("source_model"):
            if capa.source_model not in self.env:
                raise UserError(self.env._("The source of a CAPA is another record."))
            self.env[capa.source_model].browse(capa.source_id).check_access("read")

    def write(self, vals):
        if not self._gate_is_open() and vals.keys() & self._get_plan_fields():
            self._check_plan_open()
        owners = {}
        if "user_id" in vals:
            owners = {capa: capa.user_id for capa in self if capa.date_plan}
        result = super().write(vals)
        for capa, owner in owners.items():
            if owner - capa.user_id:
                capa._write_gated({"former_owner_ids": [Command.link(owner.id)]})
        if vals.keys() & {"source_model", "source_id"}:
            self._check_source()
        return result

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"former_owner_ids"}

    def _get_due_meanings(self):
        """What a new round is signed for again."""
        given = {
            "approved": self.date_plan_approved,
            "verified": self.date_verified,
            "closed": self.date_closed,
        }
        due = {meaning for meaning, date in given.items() if not date}
        return super()._get_due_meanings() | due

    def _get_owners(self):
        """Return who owns the CAPA, or did since its plan was submitted."""
        return self.user_id | self.former_owner_ids

    def _prepare_plan_reset(self):
        return super()._prepare_plan_reset() | {"former_owner_ids": [Command.clear()]}
