"""What is usually done with a finding is proposed [NC-36, NC-39 to NC-43]."""

from odoo.tests import tagged

from .common import NonconformityCommon


@tagged("post_install", "-at_install")
class TestRoute(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._put(100, cls.lot_a)
        cls.team = cls.env["quality.team"].create({"name": "Repair Shop"})

    def _found(self, point, isolate=True, **vals):
        return self._nonconformity(
            5, self.lot_a, detection_point=point, isolate=isolate, **vals
        )

    def _route(self, name):
        return self.env.ref(f"quality_nonconformity.route_{name}")

    def test_by_place_and_cause(self):
        for point, cause, name in (
            ("in_use", False, "in_use"),
            ("in_process", "man", "process_workmanship"),
            ("in_process", "material", "process_material"),
            ("in_process", "method", "process_method"),
            ("first_article", False, "first_article"),
            ("final", "man", "final"),
            ("in_stock", False, "in_stock"),
            ("stock_care", False, "stock_care"),
            ("pre_shipment", False, "pre_shipment"),
        ):
            with self.subTest(point=point, cause=cause):
                source = self._found(point, isolate=False, cause_category=cause)
                self.assertEqual(source.route_id, self._route(name))
                self.assertEqual(source.route_advice, self._route(name).advice)
        self.assertFalse(self._found("in_process", isolate=False).route_id)

    def test_the_more_it_says_the_better_it_fits(self):
        parent = self.env["product.category"].create({"name": "Sterile"})
        child = parent.create({"name": "Gloves", "parent_id": parent.id})
        self.product.categ_id = child
        special = self._route("final").copy({"categ_id": parent.id})
        other = self.env["product.category"].create({"name": "Other"})
        self._route("final").copy({"categ_id": other.id, "sequence": 1})
        self.assertEqual(self._found("final", isolate=False).route_id, special)
        sister = self.env["res.company"].create({"name": "Sister"})
        special.company_id = sister
        self.assertEqual(
            self._found("final", isolate=False).route_id, self._route("final")
        )

    def test_taken_over(self):
        self._route("final").team_id = self.team
        source = self._found("final")
        self.assertTrue(source.with_user(self.inspector).can_take_route)
        self.assertFalse(source.with_user(self.worker).can_take_route)
        source.with_user(self.inspector).action_take_route()
        self.assertEqual(source.team_id, self.team)
        self.assertRecordValues(
            source.disposition_ids,
            [{"kind": "rework", "quantity": 5, "state": "draft"}],
        )
        with self.assertRefused("not there yet"):
            source.with_user(self.inspector)._take_route()
        self.assertEqual(len(source.disposition_ids), 1)

    def test_refused_to_others(self):
        source = self._found("final")
        with self.assertRefused("quality role"):
            source.with_user(self.worker)._take_route()
        self.assertFalse(source.disposition_ids)

    def test_services_have_none(self):
        service = self.env["quality.nonconformity"].create(
            {"kind": "service", "detection_point": "final", "description": "Late"}
        )
        self.assertFalse(service.route_id)
