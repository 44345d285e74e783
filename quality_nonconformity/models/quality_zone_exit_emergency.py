from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from odoo.addons.quality_base.tools.identity import sign_with_password


class QualityZoneExitEmergency(models.Model):
    """Emergency release 紧急放行: goods used before they are inspected [NC-56].

    Decided by a post that the company names, marked, traceable by lot and transfers;
    the inspection is made up for later. Found bad, the goods are called back: a hold
    on their lots and a nonconformity. Never where concessions are forbidden [NC-29].
    """

    _inherit = "quality.zone.exit"

    kind = fields.Selection(
        [("release", "Zone release"), ("emergency", "Emergency release")],
        default="release",
        required=True,
        tracking=True,
    )
    marks = fields.Char(help="How the goods are marked as not inspected yet.")
    inspection_result = fields.Selection(
        [
            ("pending", "To be inspected"),
            ("good", "Conforming"),
            ("bad", "Nonconforming: called back"),
        ],
        "Later Inspection",
        readonly=True,
        copy=False,
        tracking=True,
        index="btree_not_null",
    )
    result_note = fields.Text("Finding", readonly=True, copy=False)
    result_by_id = fields.Many2one(
        "res.users", "Inspected by", readonly=True, copy=False
    )
    date_result = fields.Datetime("Inspected on", readonly=True, copy=False)
    nonconformity_id = fields.Many2one(
        "quality.nonconformity", readonly=True, copy=False, index="btree_not_null"
    )
    can_approve = fields.Boolean(compute="_compute_can_approve")

    @api.depends("state", "kind")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for release in self:
            release.can_approve = release.state == "draft" and release._may_approve()

    @api.constrains("kind", "product_id", "location_id", "company_id")
    def _check_emergency_goods(self):
        for release in self.filtered(
            lambda r: r.kind == "emergency" and r.state == "draft"
        ):
            if blockers := release._get_goods_blockers():
                raise UserError("\n".join(blockers))

    @sign_with_password
    def action_record_good(self):
        self._record_result("good")
        return True

    def action_record_bad(self):
        """Ask what was found, then call the goods back."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Inspected: Nonconforming"),
            "res_model": "quality.zone.exit.result",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_release_id": self.id},
        }

    def action_view_nonconformity(self):
        return self.nonconformity_id._get_records_action()

    # -- decide --------------------------------------------------------------------

    def _may_approve(self):
        """Whether the current user may decide on this release."""
        self.ensure_one()
        user = self.env.user
        post = self.company_id.sudo().quality_emergency_function_id
        if self.kind == "emergency" and post:  # who decides is no secret
            return user in post._get_holders(self.company_id)
        return user.has_group("quality_base.group_quality_officer")

    def _check_may_approve(self):
        if self.kind != "emergency":
            return super()._check_may_approve()
        self.check_access("read")
        # who entered it asked for it, whoever he names
        if self.env.user in self.reporter_id | self.create_uid:
            raise AccessError(
                self.env._(
                    "You asked for %(name)s yourself: somebody else must decide it.",
                    name=self.name,
                )
            )
        if not self._may_approve():
            post = self.company_id.sudo().quality_emergency_function_id  # no secret
            raise AccessError(
                self.env._(
                    "An emergency release is decided by: %(post)s. Ask them.",
                    post=post.name or self.env._("a quality officer"),
                )
            )
        return None

    def _get_approve_blockers(self):
        blockers = super()._get_approve_blockers()
        if self.kind == "emergency":
            return (
                blockers + self._get_goods_blockers() + self._get_isolation_blockers()
            )
        if self._awaits_inspection():
            blockers.append(
                self.env._(
                    "%(product)s waits for its inspection. Have it inspected; if it "
                    "cannot wait, ask for an emergency release.",
                    product=self.product_id.display_name,
                )
            )
        return blockers

    def _get_goods_blockers(self):
        """Texts that say why these goods never leave before they are inspected."""
        blockers = []
        if self.product_id._is_concession_forbidden(self.company_id):
            blockers.append(
                self.env._(
                    "%(product)s may not be released before its inspection: emergency "
                    "release is forbidden for goods of the category %(category)s in "
                    "%(company)s. Have them inspected first.",
                    product=self.product_id.display_name,
                    category=self.product_id.sudo().categ_id.display_name or "–",
                    company=self.company_id.name,
                )
            )
        if self.location_id._get_zone().quality_zone != "inspection":
            blockers.append(
                self.env._(
                    "%(zone)s is no inspection zone: emergency release is for goods that "
                    "wait for their inspection. For others ask for a zone release, or "
                    "for a disposition.",
                    zone=self.location_id.display_name,
                )
            )
        return blockers

    def _get_isolation_blockers(self):
        blockers = []
        if self._find_nonconformities():
            blockers.append(
                self.env._(
                    "%(product)s was found nonconforming: its review decides, not an "
                    "emergency release.",
                    product=self.product_id.display_name,
                )
            )
        if self.product_id.tracking != "none" and not self.lot_id:
            blockers.append(self.env._("Name the lot, so that it can be called back."))
        if not (self.marks or "").strip():
            blockers.append(self.env._("Say how the goods are marked."))
        return blockers

    def _find_nonconformities(self):
        """Open nonconformities whose goods these are."""
        Nonconformity = self.env["quality.nonconformity"].sudo()  # of any department
        domain = (
            Nonconformity._get_open_domain()
            & Domain("company_id", "=", self.company_id.id)
            & Domain("product_id", "=", self.product_id.id)
        )
        if self.lot_id:
            return Nonconformity.search(
                domain & Domain("lot_ids", "in", self.lot_id.ids)
            )
        return Nonconformity.search(
            domain & Domain("line_ids.zone_id", "=", self.location_id._get_zone().id)
        )

    def _awaits_inspection(self):
        return bool(
            self.location_id._get_zone().quality_zone == "inspection"
            and self._find_inspections(("draft", "inspected", "confirmed"))
        )

    def _find_inspections(self, states):
        """Inspection records of these goods, whoever may read them."""
        return (
            self.env["quality.inspection.record"]
            .sudo()
            .search(
                Domain("state", "in", list(states))
                & Domain("product_id", "=", self.product_id.id)
                & Domain("company_id", "=", self.company_id.id)
                & (
                    Domain("lot_id", "=", self.lot_id.id)
                    | Domain("serial_ids", "in", self.lot_id.ids)
                )
            )
        )

    def _use(self, lines):
        """Ask again at the validation; from then on the inspection is owed."""
        for release in self.sudo():  # keepers write no decisions
            if release.kind != "emergency":
                continue
            if blockers := release._get_goods_blockers():
                raise UserError("\n".join(blockers))
            release._write_gated({"inspection_result": "pending"})
        return super()._use(lines)

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            "inspection_result",
            "result_note",
            "result_by_id",
            "date_result",
            "nonconformity_id",
        }

    @api.model
    def _get_decided_fields(self):
        return super()._get_decided_fields() | {"kind", "marks", "reason"}

    @api.model
    def _get_signed_fields(self, meaning):
        names = [*super()._get_signed_fields(meaning), "kind", "marks"]
        return names if meaning == "approved" else [*names, "inspection_result"]
