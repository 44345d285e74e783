from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerReason(models.TransientModel):
    """Asks for the reason of a step, and does the step on the records.

    A model names the steps that take a reason in ``_reason_steps``; each checks rights
    and state itself. Open by an action with ``default_res_model``, ``default_step`` in
    the context, or by :meth:`_open`; the records are the active ones.
    """

    _name = "customer.reason"
    _description = "Reason of a Step"

    res_model = fields.Char(required=True, readonly=True)
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids", []))
    step = fields.Char(required=True, readonly=True)
    reason = fields.Text(required=True)

    @api.constrains("res_model", "step")
    def _check_step(self):
        for wizard in self:
            wizard._get_step()

    @api.model
    def _open(self, records, step, title):
        """Return the action that asks for a reason and then does ``step``."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_tiering.customer_reason_action"
        )
        context = {
            "default_res_model": records._name,
            "default_step": step,
            "active_ids": records.ids,
        }
        return action | {"name": title, "context": context}

    def action_apply(self):
        self.ensure_one()
        step = self._get_step()
        step(self.reason)
        return {"type": "ir.actions.act_window_close"}

    def _get_step(self):
        """Return the bound method of the step; only those a model declares."""
        self.ensure_one()
        model = self.env.get(self.res_model)
        if model is None or self.step not in getattr(model, "_reason_steps", ()):
            raise UserError(
                self.env._(
                    "“%(step)s” is no step that takes a reason. Use the buttons of the "
                    "record.",
                    step=self.step,
                )
            )
        return getattr(model.browse(self.res_ids), self.step)
