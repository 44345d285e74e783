from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .quality_supplier_discipline import OPTIONAL
from .quality_supplier_notice import WAITING_STATES

#: step of the supplier → states in which he can do it
STEP_STATES = {
    "acknowledge": ("issued",),
    "save": WAITING_STATES,
    "answer": WAITING_STATES,
    "goods": ("answered", "effective", "not_effective"),
}


class QualitySupplierNoticeAnswer(models.Model):
    """What the supplier says to a notice: one engine for his page and for paper.

    All of it goes into the fields below, which no user can write, and word by word
    into the discussion [NC-30, NC-32].
    """

    _inherit = "quality.supplier.notice"

    replied_by = fields.Char("Answered by", readonly=True, copy=False, tracking=True)
    reply = fields.Text(readonly=True, copy=False)
    accepted_quantity = fields.Float(
        "Quantity Accepted as Nonconforming",
        digits="Product Unit",
        readonly=True,
        copy=False,
    )
    supplier_stock_quantity = fields.Float(
        "Suspect Quantity in the Supplier's Stock",
        digits="Product Unit",
        readonly=True,
        copy=False,
    )
    transit_quantity = fields.Float(
        "Suspect Quantity on the Way", digits="Product Unit", readonly=True, copy=False
    )
    date_fetch = fields.Date("Goods Fetched on", readonly=True, copy=False)
    rma_number = fields.Char("RMA Number", readonly=True, copy=False)
    discipline_ids = fields.One2many(
        "quality.supplier.discipline", "notice_id", "8D Report", readonly=True
    )
    current_discipline_ids = fields.One2many(
        "quality.supplier.discipline", compute="_compute_current_discipline_ids"
    )
    answer_attachment_ids = fields.Many2many(
        "ir.attachment",
        "quality_supplier_notice_answer_rel",
        "notice_id",
        "attachment_id",
        "Files of the Supplier",
        readonly=True,
        copy=False,
    )
    date_acknowledged = fields.Datetime("Acknowledged on", readonly=True, copy=False)
    date_answered = fields.Datetime(
        "Answered on", readonly=True, copy=False, index="btree_not_null"
    )
    date_first_answer = fields.Datetime("First Answer on", readonly=True, copy=False)

    @api.depends("discipline_ids.round", "round")
    def _compute_current_discipline_ids(self):
        for notice in self:
            notice.current_discipline_ids = notice.discipline_ids.filtered(
                lambda row, n=notice: row.round == n.round
            ).sorted("code")

    @api.model
    def _get_answer_fields(self):
        """Names of the fields that the supplier fills."""
        return (
            *("replied_by", "reply", "accepted_quantity", "supplier_stock_quantity"),
            *("transit_quantity", "date_fetch", "rma_number"),
        )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *self._get_answer_fields(),
            *("discipline_ids", "answer_attachment_ids", "date_acknowledged"),
            *("date_answered", "date_first_answer"),
        }

    @api.model
    def _get_step_fields(self, step):
        """Names of the fields that the supplier can fill in this step."""
        if step == "goods":
            return ("replied_by", "date_fetch", "rma_number")
        return self._get_answer_fields()

    def _take_answer(self, step, vals, disciplines=None, files=(), origin=None):
        """Take in what the supplier sent by his link, or on paper [NC-30, NC-32].

        :param str step: acknowledge, save (a part of the answer), answer (all of it) or
            goods (when they are fetched, after the answer)
        :param dict vals: field → value; only those of the step
        :param dict disciplines: ``{"D1": {"content", "person", "date"}}``
        :param files: list of (name, bytes), already checked
        :param str origin: from where it came, for the history
        :raises UserError: not possible now, incomplete, or too much
        """
        self.ensure_one()
        self._check_answer_step(step)
        vals = {k: v for k, v in vals.items() if k in self._get_step_fields(step)}
        rows = self._pick_disciplines(step, disciplines or {})
        self._check_answer_values(vals, rows, files)
        # the supplier is no user; staff holds no write right on his words
        sudo = self.sudo()
        if step == "answer" and (missing := sudo._get_answer_blockers(vals, rows)):
            raise UserError("\n".join(missing))
        sudo = sudo.with_context(lang=self._get_house_lang())
        words = sudo._get_answer_words(vals, rows, step == "answer")
        sudo._write_answer(vals, rows)
        message = sudo._post_supplier_words(
            sudo._get_answer_title(step), words, files, origin
        )
        sudo._write_gated(
            {
                "answer_attachment_ids": [
                    Command.link(x) for x in message.attachment_ids.ids
                ]
            }
        )
        sudo._move_answered(step)
        sudo._after_answer(step)

    def _check_answer_step(self, step):
        if self.state not in STEP_STATES[step]:
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: this is not possible any more. Open the "
                    "link again to see how it stands.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )

    def _pick_disciplines(self, step, disciplines):
        """Return ``{row: values}`` of this round; unknown codes are dropped."""
        if self.answer_form != "8d" or step == "goods":
            return {}
        rows = self.sudo().current_discipline_ids  # see _take_answer
        return {
            row: {
                key: disciplines[row.code][key] or False
                for key in ("content", "person", "date")
                if key in disciplines[row.code]
            }
            for row in rows
            if row.code in disciplines
        }

    def _check_answer_values(self, vals, rows, files):
        """Refuse what is too long, too many, negative, or without a name."""
        if not (vals.get("replied_by") or "").strip():
            raise UserError(self.env._("Enter the name of who answers."))
        self._check_supplier_values(self, vals)
        for row, values in rows.items():
            self._check_supplier_values(row, values)
        self._check_supplier_files(self.sudo().answer_attachment_ids, files)

    def _get_answer_words(self, vals, rows, whole):
        """Return [(label, text)] of what he filled in, as the discussion keeps it.

        :param bool whole: also what he had sent before
        """
        said = [
            (self._fields[name]._description_string(self.env), self[name], vals[name])
            for name in self._get_answer_fields()
            if name in vals
        ]
        for row, values in rows.items():
            label = row.with_env(self.env)._get_label()
            said += [(label, row[key], value) for key, value in values.items()]
        return [
            (label, new if new else "–")
            for label, old, new in said
            if (new or False) != (old or False) or (whole and new)
        ]

    def _write_answer(self, vals, rows):
        self._write_gated(vals)
        for row, values in rows.items():
            row.write(values)

    def _get_answer_blockers(self, vals, rows):
        """Hook: texts that say what an answer lacks ([] = it is complete).

        :param dict vals: what is about to be written
        :param dict rows: 8D row → its values about to be written
        """
        self.ensure_one()
        if self.answer_form != "8d":
            written = (vals.get("reply", self.reply) or "").strip()
            return [] if written else [self.env._("Write your reply.")]
        texts = {
            row.code: rows.get(row, {}).get("content", row.content)
            for row in self.current_discipline_ids
        }
        empty = [
            code
            for code, text in texts.items()
            if code not in OPTIONAL and not (text or "").strip()
        ]
        if not empty:
            return []
        return [
            self.env._(
                "An 8D report needs every discipline. Still empty: %(codes)s. Save what "
                "you have and send the rest later.",
                codes=", ".join(empty),
            )
        ]

    def _get_answer_title(self, step):
        titles = {
            "acknowledge": self.env._("The supplier acknowledged the notice."),
            "save": self.env._("The supplier wrote a part of the answer."),
            "answer": self.env._("The supplier answered."),
            "goods": self.env._("The supplier said when the goods are fetched."),
        }
        return titles[step]

    def _move_answered(self, step):
        """Go on to the state that the step leads to."""
        now = fields.Datetime.now()
        if step == "answer":
            self._set_state(
                "answered",
                date_answered=now,
                date_first_answer=self.date_first_answer or now,
                date_acknowledged=self.date_acknowledged or now,
            )
        elif step == "acknowledge":
            self._set_state("acknowledged", date_acknowledged=now)

    def _after_answer(self, step):
        """Hook after the supplier sent something: who must act is told."""
        if step == "answer" and self.user_id:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=self.user_id.id,
                summary=self.env._("Read the supplier's answer"),
            )
        if self.rma_number or self.date_fetch:
            returns = self.nonconformity_id.disposition_ids.filtered(
                lambda d: d.return_state == "requested"
            )
            returns._track_return("agreed", rma_number=self.rma_number)

    def _get_printed_disciplines(self):
        """Return the rows of the 8D report as a print shows them; empty if blank."""
        Row = self.env["quality.supplier.discipline"]
        labels = dict(Row._fields["code"]._description_selection(self.env))
        said = {row.code: row._get_said() for row in self.current_discipline_ids}
        empty = dict.fromkeys(("content", "person", "date"), False)
        return [
            {"label": label, **said.get(code, empty)} for code, label in labels.items()
        ]

    def _prepare_round_vals(self):
        """What of the answer is empty again when the supplier is asked anew."""
        return {"reply": False, "date_answered": False, "date_acknowledged": False}
