import base64

from odoo import api, fields, models
from odoo.fields import Command


class QualitySupplierReply(models.TransientModel):
    """Dialog: an answer that the supplier gave on paper, by mail or by telephone.

    It takes the same way as what he sends by his link; who typed it stays known.
    """

    _name = "quality.supplier.reply"
    _description = "Answer of a Supplier on Paper"

    notice_id = fields.Many2one("quality.supplier.notice", required=True)
    answer_form = fields.Selection(related="notice_id.answer_form")
    step = fields.Selection(
        [
            ("acknowledge", "Acknowledgement"),
            ("save", "Part of the answer"),
            ("answer", "Answer"),
            ("goods", "When goods are fetched"),
        ],
        "What Came",
        required=True,
        default="answer",
    )
    means = fields.Char("Came by", required=True, help="Letter, mail, telephone…")
    replied_by = fields.Char("Answered by", required=True)
    reply = fields.Text()
    accepted_quantity = fields.Float(digits="Product Unit")
    supplier_stock_quantity = fields.Float(
        "Suspect in His Stock", digits="Product Unit"
    )
    transit_quantity = fields.Float("Suspect on the Way", digits="Product Unit")
    date_fetch = fields.Date("Goods Fetched on")
    rma_number = fields.Char("RMA Number")
    line_ids = fields.One2many(
        "quality.supplier.reply.line",
        "wizard_id",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    attachment_ids = fields.Many2many(
        "ir.attachment", "quality_supplier_reply_attachment_rel", string="Files"
    )

    @api.constrains("notice_id")
    def _check_readable(self):
        """Its user may read what it is about; checks of values run as superuser."""
        self.notice_id.sudo(False).check_access("read")

    @api.depends("notice_id")
    def _compute_line_ids(self):
        for wizard in self:
            # asked for outright: what the cache holds says nothing of the reader
            notice = wizard.notice_id.sudo(False)._filtered_access("read")
            wizard.line_ids = [Command.clear()] + [
                Command.create({"code": row.code, **row._get_said()})
                for row in notice.current_discipline_ids
            ]

    def action_confirm(self):
        self.ensure_one()
        notice = self.notice_id
        notice._check_role("user")
        notice.check_access("write")
        names = notice._get_step_fields(self.step)
        notice._take_answer(
            self.step,
            {name: self[name] for name in names},
            {line.code: line._prepare_values() for line in self.line_ids},
            [(f.name, base64.b64decode(f.datas or b"")) for f in self.attachment_ids],
            origin=self.env._(
                "entered by %(user)s, came by: %(means)s",
                user=self.env.user.name,
                means=self.means,
            ),
        )
        return {"type": "ir.actions.act_window_close"}
