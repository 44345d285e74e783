"""Who may do what: one table of rights, one of steps, two companies."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

ROLES = {
    "employee": "base.group_user",
    "user": "quality_base.group_quality_user",
    "officer": "quality_base.group_quality_officer",
    "manager": "quality_base.group_quality_manager",
    "auditor": "quality_base.group_quality_auditor",
    "worker": "stock.group_stock_user",
    "sales": "sales_team.group_sale_salesman",
}
# r read, w write, c create, d delete; which records, the rules say (own, team, company);
# when, the gates and the retention say
RIGHTS = """
                              employee user     officer  manager  auditor  worker   sales
quality.approval              r---     r---     r---     r---     r---     r---     r---
quality.approval.rule         r---     r---     r---     rwcd     r---     r---     r---
quality.calendar              r---     r---     r---     rwcd     r---     r---     r---
quality.calendar.day          r---     r---     r---     rwcd     r---     r---     r---
quality.calendar.year         r---     r---     r---     rwcd     r---     r---     r---
quality.call.figure           ----     rwcd     rwcd     rwcd     r---     ----     ----
quality.capa                  rw--     rwc-     rwc-     rwcd     rw--     rw--     rw--
quality.capa.action           rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.capa.cause            rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.capa.discipline       rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.capa.why              rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.clause                r---     rwc-     rwc-     rwcd     r---     r---     r---
quality.complaint             rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.complaint.addition    r-c-     r-c-     r-c-     r-c-     r-c-     r-c-     r-c-
quality.complaint.call        r---     r---     r---     r---     r---     r---     r---
quality.complaint.cause       r---     r---     r---     r---     r---     r---     r---
quality.complaint.cost        ----     rwcd     rwcd     rwcd     r---     ----     ----
quality.complaint.delivery    ----     r---     r---     r---     ----     r---     r---
quality.complaint.dispute     r---     rwc-     rwc-     rwc-     r---     r---     r---
quality.complaint.escalation  r---     r---     r---     r---     r---     r---     r---
quality.complaint.feedback    rw--     rwcd     rwcd     rwcd     rw--     rw--     rw--
quality.complaint.group       rwc-     rwc-     rwc-     rwc-     rwc-     rwc-     rwc-
quality.complaint.handover    r---     r---     r---     r---     r---     r---     r---
quality.complaint.identity    ----     ----     ----     ----     ----     ----     ----
quality.complaint.kind        r---     r---     r---     r---     r---     r---     r---
quality.complaint.laboratory  r---     rwc-     rwc-     rwc-     r---     r---     r---
quality.complaint.level       r---     r---     r---     r---     r---     r---     r---
quality.complaint.mailbox     ----     r---     r---     r---     ----     ----     ----
quality.complaint.person      ----     ----     ----     ----     ----     ----     ----
quality.complaint.phrase      r---     r---     r---     r---     r---     r---     r---
quality.complaint.report      rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.complaint.route       r---     r---     r---     r---     r---     r---     r---
quality.complaint.solution    r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.complaint.trend       ----     rw--     rw--     rw--     r---     ----     ----
quality.complaint.visit       r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.concession            rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.concession.confirmation r---     r---     r---     r---     r---     r---     r---
quality.concession.consent    r-c-     r-c-     r-c-     r-c-     r-c-     r-c-     r-c-
quality.concession.use        r---     r---     r---     r---     r---     r---     r---
quality.customer.information  rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.deadline              r---     r---     r---     r---     r---     r---     r---
quality.deadline.extension    r---     r---     r---     r---     r---     r---     r---
quality.deadline.policy       r---     r---     r---     rwcd     r---     r---     r---
quality.defect                r---     rwc-     rwc-     rwcd     r---     r---     r---
quality.defect.class          r---     r---     r---     rwcd     r---     r---     r---
quality.destruction           rw--     rw--     rw--     rw--     rw--     rw--     rw--
quality.disagreement          rwc-     rwc-     rwc-     rwc-     rwc-     rwc-     rwc-
quality.disagreement.opinion  r---     r---     r---     r---     r---     r---     r---
quality.disposition           rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.disposition.change    r-c-     r-c-     r-c-     r-c-     r-c-     r-c-     r-c-
quality.disposition.line      r---     r---     r---     r---     r---     r---     r---
quality.exchange.policy       r---     r---     r---     r---     r---     r---     r---
quality.exchange.report       ----     ----     r---     r---     r---     ----     ----
quality.finding.route         r---     r---     r---     rwcd     r---     r---     r---
quality.form                  r---     r---     r---     rwcd     r---     r---     r---
quality.form.revision         r---     r---     rwcd     rwcd     r---     r---     r---
quality.function              r---     r---     r---     rwcd     r---     r---     r---
quality.history               r---     r---     r---     r---     r---     r---     r---
quality.history.head          ----     ----     ----     ----     ----     ----     ----
quality.hold                  r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.hold.gate             ----     ----     ----     r---     ----     ----     ----
quality.hold.line             r---     r---     r---     r---     r---     r---     r---
quality.inspection.item       rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.inspection.record     rw--     rwcd     rwcd     rwcd     rw--     rwc-     rw--
quality.instrument            r---     rwc-     rwc-     rwcd     r---     r---     r---
quality.instrument.check      r---     rwc-     rwc-     rwc-     r---     r---     r---
quality.issue.check           rw--     rw--     rw--     rw--     rw--     rwcd     rw--
quality.keyword               r---     rwc-     rwc-     rwcd     r---     r---     r---
quality.mrb.board             r---     r---     r---     rwcd     r---     r---     r---
quality.mrb.case              r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.mrb.member            r---     r---     r---     rwcd     r---     r---     r---
quality.mrb.opinion           r---     r---     r---     r---     r---     r---     r---
quality.need.opinion          rw--     rwcd     rwcd     rwcd     rw--     rw--     rw--
quality.need.review           r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.nonconformity         rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.nonconformity.cost    ----     rwcd     rwcd     rwcd     r---     ----     ----
quality.nonconformity.evidence rwc-    rwc-     rwc-     rwc-     rwc-     rwc-     rwc-
quality.nonconformity.line    rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.notice                r---     r---     r---     r---     r---     r---     r---
quality.purchase.recheck      r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.quarantine.card       r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.quarantine.handout    r---     rwcd     rwcd     rwcd     r---     rw--     r---
quality.rejection.ground      r---     r---     r---     rwcd     r---     r---     r---
quality.release               rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.report                rwc-     rwc-     rwc-     rwc-     rwc-     rwc-     rwc-
quality.report.action         rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.report.type           r---     r---     r---     rwcd     r---     r---     r---
quality.retention.log         ----     ----     ----     r---     r---     ----     ----
quality.retention.policy      r---     r---     r---     rwcd     r---     r---     r---
quality.retention.review      ----     ----     ----     rw--     r---     ----     ----
quality.return                rwc-     rwcd     rwcd     rwcd     rwc-     rwc-     rwc-
quality.return.approval       r---     r---     r---     r---     r---     r---     r---
quality.return.followup       r---     rwc-     rwc-     rwc-     r---     r---     rwc-
quality.return.inspection     r---     rw--     rw--     rw--     r---     r---     r---
quality.return.line           rwcd     rwcd     rwcd     rwcd     rwcd     rwcd     rwcd
quality.return.pickup         r---     rwc-     rwc-     rwc-     r---     rw--     r---
quality.score.deduction       rw--     rw--     rw--     rw--     rw--     rw--     rw--
quality.score.scheme          r---     r---     r---     rwcd     r---     r---     r---
quality.service.disposal      r---     r---     r---     rwcd     r---     r---     r---
quality.service.failure       r---     r---     r---     rwcd     r---     r---     r---
quality.service.result        r---     r---     r---     rwcd     r---     r---     r---
quality.severity              r---     r---     r---     rwcd     r---     r---     r---
quality.signature             r---     r---     r---     r---     r---     r---     r---
quality.special.release       r---     r---     r---     r---     r---     r---     r---
quality.supplier.deviation    r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.supplier.deviation.use r---    r---     r---     r---     r---     r---     r---
quality.supplier.discipline   r---     r---     r---     r---     r---     r---     r---
quality.supplier.notice       r---     rwcd     rwcd     rwcd     r---     r---     r---
quality.team                  r---     r---     r---     rwcd     r---     r---     r---
quality.urgent                r---     r---     r---     rw--     r---     r---     r---
quality.zone.count            r---     rwcd     rwcd     rwcd     r---     rwc-     r---
quality.zone.count.line       r---     rwcd     rwcd     rwcd     r---     rwcd     r---
quality.zone.exit             r---     rwcd     rwcd     rwcd     r---     r---     r---
"""
# + may, - is refused; on records that somebody else filed
STEPS = """
                              employee user     officer  manager  auditor  worker   sales
