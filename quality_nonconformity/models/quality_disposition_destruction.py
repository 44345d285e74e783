from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .move_readers import MOVE_READERS


class QualityDispositionDestruction(models.Model):
    """Destroying leaves a record that witnesses sign; scrapping ends its request."""

    _inherit = "quality.disposition"

    destruction_ids = fields.One2many(
        "quality.destruction", "disposition_id", "Destruction Records", readonly=True
    )
    scrap_request_ids = fields.One2many(
        "stock.scrap",
        "request_id",
        "Scrap Orders asked for",
        readonly=True,
        groups=MOVE_READERS,
    )

    def action_view_destruction(self):
        return self.destruction_ids._get_records_action(
            name=self.env._("Destruction Record")
        )

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "executed":
            self._create_destructions()
            # the goods are scrapped: the orders that asked for it have nothing to do
            done = self.sudo().scrap_request_ids
            done.filtered(lambda scrap: scrap.state == "draft").unlink()
        return result

    def _create_destructions(self):
        """Make the record of each destruction; witnesses may read the case [NC-62]."""
        # who carries it out holds no right to make records
        Destruction = self.env["quality.destruction"].sudo()
        for record in self.filtered(
            lambda d: d.kind == "destroy" and d.nonconformity_id.kind == "product"
        ):
            Destruction.create(record._prepare_destruction_vals())
            links = [Command.link(user.id) for user in record.witness_ids]
            record.sudo().nonconformity_id._write_gated({"participant_ids": links})

    def _prepare_destruction_vals(self):
        """Hook: values of the record of what was destroyed."""
        self.ensure_one()
        return {
            "disposition_id": self.id,
            "company_id": self.company_id.id,
            "team_id": self.team_id.id,
            "user_id": self.executed_by_id.id,
            "confidential": self.confidential,
            "quantity": self.product_quantity,
            "method": self.destruction_method,
            "date": self.date_executed,
            "executed_by_id": self.executed_by_id.id,
            "witness_ids": [Command.set((self.witness_ids - self.executed_by_id).ids)],
        }

    def _verify(self, good_quantity=None):
        """Also: only what its witnesses signed is verified [NC-62].

        :raises UserError: a witness of a destruction has not signed
        """
        for record in self.filtered("destruction_ids"):
            # who has to sign is no secret to who verifies
            open_records = record.sudo().destruction_ids.filtered(
                lambda destruction: destruction.state != "done"
            )
            for destruction in open_records:
                missing = destruction.missing_witness_ids.mapped("name")
                raise UserError(
                    self.env._(
                        "%(name)s: these witnesses have not signed yet: %(witnesses)s.",
                        name=destruction.name,
                        witnesses=", ".join(missing) or "–",
                    )
                )
        return super()._verify(good_quantity)
