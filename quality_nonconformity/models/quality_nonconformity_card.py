from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .quality_nonconformity_isolate import UNCLEAR_POINTS
from .quality_quarantine_card import OPEN_STATES

#: what the cards of a nonconformity take over from it whenever it changes
MIRRORED = ("team_id", "confidential")


class QualityNonconformityCard(models.Model):
    """The quarantine cards of a nonconformity, in step with its decisions [NC-11]."""

    _inherit = "quality.nonconformity"

    card_ids = fields.One2many(
        "quality.quarantine.card", "nonconformity_id", "Quarantine Cards", readonly=True
    )
    card_count = fields.Integer(compute="_compute_card_count")

    @api.depends("card_ids")
    def _compute_card_count(self):
        counts = dict(
            self.env["quality.quarantine.card"]._read_group(
                [("nonconformity_id", "in", self.ids)],
                ["nonconformity_id"],
                ["__count"],
            )
        )
        for record in self:
            record.card_count = counts.get(record._origin, 0)

    def write(self, vals):
        result = super().write(vals)
        if mirrored := {name: vals[name] for name in MIRRORED if name in vals}:
            # cards follow their nonconformity, whoever may write that one
            self.sudo().card_ids._write_gated(mirrored)
        return result

    def action_view_cards(self):
        """Open the quarantine cards of the isolated goods."""
        return self.card_ids._get_records_action(name=self.env._("Quarantine Cards"))

    def action_print_cards(self):
        """Print the quarantine cards of the isolated goods."""
        return self._get_printable_cards().action_print_card()

    def action_print_card_labels(self):
        """Print the labels that go on the isolated goods [NC-07]."""
        return self._get_printable_cards().action_print_label()

    def _get_printable_cards(self):
        """Return the cards that the user may read.

        :raises UserError: nothing of them is isolated yet
        """
        if not self.card_ids:
            raise UserError(
                self.env._(
                    "%(names)s has no quarantine cards yet: they are made when the goods "
                    "enter their zone. Isolate the goods first.",
                    names=", ".join(self.mapped("name")),
                )
            )
        return self.card_ids

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        self._follow_cards()
        return result

    def _follow_cards(self):
        """Bring the cards in step: measure, instruction, results [NC-11, NC-14]."""
        # cards follow whoever decides or executes, also without quality rights
        cards = self.env["quality.quarantine.card"].sudo()
        cards.search(
            Domain("nonconformity_id", "in", self.ids)
            & Domain("state", "in", OPEN_STATES)
        )._follow_nonconformity()

    def _move_goods_in(self, lines):
        result = super()._move_goods_in(lines)
        self._adopt_cards(lines.filtered(lambda line: line.location_id == line.zone_id))
        return result

    def _adopt_cards(self, lines):
        """Goods that stood in the zone already have a card: it is of this case now."""
        self.ensure_one()
        if not lines:
            return
        cards = self.env["quality.quarantine.card"].search(
            Domain("product_id", "=", self.product_id.id)
            & Domain("lot_id", "in", [*lines.lot_id.ids, False])
            & Domain("location_id", "in", lines.zone_id.ids)
            & Domain("nonconformity_id", "=", False)
            & Domain("state", "in", OPEN_STATES),
            order="date_in, id",
        )
        candidates = cards
        for line in lines:
            wanted = line.quantity
            for card in cards.filtered(
                lambda card, line=line: (
                    card.lot_id == line.lot_id and card.location_id == line.zone_id
                )
            ):
                if line.uom_id.compare(wanted, 0) > 0:
                    card._write_gated(
                        self._prepare_card_link()
                        | {
                            "nonconformity_line_id": line.id,
                            "hold_id": (self.hold_id or card.hold_id).id,
                        }
                    )
                    wanted -= card.remaining_quantity
            cards -= cards.filtered("nonconformity_id")
        (candidates - cards)._notify_measure()

    def _place_hold(self):
        result = super()._place_hold()
        cards = self.card_ids.filtered(lambda card: not card.hold_id)
        cards._write_gated({"hold_id": self.hold_id.id})
        return result

    def _prepare_card_link(self):
        """Values by which a card is of this nonconformity, and its unit's."""
        self.ensure_one()
        return {
            "nonconformity_id": self.id,
            "team_id": self.team_id.id,
            "confidential": self.confidential,
        }

    def _prepare_card_vals(self):
        """Values of a new card of this nonconformity; {} when there is none."""
        if not self:
            return {}
        return self._prepare_card_link() | {
            "entry_case": self._get_entry_case(),
            "work_step": self.origin_ref or self.purchase_id.name,
        }

    def _get_entry_case(self):
        """Which case of the quarantine rules it is [NC-10]."""
        if self.is_suspect:
            return "unknown"
        if self.detection_point in UNCLEAR_POINTS:
            return "final" if self.detection_point == "final" else "production"
        return "other"
