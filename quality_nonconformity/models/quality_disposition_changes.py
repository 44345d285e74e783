from odoo import fields, models


class QualityDispositionChanges(models.Model):
    """Nothing is carried out while another method is asked for [NC-59]."""

    _inherit = "quality.disposition"

    change_ids = fields.One2many(
        "quality.disposition.change", "disposition_id", "Changes asked for", copy=False
    )
    change_id = fields.Many2one(
        "quality.disposition.change",
        "Proposed because of",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )

    def action_request_change(self):
        """Open a request for another method."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Change"),
            "res_model": "quality.disposition.change",
            "views": [(False, "form")],
            "context": {
                "default_disposition_id": self.id,
                "default_company_id": self.company_id.id,
            },
        }

    def action_view_changes(self):
        return (self.change_ids | self.change_id)._get_records_action(
            name=self.env._("Changes asked for")
        )

    def _request_change(self, kind, quantity, reason, **vals):
        """Ask the reviewers for another method; until they agree nothing is executed.

        :param str kind: the disposition wanted instead
        :param float quantity: how much of it, in the unit of the disposition
        :param str reason: why the decided way does not work
        :param vals: what the other method needs: instruction, target_product_id…
        :return: the request
        :raises AccessError: the user does not execute it
        :raises UserError: it waits for no execution, or the wish is impossible
        """
        self.ensure_one()
        return self.env["quality.disposition.change"].create(
            {
                "disposition_id": self.id,
                "kind": kind,
                "quantity": quantity,
                "reason": reason,
                **vals,
            }
        )

    def _get_execute_blockers(self):
        blockers = super()._get_execute_blockers()
        # a request of another department blocks as well
        asked = self.sudo().change_ids.filtered(lambda change: change.state == "draft")
        if asked:
            blockers.append(
                self.env._(
                    "Another method is asked for (%(names)s): wait for the decision, or "
                    "withdraw the request.",
                    names=", ".join(asked.mapped("name")),
                )
            )
        return blockers
