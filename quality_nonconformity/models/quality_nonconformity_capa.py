from markupsafe import Markup

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import plaintext2html
from odoo.tools.misc import format_datetime

#: a CAPA in one of these states still works on the cause of what is found now
WORKING_STATES = ("opened", "cause", "planned", "done", "verifying", "not_effective")


class QualityNonconformityCapa(models.Model):
    """The CAPA of a nonconformity: when it is needed, what it begins with [NC-75].

    Severe and repeated ones close with a CAPA whose plan is approved. One CAPA may
    serve all nonconformities of the same product and class of defects.
    """

    _inherit = "quality.nonconformity"

    def _needs_capa(self):
        """Whether it closes with a CAPA only: severe, repeated, or marked by hand."""
        self.ensure_one()
        return (
            self.capa_required
            or self.severity_id.capa_required
            or self.severity_answer == "accepted"
        )

    def _get_serving_capas(self):
        """CAPA that count for it: its own, else those at work on the same defect."""
        self.ensure_one()
        # the gate counts CAPA that the user may not read, too
        own = self.sudo().capa_ids.filtered(lambda c: c.state != "cancelled")
        if own or not (self.product_id and self.defect_class_id):
            return own
        return own.search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("defect_class_id", "=", self.defect_class_id.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("state", "in", WORKING_STATES)
        )

    def _get_capa_blockers(self):
        """Texts that say which CAPA is missing before it can be closed [XX-26]."""
        self.ensure_one()
        serving = self._get_serving_capas()
        waiting = serving.filtered(lambda c: c.state in ("opened", "cause"))
        if waiting and (self.sudo().capa_ids or waiting == serving):
            return [
                self.env._(
                    "The plan of %(capas)s is not approved yet. Have it approved, or "
                    "cancel it with a reason.",
                    capas=", ".join(waiting.mapped("name")),
                )
            ]
        if self._needs_capa() and not serving:
            return [
                self.env._(
                    "%(name)s is severe or repeated: open a corrective action (CAPA) "
                    "from it and have its plan approved.",
                    name=self.name,
                )
            ]
        return []

    def _get_close_blockers(self):
        return super()._get_close_blockers() + self._get_capa_blockers()

    def _check_capa_planned(self):
        # one that a CAPA of the same defect serves needs none of its own
        served = self.filtered(lambda record: not record._get_capa_blockers())
        return super(QualityNonconformityCapa, self - served)._check_capa_planned()

    def _prepare_capa_vals(self):
        vals = super()._prepare_capa_vals()
        by_supplier = self.responsible == "supplier"
        vals |= {
            "title": self._get_capa_title(),
            "description": self._get_capa_problem(),
            "product_id": self.product_id.id,
            "partner_id": (by_supplier and self.supplier_id or self.partner_id).id,
            "defect_class_id": self.defect_class_id.id,
            "team_id": self.team_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "discipline_ids": self._prepare_capa_disciplines(),
        }
        if self.cause:
            vals["cause_ids"] = [
                Command.create(
                    {
                        "name": self.cause.strip().splitlines()[0],
                        "category": self.cause_category or "method",
                        "note": self.name,
                    }
                )
            ]
        return vals

    def _get_capa_title(self):
        what = self.defect_id.name or self.description.strip().splitlines()[0]
        goods = self.product_id.display_name or self.team_id.name
        return ": ".join(filter(None, (goods, what)))

    def _get_capa_problem(self):
        """What happened, as HTML: number, day, point, goods, description."""
        labels = dict(self._fields["detection_point"]._description_selection(self.env))
        goods = ""
        if self.product_id:
            amount = f"{self.quantity:g} {self.uom_id.name or ''}"
            lots = ", ".join(self.lot_ids.mapped("name"))
            goods = " · ".join(
                filter(None, (self.product_id.display_name, amount, lots))
            )
        facts = (
            self.name,
            format_datetime(self.env, self.date),
            labels.get(self.detection_point),
            goods,
        )
        lines = Markup("<br/>").join(filter(None, facts))
        return Markup("<p>%s</p>%s") % (lines, plaintext2html(self.description))

    def _prepare_capa_disciplines(self):
        """The rows of the 8D report, with what is known already."""
        known = {"D2": self.description, "D3": self.immediate_measure}
        rows = self.env["quality.capa.discipline"]._prepare_all()
        return [
            Command.create(
                row | {"content": plaintext2html(known[row["code"]])}
                if known.get(row["code"])
                else row
            )
            for row in rows
        ]

    @api.model
    def _get_recurrence_domain(self, product, defect_class, company, start, end):
        """Nonconformities of the same product and defect, found from start to end."""
        domain = (
            Domain("product_id", "=", product.id)
            & Domain("defect_class_id", "=", defect_class.id)
            & Domain("company_id", "=", company.id)
            & Domain("state", "!=", "cancelled")
            & Domain("date", ">", start)
        )
        return domain & Domain("date", "<=", end) if end else domain
