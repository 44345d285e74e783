from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Domain

#: sectors in which the approval of a concession is enough, without written application
PLAIN_SECTORS = ("general",)


class QualityConcessionFlow(models.Model):
    """The steps of a concession: with its disposition, then on its own [NC-55, NC-57]."""

    _inherit = "quality.concession"

    is_late = fields.Boolean(
        "Period is over", compute="_compute_is_late", search="_search_is_late"
    )
    can_confirm_use = fields.Boolean(compute="_compute_can_steps")
    can_revoke = fields.Boolean(compute="_compute_can_steps")
    can_release_rest = fields.Boolean(compute="_compute_can_steps")
    missing_note = fields.Text("Before Approval", compute="_compute_missing_note")

    @api.depends("date_to", "state")
    def _compute_is_late(self):
        for record in self:
            today = record._get_company_day(fields.Datetime.now())
            record.is_late = record._is_open_after(today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_open_domain() & Domain(
            "date_to", "<", fields.Date.context_today(self)
        )

    @api.depends("state", "rest_released")
    @api.depends_context("uid")
    def _compute_can_steps(self):
        user = self.env.user
        officer = user.has_group("quality_base.group_quality_officer")
        heads = self.env["quality.team"].sudo()  # who heads a department is no secret
        is_head = bool(heads.search_count([("above_user_ids", "in", user.id)], limit=1))
        for record in self:
            used = record.state in ("in_force", "used_up", "expired")
            record.can_confirm_use = is_head and record.state in (
                "approved",
                "in_force",
            )
            record.can_revoke = officer and used
            record.can_release_rest = (
                officer
                and not record.rest_released
                and (used or record._is_revoked())
                and not record._is_proposer(user)
            )

    @api.depends(
        "state",
        "reason",
        "risk_assessment",
        "date_to",
        "product_id",
        "supplier_deviation_id.state",
        "disposition_id.location_dest_id",
    )
    @api.depends_context("lang")
    def _compute_missing_note(self):
        for record in self:
            missing = record._get_missing() if record.state == "draft" else []
            record.missing_note = "\n".join(missing)

    def _is_proposer(self, user):
        """Whether ``user`` asked for it: he does not lift its limits [XX-14]."""
        disposition = self.disposition_id.sudo()  # who proposed it is no secret
        return disposition._is_proposer(user)

    def _is_revoked(self):
        return self.state == "revoked"

    def _is_open_after(self, day):
        """Whether it should have ended before ``day`` (a local date)."""
        return bool(
            self.date_to
            and self.date_to < day
            and self.state in ("draft", "approved", "in_force")
        )

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", ("draft", "approved", "in_force"))

    # -- with the disposition ------------------------------------------------------

    def _get_missing(self):
        """Texts of what must be filled before it can be approved [NC-55]."""
        self.ensure_one()
        missing = []
        if self.company_id.quality_sector not in PLAIN_SECTORS:
            missing = self._get_missing_contents()
        if self._is_open_after(self._get_company_day(fields.Datetime.now())):
            missing.append(self.env._("its period is over: set a later end"))
        if self.product_id.tracking == "none" and not self._find_own_location():
            missing.append(
                self.env._(
                    "the product has no lots: choose a place of their own in “To” of "
                    "the disposition, so that the goods can be told apart"
                )
            )
        return missing + self._get_supplier_application_blockers()

    def _get_missing_contents(self):
        """Texts of what a written application says: reason, risk, end [NC-55]."""
        missing = []
        if not (self.reason or "").strip():
            missing.append(self.env._("say why the goods are used nevertheless"))
        if not (self.risk_assessment or "").strip():
            missing.append(self.env._("assess the risk of using them"))
        if not self.date_to:
            missing.append(self.env._("set until when they may be used"))
        return missing

    def _get_supplier_application_blockers(self):
        """Hook: what is missing of the supplier's own application [NC-31]."""
        self.ensure_one()
        return []

    def _find_own_location(self):
        """Where the goods will stand apart from others, or an empty record."""
        self.ensure_one()
        place = self.disposition_id.location_dest_id
        stock = place.warehouse_id.lot_stock_id
        shared = stock and stock.parent_path.startswith(place.parent_path or "-")
        return place.browse() if shared else place

    def _put_in_force(self):
        """The goods leave the zone: note lots and place, guard them from now on."""
        now = fields.Datetime.now()
        for record in self:
            record._set_state(
                "in_force",
                lot_ids=[Command.set(record._find_lots().ids)],
                own_location_id=record._find_own_location().id,
                date_in_force=now,
            )

    def _find_lots(self):
        source = self.disposition_id
        if self.product_id == source.product_id:
            return source.line_ids.lot_id
        return source.move_ids.move_line_ids.filtered(
            lambda line: line.product_id == self.product_id
        ).lot_id

    # -- on its own ----------------------------------------------------------------

    def _confirm_use(self, team, quantity, note=None):
        """The head of the using department confirms before use [NC-57].

        :param team: ``quality.team`` that will use the goods
        :param float quantity: how much, in the product's unit
        :raises AccessError: the user heads neither the department nor one above it
        :raises UserError: not approved, over, or more than is left to confirm
        """
        self.ensure_one()
        self.check_access("read")
        self._check_heads(team)
        if self.state not in ("approved", "in_force"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: nothing is confirmed for use any more.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )
        self._check_confirmed_quantity(quantity)
        row = {
            "concession_id": self.id,
            "team_id": team.id,
            "quantity": quantity,
            "user_id": self.env.uid,
            "note": note,
        }
        # heads hold no right to create rows: this method is the only way
        self.env["quality.concession.confirmation"].sudo().create(row)
        comment = self.env._(
            "Use of %(quantity)s in %(team)s confirmed",
            quantity=quantity,
            team=team.display_name,
        )
        self.sudo()._sign("reviewed", comment=comment)  # see above

    def _check_heads(self, team):
        if self.env.user not in team.sudo().above_user_ids:  # heads are no secret
            raise AccessError(
                self.env._(
                    "Use in %(team)s is confirmed by its head. Ask %(head)s.",
                    team=team.display_name,
                    head=team.sudo().head_id.name or self.env._("the head above"),
                )
            )

    def _check_confirmed_quantity(self, quantity):
        confirmed = sum(self.sudo().confirmation_ids.mapped("quantity"))
        wanted = confirmed + quantity
        if quantity <= 0 or self.uom_id.compare(wanted, self.quantity) > 0:
            raise UserError(
                self.env._(
                    "%(name)s is for %(quantity)s %(uom)s, use of %(confirmed)s is "
                    "confirmed already. Confirm a quantity above zero within the rest.",
                    name=self.name,
                    quantity=self.quantity,
                    uom=self.uom_id.name,
                    confirmed=confirmed,
                )
            )

    def _revoke(self, reason):
        """Nothing more is delivered or used under it.

        :param str reason: what has become known
        :raises AccessError: the user is no officer
        """
        self.nonconformity_id._check_role("officer")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the concession is revoked."))
        self._set_state("revoked", reason=reason)

    def _release_rest(self, reason):
        """What is left of the lots was judged good: it is guarded no longer.

        :param str reason: how that was found out
        :raises AccessError: the user is no officer, or proposed the concession
        """
        self.nonconformity_id._check_role("officer")
        if own := self.filtered(lambda record: record._is_proposer(self.env.user)):
            raise AccessError(
                self.env._(
                    "You proposed %(names)s yourself. Somebody else judges whether the "
                    "rest conforms.",
                    names=", ".join(own.mapped("name")),
                )
            )
        if not (reason or "").strip():
            raise UserError(self.env._("Say how the rest was judged to conform."))
        if early := self.filtered(lambda r: r.state in ("draft", "approved")):
            raise UserError(
                self.env._(
                    "%(names)s is not in force yet.",
                    names=", ".join(early.mapped("name")),
                )
            )
        self._write_gated({"rest_released": True})
        self._sign("released", comment=reason)

    # -- by the clock --------------------------------------------------------------

    @api.model
    def _cron_expire(self, batch_size=500):
        """End concessions whose period is over: the gate refuses them by date anyway."""
        domain = Domain("state", "in", ("in_force", "used_up")) & Domain(
            "date_to", "<", fields.Date.context_today(self)
        )
        late = self.search(domain, limit=batch_size, order="id")
        self.env["ir.cron"]._commit_progress(remaining=self.search_count(domain))
        for record in late:
            record = record.try_lock_for_update().filtered_domain(domain)
            if not record:
                continue
            record._set_state(
                "expired",
                reason=self.env._("Its period ended on %(day)s.", day=record.date_to),
            )
            if not self.env["ir.cron"]._commit_progress(1):
                break
