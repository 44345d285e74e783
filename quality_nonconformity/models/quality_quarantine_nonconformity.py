from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_disposition import INSTRUCTED_KINDS

#: decided and found by the dispositions: on cards of a nonconformity nobody types them
FOLLOWING_FIELDS = {"disposition", "rework_instruction", "done_quantity", "result"}


class QualityQuarantineNonconformity(models.Model):
    """Which nonconformity a card is of, and what was decided on its goods [NC-11].

    One card may be split over several dispositions: they stand in ``disposition_ids``,
    ``disposition`` names the kind when there is one only.
    """

    _inherit = "quality.quarantine.card"

    nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        readonly=True,
        index="btree_not_null",
        copy=False,
        check_company=True,
    )
    nonconformity_line_id = fields.Many2one(
        "quality.nonconformity.line",
        "Isolated Goods",
        readonly=True,
        index="btree_not_null",
        copy=False,
    )
    disposition_ids = fields.Many2many(
        "quality.disposition",
        compute="_compute_disposition_ids",
        string="Dispositions",
        help="What was decided on the goods of this card.",
    )
    needs_instruction = fields.Boolean(compute="_compute_needs_instruction")

    @api.depends("nonconformity_id.disposition_ids.state", "handout_ids")
    @api.depends_context("uid")
    def _compute_disposition_ids(self):
        found = self._get_dispositions()
        everything = self.env["quality.disposition"].union(*found.values())
        readable = everything.with_env(self.env)._filtered_access("read")
        for card in self:
            card.disposition_ids = found[card].with_env(self.env) & readable

    @api.depends("disposition", "nonconformity_id.disposition_ids.state")
    def _compute_needs_instruction(self):
        found = self._get_dispositions()
        for card in self:
            kinds = {card.disposition, *found[card].mapped("kind")}
            card.needs_instruction = not kinds.isdisjoint(INSTRUCTED_KINDS)

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "nonconformity_id",
            "nonconformity_line_id",
        }

    def write(self, vals):
        if FOLLOWING_FIELDS & vals.keys() and not self._gate_is_open():
            following = self.filtered("nonconformity_id")
            if following:
                raise UserError(
                    self.env._(
                        "%(cards)s: measure, instruction and results come from the "
                        "dispositions of %(sources)s. Decide and carry them out there.",
                        cards=", ".join(following.mapped("name")),
                        sources=", ".join(
                            following.sudo().nonconformity_id.mapped("name")
                        ),
                    )
                )
        return super().write(vals)

    def action_view_nonconformity(self):
        """Open the nonconformity of the goods."""
        return self.nonconformity_id._get_records_action()

    def _get_dispositions(self):
        """Return ``{card: dispositions}`` as superuser: carried out on, or decided for it."""
        empty = self.env["quality.disposition"].sudo()
        found = {}
        for card in self:
            sudo = card.sudo()  # who reads the card need not read all dispositions
            done = sudo.handout_ids.move_line_id.move_id.disposition_id
            ahead = empty
            if sudo.uom_id.compare(sudo.remaining_quantity, 0) > 0:
                rows = sudo.nonconformity_line_id.allocation_ids
                ahead = rows.disposition_id.filtered(lambda d: d.state == "approved")
            found[card] = (done | ahead).sorted("id")
        return found

    def _link_isolated_goods(self):
        """Note on new cards which isolated goods they are about."""
        for source, cards in self.grouped("nonconformity_id").items():
            places, lots = {}, {}
            for line in source.line_ids:
                places.setdefault((line.lot_id, line.location_id), line)
                lots.setdefault(line.lot_id, line)
            for card in cards if source else ():
                place = (card.lot_id, card.move_line_id.location_id)
                line = places.get(place) or lots.get(card.lot_id)
                card._write_gated({"nonconformity_line_id": line and line.id})

    def _notify_measure(self):
        """The goods entered the zone: that is the notice from which the time runs."""
        self.filtered("nonconformity_id")._start_deadline("measure")

    def _prepare_deadline_owner_vals(self, step):
        """The unit that decides answers for the measure, the one that works for it."""
        vals = super()._prepare_deadline_owner_vals(step)
        source = self.sudo().nonconformity_id  # see _get_dispositions
        if not source:
            return vals
        owners = self._get_dispositions()[self] if step == "execute" else source
        team, user = owners.team_id[:1], owners.user_id[:1] or source.user_id
        return {
            "team_id": team.id or vals["team_id"],
            "user_id": user.id or vals["user_id"],
        }

    def _get_hand_out_rank(self, move_line):
        """Cards of the nonconformity on whose goods was decided come first."""
        move = move_line and move_line.move_id
        foreign = bool(move and move.nonconformity_id != self.nonconformity_id)
        return (foreign, *super()._get_hand_out_rank(move_line))

    def _on_state_set(self, before, state, reason):
        result = super()._on_state_set(before, state, reason)
        if state == "isolated":
            self.filtered(
                lambda card: before[card.id] == "draft"
            )._follow_nonconformity()
        return result

    def _on_handed_out(self, handout):
        result = super()._on_handed_out(handout)
        self._follow_nonconformity()
        return result
