from markupsafe import Markup

from odoo import api, models

from .quality_disposition import REWORK_KINDS

#: states of a nonconformity in which its dispositions stand
DECIDED_STATES = ("decided", "executing", "verification", "closed")


class QualityQuarantineFollow(models.Model):
    """A card in step with its nonconformity: measure, instruction, results [NC-11].

    :meth:`_follow_nonconformity` may be called after every step of the nonconformity,
    of its dispositions and of the card; it does only what is missing.
    """

    _inherit = "quality.quarantine.card"

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
        finished = carried.filtered(
            lambda card: (
                not card._is_left() and "approved" not in found[card].mapped("state")
            )
        )
        for done, cards in finished.grouped("date_done").items():
            cards._finish_deadline("execute", at=done)  # not when it is verified

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
        for (result, verifier), cards in verified.grouped(
            lambda card: (
                card._get_result(found[card]),
                found[card].sorted("date_verified")[-1:].verifier_id,
            )
        ).items():
            cards._set_state(
                "inspected", result=result, result_confirmed_by_id=verifier.id
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
            # the rest of the card got other dispositions: it was not found good
            return "good" if inspected == dispositions else "done"
        left = sum(rows.mapped("quantity")) - bad
        return "partly" if self.uom_id.compare(left, 0) > 0 else "bad"
