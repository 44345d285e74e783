from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import is_html_empty


class QualityComplaintGuidance(models.Model):
    """What to keep in mind, and ready texts for the reply, on the record [CO-41]."""

    _inherit = "quality.complaint"

    guidance = fields.Html(compute="_compute_guidance")
    phrase_id = fields.Many2one(
        "quality.complaint.phrase",
        "Insert Text",
        store=False,
        domain="[('use', '=', 'reply'), '|', ('subject', '=', False), ('subject', '=', subject)]",
        help="Put in at the end of the reply, in the customer's language.",
    )

    @api.depends("subject", "level_id", "company_id")
    @api.depends_context("lang")
    def _compute_guidance(self):
        texts = self.env["quality.complaint.phrase"].search(
            [("use", "=", "guidance")], order="sequence, id"
        )
        for record in self:
            fitting = texts.filtered(lambda text, r=record: text._fits(r))
            bodies = [body for body in fitting.mapped("body") if body]
            record.guidance = Markup().join(bodies) if bodies else False

    @api.onchange("phrase_id")
    def _onchange_phrase_id(self):
        # a choice on the screen: the reply is edited and saved by the user
        if self.phrase_id:
            self.reply = self._with_phrase(self.phrase_id)
            self.phrase_id = False

    def _with_phrase(self, phrase):
        """Return the reply with ``phrase`` added, in the customer's language."""
        self.ensure_one()
        lang = self.partner_id.lang or self.env.lang
        body = phrase.with_context(lang=lang).body
        if is_html_empty(self.reply):
            return body
        return Markup("%s%s") % (self.reply, body)
