from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

CALL_BACK = "quality_complaint.activity_call_back"


class QualityComplaintSecondCall(models.Model):
    """A second call on the same matter is detected, counted and merged [CO-05].

    Filing anew on an open matter counts as a call on the first complaint. Whoever
    filed it, or complaint staff, merges the two; staff may say that it is another
    matter. Nobody has to look for the first one before he takes down the second.
    """

    _inherit = "quality.complaint"

    call_ids = fields.One2many(
        "quality.complaint.call", "complaint_id", "Second Calls", readonly=True
    )
    call_count = fields.Integer(
        "Times Called again", compute="_compute_call_count", store=True
    )
    same_matter_id = fields.Many2one(
        "quality.complaint",
        "Same Matter as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Was open when this one was filed: the customer had to call again.",
    )
    merged_into_id = fields.Many2one(
        "quality.complaint",
        "Merged into",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    can_merge = fields.Boolean(compute="_compute_can_merge")

    @api.depends("call_ids")
    def _compute_call_count(self):
        groups = self.env["quality.complaint.call"]._read_group(
            Domain("complaint_id", "in", self.ids), ["complaint_id"], ["__count"]
        )
        counts = {complaint.id: count for complaint, count in groups}
        for record in self:
            record.call_count = counts.get(record._origin.id, 0)

    @api.depends("state", "same_matter_id", "reporter_id")
    @api.depends_context("uid")
    def _compute_can_merge(self):
        for record in self:
            mine = record.reporter_id == self.env.user or record._may_process()
            record.can_merge = (
                mine and record.state == "new" and bool(record.same_matter_id)
            )

    @api.depends("merged_into_id")
    def _compute_is_complaint(self):
        """Two calls on one matter are one complaint."""
        result = super()._compute_is_complaint()
        for record in self.filtered("merged_into_id"):
            record.is_complaint = False
        return result

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._note_second_calls()
        return records

    def write(self, vals):
        result = super().write(vals)
        if vals.get("confidential"):
            self._hide_calls()
        return result

    def _hide_calls(self):
        """What became confidential is no longer quoted on the first complaint."""
        calls = self.env["quality.complaint.call"].sudo()  # rows are nobody's to write
        for call in calls.search([("source_id", "in", self.ids)]):
            call.description = call.source_id._get_call_text(call.complaint_id)
            call.complaint_id.activity_unlink([CALL_BACK])

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"same_matter_id", "merged_into_id"}

    # buttons ---------------------------------------------------------------------
    def action_call_again(self):
        """Ask what the customer said, then :meth:`_add_call`."""
        return self.env["quality.complaint.ask"]._open(self, "call")

    def action_merge(self):
        """Make one of the two, and show the first if the user may read it."""
        self.ensure_one()
        first = self.same_matter_id
        self._merge()
        if not first.has_access("read"):
            return True
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": first.id,
            "views": [(False, "form")],
        }

    def action_other_matter(self):
        self._declare_other_matter()
        return True

    # engine ----------------------------------------------------------------------
    def _note_second_calls(self):
        """Count new complaints on open matters as calls on the first ones."""
        found = self._find_same_matter()
        for record in self:
            if first := found.get(record.id):
                record._write_gated({"same_matter_id": first.id})
                record._add_call_to(first)

    def _add_call_to(self, first):
        """Count this complaint as a call on ``first``, whoever may read that."""
        self.ensure_one()
        # filing is everybody's right; the row tells those who handle the first one
        first.sudo()._write_call(
            {
                "channel": self.channel,
                "date": self.date,
                "description": self._get_call_text(first),
                "source_id": self.id,
            }
        )

    def _get_call_text(self, first):
        """Return what the first one's readers may know of this call."""
        self.ensure_one()
        if self.confidential and not first.sudo().confidential:  # a flag, no content
            return self.env._("Confidential: see %(name)s.", name=self.name)
        return self.description

    def _add_call(self, description, channel="phone"):
        """Take down that the customer called again on this open complaint.

        :param str description: what was said; required
        :raises AccessError: the user may not read the complaint
        :raises UserError: it is closed, or nothing is said
        """
        self.ensure_one()
        self.check_access("read")
        if not (description or "").strip():
            raise UserError(self.env._("Write down what the customer said."))
        if self.is_frozen:
            raise UserError(
                self.env._(
                    "%(name)s is closed. File a new complaint, or ask a complaint "
                    "manager to reopen it.",
                    name=self.name,
                )
            )
        # who reads it takes the call; users hold no create right on rows
        self.sudo()._write_call(
            {
                "channel": channel,
                "date": fields.Datetime.now(),
                "description": description,
            }
        )

    def _write_call(self, vals):
        """Create the row, and tell who handles the complaint (sudo)."""
        self.ensure_one()
        asked = self.env.user if self.env.user._is_internal() else self.user_id.browse()
        self.env["quality.complaint.call"].create(
            vals | {"complaint_id": self.id, "received_by_id": asked.id}
        )
        self._log_history("second_call", {"channel": vals["channel"]})
        handler = self.user_id or self.first_responsible_id
        waiting = self.activity_search([CALL_BACK], user_id=handler.id)
        if handler and not waiting:
            self.activity_schedule(
                CALL_BACK,
                summary=self.env._("The customer called again: call back"),
                note=vals["description"],
                user_id=handler.id,
            )

    def _merge(self):
        """Close these as parts of the complaint on the same matter.

        What the first one lacks is taken over, with the attachments.

        :raises AccessError: neither reporter nor complaint staff
        :raises UserError: no first one is known, or one of the two is not open
        """
        for record in self:
            if record.reporter_id != self.env.user or record.state != "new":
                record._check_may_process()
            first = record.same_matter_id.sudo()  # found by the engine, named by number
            record._check_mergeable(first)
            record._hand_content_to(first)
            # checked above; the reporter's own complaint, or one that he processes
            record.sudo()._write_gated({"merged_into_id": first.id})
            record._set_state(
                "rejected",
                reason=self.env._("Merged into %(name)s.", name=first.name),
                closed_by_id=self.env.uid,
                date_closed=fields.Datetime.now(),
            )
            record._cancel_deadline()

    def _check_mergeable(self, first):
        self.ensure_one()
        if not first:
            raise UserError(
                self.env._(
                    "No open complaint on the same matter is known for %(name)s.",
                    name=self.name,
                )
            )
        if self.confidential and not first.confidential:
            raise UserError(
                self.env._(
                    "%(name)s is confidential, %(first)s is not: its content would be "
                    "read by more people. Leave them two, or make both confidential.",
                    name=self.name,
                    first=first.name,
                )
            )
        if self.is_frozen or first.is_frozen:
            raise UserError(
                self.env._(
                    "%(name)s or %(first)s is closed already: they stay two.",
                    name=self.name,
                    first=first.name,
                )
            )

    def _hand_content_to(self, first):
        """Add what ``first`` (sudo) lacks: goods, contact, attachments."""
        self.ensure_one()
        content = self.sudo()  # the whole of a complaint that is the user's to merge
        vals = {}
        if first.state in ("new", "accepted"):  # later its goods are evidence
            vals = {
                name: content[name].ids if name == "lot_ids" else content[name].id
                for name in ("product_id", "lot_ids", "picking_id", "sale_id")
                if content[name] and not first[name]
            }
        vals |= {
            name: content[name]
            for name in ("contact_name", "contact_phone", "contact_email")
            if content[name] and not first[name]
        }
        if vals:
            first.write(vals)
        for attachment in (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "=", self.id)])
        ):
            attachment.copy({"res_id": first.id})
        first._message_log(
            body=self.env._(
                "%(name)s was filed on the same matter: %(text)s",
                name=content.name,
                text=content.description,
            )
        )

    def _declare_other_matter(self):
        """Take back that these are second calls: they are complaints of their own.

        :raises AccessError: the user is no complaint staff
        """
        self._check_may_process()
        for record in self.filtered("same_matter_id"):
            first = record.same_matter_id.sudo()  # may be another handler's secret
            first.call_ids.filtered(
                lambda call, own=record: call.source_id == own
            ).unlink()
            first._log_history("other_matter", {"complaint": record.name})
            record._write_gated({"same_matter_id": False})
