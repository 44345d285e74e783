from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestRegistration(UnitCommon):
    """Registration: letter, territory, doubles, decided by approvers [CT-08, CT-11]."""

    def _apply(self, unit=None, user=None, **vals):
        return (
            self.env["customer.registration"]
            .with_user(user or self.owner)
            .create(
                {
                    "partner_id": self.customer.id,
                    "unit_id": unit and unit.id,
                    **vals,
                }
            )
        )

    def test_diamond_needs_letter(self):
        self._grant(self.customer, self.diamond)
        record = self._apply(self.city_unit)
        self.assertEqual(record.judged_tier_id, self.diamond)
        self.assertIn("letter", record.obstacle)
        with self.assertRaisesRegex(UserError, "letter of authorization"):
            record.action_check()
        self.assertEqual(record.state, "applied")
        self._issued()
        record.action_check()
        record.with_user(self.province).action_register()
        self.assertEqual(record.state, "registered")
        self.assertEqual(record.date_registered, TODAY)

    def test_letter_ended_between_check_and_register(self):
        self._grant(self.customer, self.diamond)
        letter = self._issued()
        record = self._apply(self.city_unit)
        record.action_check()
        letter.with_user(self.province)._revoke("Not any more")
        with self.assertRaisesRegex(UserError, "letter of authorization"):
            record.with_user(self.province).action_register()
        self.assertEqual(record.state, "checked")

    def test_letter_for_management_alone_does_not_do(self):
        self._grant(self.customer, self.diamond)
        self._issued(scope_develop=False)
        with self.assertRaisesRegex(UserError, "letter of authorization"):
            self._apply(self.city_unit).action_check()

    def test_letter_of_another_unit_does_not_do(self):
        self._grant(self.customer, self.diamond)
        self._issued()
        with self.assertRaisesRegex(UserError, "letter of authorization"):
            self._apply(self.county_unit).action_check()

    def test_managing_level_needs_no_letter(self):
        self._grant(self.customer, self.diamond)
        record = self._apply(self.province_unit)
        self.assertFalse(record.obstacle)
        record.action_check()
        self.assertEqual(record.state, "checked")

    def test_diamond_by_revenue_or_expectation(self):
        standing = self.program._get_standing(self.customer, create=True)
        standing.candidate_tier_id = self.diamond
        with self.assertRaisesRegex(UserError, "Diamond"):
            self._apply(self.city_unit).action_check()
        standing.candidate_tier_id = self.gold
        record = self._apply(self.city_unit, expected_tier_id=self.diamond.id)
        with self.assertRaisesRegex(UserError, "Diamond"):
            record.action_check()
        record.expected_tier_id = self.gold
        record.action_check()
        self.assertEqual(record.state, "checked")

    def test_diamond_without_unit(self):
        self._grant(self.customer, self.diamond)
        record = self._apply()
        with self.assertRaisesRegex(UserError, "say which one"):
            record.action_check()
        self.assertEqual(record.state, "applied")

    def test_unit_of_the_applicant(self):
        form = Form(self.env["customer.registration"].with_user(self.county_head))
        form.partner_id = self.customer
        self.assertEqual(form.unit_id, self.county_unit)
        record = form.save()
        self.assertEqual(record.user_id, self.county_head)
        self.assertEqual(record.state, "applied")

    def test_foreign_territory(self):
        record = self._apply(self.other_city)
        with self.assertRaisesRegex(UserError, "territory decision"):
            record.action_check()
        self.assertEqual(record.state, "applied")
        for unit in (self.province_unit, self.city_unit, self.county_unit):
            record.unit_id = unit
            self.assertFalse(record.obstacle, unit.name)

    def test_double_by_customer_name_and_number(self):
        first = self._registered(self.customer, self.city_unit)
        same_name = self._customer("Stamp House ")
        same_vat = self._customer("Other Name", vat="91440101MA59TEST1X")
        self.customer.vat = "91440101MA59TEST1X"
        free = self._customer("Nobody's")
        for partner in (self.customer, same_name, same_vat):
            record = self._apply(partner_id=partner.id)
            self.assertEqual(record.double_ids & first, first, partner.name)
            with self.assertRaisesRegex(UserError, "registered by"):
                record.action_check()
            self.assertEqual(record.state, "applied")
        record = self._apply(partner_id=free.id)
        self.assertFalse(record.double_ids)
        record.action_check()
        self.assertEqual(record.state, "checked")

    def test_registered_is_frozen(self):
        record = self._registered(self.customer, self.city_unit)
        other = self._customer("Other")
        for vals in ({"partner_id": other.id}, {"unit_id": self.other_city.id}):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                record.with_user(self.center).write(vals)
        record.invalidate_recordset()
        self.assertEqual(record.partner_id, self.customer)
        self.assertEqual(record.unit_id, self.city_unit)

    def test_end_frees_the_customer(self):
        record = self._registered(self.customer, self.city_unit)
        with self.assertRaises(AccessError):
            record.with_user(self.owner)._end("Mine")
        with self.assertRaisesRegex(UserError, "Say why"):
            record.with_user(self.city)._end("")
        self.assertEqual(record.state, "registered")
        record.with_user(self.city)._end("Closed down")
        self.assertEqual(record.state, "ended")
        again = self._apply(self.county_unit)
        again.action_check()
        again.with_user(self.city).action_register()
        self.assertEqual(again.state, "registered")

    def test_applications_of_others_are_not_changed(self):
        record = self._apply(self.city_unit)
        stranger = self._user("tier_stranger", "customer_tiering.group_tier_user")
        self.assertIn(record, record.with_user(stranger).search([]), "told")
        with self.assertRaises(AccessError):
            record.with_user(stranger).unit_id = self.county_unit
        with self.assertRaises(AccessError):
            record.with_user(stranger).action_check()
        with self.assertRaises(AccessError):
            record.with_user(self.seller).action_check()
        self.assertEqual(record.state, "applied")
        record.with_user(self.city).action_check()
        self.assertEqual(record.state, "checked")

    def test_list_costs_a_fixed_number_of_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(12)]
        )
        records = self.env["customer.registration"].create(
            [{"partner_id": p.id, "unit_id": self.city_unit.id} for p in partners]
        )
        counts = []
        for some in (records[:1], records[:2], records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("obstacle")
            some.mapped("double_ids")
            some.mapped("judged_tier_id")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
