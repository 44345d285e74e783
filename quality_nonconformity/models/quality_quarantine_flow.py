from odoo import api, fields, models
from odoo.exceptions import UserError


class QualityQuarantineFlow(models.Model):
    """The steps of a quarantine card: engine methods without screen or password."""

    _inherit = "quality.quarantine.card"

    def _confirm(self):
        """An inspector confirms the isolation [NC-08].

        :raises UserError: the inspector is no quality user, or entered the card
        """
        wrong = self.filtered(lambda card: not card.can_confirm)
        if wrong:
            raise UserError(
                self.env._(
                    "%(names)s: isolation is confirmed once, by quality staff, and not by "
                    "the person who entered the card. Ask a colleague of quality.",
                    names=", ".join(wrong.mapped("name")),
                )
            )
        self._set_state(
            "isolated", inspector_id=self.env.uid, date_confirmed=fields.Datetime.now()
        )

    def _measure(self):
        """The engineer's measure is on the card; execution may be planned [NC-14]."""
        self._require(("disposition",))
        self.filtered("needs_instruction")._require(("rework_instruction",))
        self._set_state("measured")

    def _start(self):
        """The unit has planned the period and takes the goods in hand [NC-15]."""
        self._require(("planned_start", "planned_end"))
        self._set_state("executing")

    def _inspect(self):
        """The inspector confirms quantity and result of the execution [NC-15, NC-16]."""
        self._require(("done_quantity", "result"))
        for card in self:
            if card.uom_id.compare(card.done_quantity, card.quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(card)s: done quantity %(done)s is more than the %(quantity)s "
                        "on the card. Correct it.",
                        card=card.name,
                        done=card.done_quantity,
                        quantity=card.quantity,
                    )
                )
        now = fields.Datetime.now()
        for card in self.filtered(lambda card: not card.date_done):
            card.date_done = now
        self._set_state("inspected", result_confirmed_by_id=self.env.uid)

    def _close(self):
        """Close cards of which nothing is left in the zone [NC-12, NC-13].

        :raises UserError: goods are still in the zone, or a hand-out is unsigned
        """
        for card in self:
            if card.uom_id.compare(card.remaining_quantity, 0) > 0:
                raise UserError(
                    self.env._(
                        "%(card)s: %(quantity)s %(uom)s are still in %(zone)s. Move them "
                        "out by an approved transfer first; the card follows.",
                        card=card.name,
                        quantity=card.remaining_quantity,
                        uom=card.uom_id.name,
                        zone=card.location_id.display_name,
                    )
                )
        unsigned = self.handout_ids.filtered(lambda row: not row.date_signed)
        if unsigned:
            raise UserError(
                self.env._(
                    "The receiver has not signed yet: %(rows)s. Open the hand-out and let "
                    "the receiver sign.",
                    rows=", ".join(unsigned.mapped("display_name")),
                )
            )
        self._set_state("closed", date_closed=fields.Datetime.now())

    def _cancel(self):
        """Cancel a card entered by mistake, before its confirmation."""
        if self.filtered("move_line_id"):
            raise UserError(
                self.env._(
                    "This card was made by a transfer into the zone: the goods are there. "
                    "Move them out instead of cancelling."
                )
            )
        self._set_state("cancelled")

    def _require(self, names):
        """Refuse to go on while one of the fields ``names`` is empty."""
        for card in self:
            missing = [
                card._fields[name]._description_string(self.env)
                for name in names
                if not card[name]
            ]
            if missing:
                raise UserError(
                    self.env._(
                        "%(card)s: fill in first: %(fields)s.",
                        card=card.name,
                        fields=", ".join(missing),
                    )
                )

    def _hand_out(self, quantity, move_line=None, receiver=None):
        """Book ``quantity`` (unit of the product) out of the cards, oldest first.

        :param move_line: what takes the goods out of the zone
        :return: hand-out rows, still to be signed by the receiver
        """
        vals_list = []
        for card in self.sorted(lambda card: card._get_hand_out_rank(move_line)):
            share = min(quantity, card.remaining_quantity)
            if card.uom_id.compare(share, 0) > 0:
                vals_list.append(card._prepare_handout_vals(share, move_line, receiver))
                quantity -= share
        # the keeper who validates the transfer holds no right on cards
        return self.env["quality.quarantine.handout"].sudo().create(vals_list)

    def _get_hand_out_rank(self, move_line):
        """Hook: cards with the lowest rank are handed out first."""
        self.ensure_one()
        return (self.date_in, self.id)

    def _prepare_handout_vals(self, quantity, move_line, receiver):
        self.ensure_one()
        return {
            "card_id": self.id,
            "quantity": quantity,
            "move_line_id": move_line and move_line.id,
            "receiver_id": receiver and receiver.id,
            "handed_out_by_id": self.env.uid,
        }

    def _on_handed_out(self, handout):
        """Hook: the receiver has signed ``handout`` of this card."""
        self.message_post(
            body=self.env._(
                "%(quantity)s %(uom)s handed out to %(receiver)s.",
                quantity=handout.quantity,
                uom=handout.uom_id.name,
                receiver=handout.receiver_name,
            )
        )

    @api.model
    def _get_card_zones(self):
        """Kinds of zone whose entries get a card."""
        return ("quarantine", "nonconforming")

    def _get_label_form(self):
        """Return the label for the zone the goods are in [NC-07]."""
        self.ensure_one()
        label = {"nonconforming": "nonconforming", "inspection": "inspect"}
        name = label.get(self.quality_zone, "quarantine")
        return self.env.ref(f"quality_nonconformity.form_{name}_label")
