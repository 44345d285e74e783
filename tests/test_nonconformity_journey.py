"""A receipt of 100 with 40 bad ones, told from the gate to the last signature."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestNonconformityJourney(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.categ_id = cls.env["product.category"].create(
            {"name": "Gloves", "property_cost_method": "average"}
        )
        cls.second_choice = cls._product(
            "Glove, second choice", tracking="lot", categ_id=cls.product.categ_id.id
        )
        cls.chair = cls._user("journey_chair", "quality_base.group_quality_officer")
        cls.production = cls._user("journey_production", "base.group_user")
        cls.technology = cls._user("journey_technology", "base.group_user")
        cls.general_manager = cls._user("journey_manager", "base.group_user")
        cls.env.ref(
            "quality_nonconformity.function_general_manager"
        ).user_ids = cls.general_manager
        cls.board = cls.env["quality.mrb.board"].create(
            {
                "name": "Basic board",
                "level": "basic",
                "chair_id": cls.chair.id,
                "quorum": 3,
                "decision_rule": "majority",
                "mandate_ref": "GM-2026-04",
                "member_ids": [
                    Command.create(
                        {
                            "user_id": user.id,
                            "qualification": "Trained on the procedure",
                            "date_to": "2099-12-31",
                        }
                    )
                    for user in (cls.chair, cls.production, cls.technology)
                ],
            }
        )

    def test_from_the_gate_to_the_last_signature(self):
        receipt = self._receive(100, self.lot_a, price=10.0)
        self.assertEqual(self.product.total_value, 1000)
        source = self._report(receipt)
        self._assert_isolated(source, receipt)
        dispositions = self._propose(source)
        case = self._review(source)
        self._assert_decided(source, case, dispositions)
        self._carry_out_all(source, dispositions)
        self._assert_posted(source, receipt, dispositions)
        self._assert_closed(source, receipt)
        self._assert_printed(source, case)

    def _report(self, receipt):
        """The worker reports from the receipt and stops the goods."""
        Nonconformity = self.env["quality.nonconformity"].with_user(self.worker)
        vals = Nonconformity._prepare_vals_from(receipt)
        source = Nonconformity.create(
            vals
            | {
                "product_id": self.product.id,
                "lot_ids": self.lot_a.ids,
                "quantity": 40,
                "description": "Cartons wet, seals open",
                "severity_id": self.env.ref("quality_nonconformity.severity_severe").id,
            }
        )
        source._isolate()
        return source

    def _assert_isolated(self, source, receipt):
        self.assertEqual(source.state, "isolated")
        self.assertEqual(source.picking_id, receipt)
        self.assertEqual(source.supplier_id, self.supplier)
        self.assertEqual(source.detection_point, "receipt")
        self.assertEqual(self._on_hand(self.nonconforming, self.lot_a), 40)
        self.assertEqual(self._on_hand(lot=self.lot_a), 60)
        self.assertEqual(source.hold_id.state, "placed")
        card = self.env["quality.quarantine.card"].search(
            [("lot_id", "=", self.lot_a.id)]
        )
        self.assertEqual((card.quantity, card.quality_zone), (40, "nonconforming"))
        delivery = self._transfer(30)
        self.assertFalse(delivery.move_ids.quantity)  # nothing good left to reserve

    def _propose(self, source):
        common = {"user": self.inspector}
        proposals = [
            ("return_supplier", 10, {}),
            ("rework", 20, {}),
            ("downgrade", 5, {"target_product_id": self.second_choice.id}),
        ]
        rows = self.env["quality.disposition"]
        for kind, quantity, vals in proposals:
            rows |= self._dispose(source, kind, quantity, **common, **vals)
        with self.assertRefused("sum up to 35"):
            source.with_user(self.officer)._decide()
        rows |= self._dispose(source, "scrap", 5, **common)
        with self.assertRefused("would sum up to 41"):
            self._dispose(source, "scrap", 1, **common)
        return rows

    def _review(self, source):
        """Two agree, one dissents; the chair decides by majority."""
        with self.assertRaises(UserError):  # so grave, it takes the board
            source.disposition_ids[0].with_user(self.officer)._approve()
        case = source.with_user(self.inspector)._call_mrb()
        self.assertEqual(case.board_id, self.board)
        case.with_user(self.chair)._start()
        case.with_user(self.production)._give_opinion("agree", "Rework is possible.")
        with self.assertRefused("quorum"):
            case.with_user(self.chair)._decide()
        case.with_user(self.technology)._give_opinion(
            "dissent", "Resealing weakens the pouch: scrap all."
        )
        case.with_user(self.chair)._give_opinion("agree", "With 100 % inspection.")
        with self.assertRefused():
            case.with_user(self.production)._give_opinion("dissent", "Again.")
        case.with_user(self.chair)._decide()
        return case

    def _assert_decided(self, source, case, dispositions):
        self.assertEqual(case.state, "decided")
        self.assertEqual(
            sorted(case.opinion_ids.mapped("verdict")), ["agree", "agree", "dissent"]
        )
        scrap = dispositions.filtered(lambda d: d.kind == "scrap")
        if scrap.state == "draft":  # the matrix asks for the general manager as well
            scrap.with_user(self.general_manager)._approve()
        self.assertEqual(set(dispositions.mapped("state")), {"approved"})
        self.assertEqual(source.state, "decided")

    def _carry_out_all(self, source, dispositions):
        with self.assertRefused():
            source.with_user(self.officer)._close()
        for disposition in dispositions:
            disposition.with_user(self.keeper)._execute()
        self.assertEqual(self._on_hand(self.inspection, self.lot_a), 20)
        for disposition in dispositions:
            with self.assertRefused("not by the one who executed"):
                disposition.with_user(self.keeper)._verify()
            disposition.with_user(self.inspector)._verify()

    def _assert_posted(self, source, receipt, dispositions):
        by_kind = {row.kind: row for row in dispositions}
        self.assertEqual(set(dispositions.mapped("state")), {"verified"})
        self.assertEqual(by_kind["return_supplier"].picking_ids.return_id, receipt)
        self.assertEqual(by_kind["scrap"].scrap_ids.scrap_qty, 5)
        self.assertEqual(receipt.purchase_id.order_line.qty_received, 90)
        self.assertEqual(self._on_hand(self.nonconforming), 0)
        self.assertEqual(self._on_hand(self.inspection), 0)
        self.assertEqual(self._on_hand(lot=self.lot_a), 80)
        self.assertEqual(self._on_hand(product=self.second_choice), 5)
        self.assertEqual(self.product.total_value, 800)
        self.assertEqual(self.second_choice.total_value, 50)
        made = by_kind["downgrade"].move_ids.move_line_ids.filtered("consume_line_ids")
        self.assertEqual(made.lot_id.name, self.lot_a.name)
        self.assertEqual(made.consume_line_ids.lot_id, self.lot_a)

    def _assert_closed(self, source, receipt):
        self.assertEqual(source.state, "verification")
        with self.assertRefused("corrective action"):  # severe: not without a CAPA
            source.with_user(self.officer)._close()
        self._plan_capa(source)
        source.with_user(self.officer)._close()
        self.assertEqual(source.state, "closed")
        self.assertFalse(self.lot_a.on_hold)
        delivery = self._transfer(30)
        self.assertEqual(delivery.move_ids.quantity, 30)
        self.assertEqual(source._verify_history(), [])

    def _plan_capa(self, source):
        capa = source.with_user(self.inspector)._open_capa()
        capa.write(
            {
                "root_cause": "Cartons stood in the rain",
                "effect_criteria": "No wet carton in 30 days",
                "user_id": self.inspector.id,
                "action_ids": [
                    Command.create(
                        {
                            "name": "Roof over the ramp",
                            "user_id": self.worker.id,
                            "date_due": "2099-01-01",
                        }
                    )
                ],
            }
        )
        capa._find_cause()
        capa._submit_plan()
        capa.with_user(self.second)._approve_plan()

    def _assert_printed(self, source, case):
        reports = {
            "action_report_nonconformity_sheet": (source, "不合格品处置单"),
            "action_report_mrb_minutes": (case, "Resealing weakens the pouch"),
        }
        for name, (record, text) in reports.items():
            report = self.env.ref(f"quality_nonconformity.{name}")
            html, _kind = self.env["ir.actions.report"]._render_qweb_html(
                report.report_name, record.ids
            )
            self.assertIn(text, html.decode(), name)
