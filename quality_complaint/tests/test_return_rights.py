"""Who sees and writes the inspection, pick-up orders and follow-ups of returns."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReturnRights(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._sell(10, cls.lot_a)
        cls.auditor = cls._user("return_auditor", "quality_base.group_quality_auditor")
        cls.ret = cls._received((cls.lot_a, 4, "quality"), arrival="sent")
        cls.driver = cls._user("return_driver_2", "base.group_user")
        cls.pickup = (
            cls.env["quality.return.pickup"]
            .with_user(cls.handler)
            .create(
                {
                    "return_id": cls.ret.id,
                    "station": "North Station",
                    "driver_id": cls.driver.partner_id.id,
                }
            )
        )
        cls.ret.with_user(cls.handler).followup_ids = [
            Command.create({"note": "Content", "is_satisfied": True})
        ]
        cls.rows = cls.ret.inspection_ids

    def _sees(self, user, *records):
        self.env.invalidate_all()
        return [
            record.with_user(user).search_count([("id", "in", record.ids)]) > 0
            for record in records
        ]

    def test_who_reads(self):
        records = (self.rows, self.pickup, self.ret.followup_ids)
        for user, expected in (
            (self.inspector, [True, True, True]),
            (self.handler, [True, True, True]),
            (self.auditor, [True, True, True]),
            (self.worker, [True, True, True]),
            (self.employee, [False, False, False]),
            (self.driver, [False, True, False]),
        ):
            self.assertEqual(self._sees(user, *records), expected, user.login)

    def test_confidential_returns_hide_their_rows(self):
        self.ret.sudo().confidential = True
        stranger = self._user("return_stranger", "stock.group_stock_user")
        seen = self._sees(stranger, self.rows, self.ret.followup_ids)
        self.assertEqual(seen, [False, False])

    def test_who_writes(self):
        row = self.rows
        for user in (self.handler_only(), self.auditor, self.worker, self.seller):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"verdict": "intact"})
            with self.assertRaises(AccessError):
                row.with_user(user).unlink()
        for user in (self.auditor, self.employee, self.driver):
            with self.assertRaises(AccessError):
                self.pickup.with_user(user).write({"station": "South Station"})
        with self.assertRaises(AccessError):
            self.ret.followup_ids.with_user(self.auditor).write({"note": "Other"})
        self.assertFalse(row.verdict)
        self.assertEqual(self.pickup.station, "North Station")

    def handler_only(self):
        return self._user(
            "return_handler_only", "quality_complaint.group_complaint_user"
        )

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user("return_sister", "quality_base.group_quality_manager")
        stranger.sudo().write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        seen = self._sees(stranger, self.rows, self.pickup, self.ret.followup_ids)
        self.assertEqual(seen, [False, False, False])

    def test_no_pass_by_context(self):
        forged = self.rows.with_user(self.inspector).with_context(
            quality_zone_pass=True, quality_gate=True
        )
        with self.assertRefused("noted by the receipt"):
            forged.write({"quantity": 1})
        with self.assertRefused("steps only"):
            self.ret.with_user(self.handler).with_context(quality_gate=True).write(
                {"state": "settled"}
            )
        zone = self.warehouse.wh_returns_loc_id
        zone.keeper_ids = self.keeper
        ret = self._confirmed((self.lot_a, 2, "quality"))
        receipt = ret.sudo().picking_ids
        receipt.move_ids.picked = True
        with self.assertRefused(self.keeper.name):
            receipt.with_user(self.worker).with_context(
                quality_accepted_return=receipt.move_line_ids.ids
            ).button_validate()

    def test_engine_takes_no_defaults_of_the_caller(self):
        ret = self._confirmed((self.lot_a, 2, "quality"))
        receipt = ret.sudo().picking_ids
        receipt.move_ids.picked = True
        receipt.with_user(self.worker).with_context(
            default_verdict="intact", default_decision="restock", default_quantity=9
        ).button_validate()
        row = ret.inspection_ids
        self.assertFalse(row.verdict or row.decision)
        self.assertEqual(row.quantity, 2)

    # the screens, as the roles see them

    def test_forms_open_for_their_users(self):
        for user, record in (
            (self.inspector, self.ret),
            (self.handler, self.ret),
            (self.auditor, self.ret),
            (self.business_head, self.ret),
            (self.worker, self.ret),
            (self.inspector, self.rows),
            (self.worker, self.rows),
            (self.driver, self.pickup),
            (self.worker, self.pickup),
        ):
            with self.subTest(user=user.login, model=record._name):
                self.env.invalidate_all()
                Form(record.with_user(user))

    def test_inspector_fills_in_the_form(self):
        with Form(self.rows.with_user(self.inspector)) as form:
            form.verdict = "own_fault"
            form.note = "Seal open"
        self.assertEqual(self.rows.verdict, "own_fault")
        self.ret.with_user(self.inspector)._inspect()
        form = Form(self.rows.with_user(self.officer))
        self.assertEqual(form.decision, "nonconformity")
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.verdict = "intact"

    def test_warehouse_notes_the_condition(self):
        self.pickup._issue()
        self.pickup.with_user(self.driver)._fetch()
        with Form(self.pickup.with_user(self.worker)) as form:
            form.condition = "damaged"
            form.condition_note = "One carton wet"
        self.pickup.with_user(self.worker)._deliver()
        self.assertEqual(self.pickup.state, "delivered")
