from odoo import models


class QualityForm(models.Model):
    """Who signs the note that goes to the customer [CO-74]."""

    _inherit = "quality.form"

    def _get_signature_blocks(self, document):
        """On the return note: who checked it, then lines to sign by hand.

        The approvals of the return stay in the house.
        """
        note = self.env.ref("quality_complaint.form_return_note")
        if self != note or not document:
            return super()._get_signature_blocks(document)
        blocks = super()._get_signature_blocks(document.browse())
        if document.date_note:
            checked = (
                self.env._("Checked by"),
                document.note_by_id.name,
                document.date_note,
            )
            blocks = [checked, *blocks]
        return blocks
