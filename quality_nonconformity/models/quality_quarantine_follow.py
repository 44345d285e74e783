from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from .quality_disposition import INSTRUCTED_KINDS, REWORK_KINDS

#: decided and found by the dispositions: on cards of a nonconformity nobody types them
FOLLOWING_FIELDS = {"disposition", "rework_instruction", "done_quantity", "result"}
#: states of a nonconformity in which its dispositions stand
DECIDED_STATES = ("decided", "executing", "verification", "closed")


class QualityQuarantineFollow(models.Model):
    """A card in step with its nonconformity: measure, instruction, results [NC-11].

    :meth:`_follow_nonconformity` may be called after every step of the nonconformity,
    of its dispositions and of the card; it does only what is missing.
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

    # -- in step -------------------------------------------------------------------

    def _follow_nonconformity(self):
        """Take over what was decided and done; close what is finished. Idempotent."""
        cards = self.sudo().filtered("nonconformity_id")  # see _follow_cards
        cards._follow_review()
        cards._follow_decision()
        cards._follow_plan()
        cards._follow_execution()
        cards._follow_verification()
        cards._follow_departure()

    def _follow_review(self):
        """Who reviews the goods confirms that they are isolated, so far as he may."""
        reviewed = self.filtered(
            lambda card: (
                card.can_confirm
                and card.nonconformity_id.state in ("review", *DECIDED_STATES)
            )
        )
        if reviewed:
            reviewed._confirm()
        again = self.filtered(
            lambda card: (
                card.nonconformity_id.state == "review"
                and card.state in ("measured", "executing")
                and card.uom_id.compare(card.remaining_quantity, 0) > 0
            )
        )
        if again:
            again._cancel_deadline("execute")
            again._set_state("isolated", disposition=False, rework_instruction=False)

    def _follow_decision(self):
        """Measure and instruction from the dispositions; the second clock starts."""
        decided = self.filtered(
            lambda card: (
                card.state in ("draft", "isolated")
                and card.nonconformity_id.state in DECIDED_STATES
            )
        )
        found = decided._get_dispositions()
        decided = decided.filtered(lambda card: found[card])
        decided._write_each(lambda card: card._prepare_measure_vals(found[card]))
        complete = decided.filtered(
            lambda card: (
                card.state == "isolated"
                and (card.rework_instruction or not card.needs_instruction)
            )
        )
        if complete:
            complete._measure()

    def _follow_plan(self):
        """The period that the units planned for what stands on the card [NC-15]."""
        found = self._get_dispositions()
        self._write_each(lambda card: card._prepare_plan_vals(found[card]))

    def _follow_execution(self):
        """Quantity, date, shift and operator from what was carried out."""
        found = self._get_dispositions()
        carried = self.filtered(
            lambda card: (
                card.state in ("measured", "executing", "inspected")
                and set(found[card].mapped("state")) & {"executed", "verified"}
            )
        )
        carried._write_each(lambda card: card._prepare_done_vals(found[card]))
        started = carried.filtered(lambda card: card.state == "measured")
        if started:
            started._set_state("executing")
        for card in carried:
            if "approved" not in found[card].mapped("state") and not card._is_left():
                card._finish_deadline("execute", at=card.date_done)

    def _follow_verification(self):
        """The result is confirmed when all its dispositions are verified [NC-58]."""
        found = self._get_dispositions()
        verified = self.filtered(
            lambda card: (
                card.state == "executing"
                and not card._is_left()
                and set(found[card].mapped("state")) == {"verified"}
            )
        )
        for card in verified:
            last = found[card].sorted("date_verified")[-1:]
            card._set_state(
                "inspected",
                result=card._get_result(found[card]),
                result_confirmed_by_id=last.verifier_id.id,
            )

    def _follow_departure(self):
        """Nothing is left and every receiver has signed: the card is closed."""
        over = ("closed", "cancelled")
        gone = self.filtered(
            lambda card: (
                not card._is_left()
                and card.handout_ids
                and all(card.handout_ids.mapped("date_signed"))
                and (
                    card.state in ("isolated", "inspected")
                    or card.state in ("draft", "measured")
                    and card.nonconformity_id.state in over
                )
            )
        )
        if gone:
            gone._close()

    def _is_left(self):
        return self.uom_id.compare(self.remaining_quantity, 0) > 0

    def _write_each(self, prepare):
        """Write the values that ``prepare(card)`` returns, equal ones at once."""
        groups = {}
        for card in self:
            vals = {k: v for k, v in prepare(card).items() if card[k] != v}
            if vals:
                groups.setdefault(tuple(vals.items()), []).append(card.id)
        for vals, ids in groups.items():
            self.browse(ids)._write_gated(dict(vals))

    def _prepare_measure_vals(self, dispositions):
        kinds = set(dispositions.mapped("kind"))
        return {
            "disposition": kinds.pop() if len(kinds) == 1 else "several",
            "rework_instruction": self._join_instructions(dispositions),
        }

    def _prepare_plan_vals(self, dispositions):
        """The period of the units' plans; what is on the card where they have none."""
        starts = filter(None, dispositions.mapped("planned_start"))
        ends = filter(None, dispositions.mapped("planned_end"))
        return {
            "planned_start": min(starts, default=self.planned_start),
            "planned_end": max(ends, default=self.planned_end),
        }

    @api.model
    def _join_instructions(self, dispositions):
        """The instructions of the dispositions, each under its name if several."""
        instructed = dispositions.filtered(lambda d: d._has_instruction())
        if len(instructed) == 1:
            return instructed.instruction
        return Markup("").join(
            Markup("<p><b>%s</b></p>%s") % (d.display_name, d.instruction)
            for d in instructed
        )

    def _prepare_done_vals(self, dispositions):
        done = dispositions.filtered(lambda d: d.state in ("executed", "verified"))
        rows = self.handout_ids.filtered(
            lambda row: row.move_line_id.move_id.disposition_id in done
        )
        notes = filter(None, done.mapped("result_note"))
        return {
            "done_quantity": sum(rows.mapped("quantity")),
            "date_done": max(done.mapped("date_executed")),
            "shift": ", ".join(dict.fromkeys(filter(None, done.mapped("shift")))),
            "operator": ", ".join(dict.fromkeys(filter(None, done.mapped("operator")))),
            "result_note": "\n".join(notes) or self.result_note,
        }

    def _get_result(self, dispositions):
        """Key of the result, from what the inspection after rework found."""
        inspected = dispositions.filtered(lambda d: d.kind in REWORK_KINDS)
        if not inspected:
            return "done"
        rows = inspected.line_ids
        if self.nonconformity_line_id:
            rows = rows.filtered(lambda r: r.line_id == self.nonconformity_line_id)
        bad = sum(rows.mapped("bad_quantity"))
        if self.uom_id.is_zero(bad):
            return "good"
        left = sum(rows.mapped("quantity")) - bad
        return "partly" if self.uom_id.compare(left, 0) > 0 else "bad"
