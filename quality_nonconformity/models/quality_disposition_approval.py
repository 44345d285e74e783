from odoo import api, fields, models
from odoo.fields import Command

from .quality_approval import WAITING
from .quality_approval_rule import MRB_RANK

ACTIVITY = "quality_nonconformity.mail_activity_approval"
#: more holders than this are not reminded one by one: they see it in My Work
MAX_REMINDED = 5


class QualityDispositionApproval(models.Model):
    """Who must agree to a disposition: rows made from the approval matrix [NC-51].

    :meth:`_refresh_approvals` keeps the rows of a proposal in step with its content and
    with the rules; signing them stands in ``quality_disposition_agree.py``.
    """

    _inherit = "quality.disposition"

    approval_ids = fields.One2many(
        "quality.approval", "disposition_id", "Approvals", readonly=True, copy=False
    )
    approval_rule_ids = fields.Many2many(
        "quality.approval.rule",
        "quality_disposition_approval_rule_rel",
        string="Rules that Apply",
        readonly=True,
        copy=False,
    )
    approval_note = fields.Char(
        "Approved according to", compute="_compute_approval_note", compute_sudo=True
    )
    proposer_ids = fields.Many2many(
        "res.users",
        "quality_disposition_proposer_rel",
        string="Proposed by",
        readonly=True,
        copy=False,
        help="Who wrote the proposal, or changed it. They cannot approve it.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    value = fields.Monetary(
        compute="_compute_value",
        compute_sudo=True,
        help="Quantity × cost of the product, in the currency of the company. Rules and "
        "boards judge by the sum of all dispositions of the same kind.",
    )

    @api.depends("product_id.standard_price", "product_quantity", "company_id")
    def _compute_value(self):
        for record in self:
            product = record.product_id.with_company(record.company_id)
            record.value = product.standard_price * record.product_quantity

    def _get_judged_value(self):
        """What limits are compared with: all that gets the same kind of disposition.

        Several small dispositions of the same goods weigh as much as one.
        """
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        same = self.nonconformity_id.disposition_ids.filtered(
            lambda other: other.kind == self.kind
        )
        return product.standard_price * sum((same | self).mapped("counted_quantity"))

    @api.depends("approval_rule_ids", "approval_ids.role")
    @api.depends_context("lang")
    def _compute_approval_note(self):
        for record in self:
            names = record.approval_rule_ids.mapped("name")
            if names:
                note = ", ".join(names)
            elif "board" in record.approval_ids.mapped("role"):
                note = self.env._("The severity demands the review board.")
            else:
                note = self.env._(
                    "No rule matches: default, one quality officer who did not "
                    "propose it."
                )
            record.approval_note = note

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records:
            record._note_proposers(record.reporter_id | self.env.user)
        records._refresh_approvals()
        return records

    def write(self, vals):
        result = super().write(vals)
        if self._get_decided_fields() & vals.keys() and not self._gate_is_open():
            self._note_proposers(self.env.user)
            self._refresh_approvals()
        return result

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"proposer_ids", "approval_rule_ids"}

    def _note_proposers(self, users):
        """Who writes what is to be approved proposes it, whatever he says [XX-14]."""
        links = [Command.link(user.id) for user in users]
        # in sudo: who may write the proposal is known by now
        self.sudo()._write_gated({"proposer_ids": links})

    # -- the rows ------------------------------------------------------------------

    def _refresh_approvals(self):
        """Bring the rows of proposals in step with their content and the rules.

        Signatures given on another content are superseded; who must sign next is
        asked. Harmless to repeat.
        """
        # rows are the engine's: users hold no right on them
        sudo = self.sudo()
        # one more disposition of the same kind may lead the others beyond a limit
        beside = sudo.nonconformity_id.disposition_ids
        proposals = (sudo | beside).filtered(lambda record: record.state == "draft")
        matches = self.env["quality.approval.rule"]._match(proposals)
        for record in proposals:
            rules = matches[record.id]
            if rules != record.approval_rule_ids:
                record._write_gated({"approval_rule_ids": [Command.set(rules.ids)]})
            record._supersede_approvals()
            record._sync_approvals(record._get_approval_needs(rules))
        proposals._ask_next_approvals()

    def _get_approval_needs(self, rules):
        """Hook: return ``{(role, post id or False): rules}`` this proposal needs."""
        self.ensure_one()
        needs = rules._get_needs()
        if self._get_mrb_level(rules):
            needs["board", False] = rules.filtered("mrb_level")
        if not {role for role, _post in needs} & {"board", "approve"}:
            needs["approve", False] = rules.browse()
        return needs

    def _get_mrb_level(self, rules=None):
        """Return the board that must decide: by the rules, by the severity of goods."""
        self.ensure_one()
        source = self.nonconformity_id
        rules = self.approval_rule_ids if rules is None else rules
        levels = [rules._get_mrb_level()]
        if source.kind == "product":
            levels.append(source.severity_id.mrb_level)
        return max(levels, key=MRB_RANK.get)

    def _lacks_approval(self):
        """Whether it needs more now than it was approved by: it is graver since."""
        self.ensure_one()
        record = self.sudo()  # see _refresh_approvals
        rules = self.env["quality.approval.rule"]._match(record)[self.id]
        given = record.approval_ids.filtered(lambda row: row.state == "approved")
        keys = {(row.role, row.function_id.id) for row in given}
        if {"board", "approve"} & {role for role, _post in keys}:
            keys.add(("approve", False))  # the default: anybody's final word will do
        level = max(map(MRB_RANK.get, given.mapped("mrb_level")), default=0)
        short = level < MRB_RANK[record._get_mrb_level(rules)]
        missing = record._get_approval_needs(rules).keys() - keys
        return bool(given and (short or missing))

    def _get_approve_blockers(self):
        """A graver severity that repetition proposes is answered first [NC-06]."""
        source = self.sudo().nonconformity_id  # who approves may sit elsewhere
        return super()._get_approve_blockers() + source._get_severity_blockers()

    def _supersede_approvals(self):
        """Signatures on a content that is no more do not count."""
        level = MRB_RANK[self._get_mrb_level()]
        for row in self.approval_ids.filtered(lambda row: row.state == "approved"):
            too_low = row.role == "board" and MRB_RANK[row.mrb_level] < level
            if row.signature_id.content_differs or too_low:
                row.state = "superseded"
                row.flush_recordset(["state"])  # before its successor is made

    def _sync_approvals(self, needs):
        """Make the rows that are missing, take away those nobody asks for any more."""
        self.ensure_one()
        live = self.approval_ids.filtered(lambda row: row.state != "superseded")
        rows = {(row.role, row.function_id.id): row for row in live}
        level = self._get_mrb_level()
        for key, row in rows.items():
            if row.state in WAITING and key not in needs:
                row.unlink()
        for (role, post), rules in needs.items():
            vals = {"rule_ids": [Command.set(rules.ids)]}
            if role == "board":
                vals["mrb_level"] = level
            row = rows.get((role, post))
            if not row:
                vals |= {"disposition_id": self.id, "role": role, "function_id": post}
                self.approval_ids.create(vals)
            elif row.state in WAITING and (
                row.rule_ids != rules or row.mrb_level != vals.get("mrb_level", False)
            ):
                row.write(vals)

    def _ask_next_approvals(self):
        """Ask those whose turn it is: everybody of the lowest rank still missing."""
        for record in self:
            missing = record._get_missing_approvals()
            turn = min(missing.mapped("rank"), default=0)
            asked = missing.filtered(
                lambda row, rank=turn, record=record: (
                    row.rank == rank and record.nonconformity_id._can_be_judged()
                )
            )
            (missing - asked).filtered(lambda row: row.state == "pending").write(
                {"state": "waiting"}
            )
            fresh = asked.filtered(lambda row: row.state == "waiting")
            fresh.write({"state": "pending"})
            record._call_approvers(fresh)
            record._dismiss_approvers()

    def _get_missing_approvals(self):
        return self.approval_ids.filtered(lambda row: row.state in WAITING)

    def _call_pending(self):
        """Call those anew who are asked now, e.g. of another department."""
        for record in self.filtered(lambda record: record.state == "draft"):
            record._dismiss_approvers()
            rows = record.approval_ids.filtered(lambda row: row.state == "pending")
            record._call_approvers(rows)

    # -- tell them -----------------------------------------------------------------

    def _call_approvers(self, rows):
        """Let the holders of the posts read the case, and remind them."""
        self.ensure_one()
        for row in rows.filtered("function_id"):
            holders = row._get_holders() - self.proposer_ids
            self.nonconformity_id._let_take_part(holders)
            if len(holders) > MAX_REMINDED:
                continue
            for user in holders - self._get_reminded():
                self.activity_schedule(
                    ACTIVITY, user_id=user.id, summary=row.display_name
                )

    def _get_reminded(self):
        kind = self.env.ref(ACTIVITY)
        mine = self.activity_ids.filtered(lambda a: a.activity_type_id == kind)
        return mine.user_id

    def _dismiss_approvers(self):
        """Take reminders away from those who are not asked any more."""
        self.ensure_one()
        asked = self.approval_ids.filtered(lambda row: row.state == "pending")
        waiting = asked._get_holders()
        kind = self.env.ref(ACTIVITY)
        self.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id == kind and activity.user_id not in waiting
            )
        ).unlink()
