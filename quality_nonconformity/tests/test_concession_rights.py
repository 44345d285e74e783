from odoo.fields import Command
from odoo.tests import tagged

from .common_concession import GateCommon


@tagged("post_install", "-at_install")
class TestConcessionForbidden(GateCommon):
    """Medicines and devices: no concession, no emergency release [NC-29]."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Category = cls.env["product.category"]
        cls.goods = Category.create({"name": "Consumables"})
        cls.gloves = Category.create({"name": "Gloves", "parent_id": cls.goods.id})
        cls.product.categ_id = cls.gloves

    def _assert_refused_to_propose(self):
        source = self._nonconformity(4, self.lot_a)
        for kind in ("use_as_is", "downgrade"):
            with self.assertRefused("may not be accepted by concession", "Gloves"):
                self._dispose(source, kind, 4)
        self.assertFalse(source.disposition_ids)
        self.assertFalse(self.env["quality.concession"].search([]))
        return source

    def test_by_the_category_above(self):
        self.goods.with_user(self.manager).concession_policy = "forbidden"
        self.assertTrue(self.gloves.concession_forbidden)
        source = self._assert_refused_to_propose()
        possible = self._dispose(source, "scrap", 4).possible_kinds
        self.assertNotIn("use_as_is", possible)
        self.assertIn("rework", possible)
        self.gloves.concession_policy = "allowed"
        self.assertFalse(self.gloves.concession_forbidden)
        self.assertTrue(self.goods.concession_forbidden)
        self.assertFalse(self.product._is_concession_forbidden(self.company))

    def test_by_the_sector_of_the_company(self):
        for sector in ("device_distributor", "medicine_retail", "hospital"):
            self.company.quality_sector = sector
            self.assertTrue(self.product._is_concession_forbidden(self.company))
        self._assert_refused_to_propose()
        self.gloves.concession_policy = "allowed"
        self.assertFalse(self.product._is_concession_forbidden(self.company))
        other = self.env["res.company"].create({"name": "Other Trade"})
        self.gloves.concession_policy = False
        self.assertFalse(self.product._is_concession_forbidden(other))
        self.product.categ_id = False
        self.assertTrue(self.product._is_concession_forbidden(self.company))

    def test_medicines_and_devices_wherever(self):
        self.goods.goods_kind = "device"
        self.assertTrue(self.product._is_concession_forbidden(self.company))
        self._assert_refused_to_propose()
        with self.assertRefused("cannot be allowed there"):
            self.gloves.concession_policy = "allowed"
        self.gloves.goods_kind = "consumable"
        self.assertTrue(self.gloves.concession_forbidden)

    def test_forbidden_after_the_proposal(self):
        """Refused at the approval, and at the execution."""
        source = self._nonconformity(4, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 4)
        self.gloves.concession_policy = "forbidden"
        with self.assertRefused("may not be accepted by concession"):
            disposition.with_user(self.officer)._approve()
        self.assertEqual(disposition.state, "draft")
        self.gloves.concession_policy = False
        disposition.with_user(self.officer)._approve()
        self.gloves.concession_policy = "forbidden"
        with self.assertRefused("may not be accepted by concession"):
            disposition.with_user(self.worker)._execute()
        self.assertEqual(disposition.state, "approved")
        self.assertEqual(disposition.concession_id.state, "approved")

    def test_a_proposal_cannot_be_turned_into_one(self):
        self.gloves.concession_policy = "forbidden"
        source = self._nonconformity(4, self.lot_a)
        disposition = self._dispose(source, "scrap", 4)
        with self.assertRefused("may not be accepted by concession"):
            disposition.kind = "use_as_is"
            self.env.flush_all()

    def test_another_article_may_be_made_of_them(self):
        self.gloves.concession_policy = "forbidden"
        second = self._product("Cleaning rag")
        source = self._nonconformity(4, self.lot_a)
        disposition = self._dispose(
            source,
            "downgrade",
            4,
            target_product_id=second.id,
            location_dest_id=self.shelf.id,
        )
        self._carry_out(disposition)
        self.assertEqual(self._on_hand(self.shelf, product=second), 4)

    def test_set_by_quality_managers_only(self):
        category = self.gloves.with_user(self.stock_manager)
        with self.assertRefused("set by a quality manager"):
            category.concession_policy = "allowed"
        with self.assertRefused("set by a quality manager"):
            self.env["product.category"].with_user(self.stock_manager).create(
                {"name": "Rags", "concession_policy": "allowed"}
            )
        self.assertFalse(self.gloves.concession_policy)


@tagged("post_install", "-at_install")
class TestConsent(GateCommon):
    def test_recorded_by_sales_or_quality_with_a_proof(self):
        concession = self._concession()
        for user in (self.worker, self.reporter):
            with self.assertRefused("recorded by quality staff"):
                self._consent(concession, user=user)
        with self.assertRefused("Attach the proof"):
            self._consent(concession, evidence=False)
        self.assertFalse(concession.consent_ids)
        consent = self._consent(concession)
        self.assertEqual(consent.recorded_by_id, self.sales)
        self._consent(concession, user=self.inspector)

    def test_it_stays_as_it_was_given(self):
        consent = self._consent(self._concession())
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        for user in (self.sales, self.manager):
            with self.assertRefused():
                consent.with_user(user).write({"partner_id": other.id})
            with self.assertRefused():
                consent.with_user(user).unlink()
        with self.assertRefused("stays as it was given"):
            consent.sudo().write({"date_withdrawn": False, "partner_id": other.id})
        with self.assertRefused("withdraw it"):
            consent.sudo().unlink()
        self.assertEqual(consent.partner_id, self.customer)

    def test_withdrawn_with_a_reason_by_who_may_record(self):
        consent = self._consent(self._concession())
        with self.assertRefused("Say why"):
            consent._withdraw("")
        with self.assertRefused("recorded by quality staff"):
            consent.with_user(self.worker)._withdraw("No longer")
        self.assertFalse(consent.date_withdrawn)
        step = (
            self.env["quality.concession.step"]
            .with_user(self.sales)
            .with_context(**consent.action_withdraw()["context"])
            .create({"reason": "Letter of today"})
        )
        step.action_confirm()
        self.assertEqual(consent.withdraw_reason, "Letter of today")

    def test_only_for_customers_it_may_go_to(self):
        other = self.env["res.partner"].create({"name": "Other Clinic"})
        concession = self._concession(partner_ids=[Command.set(other.ids)])
        with self.assertRefused("is only for Other Clinic"):
            self._consent(concession)
        concession.with_user(self.officer)._revoke("Leaks")
        with self.assertRefused("changes nothing any more"):
            self._consent(concession, other, self.inspector)

    def test_of_a_secret_case_others_see_nothing(self):
        concession = self._concession()
        self._consent(concession)
        concession.sudo().confidential = True
        stranger = self._user("concession_stranger", "base.group_user")
        for model in ("quality.concession", "quality.concession.consent"):
            found = self.env[model].with_user(stranger).search([])
            self.assertFalse(found)
        stranger.group_ids += self.env.ref("quality_base.group_quality_confidential")
        found = self.env["quality.concession"].with_user(stranger).search([])
        self.assertEqual(found, concession)

    def test_of_another_company_nothing_is_seen(self):
        concession = self._concession()
        company = self.env["res.company"].create({"name": "Sister"})
        stranger = self._user("concession_sister", "quality_base.group_quality_manager")
        stranger.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        self.assertNotIn(
            concession, self.env["quality.concession"].with_user(stranger).search([])
        )

    def test_nobody_writes_uses_or_confirmations(self):
        concession = self._concession()
        for model in ("quality.concession.use", "quality.concession.confirmation"):
            with self.assertRefused():
                self.env[model].with_user(self.manager).create(
                    {"concession_id": concession.id, "quantity": 1}
                )

    def test_limits_stay_as_approved(self):
        concession = self._concession()
        for user in (self.inspector, self.manager):
            with self.assertRefused("limits stay as they are"):
                concession.with_user(user).consent_required = False
        with self.assertRefused("set by the document's own steps"):
            concession.with_user(self.manager).state = "draft"
        with self.assertRefused("is evidence and stays"):
            concession.with_user(self.manager).unlink()
        self.assertTrue(concession.consent_required)

    def test_changed_limits_void_the_approval(self):
        """What the approver signed covers the limits of the concession."""
        source = self._nonconformity(40, self.lot_a)
        disposition = self._dispose(source, "use_as_is", 40)
        disposition.with_user(self.officer)._approve()
        concession = disposition.concession_id
        concession._write_gated({"consent_required": False})
        with self.assertRefused("was changed after its approval"):
            disposition.with_user(self.worker)._execute()

    def test_strangers_do_not_write_it(self):
        source = self._nonconformity(40, self.lot_a)
        concession = self._dispose(source, "use_as_is", 40).concession_id
        for user in (self.reporter, self.worker, self.sales):
            with self.assertRefused():
                concession.with_user(user).risk_assessment = "None"
        source.sudo()._write_gated({"participant_ids": [Command.link(self.head.id)]})
        self.assertTrue(concession.with_user(self.head).reason)
        with self.assertRefused():
            concession.with_user(self.head).reason = "Better so"
