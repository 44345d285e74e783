from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import Form, tagged

from .common import TierCommon

YUAN = [5_000_000, 2_000_000, 200_000, 10_000]


@tagged("post_install", "-at_install")
class TestTierPreset(TierCommon):
    """The usual thresholds become a program [CT-02, CT-04, CT-06]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["res.company"].create(
            {"name": "Fresh", "currency_id": cls.env.ref("base.CNY").id}
        )
        cls.env.user.company_ids |= cls.other
        cls.center.company_ids |= cls.other
        cls.programs = cls.env["customer.tier.program"].with_context(
            allowed_company_ids=(cls.company | cls.other).ids
        )

    def _groups(self, number):
        return self.env.ref(f"customer_tiering.region_group_{number}")

    def test_limits_coefficients_and_approvers(self):
        program = self.programs.with_user(self.center)._load_preset(self.other)
        self.assertEqual(program.tier_ids.mapped("lower_limit"), YUAN)
        self.assertEqual(
            program.tier_ids.mapped("name"), ["Diamond", "Platinum", "Gold", "VIP"]
        )
        levels = [group.name for group in program.tier_ids.approver_group_id]
        self.assertEqual(levels, ["Approver, Province", "Approver, City"])
        self.assertEqual(
            [t.approver_group_id.name for t in program.tier_ids][1:3],
            ["Approver, Province", "Approver, City"],
        )
        diamond, *_middle, vip = program.tier_ids
        self.assertTrue(diamond.is_upstream)
        for number, limit in ((1, 10_000), (2, 9_000), (3, 8_000)):
            self.assertEqual(vip._get_limit(self._groups(number)), limit)
        self.assertTrue(program.is_main)
        self.assertTrue(program.needs_agreement and program.needs_registration)

    def test_no_yuan_is_forced_on_another_currency(self):
        self.other.currency_id = self.env.ref("base.EUR")
        with self.assertRaises(UserError):
            self.programs.with_user(self.center)._load_preset(self.other)
        self.assertFalse(self.programs.search([("company_id", "=", self.other.id)]))
        program = self.programs.with_user(self.center)._load_preset(
            self.other, [600_000, 250_000, 25_000, 1_200]
        )
        self.assertEqual(program.tier_ids[3].lower_limit, 1_200)
        self.assertEqual(program.currency_id, self.env.ref("base.EUR"))

    def test_limits_must_fall(self):
        with self.assertRaises(UserError):
            self.programs.with_user(self.center)._load_preset(self.other, [5, 5, 2, 1])
        self.assertFalse(self.programs.search([("company_id", "=", self.other.id)]))

    def test_only_the_center_loads(self):
        for user in (self.owner, self.city, self.province):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.programs.with_user(user)._load_preset(self.other)
            with self.assertRaises(AccessError):
                self.programs.with_user(user).action_load_preset()
        self.assertFalse(self.programs.search([("company_id", "=", self.other.id)]))

    def test_dialog(self):
        # as the button of the list calls it, with what is selected there
        action = call_kw(
            self.programs.with_user(self.center), "action_load_preset", [[]], {}
        )
        self.assertEqual(action["res_model"], "customer.tier.preset")
        model = self.env["customer.tier.preset"].with_user(self.center)
        form = Form(model.with_company(self.company))
        self.assertTrue(form.is_yuan)
        with form.line_ids.edit(3) as line:
            self.assertEqual(line.lower_limit, 10_000)
            line.lower_limit = 12_000
        preset = form.save()
        action = preset.action_confirm()
        program = self.programs.browse(action["res_id"])
        self.assertEqual(program.tier_ids.mapped("lower_limit"), [*YUAN[:3], 12_000])
        self.assertFalse(program.is_main, "the company has a main program already")

    def test_dialog_shows_the_usual_limits_beside_another_currency(self):
        company = self.other
        company.currency_id = self.env.ref("base.EUR")
        form = Form(
            self.env["customer.tier.preset"]
            .with_user(self.center)
            .with_context(allowed_company_ids=company.ids)
        )
        self.assertFalse(form.is_yuan)
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.usual_limit, 5_000_000)
            self.assertEqual(line.lower_limit, 0)

    def test_names_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        program = self.programs._load_preset(self.other)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT name ? 'zh_CN', name ? 'en_US' FROM customer_tier WHERE id IN %s",
            [tuple(program.tier_ids.ids)],
        )
        self.assertEqual(set(self.env.cr.fetchall()), {(True, True)})

    def test_at_install_only_companies_in_yuan_without_a_program(self):
        euro = self.env["res.company"].create(
            {"name": "Euro", "currency_id": self.env.ref("base.EUR").id}
        )
        self.programs.sudo()._load_presets_at_install()
        made = self.programs.sudo().search([("company_id", "=", self.other.id)])
        self.assertEqual(made.tier_ids.mapped("lower_limit"), YUAN)
        self.assertFalse(self.programs.sudo().search([("company_id", "=", euro.id)]))
        self.assertEqual(
            self.programs.sudo().search([("company_id", "=", self.company.id)]),
            self.program,
        )
        self.programs.sudo()._load_presets_at_install()
        self.assertEqual(
            self.programs.sudo().search_count([("company_id", "=", self.other.id)]), 1
        )
