from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityStepMixin(models.AbstractModel):
    """A dialog that asks why a step is taken; rights are the step's own.

    The wizard declares the ``step`` selection and, in :meth:`_get_steps`, what each
    step does with the document and the answers of the dialog.
    """

    _name = "quality.step.mixin"
    _description = "Reason for a Step"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document Id", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char("Document", compute="_compute_document_name")
    reason = fields.Text()

    @api.depends("res_model", "res_id")
    def _compute_document_name(self):
        for wizard in self:
            wizard.document_name = wizard._get_document().display_name

    @api.model
    def _get_steps(self):
        """Return ``{step: (model, function(document, wizard))}``."""
        return {}

    @api.model
    def _open(self, document, step):
        """Return the action that asks for the reason of ``step`` on ``document``.

        :raises AccessError: the user may not read the document
        """
        document.check_access("read")
        wizard = self.create(
            {"res_model": document._name, "res_id": document.id, "step": step}
        )
        labels = dict(self._fields["step"]._description_selection(self.env))
        return {
            "type": "ir.actions.act_window",
            "name": labels[step],
            "res_model": self._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_confirm(self):
        """Take the step; it checks rights, state and reason itself."""
        self.ensure_one()
        return self._take_step()

    def _take_step(self):
        self.ensure_one()
        self._get_steps()[self.step][1](self._get_document(), self)
        return {"type": "ir.actions.act_window_close"}

    def _get_document(self):
        """Return the document, as the current user.

        :raises UserError: the step is none of its kind of document
        """
        self.ensure_one()
        model = self._get_steps()[self.step][0]
        if self.res_model != model:
            raise UserError(
                self.env._("This step is none of the document's: open it again.")
            )
        return self.env[model].browse(self.res_id)
