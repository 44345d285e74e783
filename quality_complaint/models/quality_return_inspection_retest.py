from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class QualityReturnInspection(models.Model):
    """Where only a retest can tell, the outgoing inspector is asked [CO-69]."""

    _inherit = "quality.return.inspection"

    retest_ids = fields.One2many(
        "quality.inspection.record", "return_inspection_id", "Retests", readonly=True
    )
    needs_retest = fields.Boolean(
        compute="_compute_needs_retest",
        help="Goods of its category enter stock on an accepted inspection record only.",
    )

    def _compute_needs_retest(self):
        rules = self.env["product.category"]._get_inspection_rules()
        for row in self:
            control, _days = rules.get(row.product_id.categ_id.id, ("none", 0))
            row.needs_retest = control != "none"

    def action_retest(self):
        self.ensure_one()
        return self._request_retest()._get_records_action()

    def _request_retest(self):
        """Ask for an inspection record of these goods.

        :return: the record
        :raises AccessError: the user is no quality staff
        :raises UserError: inspected already, or a retest is under way
        """
        self.return_id._check_quality_role("user")
        for row in self:
            if row.return_id.state != "received" or row._get_open_retests():
                raise UserError(
                    self.env._(
                        "%(goods)s: a retest is asked for while the goods are received, "
                        "one at a time.",
                        goods=row.display_name,
                    )
                )
        # which goods it is about, the step notes
        records = (
            self.env["quality.inspection.record"]
            .sudo()
            ._create_gated([row._prepare_retest_vals() for row in self])
        )
        return records.with_env(self.env)

    def _prepare_retest_vals(self):
        self.ensure_one()
        serial = self.product_id.tracking == "serial"
        return {
            "kind": "pre_release",
            "return_inspection_id": self.id,
            "reporter_id": self.env.uid,
            "product_id": self.product_id.id,
            "lot_id": not serial and self.lot_id.id,
            "serial_ids": [Command.set(self.lot_id.ids if serial else [])],
            "quantity": self.quantity,
            "picking_id": self.picking_id.id,
            "company_id": self.company_id.id,
            "team_id": self.return_id.team_id.id,
            "confidential": self.return_id.confidential,
        }

    def _get_open_retests(self):
        records = self.sudo().retest_ids  # whether one waits is no secret
        return records.filtered(
            lambda record: record.state not in ("done", "cancelled")
        )

    def _get_retested_quantity(self):
        """What the last finished retest accepted of it (product's unit); None: none."""
        self.ensure_one()
        done = self.sudo().retest_ids.filtered(lambda record: record.state == "done")
        last = done.sorted("date_done")[-1:]
        return last.accepted_quantity if last else None

    def _get_verdict_blockers(self):
        """The verdict waits for the retest, and agrees with it [CO-69, NC-25]."""
        blockers = super()._get_verdict_blockers()
        accepted = self._get_retested_quantity()
        if waiting := self._get_open_retests():
            blockers.append(
                self.env._(
                    "%(goods)s: the retest %(names)s is not finished.",
                    goods=self.display_name,
                    names=", ".join(waiting.mapped("name")),
                )
            )
        elif self.verdict == "intact" and accepted is None and self.needs_retest:
            blockers.append(
                self.env._(
                    "%(goods)s is inspected before it enters stock: ask for a retest.",
                    goods=self.display_name,
                )
            )
        elif (
            self.verdict == "intact"
            and accepted is not None
            and (self.uom_id.compare(self.quantity, accepted) > 0)
        ):
            blockers.append(
                self.env._(
                    "%(goods)s: the retest accepted %(accepted)g %(unit)s of them. Judge "
                    "the refused part apart.",
                    goods=self.display_name,
                    accepted=accepted,
                    unit=self.uom_id.name,
                )
            )
        return blockers
