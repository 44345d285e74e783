from odoo.tests import tagged

from .mrb_common import MrbCommon


@tagged("post_install", "-at_install")
class TestApprovalPreset(MrbCommon):
    """The shipped lines of the matrix, by sector [NC-51, NC-52]."""

    def _preset_roles(self, sector, kind, severity=None, point="in_stock", **vals):
        self.presets.active = True
        self.company.quality_sector = sector
        source = self._nonconformity(
            5,
            self.lot_a,
            detection_point=point,
            severity_id=severity and severity.id,
            **vals,
        )
        return set(self._roles(self._dispose(source, kind, 5)))

    def test_presets(self):
        general = self.env.ref("quality_nonconformity.severity_general")
        officer = {("approve", False)}
        board = ("board", False)
        for case, expected in (
            (("general", "scrap", None), officer),
            (("general", "use_as_is", general), officer),
            (("general", "scrap", self.severe), {board}),
            (("general", "use_as_is", self.severe), {board}),
            (
                ("general", "scrap", self.critical),
                {board, ("approve", "management_representative")},
            ),
            (("device_distributor", "scrap", None), {("approve", "quality_director")}),
            (
                ("device_distributor", "refuse", general, "receipt"),
                {
                    ("review", "storekeeper"),
                    ("review", "buyer"),
                    ("approve", "quality_director"),
                },
            ),
            (("oem", "rework", self.severe), {board}),
            (("oem", "rework", general), officer),
            (
                ("oem", "return_supplier", general),
                {
                    ("countersign", "purchasing_head"),
                    ("countersign", "quality_director"),
                    ("countersign", "production_head"),
                    ("approve", "general_manager"),
                },
            ),
            (
                ("service", "refuse", general, "receipt"),
                {
                    ("review", "storekeeper"),
                    ("review", "buyer"),
                    ("approve", "department_head"),
                },
            ),
            (("service", "scrap", general), {("approve", "department_head")}),
            (
                ("service", "scrap", self.critical),
                {board, ("approve", "management_representative")},
            ),
            (("hospital", "scrap", general), {("approve", "department_head")}),
            (
                ("hospital", "scrap", self.severe),
                {
                    ("review", "deputy_general_manager"),
                    board,
                    ("approve", "management_representative"),
                },
            ),
            (
                ("concrete", "rework", None),
                {("review", "inspection_group"), ("approve", "leader_in_charge")},
            ),
            (
                ("concrete", "rework", self.severe),
                {
                    ("review", "inspection_group"),
                    board,
                    ("approve", "leader_in_charge"),
                    ("approve", "general_manager"),
                },
            ),
        ):
            self.assertEqual(self._preset_roles(*case), expected, case)

    def test_concession_and_scrap_of_general_trade(self):
        """NC-55, NC-61: shipped switched off, a company with these posts wants them."""
        self.company.quality_sector = "general"
        for name in ("concession", "scrap"):
            rule = self.env.ref(f"quality_nonconformity.approval_rule_general_{name}")
            self.assertNotIn(rule, self.presets)
            rule.active = True
        source = self._nonconformity(6, self.lot_a)
        heads = {"purchasing_head", "production_head"}
        self.assertEqual(
            set(self._roles(self._dispose(source, "use_as_is", 3))),
            {("approve", "quality_director")}
            | {("countersign", head) for head in heads},
        )
        self.assertEqual(
            set(self._roles(self._dispose(source, "scrap", 3))),
            {("approve", "general_manager")}
            | {("review", head) for head in heads | {"quality_director"}},
        )

    def test_oem_has_two_levels_of_boards(self):
        self._preset_roles("oem", "rework", self.severe)
        rows = self.env["quality.approval"].search([("role", "=", "board")])
        self.assertEqual(rows.mapped("mrb_level"), ["basic"])
        self._preset_roles("oem", "rework", self.critical)
        rows = self.env["quality.approval"].search([("role", "=", "board")]) - rows
        self.assertEqual(rows.mapped("mrb_level"), ["company"])

    def test_works_plan_states_cause_and_time_limit(self):
        """Inspection group: plan with content and time limits, all sign [NC-52]."""
        self.Rule.with_context(active_test=False).search(
            [("preset", "=", "concrete")]
        ).active = True
        self.company.quality_sector = "concrete"
        self._post("inspection_group", self.engineer)
        self._post("leader_in_charge", self.chair)
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "rework", 40)
        with self.assertRefused("the cause", "the day"):
            disposition.with_user(self.engineer)._approve()
        source.with_user(self.inspector).cause = "Cold bar"
        disposition.with_user(self.inspector).date_deadline = "2030-01-01"
        disposition.with_user(self.engineer)._approve()
        self.assertEqual(disposition.state, "draft")
        disposition.with_user(self.chair)._approve()
        self.assertEqual(disposition.state, "approved")