read_capa                     -        +        +        +        +        -        -
write_capa                    -        +        +        +        -        -        -
read_confidential             -        -        -        -        -        -        -
read_standing_hold            +        +        +        +        +        +        +
place_hold                    -        +        +        +        -        -        -
release_hold                  -        -        +        +        -        -        -
enter_zone                    -        -        -        -        -        -        -
set_policy                    -        -        -        +        -        -        -
write_state                   -        -        -        -        -        -        -
export_capa                   -        -        +        +        +        -        -
rewrite_quant                 -        -        -        -        -        -        -
report_nonconformity          +        +        +        +        +        +        +
read_nonconformity            -        +        +        +        +        +        -
isolate                       -        +        +        +        -        +        -
propose                       -        +        +        +        -        -        -
approve                       -        -        +        +        -        -        -
reject                        -        -        +        +        -        -        -
call_board                    -        +        +        +        -        -        -
vote                          -        -        -        -        -        -        -
write_approval                -        -        -        -        -        -        -
name_holder                   -        -        -        +        -        -        -
execute                       -        +        +        +        -        +        -
verify                        -        +        +        +        -        -        -
close                         -        -        +        +        -        -        -
judge_conforming              -        -        +        +        -        -        -
"""


def parse(table):
    """Return {(row, role): cell} of a table above."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {
        (row[0], role): cell
        for row in rows
        for role, cell in zip(head, row[1:], strict=True)
    }


