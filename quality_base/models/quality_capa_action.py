from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# What the person who carries a measure out may still write once the plan is approved.
EXECUTION_FIELDS = {"is_done", "date_done", "evidence", "sequence"}


class QualityCapaAction(models.Model):
    """One measure of the plan: what, who, until when, done, by what evidence."""

    _name = "quality.capa.action"
    _description = "CAPA Measure"
    _inherit = ["quality.capa.line"]
    _order = "capa_id desc, round, date_due, sequence, id"

    name = fields.Char("Measure", required=True)
    kind = fields.Selection(
        [
            ("containment", "Containment"),
            ("corrective", "Corrective"),
            ("preventive", "Preventive"),
        ],
        required=True,
        default="corrective",
    )
    user_id = fields.Many2one("res.users", "Who", index="btree_not_null")
    date_due = fields.Date("Due")
    is_done = fields.Boolean("Done", copy=False)
    date_done = fields.Date(
        "Done on", compute="_compute_date_done", store=True, readonly=False, copy=False
    )
    evidence = fields.Text(help="What shows that it was done.", copy=False)
    round = fields.Integer(default=1, readonly=True, copy=False)
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _open_idx = models.Index("(user_id, date_due) WHERE is_done IS NOT TRUE")

    @api.depends("is_done")
    def _compute_date_done(self):
        today = fields.Date.context_today(self)
        for action in self:
            action.date_done = (action.date_done or today) if action.is_done else False

    @api.depends("is_done", "date_due")
    def _compute_is_late(self):
        late = self.filtered_domain(self._late_domain())
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        return self._late_domain() if operator == "in" else NotImplemented

    @api.model
    def _late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("is_done", "=", False) & Domain("date_due", "<", today)

    @api.constrains("is_done", "evidence")
    def _check_evidence(self):
        bare = self.filtered(lambda a: a.is_done and not (a.evidence or "").strip())
        if bare:
            raise UserError(
                self.env._(
                    "Say what shows that it was done (evidence) before you tick: "
                    "%(names)s.",
                    names=", ".join(bare.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = self._name_capas(vals_list)
        capas = self.env["quality.capa"].browse(
            {vals["capa_id"] for vals in vals_list if vals.get("capa_id")}
        )
        capas._check_plan_open()
        rounds = {capa.id: capa.round for capa in capas}
        return super().create(
            [
                {**vals, "round": rounds.get(vals.get("capa_id"), 1)}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.keys() - {"sequence"}:
            self._check_current_round()
        if "round" in vals and self.filtered(lambda a: a.round != vals["round"]):
            raise UserError(self.env._("The round is counted by the CAPA itself."))
        changed = vals.keys() - EXECUTION_FIELDS
        if changed:
            self.capa_id._check_plan_open()
        if vals.keys() & {"is_done", "evidence"}:
            self._check_executed_in_time()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        self._check_current_round()
        self.capa_id._check_plan_open()

    def _check_current_round(self):
        """What was done in a former round stays as it was verified."""
        former = self.filtered(lambda a: a.round != a.capa_id.round)
        if former:
            raise UserError(
                self.env._(
                    "%(names)s: measures of a former round stay as they were. Plan a "
                    "new measure.",
                    names=", ".join(former.mapped("name")),
                )
            )

    def _check_executed_in_time(self):
        """What was verified, or is being verified, is no longer ticked or unticked."""
        verified = self.capa_id.filtered(
            lambda c: c.state not in ("opened", "cause", "planned")
        )
        if verified:
            raise UserError(
                self.env._(
                    "The measures of %(names)s are reported as done: they stay as they "
                    "are. Send the CAPA back first, with a reason.",
                    names=", ".join(verified.mapped("display_name")),
                )
            )

    def action_open_capa(self):
        """Open the CAPA of the measure."""
        self.ensure_one()
        return self.capa_id._get_form_action()
