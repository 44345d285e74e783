from odoo import fields, models
from odoo.exceptions import UserError
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from .capa_common import CapaCase

SOURCE = "quality.capa.test.source"


class Source(models.Model):
    """A record that corrective actions are opened from, made for this test only."""

    _name = SOURCE
    _description = "Test Source"
    _inherit = ["quality.capa.source.mixin"]
    _module = None  # belongs to no addon: added to the registry by the test

    name = fields.Char()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)


@tagged("post_install", "-at_install")
class TestCapaSource(CapaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(cls._drop_model)
        add_to_registry(cls.registry, Source)
        cls.registry._setup_models__(cls.env.cr, [SOURCE])
        cls.registry.init_models(cls.env.cr, [SOURCE], {"module": "quality_base"})
        model = cls.env["ir.model"]._get(SOURCE)
        cls.env["ir.model.access"].create(
            {
                "name": "test",
                "model_id": model.id,
                "group_id": cls.env.ref("base.group_user").id,
                "perm_read": True,
            }
        )

    @classmethod
    def _drop_model(cls):
        del cls.registry.models[SOURCE]
        cls.registry._setup_models__(cls.env.cr, [])

    def setUp(self):
        super().setUp()
        self.source = self.env[SOURCE].create({"name": "NC 不合格 12"})

    def test_source_without_capa_goes_on(self):
        self.source._check_capa_planned()

    def test_required_capa_is_missing(self):
        self.source.capa_required = True
        with self.assertRaisesRegex(UserError, "needs a corrective action"):
            self.source._check_capa_planned()

    def test_source_waits_for_the_plan(self):
        capa = self.source._open_capa()
        self.assertRecordValues(
            capa, [{"source_ref": "NC 不合格 12", "title": "NC 不合格 12"}]
        )
        self.assertEqual((self.source.capa_count, self.source.capa_ids), (1, capa))
        capa.write({"user_id": self.owner.id, "team_id": self.team.id})
        capa = capa.with_user(self.owner)
        for step in (lambda: self._plan(capa), capa._submit_plan):
            with self.assertRaisesRegex(UserError, f"{capa.name}.*not.*approved yet"):
                self.source._check_capa_planned()
            step()
        capa.with_user(self.officer)._approve_plan()
        self.source._check_capa_planned()

    def test_hidden_capa_blocks_too(self):
        """The gate counts CAPA that the user closing the source may not read."""
        capa = self.source._open_capa()
        capa.confidential = True
        with self.assertRaisesRegex(UserError, capa.name):
            self.source.with_user(self.users["employee"])._check_capa_planned()

    def test_cancelled_capa_does_not_hold_the_source(self):
        capa = self.source._open_capa()
        capa.with_user(self.officer)._cancel("Opened twice")
        self.source._check_capa_planned()
        self.source.capa_required = True
        with self.assertRaisesRegex(UserError, "needs a corrective action"):
            self.source._check_capa_planned()

    def test_link_is_not_taken_away(self):
        capa = self.source._open_capa()
        for vals in ({"source_id": False}, {"source_model": "quality.team"}):
            with self.assertRaisesRegex(UserError, "own steps only"):
                capa.with_user(self.manager).write(vals)
        self.assertEqual(self.source.capa_ids, capa)

    def test_buttons(self):
        action = self.source.with_user(self.owner).action_open_capa()
        capa = self.env["quality.capa"].browse(action["res_id"])
        self.assertEqual(capa.source_id, self.source.id)
        self.assertEqual(capa.action_view_source()["res_id"], self.source.id)
        domain = self.source.action_view_capas()["domain"]
        self.assertEqual(self.env["quality.capa"].search(domain), capa)

    def test_counters_are_one_query(self):
        sources = self.env[SOURCE].create([{"name": str(n)} for n in range(30)])
        sources._open_capa()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            self.assertEqual(sum(sources.mapped("capa_count")), 30)
