from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class QualityNonconformityFieldFlow(models.Model):
    """Steps on what was found after delivery: judge, help, stop supplying, recall?"""

    _inherit = "quality.nonconformity"

    def write(self, vals):
        answer = vals.get("recall_check")
        if answer and not self._gate_is_open():
            self._check_role("user")
        undecided = self.filtered(lambda r: answer and r.recall_check != answer)
        result = super().write(vals)
        if undecided:
            undecided._note_recall_answer()
            if answer == "yes":
                undecided._on_recall_needed()
        return result

    def _judge_first(self, judgement, note, help_kind="none", user=None, date=None):
        """After-sales judges first, and arranges help for the customer [NC-45].

        :param str judgement: a key of ``first_judgement``
        :param str note: what it rests on
        :param str help_kind: a key of ``field_help``
        :param user: who gives the help; a task is set for him, due on ``date``
        :raises AccessError: the user neither deals with it nor is quality staff
        :raises UserError: it was not found after delivery, or something is missing
        """
        for record in self:
            record._check_may_judge_first()
            if not record.is_field or record.is_frozen:
                raise UserError(
                    self.env._(
                        "%(name)s was not found after delivery, or is closed: a first "
                        "judgement at the customer's is not for it.",
                        name=record.name,
                    )
                )
            if not (note or "").strip():
                raise UserError(self.env._("Say what the first judgement rests on."))
            if help_kind != "none" and not user:
                raise UserError(self.env._("Say who helps the customer."))
        for record in self.sudo():  # after-sales hold no right on steps of others
            record._write_gated(
                {
                    "first_judgement": judgement,
                    "first_judgement_note": note,
                    "first_judge_id": self.env.uid,
                    "date_first_judged": fields.Datetime.now(),
                    "field_help": help_kind,
                    "participant_ids": [Command.link(user.id)] if user else [],
                }
            )
            record._log_history("note", {"judgement": judgement}, note)
            if help_kind != "none":
                record._ask_for_help(help_kind, user, date)

    def _ask_for_help(self, help_kind, user, date):
        self.ensure_one()
        labels = dict(self._fields["field_help"]._description_selection(self.env))
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=date or fields.Date.context_today(self),
            summary=self.env._(
                "%(what)s for %(customer)s",
                what=labels[help_kind],
                customer=self.partner_id.display_name or self.env._("the customer"),
            ),
            note=self.description,
            user_id=user.id,
        )

    def _check_may_judge_first(self):
        self.ensure_one()
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        mine = user in self.user_id | self.sudo().team_id.access_user_ids
        if not (staff or mine):
            raise AccessError(
                self.env._(
                    "%(name)s is judged first by the responsible unit or by quality "
                    "staff.",
                    name=self.name,
                )
            )

    def _stop_supply(self):
        """Stop supplying: isolate what is in stock and hold the rest [NC-46].

        Lots are on hold wherever they are, also when none of them is in stock. Of
        untracked goods the whole product is on hold, until this is closed.

        :return: the holds in force
        :raises AccessError: the user is no quality staff
        :raises UserError: it names no goods, or is closed
        """
        self._check_role("user")
        for record in self:
            if record.is_frozen or not record.product_id:
                raise UserError(
                    self.env._(
                        "%(name)s is closed, or names no product: there is nothing to "
                        "stop.",
                        name=record.name,
                    )
                )
            if record.state == "draft":
                record._isolate()
            if not record.supply_stopped:
                record._hold_goods()
        self.invalidate_recordset(["supply_stopped"])
        return self.hold_id

    def _hold_goods(self):
        """Place the hold: on the lots, or on the whole product if it has none."""
        self.ensure_one()
        if self.lot_ids:
            return self._place_hold()
        vals = self._prepare_hold_vals() | {
            "product_ids": [Command.set(self.product_id.ids)],
        }
        hold = self.env["quality.hold"].create(vals)
        hold._place()
        self.sudo()._write_gated({"hold_id": hold.id})  # a field of engines
        return None

    def action_stop_supply(self):
        self._stop_supply()
        return True

    def action_judge_first(self):
        """Ask for the first judgement and what is arranged for the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First Judgement"),
            "res_model": "quality.nonconformity.judgement",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_nonconformity_id": self.id},
        }

    def _note_recall_answer(self):
        """Keep who answered the question, and when."""
        self._write_gated(
            {
                "recall_checked_by_id": self.env.uid,
                "date_recall_checked": fields.Datetime.now(),
            }
        )

    def _on_recall_needed(self):
        """Hook: a recall is needed [RE-01]. Here: a task of the quality director."""
        director = self.env.ref("quality_nonconformity.function_quality_director")
        for record in self:
            holders = director._get_holders(record.company_id) or record.user_id
            record.sudo().activity_schedule(  # a task of somebody else
                "mail.mail_activity_data_todo",
                summary=self.env._("Start the recall"),
                note=record.recall_check_reason or record.description,
                user_id=holders[:1].id or self.env.uid,
            )

    def _get_close_blockers(self):
        blockers = super()._get_close_blockers()
        if self.kind != "product":
            return blockers
        if self.detection_point == "customer_site" and not self.first_judgement:
            blockers.append(
                self.env._("After-sales has not judged first what was found on site.")
            )
        if self._asks_for_recall() and not (
            self.recall_check and (self.recall_check_reason or "").strip()
        ):
            blockers.append(
                self.env._(
                    "Goods of %(name)s are with customers: say whether a recall is "
                    "needed, and why.",
                    name=self.name,
                )
            )
        return blockers

    def _asks_for_recall(self):
        """Whether goods like these are with customers."""
        self.ensure_one()
        # the question is asked whoever closes it, and may know of deliveries or not
        return self.is_field or bool(self.sudo()._read_delivered())
