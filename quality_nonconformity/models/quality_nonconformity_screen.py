from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class QualityNonconformityScreen(models.Model):
    """What the form shows beside the fields: next step, counters, dialogs."""

    _inherit = "quality.nonconformity"

    guidance = fields.Char("Next Step", compute="_compute_guidance")
    decide_ready = fields.Boolean(compute="_compute_decide_ready")
    can_cancel = fields.Boolean(compute="_compute_can_leave")
    can_take_back = fields.Boolean(compute="_compute_can_leave")
    can_stop = fields.Boolean(compute="_compute_can_leave")
    transfer_count = fields.Integer(compute="_compute_document_counts")
    scrap_count = fields.Integer(compute="_compute_document_counts")

    @api.depends("state", "kind", "open_quantity", "disposition_ids.state")
    def _compute_decide_ready(self):
        """Whether deciding is the next step, not reviewing: the sum fits."""
        for record in self:
            lively = record.disposition_ids.filtered(lambda d: d.state != "cancelled")
            record.decide_ready = bool(lively) and record._is_covered()

    @api.depends(
        "state",
        "kind",
        "is_suspect",
        "decide_ready",
        "disposition_ids.state",
        "picking_id",
    )
    @api.depends_context("lang")
    def _compute_guidance(self):
        for record in self:
            record.guidance = record._get_guidance()

    def _get_guidance(self):
        """Hook: the next step and whose it is, in one sentence; empty when closed."""
        self.ensure_one()
        if self.state == "draft":
            return self._get_draft_guidance()
        if self.is_suspect and self.state in ("isolated", "review"):
            return self.env._("Quality judges whether these goods conform.")
        if self.state in ("isolated", "review"):
            if self.decide_ready:
                return self.env._("The dispositions fit the quantity: decide.")
            return self.env._(
                "Propose what happens to the goods, until nothing is left to decide."
            )
        texts = {
            "decided": self.env._("Carry out the dispositions, one by one."),
            "executing": self.env._(
                "Carry out the remaining dispositions; somebody else verifies them."
            ),
            "verification": self.env._(
                "Verify the results, enter cause and measures, then close."
            ),
        }
        return texts.get(self.state, "")

    def _get_draft_guidance(self):
        if self.kind == "service":
            return self.env._("Hand it to the unit that answers for it: start review.")
        if self._awaits_receipt():
            return self.env._(
                "Validate the receipt: the goods are isolated as soon as they are in."
            )
        return self.env._("Isolate the goods: they go to their zone, the lots on hold.")

    @api.depends("state", "hold_id", "detection_point", "line_stopped")
    @api.depends_context("uid")
    def _compute_can_leave(self):
        user = self.env.user
        staff = user.has_group("quality_base.group_quality_user")
        officer = user.has_group("quality_base.group_quality_officer")
        for record in self:
            judge = officer if record.hold_id else staff
            undecided = record.state in ("draft", "isolated", "review")
            record.can_cancel = judge and undecided
            steps = ("decided", "executing", "verification")
            record.can_take_back = (staff and record.state in steps) or (
                officer and record.state == "closed"
            )
            record.can_stop = (
                staff
                and undecided
                and not record.line_stopped
                and record.detection_point in ("in_process", "first_article")
            )

    def _compute_document_counts(self):
        moves = (
            self.env["stock.move"]
            .sudo()
            ._read_group(  # counted, not read
                Domain("nonconformity_id", "in", self.ids)
                & Domain("picking_id", "!=", False),
                ["nonconformity_id"],
                ["picking_id:count_distinct"],
            )
        )
        scraps = (
            self.env["stock.scrap"]
            .sudo()
            ._read_group(
                Domain("disposition_id.nonconformity_id", "in", self.ids),
                ["disposition_id"],
                ["__count"],
            )
        )
        transfers = {record.id: count for record, count in moves}
        by_source = {}
        for disposition, count in scraps:
            source = disposition.nonconformity_id.id
            by_source[source] = by_source.get(source, 0) + count
        for record in self:
            record.transfer_count = transfers.get(record._origin.id, 0)
            record.scrap_count = by_source.get(record._origin.id, 0)

    # -- smart buttons ----------------------------------------------------------------

    def action_view_hold(self):
        return self.hold_id._get_records_action(name=self.env._("Hold"))

    def action_view_transfers(self):
        pickings = self.sudo().move_ids.picking_id.with_env(self.env)  # opened as user
        return pickings._get_records_action(name=self.env._("Transfers"))

    def action_view_scraps(self):
        scraps = self.sudo().disposition_ids.scrap_ids.with_env(self.env)
        return scraps._get_records_action(name=self.env._("Scrap Orders"))

    def action_view_similar(self):
        return self.similar_ids._get_records_action(
            name=self.env._("Similar Nonconformities")
        )

    # -- dialogs ----------------------------------------------------------------------

    def action_ask_reason(self):
        """Open the dialog that asks why; the step is in the context."""
        self.ensure_one()
        step = self.env.context.get("quality_step")
        return self.env["quality.nonconformity.reason"]._open(self, step)

    def _send_back(self, reason):
        """Take it back to those who judge, by hand.

        :param str reason: why, kept in the history
        :raises AccessError: the user is no quality staff
        """
        self._check_role("user")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why it goes back to review."))
        self._back_to_review(reason)

    def action_add_goods(self):
        """Open the dialog for more goods of it that turned up."""
        self.ensure_one()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "quality_nonconformity.quality_nonconformity_more_action"
        ) | {"context": {"default_nonconformity_id": self.id}}
