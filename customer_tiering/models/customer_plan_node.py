from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CustomerPlanNode(models.Model):
    """A key control point: its supervisor reports whether the plan is kept [CT-25]."""

    _name = "customer.plan.node"
    _description = "Control Point of a Plan"
    _inherit = ["customer.plan.part"]
    _order = "date_planned, id"
    _reason_steps = ("_report_kept", "_report_deviation")

    name = fields.Char("Control Point", required=True)
    date_planned = fields.Date("Due on", required=True)
    user_id = fields.Many2one("res.users", "Supervisor", required=True, index=True)
    state = fields.Selection(
        [("open", "Open"), ("kept", "As planned"), ("deviates", "Deviates")],
        "Result",
        default="open",
        required=True,
        readonly=True,
        copy=False,
    )
    date_reported = fields.Date("Reported on", readonly=True, copy=False)
    report = fields.Text(readonly=True, copy=False)
    origin_id = fields.Many2one(
        "customer.plan.node", readonly=True, copy=False, index="btree_not_null"
    )
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )

    _late_idx = models.Index("(date_planned) WHERE state = 'open'")

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {
            *("state", "date_reported", "report", "origin_id"),
        }

    @api.depends("state", "date_planned")
    def _compute_is_late(self):
        late = self.filtered_domain(self._get_late_domain())
        late.is_late = True
        (self - late).is_late = False

    def _search_is_late(self, operator, value):
        return self._get_late_domain() if operator == "in" else NotImplemented

    @api.model
    def _get_late_domain(self):
        today = fields.Date.context_today(self)
        return Domain("state", "=", "open") & Domain("date_planned", "<", today)

    def action_kept(self):
        return self.env["customer.reason"]._open(
            self, "_report_kept", self.env._("As Planned")
        )

    def action_deviates(self):
        return self.env["customer.reason"]._open(
            self, "_report_deviation", self.env._("Deviates")
        )

    def _report_kept(self, report):
        """open → as planned, with what was seen."""
        self._set_result("kept", report)

    def _report_deviation(self, report):
        """open → deviates, with what was seen; the salesperson is told."""
        self._set_result("deviates", report)
        for node in self:
            # who supervises need not write plans
            node.plan_id.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Deviation: %(name)s", name=node.name),
                note=report,
                user_id=node.plan_id.user_id.id,
            )

    def _set_result(self, state, report):
        self.check_access("read")
        self.plan_id._check_reason(report)
        for node in self:
            if node.user_id != self.env.user or node.state != "open":
                raise UserError(
                    self.env._(
                        "%(user)s reports on “%(name)s”, once.",
                        user=node.user_id.name,
                        name=node.name,
                    )
                )
            if node.plan_id.state != "execution":
                raise UserError(
                    self.env._(
                        "%(name)s is not in execution: there is nothing to supervise.",
                        name=node.plan_id.display_name,
                    )
                )
        values = {"state": state, "report": report}
        today = fields.Date.context_today(self)
        # who supervises need not write plans
        self.sudo()._write_gated(values | {"date_reported": today})
        self._get_activities().sudo().action_feedback(feedback=report)

    def _schedule(self):
        """Plan the supervision with each supervisor."""
        for node in self:
            node.plan_id.activity_schedule(
                "customer_tiering.mail_activity_plan_node",
                date_deadline=node.date_planned,
                summary=node.name,
                user_id=node.user_id.id,
            )

    def _get_activities(self):
        kind = self.env.ref("customer_tiering.mail_activity_plan_node")
        due = {(node.plan_id.id, node.name, node.user_id) for node in self}
        return self.plan_id.sudo().activity_ids.filtered(  # the supervisor's own ones
            lambda a: (
                a.activity_type_id == kind and (a.res_id, a.summary, a.user_id) in due
            )
        )

    def _hand_over(self, change):
        """Keep what was reported in the version that replaces the plan."""
        self._get_activities().unlink()
        successors = change.node_ids.filtered("origin_id").grouped("origin_id")
        for node in self.filtered(lambda n: n.state != "open" and n in successors):
            # the approval was checked; nobody may rewrite reports otherwise
            successors[node].sudo()._write_gated(
                {
                    "state": node.state,
                    "report": node.report,
                    "date_reported": node.date_reported,
                }
            )