@tagged("post_install", "-at_install")
class TestRights(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.users = {
            # core's own right to export is given to all: ours is what is asked
            role: new_test_user(
                cls.env, f"rights_{role}", f"{groups},base.group_allow_export"
            )
            for role, groups in ROLES.items()
        }
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Test Kit", "is_storable": True, "tracking": "lot"}
        )
        cls.lot = cls.env["stock.lot"].create(
            {"name": "A", "product_id": cls.product.id}
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, cls.warehouse.lot_stock_id, 10, lot_id=cls.lot
        )
        cls.capa = cls.env["quality.capa"].create({"title": "Sealing"})
        cls.secret = cls.env["quality.capa"].create(
            {"title": "Sealing", "confidential": True}
        )
        cls.hold = cls._hold()
        cls.hold._place()

    @classmethod
    def _hold(cls, **vals):
        vals = {"reason": "Seal", "lot_ids": [Command.set(cls.lot.ids)]} | vals
        return cls.env["quality.hold"].create(vals)

    def test_rights(self):
        found = {}
        operations = {"r": "read", "w": "write", "c": "create", "d": "unlink"}
        for model, role in parse(RIGHTS):
            access = self.env[model].with_user(self.users[role])
            found[model, role] = "".join(
                letter if access.has_access(operation) else "-"
                for letter, operation in operations.items()
            )
        self.assertEqual(found, parse(RIGHTS))

    def test_every_model_is_in_the_table(self):
        models = {
            name
            for name, model in self.env.registry.items()
            if name.startswith("quality.") and not (model._abstract or model._transient)
        }
        self.assertEqual(models, {model for model, _role in parse(RIGHTS)})

    def test_steps(self):
        self.maxDiff = None
        found = {}
        for step, role in parse(STEPS):
            found[step, role] = self._try(getattr(self, f"_{step}"), self.users[role])
        self.assertEqual(found, parse(STEPS))

    def _try(self, step, user):
        """Do a step and undo it; "+" if it was allowed."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint():
                step(user)
                self.env.flush_all()
                raise Undo
        except Undo:
            return "+"
        except (AccessError, UserError):
            return "-"
        finally:
            self.env.invalidate_all()

    def _read_capa(self, user):
        self.capa.with_user(user).read(["title"])

    def _write_capa(self, user):
        self.capa.with_user(user).write({"title": "Sealing process"})

    def _read_confidential(self, user):
        self.secret.with_user(user).read(["title"])

    def _read_standing_hold(self, user):
        self.hold.with_user(user).read(["reason"])

    def _place_hold(self, user):
        self.env["quality.hold"].with_user(user).create(
            {"reason": "Seal", "lot_ids": [Command.set(self.lot.ids)]}
        )._place()

    def _release_hold(self, user):
        self.hold.with_user(user)._release("Laboratory: good")

    def _enter_zone(self, user):
        """Nobody here is a keeper: not even who may validate transfers."""
        zone = self.warehouse._get_quality_zone("quarantine")
        zone.keeper_ids = self.env.ref("base.user_admin")
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.quarantine_in_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": zone.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": 1,
                            "location_id": self.warehouse.lot_stock_id.id,
                            "location_dest_id": zone.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        move = picking.move_ids
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "lot_id": self.lot.id,
                    "quantity": 1,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": zone.id,
                }
            )
        ]
        picking.with_user(user).button_validate()

    def _set_policy(self, user):
        self.env["quality.deadline.policy"].with_user(user).search([], limit=1).write(
            {"name": "Later"}
        )

    def _write_state(self, user):
        self.hold.with_user(user).write({"state": "released"})

    def _export_capa(self, user):
        self.capa.with_user(user).export_data(["title"])

    def _rewrite_quant(self, user):
        self.lot.quant_ids.with_user(user).write({"quantity": 1})

    def _nonconformity(self, *steps):
        """A nonconformity of somebody else, taken up to the steps named."""
        source = self.env["quality.nonconformity"].create(
            {
                "product_id": self.product.id,
                "lot_ids": self.lot.ids,
                "quantity": 4,
                "description": "Seal",
            }
        )
        chief = new_test_user(
            self.env, "rights_chief", "quality_base.group_quality_manager"
        )
        source._isolate()
        disposition = self.env["quality.disposition"].create(
            {
                "nonconformity_id": source.id,
                "kind": "rework",
                "quantity": 4,
                "instruction": "<p>Seal again.</p>",
            }
        )
        for step in steps:
            getattr(disposition.with_user(chief), f"_{step}")()
            chief = chief.copy({"login": f"rights_{step}"})
        return source, disposition

    def _report_nonconformity(self, user):
        self.env["quality.nonconformity"].with_user(user).create(
            {
                "product_id": self.product.id,
                "lot_ids": self.lot.ids,
                "quantity": 1,
                "description": "Seal",
            }
        )

    def _read_nonconformity(self, user):
        self._nonconformity()[0].with_user(user).read(["description"])

    def _isolate(self, user):
        source = self.env["quality.nonconformity"].create(
            {
                "product_id": self.product.id,
                "lot_ids": self.lot.ids,
                "quantity": 1,
                "description": "Seal",
            }
        )
        source.with_user(user)._isolate()

    def _propose(self, user):
        source, _disposition = self._nonconformity()
        source.disposition_ids.unlink()
        self.env["quality.disposition"].with_user(user).create(
            {"nonconformity_id": source.id, "kind": "rework", "quantity": 4}
        )

    def _approve(self, user):
        self._nonconformity()[1].with_user(user)._approve()

    def _reject(self, user):
        self._nonconformity()[1].with_user(user)._reject("Rework them")

    def _board(self):
        """A board of one, of whom nobody here is."""
        chair = new_test_user(self.env, "rights_chair", "base.group_user")
        return self.env["quality.mrb.board"].create(
            {
                "name": "Board",
                "chair_id": chair.id,
                "quorum": 1,
                "mandate_ref": "Order 7",
                "member_ids": [
                    Command.create({"user_id": chair.id, "qualification": "Trained"})
                ],
            }
        )

    def _call_board(self, user):
        board = self._board()
        self._nonconformity()[0].with_user(user)._call_mrb(board)

    def _vote(self, user):
        case = self._nonconformity()[0]._call_mrb(self._board())
        case._start()
        case.with_user(user)._give_opinion("agree", "Yes")

    def _write_approval(self, user):
        row = self._nonconformity()[1].approval_ids
        row.with_user(user).write({"state": "approved", "user_id": user.id})

    def _name_holder(self, user):
        post = self.env.ref("quality_nonconformity.function_general_manager")
        post.with_user(user).write({"user_ids": user.ids})

    def _execute(self, user):
        self._nonconformity("approve")[1].with_user(user)._execute()

    def _verify(self, user):
        self._nonconformity("approve", "execute")[1].with_user(user)._verify()

    def _close(self, user):
        source, _row = self._nonconformity("approve", "execute", "verify")
        source.with_user(user)._close()

    def _judge_conforming(self, user):
        self._nonconformity()[0].with_user(user)._cancel("Laboratory: good")

    def test_companies_never_see_each_other(self):
        company = self.env["res.company"].create({"name": "Branch"})
        stranger = new_test_user(
            self.env,
            "rights_branch",
            "quality_base.group_quality_manager,stock.group_stock_manager",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        source, disposition = self._nonconformity("approve")
        rows = {
            "quality.nonconformity": source,
            "quality.nonconformity.line": source.line_ids,
            "quality.disposition": disposition,
            "quality.disposition.line": disposition.line_ids,
            "quality.capa": self.capa,
            "quality.hold": self.hold,
            "quality.hold.line": self.hold.line_ids,
            "quality.history": self.hold.history_ids,
        }
        for model, records in rows.items():
            self.assertTrue(records, model)
            found = (
                self.env[model].with_user(stranger).search([("id", "in", records.ids)])
            )
            self.assertFalse(found, model)
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])
        self.assertIn(
            self.hold,
            self.env["quality.hold"].with_user(self.users["user"]).search([]),
        )


class Undo(Exception):
    """Rolls a successful try back."""
