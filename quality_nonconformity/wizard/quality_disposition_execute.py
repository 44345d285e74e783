from odoo import api, fields, models
from odoo.fields import Command


class QualityDispositionExecute(models.TransientModel):
    """Dialog: what whoever carries a disposition out has to say before [NC-61]."""

    _name = "quality.disposition.execute"
    _description = "Carry out a Disposition"

    disposition_id = fields.Many2one(
        "quality.disposition", required=True, ondelete="cascade"
    )
    kind = fields.Selection(related="disposition_id.kind")
    witness_ids = fields.Many2many(
        "res.users",
        "quality_disposition_execute_witness_rel",
        string="Witnesses",
        domain="[('share', '=', False), ('id', '!=', uid)]",
        compute="_compute_answers",
        store=True,
        readonly=False,
        precompute=True,
        help="Who sees the goods scrapped or destroyed. Not the one who carries it out.",
    )
    result_note = fields.Text(
        "Result",
        compute="_compute_answers",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.constrains("disposition_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.disposition_id.sudo(False).check_access("read")

    @api.depends("disposition_id")
    def _compute_answers(self):
        for wizard in self:
            wizard.witness_ids = wizard.disposition_id.witness_ids
            wizard.result_note = wizard.disposition_id.result_note

    def action_confirm(self):
        """Note the answers and carry it out; the disposition checks the rights."""
        self.ensure_one()
        self.disposition_id._note_execution(
            {
                "witness_ids": [Command.set(self.witness_ids.ids)],
                "result_note": self.result_note,
            }
        )
        self.disposition_id._execute()
        return {"type": "ir.actions.act_window_close"}
