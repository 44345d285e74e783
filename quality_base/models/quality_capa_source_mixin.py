from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityCapaSourceMixin(models.AbstractModel):
    """A record that corrective actions are opened from: NC, complaint, recall [XX-26].

    It shows their state, and its closing step calls :meth:`_check_capa_planned`.
    """

    _name = "quality.capa.source.mixin"
    _description = "Source of Corrective Actions"

    capa_ids = fields.One2many(
        "quality.capa",
        "source_id",
        "CAPA",
        domain=lambda self: [("source_model", "=", self._name)],
        copy=False,
    )
    capa_count = fields.Integer(compute="_compute_capa_count")
    capa_required = fields.Boolean(
        "CAPA Required", help="It cannot be closed without a corrective action."
    )

    @api.depends("capa_ids")
    def _compute_capa_count(self):
        groups = self.env["quality.capa"]._read_group(
            [("source_model", "=", self._name), ("source_id", "in", self.ids)],
            ["source_id"],
            ["__count"],
        )
        counts = dict(groups)
        for record in self:
            record.capa_count = counts.get(record.id, 0)

    def action_view_capas(self):
        """Open the corrective actions of this record."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "quality_base.quality_capa_action"
        )
        action["domain"] = [
            ("source_model", "=", self._name),
            ("source_id", "=", self.id),
        ]
        action["context"] = {}
        return action

    def action_open_capa(self):
        """Open a new CAPA for this record and show it."""
        self.ensure_one()
        return self._open_capa()._get_form_action()

    def _open_capa(self):
        """Open one CAPA per record of the set; return them."""
        vals_list = [record._prepare_capa_vals() for record in self]
        return self.env["quality.capa"].create(vals_list)

    def _prepare_capa_vals(self):
        """Return the create values of a CAPA; extend with product, partner, text."""
        self.ensure_one()
        company = self.company_id if "company_id" in self._fields else self.env.company
        return {
            "title": self.display_name,
            "source_model": self._name,
            "source_id": self.id,
            "company_id": company.id,
            # what is secret there is secret here: title and text come from there
            "confidential": "confidential" in self._fields and self.confidential,
        }

    def _check_capa_planned(self):
        """Refuse to go on while a CAPA of the record has no approved plan [XX-26].

        :raises UserError: a required CAPA is missing, or one is not planned yet
        """
        # the gate counts CAPA that the user may not read, too
        for record, capa_sudo in [(r, r.sudo().capa_ids) for r in self]:
            capas = capa_sudo.filtered(lambda c: c.state != "cancelled")
            waiting = capas.filtered(lambda c: c.state in ("opened", "cause"))
            if record.capa_required and not capas:
                raise UserError(
                    self.env._(
                        "%(name)s needs a corrective action before it can be closed. "
                        "Open a CAPA from it and have its plan approved.",
                        name=record.display_name,
                    )
                )
            if waiting:
                raise UserError(
                    self.env._(
                        "%(name)s cannot be closed: the plan of %(capas)s is not "
                        "approved yet. Have it approved, or cancel it with a reason.",
                        name=record.display_name,
                        capas=", ".join(waiting.mapped("name")),
                    )
                )
