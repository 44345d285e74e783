from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: what may be settled by the first one asked; never goods, money, lots, safety [X-17]
FIRST_CONTACT_SUBJECTS = ("service", "information")


class QualityComplaintFirstContact(models.Model):
    """Solve first, slip later: settled by whoever was asked first [CO-07, X-17].

    Allowed for information and service only; confirmed afterwards by complaint staff
    other than who solved it. Until then the solution cannot be decided.
    """

    _inherit = "quality.complaint"

    first_contact_solution = fields.Text(
        "Solved at First Contact", readonly=True, copy=False
    )
    first_contact_state = fields.Selection(
        [
            ("pending", "To be confirmed"),
            ("confirmed", "Confirmed"),
            ("refused", "Not confirmed"),
        ],
        "Confirmation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    first_contact_by_id = fields.Many2one(
        "res.users", "Solved by", readonly=True, copy=False
    )
    date_first_contact = fields.Datetime("Solved on", readonly=True, copy=False)
    first_contact_checked_by_id = fields.Many2one(
        "res.users", "Confirmed by", readonly=True, copy=False
    )
    first_contact_note = fields.Text("Remark", readonly=True, copy=False)
    can_first_contact = fields.Boolean(compute="_compute_can_first_contact")
    can_check_first_contact = fields.Boolean(compute="_compute_can_first_contact")

    @api.depends("state", "kind_id", "level_id", "lot_ids", "first_contact_state")
    @api.depends_context("uid")
    def _compute_can_first_contact(self):
        for record in self:
            record.can_first_contact = (
                bool(record._origin)
                and record._may_solve_at_first_contact()
                and not record._get_first_contact_blockers()
            )
            record.can_check_first_contact = (
                record.first_contact_state == "pending"
                and record._may_check_first_contact()
            )

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "first_contact_solution",
            "first_contact_state",
            "first_contact_by_id",
            "date_first_contact",
            "first_contact_checked_by_id",
            "first_contact_note",
        }

    # buttons ---------------------------------------------------------------------
    def action_first_contact(self):
        """Ask what was done, then :meth:`_solve_at_first_contact`."""
        return self.env["quality.complaint.ask"]._open(self, "first_contact")

    def action_confirm_first_contact(self):
        self._confirm_first_contact()
        return True

    def action_refuse_first_contact(self):
        """Ask why, then :meth:`_refuse_first_contact`."""
        return self.env["quality.complaint.ask"]._open(self, "refuse_first_contact")

    # engine ----------------------------------------------------------------------
    def _solve_at_first_contact(self, solution):
        """Record that the customer was helped at once, before any routing.

        :param str solution: what was done and said; required
        :raises AccessError: neither the first responsible nor complaint staff
        :raises UserError: goods, money, lots or safety are concerned; which, in words
        """
        if not (solution or "").strip():
            raise UserError(self.env._("Write down what was done for the customer."))
        for record in self:
            if not record._may_solve_at_first_contact():
                raise AccessError(
                    self.env._(
                        "%(name)s was taken by somebody else: he or complaint staff "
                        "record what was done.",
                        name=record.name,
                    )
                )
            if blockers := record._get_first_contact_blockers():
                raise UserError(
                    "\n".join(f"{record.name}: {text}" for text in blockers)
                )
        self._write_gated(
            {
                "first_contact_solution": solution,
                "first_contact_state": "pending",
                "first_contact_by_id": self.env.uid,
                "date_first_contact": fields.Datetime.now(),
                "first_contact_checked_by_id": False,
            }
        )
        self._log_history("first_contact", comment=solution)

    def _confirm_first_contact(self, note=None):
        """Complaint staff find the solution right, after the fact.

        :raises AccessError: the user solved it himself, or is no complaint staff
        :raises UserError: nothing waits, or it is no matter of first contact any more
        """
        self._check_first_contact()
        for record in self:
            if blockers := record._get_matter_blockers():
                raise UserError(
                    "\n".join(f"{record.name}: {text}" for text in blockers)
                )
        self._write_first_contact_verdict("confirmed", note)

    def _refuse_first_contact(self, note):
        """The solution was wrong or not his to give: handled the ordinary way.

        :param str note: why; required
        """
        self._check_first_contact()
        if not (note or "").strip():
            raise UserError(self.env._("Say why the solution is not confirmed."))
        self._write_first_contact_verdict("refused", note)
        for record in self:
            record.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Solution at first contact not confirmed"),
                note=note,
                user_id=record.first_contact_by_id.id,
            )

    def _write_first_contact_verdict(self, verdict, note):
        self._write_gated(
            {
                "first_contact_state": verdict,
                "first_contact_checked_by_id": self.env.uid,
                "first_contact_note": note,
            }
        )
        self._log_history("first_contact", {"verdict": verdict}, note)

    # checks ----------------------------------------------------------------------
    def _may_solve_at_first_contact(self):
        self.ensure_one()
        first = self.first_responsible_id == self.env.user
        return (first or self._may_process()) and self.first_contact_state != "pending"

    def _may_check_first_contact(self):
        self.ensure_one()
        return self._may_process() and self.first_contact_by_id != self.env.user

    def _check_first_contact(self):
        self._check_may_process()
        for record in self:
            if record.first_contact_state != "pending":
                raise UserError(
                    self.env._(
                        "No solution at first contact of %(name)s waits for a "
                        "confirmation.",
                        name=record.name,
                    )
                )
            if not record._may_check_first_contact():
                raise AccessError(
                    self.env._(
                        "You solved %(name)s yourself: a colleague confirms it.",
                        name=record.name,
                    )
                )

    def _get_first_contact_blockers(self):
        """Return why it cannot be settled at first contact, as texts ([] = it can)."""
        self.ensure_one()
        blockers = self._get_matter_blockers()
        if self.state not in ("new", "accepted"):
            blockers.append(self.env._("it is being handled already."))
        return blockers

    def _get_matter_blockers(self):
        """Hook: why the matter is none for the first one asked, as texts [X-17]."""
        self.ensure_one()
        blockers = []
        if not self.kind_id:
            blockers.append(self.env._("say first what kind of complaint it is."))
        elif self.subject not in FIRST_CONTACT_SUBJECTS:
            blockers.append(
                self.env._(
                    "only service and information are settled at first contact; goods, "
                    "deliveries and money need verification and approvals."
                )
            )
        if self.kind_id.is_safety or self._is_major_matter():
            blockers.append(self.env._("safety and major matters are investigated."))
        if self.lot_ids or self.sudo().return_ids:  # counted, not shown
            blockers.append(self.env._("lots or returned goods are concerned."))
        return blockers

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers()
        if self.first_contact_state == "pending":
            blockers.append(
                self.env._("confirm (or refuse) the solution given at first contact.")
            )
        return blockers
