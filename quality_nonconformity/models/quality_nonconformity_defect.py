from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class QualityNonconformityDefect(models.Model):
    """To and from the defect library: what is known, and what was learnt [NC-76]."""

    _inherit = "quality.nonconformity"

    product_tmpl_id = fields.Many2one(
        related="product_id.product_tmpl_id", string="Product Template"
    )
    known_cause = fields.Text(related="defect_id.cause", string="Known Cause")
    known_measure = fields.Text(related="defect_id.measure", string="Known Measure")
    known_result = fields.Text(related="defect_id.result", string="What came of it")

    def action_take_over_defect(self):
        self._take_over_defect()
        return True

    def action_file_in_library(self):
        """File what was learnt, and open the entry to polish it."""
        return self._file_in_library()._get_records_action(
            name=self.env._("Defect Library")
        )

    def _take_over_defect(self):
        """Fill empty cause and measure with what the library knows of the defect."""
        for record in self:
            defect, vals = record.defect_id, {}
            if not record.cause and defect.cause:
                vals["cause"] = defect.cause
            if not record.immediate_measure and defect.measure:
                vals["immediate_measure"] = defect.measure
            if vals:
                record.write(vals)

    def _file_in_library(self):
        """Write cause, measure and result into the defect, or make a new defect of it.

        :return: the ``quality.defect``
        :raises AccessError: the user may not write the library
        :raises UserError: its cause is not known yet
        """
        self.ensure_one()
        if not (self.cause or "").strip():
            raise UserError(
                self.env._(
                    "%(name)s names no cause: the library is searched for causes. Enter "
                    "it first.",
                    name=self.name,
                )
            )
        vals = self._prepare_learnt_vals()
        if self.defect_id:
            self.defect_id.write(vals)
        else:
            defect = self.env["quality.defect"].create(
                vals | self._prepare_defect_vals()
            )
            self.write({"defect_id": defect.id})
        self.message_post(
            body=self.env._(
                "Filed in the defect library as %(defect)s.",
                defect=self.defect_id.display_name,
            )
        )
        return self.defect_id

    def _prepare_learnt_vals(self):
        """Return cause, measure and result as the library keeps them."""
        self.ensure_one()
        executed = self.disposition_ids.filtered(
            lambda row: row.state in ("executed", "verified")
        )
        measures = [self.immediate_measure, *executed.mapped("display_name")]
        results = [note for note in executed.mapped("result_note") if note]
        vals = {"cause": self.cause}
        if measure := "\n".join(filter(None, measures)):
            vals["measure"] = measure
        if results:
            vals["result"] = "\n".join(results)
        return vals

    def _prepare_defect_vals(self):
        """Return the values of a defect that this nonconformity is the first of."""
        self.ensure_one()
        return {
            "name": self.description.strip().splitlines()[0][:80],
            "kind": self.kind,
            "product_tmpl_ids": [Command.set(self.product_tmpl_id.ids)],
            "severity_id": self.severity_id.id,
            "company_id": self.company_id.id,
        }
