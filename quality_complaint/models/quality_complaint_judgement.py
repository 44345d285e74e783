from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class QualityComplaintJudgement(models.Model):
    """What examination says of the goods complained about: good or bad [CO-33, CO-34].

    Once only, but for goods judged good that prove bad later; bad goods are judged
    again in their nonconformity.
    """

    _inherit = "quality.complaint"

    goods_judgement = fields.Selection(
        [("good", "Confirmed good"), ("bad", "Confirmed bad")],
        "Goods",
        readonly=True,
        copy=False,
        tracking=True,
    )
    goods_judgement_note = fields.Text("Findings", readonly=True, copy=False)
    goods_judged_by_id = fields.Many2one(
        "res.users", "Goods judged by", readonly=True, copy=False
    )
    date_goods_judged = fields.Datetime("Goods judged on", readonly=True, copy=False)
    can_confirm_good = fields.Boolean(compute="_compute_can_confirm")
    can_confirm_bad = fields.Boolean(compute="_compute_can_confirm")

    @api.depends("state", "goods_judgement", "product_id")
    @api.depends_context("uid")
    def _compute_can_confirm(self):
        quality = self.env.user.has_group("quality_base.group_quality_user")
        officer = self.env.user.has_group("quality_base.group_quality_officer")
        for record in self:
            known = record._is_goods_case() and record._is_under_way()
            judged = record.goods_judgement
            record.can_confirm_good = officer and known and not judged
            record.can_confirm_bad = quality and known and judged != "bad"

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "goods_judgement",
            "goods_judgement_note",
            "goods_judged_by_id",
            "date_goods_judged",
        }

    def _is_goods_case(self):
        self.ensure_one()
        return self.product_id.type == "consu"

    def _is_under_way(self):
        """Whether it is accepted and not yet over."""
        self.ensure_one()
        return self.state not in ("new", "closed", "rejected")

    def _confirm_good(self, text):
        """The goods are good: holds released, buyers, warehouse and sales told [CO-33].

        :param str text: what was found; the reason of the release
        :raises AccessError: the user is no quality officer
        :raises UserError: nothing found is said, judged already, or four eyes are needed
        """
        self._check_judgement("officer", text)
        if judged := self.filtered("goods_judgement"):
            raise UserError(judged._judged_message())
        for record in self:
            record._enter_judgement("good", text)
            if record.hold_decision == "pending":
                record._write_gated(
                    {"hold_decision": "waived", "hold_waive_reason": text}
                )
            record._close_hold_activities(text)
            holds = record._get_holds().filtered(lambda hold: hold.state == "placed")
            holds.sudo(False)._release(text)

    def _confirm_bad(self, text):
        """The goods are bad: nonconformity, isolation, alarm chain [CO-34, CO-35].

        :param str text: what was found; the description of the nonconformity
        :return: the nonconformities
        :raises AccessError: the user is no quality staff
        :raises UserError: nothing found is said, lots are missing, or judged already
        """
        self._check_judgement("user", text)
        if judged := self.filtered(lambda r: r.goods_judgement == "bad"):
            raise UserError(judged._judged_message())
        found = self.env["quality.nonconformity"]
        for record in self:
            record._enter_judgement("bad", text)
            record._close_hold_activities(text)
            source = record._isolate_bad_goods(text)
            record._raise_alarm(source)
            record._on_confirmed_bad(source)
            found |= source
        return found

    def _on_goods_judged(self, good, text):
        """An examination (laboratory, visit, return) says whether the goods are good.

        :param bool good: the verdict
        :param str text: what was found
        """
        if good:
            self._confirm_good(text)
        else:
            self._confirm_bad(text)

    def _on_confirmed_bad(self, nonconformity):
        """Hook: the goods are bad and isolated, e.g. to open a recall [RE-05]."""
        self.ensure_one()

    def _check_judgement(self, role, text):
        self._check_may_process()
        if not self.env.user.has_group(f"quality_base.group_quality_{role}"):
            raise AccessError(
                self.env._(
                    "Goods are confirmed good by quality officers and bad by quality "
                    "staff. Ask one of them."
                )
            )
        if not (text or "").strip():
            raise UserError(self.env._("Say what was found on the goods."))
        for record in self:
            if not record._is_under_way():
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: goods are judged while it is under "
                        "way.",
                        name=record.name,
                        state=record._state_label(record.state),
                    )
                )
            if not record._is_goods_case():
                raise UserError(
                    self.env._(
                        "%(name)s names no goods. Enter the product first.",
                        name=record.name,
                    )
                )

    def _enter_judgement(self, verdict, text):
        self.ensure_one()
        self._write_gated(
            {
                "goods_judgement": verdict,
                "goods_judgement_note": text,
                "goods_judged_by_id": self.env.uid,
                "date_goods_judged": fields.Datetime.now(),
            }
        )
        self._log_history("note", {"goods": verdict}, comment=text)

    def _judged_message(self):
        record = self[:1]
        labels = dict(self._fields["goods_judgement"]._description_selection(self.env))
        return self.env._(
            "%(name)s: the goods are “%(verdict)s” since %(date)s. Bad goods are judged "
            "again in their nonconformity: %(sources)s.",
            name=record.name,
            verdict=labels[record.goods_judgement],
            date=fields.Datetime.to_string(record.date_goods_judged),
            # numbers only, of what came out of this very complaint
            sources=", ".join(record.sudo().nonconformity_ids.mapped("name")) or "–",
        )
