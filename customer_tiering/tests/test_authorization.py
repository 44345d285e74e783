from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GROUP, TODAY
from .unit_common import UnitCommon


@freeze_time(TODAY)
@tagged("post_install", "-at_install")
class TestAuthorization(UnitCommon):
    """Letters of authorization: who manages a Diamond customer [CT-07, CT-08]."""

    def test_letter_moves_owner_and_returns_by_itself(self):
        self._grant(self.customer, self.diamond)
        letter = self._issued()
        self.assertEqual(letter.from_unit_id, self.province_unit)
        self.assertEqual(letter.to_unit_id, self.city_unit)
        self.assertEqual(letter.issuer_id, self.province)
        self.assertEqual(letter.date_issued, TODAY)
        self.assertEqual(self.customer.owner_unit_id, self.city_unit)
        self.assertEqual(self.customer.authorization_id, letter)
        Partner = self.env["res.partner"]
        self.assertIn(
            self.customer, Partner.search([("owner_unit_id", "=", self.city_unit.id)])
        )
        with freeze_time(TODAY + timedelta(days=91)):
            self.env.invalidate_all()
            self.assertEqual(self.customer.owner_unit_id, self.province_unit)
            self.assertIn(
                self.customer,
                Partner.search([("owner_unit_id", "=", self.province_unit.id)]),
            )
            self.assertNotIn(
                self.customer,
                Partner.search([("owner_unit_id", "=", self.city_unit.id)]),
            )

    def test_last_day_counts(self):
        letter = self._issued(date_to=TODAY)
        self.assertTrue(letter.in_force)
        with freeze_time(TODAY + timedelta(days=1)):
            letter.invalidate_recordset()
            self.assertFalse(letter.in_force)
            found = letter.search([("in_force", "=", True)])
            self.assertNotIn(letter, found)

    def test_scope_without_management_keeps_owner(self):
        self._grant(self.customer, self.diamond)
        letter = self._issued(scope_manage=False)
        self.assertEqual(self.customer.authorization_id, letter)
        self.assertEqual(self.customer.owner_unit_id, self.province_unit)

    def test_issue_needs_signed_file(self):
        letter = self._letter()
        letter.action_submit()
        with self.assertRaisesRegex(UserError, "not signed"):
            letter.with_user(self.province).action_issue()
        self.assertEqual(letter.state, "submitted")

    def test_issue_by_giving_level_only(self):
        letter = self._letter(file=b"c2lnbmVk")
        letter.action_submit()
        for user in (self.owner, self.city):
            with self.assertRaises(AccessError):
                letter.with_user(user).action_issue()
        stranger = self._user("tier_other_province", GROUP + "province")
        with self.assertRaisesRegex(AccessError, "Province"):
            letter.with_user(stranger).action_issue()
        self.assertEqual(letter.state, "submitted")
        letter.with_user(self.province).action_issue()
        self.assertEqual(letter.state, "issued")

    def test_not_by_who_asked(self):
        letter = self._letter(user=self.province, file=b"c2lnbmVk")
        letter.action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            letter.action_issue()
        forged = self._letter(
            user=self.province, file=b"c2lnbmVk", user_id=self.owner.id
        )
        forged.action_submit()
        with self.assertRaisesRegex(UserError, "yourself"):
            forged.action_issue()
        self.assertEqual((letter | forged).mapped("state"), ["submitted"] * 2)

    def test_second_letter_refused(self):
        self._issued()
        second = self._letter(file=b"c2lnbmVk", to_unit_id=self.county_unit.id)
        second.action_submit()
        with self.assertRaisesRegex(UserError, "until"):
            second.with_user(self.province).action_issue()
        self.assertEqual(second.state, "submitted")

    def test_letter_goes_down(self):
        with self.assertRaisesRegex(ValidationError, "does not stand below"):
            self._letter(
                from_unit_id=self.city_unit.id, to_unit_id=self.province_unit.id
            )
        with self.assertRaisesRegex(ValidationError, "does not stand below"):
            self._letter(from_unit_id=self.city_unit.id, to_unit_id=self.other_city.id)

    def test_dates_and_scope(self):
        for vals in (
            {"date_to": TODAY - timedelta(days=1)},
            {"scope_develop": False, "scope_manage": False},
        ):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._letter(**vals)

    def test_forged_states_refused(self):
        Letter = self.env["customer.authorization"].with_user(self.owner)
        with self.assertRaises(UserError):
            self._letter(state="issued")
        letter = self._letter()
        for vals in (
            {"state": "issued"},
            {"issuer_id": self.province.id},
            {"date_issued": TODAY},
        ):
            with self.assertRaises(UserError):
                letter.write(vals)
        letter.invalidate_recordset()
        self.assertEqual(letter.state, "draft")
        self.assertFalse(letter.issuer_id)
        self.assertEqual(Letter.search_count([("state", "=", "issued")]), 0)

    def test_submitted_is_what_is_signed(self):
        letter = self._letter()
        letter.action_submit()
        with self.assertRaisesRegex(UserError, "no longer be changed"):
            letter.date_to = TODAY + timedelta(days=900)
        letter.file = b"c2lnbmVk"
        self.assertEqual(letter.date_to, TODAY + timedelta(days=90))
        with self.assertRaisesRegex(UserError, "kept as a record"):
            letter.unlink()

    def test_issued_is_frozen(self):
        letter = self._issued()
        for vals in (
            {"date_to": TODAY + timedelta(days=900)},
            {"to_unit_id": self.county_unit.id},
            {"file": False},
        ):
            with self.assertRaisesRegex(UserError, "no longer be changed"):
                letter.with_user(self.province).write(vals)
        with self.assertRaises(UserError):
            letter.with_user(self.owner).unlink()
        self.assertEqual(letter.date_to, TODAY + timedelta(days=90))

    def test_revoke_returns_customer_and_registration(self):
        self._grant(self.customer, self.diamond)
        letter = self._issued()
        registration = self._registered(self.customer, self.city_unit)
        with self.assertRaisesRegex(UserError, "Say why"):
            letter.with_user(self.province)._revoke(" ")
        self.assertEqual(letter.state, "issued")
        wizard = (
            self.env["customer.reason"]
            .with_user(self.province)
            .with_context(active_ids=letter.ids)
            .create(
                {
                    "res_model": "customer.authorization",
                    "step": "_revoke",
                    "reason": "Goals missed",
                }
            )
        )
        wizard.action_apply()
        self.assertEqual(letter.state, "ended")
        self.assertEqual(letter.reason, "Goals missed")
        self.assertEqual(registration.unit_id, self.province_unit)
        self.assertEqual(self.customer.owner_unit_id, self.province_unit)

    def test_refuse(self):
        letter = self._letter()
        letter.action_submit()
        with self.assertRaises(AccessError):
            letter.with_user(self.owner)._refuse("No")
        letter.with_user(self.province)._refuse("Too early")
        self.assertEqual(letter.state, "refused")
        self.assertEqual(letter.reason, "Too early")

    def test_reason_wizard_takes_declared_steps_only(self):
        letter = self._letter()
        for model, step in (
            ("customer.authorization", "unlink"),
            ("customer.authorization", "_issue"),
            ("res.partner", "_refuse"),
            ("no.model", "_refuse"),
        ):
            with self.assertRaises(UserError):
                self.env["customer.reason"].with_user(self.owner).with_context(
                    active_ids=letter.ids
                ).create({"res_model": model, "step": step, "reason": "x"})
        self.assertEqual(letter.state, "draft")

    def test_submit_tells_the_giving_unit(self):
        letter = self._letter()
        letter.action_submit()
        self.assertEqual(letter.activity_ids.user_id, self.province)
        letter.file = b"c2lnbmVk"
        letter.with_user(self.province).action_issue()
        self.assertFalse(letter.activity_ids)

    def test_cron_reminds_once_and_ends(self):
        self.company.letter_notice_days = 10
        self._grant(self.customer, self.diamond)
        letter = self._issued(date_to=TODAY + timedelta(days=20))
        registration = self._registered(self.customer, self.city_unit)
        cron = self.env.ref("customer_tiering.ir_cron_letters")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertFalse(letter.date_reminded, "not yet")
        for _again in range(2):
            with (
                freeze_time(TODAY + timedelta(days=12)),
                self.enter_registry_test_mode(),
            ):
                cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(letter.date_reminded, TODAY + timedelta(days=12))
        self.assertEqual(len(letter.activity_ids), 1, "reminded once")
        self.assertEqual(letter.activity_ids.user_id, self.city)
        with (
            freeze_time(TODAY + timedelta(days=21)),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(letter.state, "ended")
        self.assertEqual(letter.date_ended, TODAY + timedelta(days=21))
        self.assertEqual(registration.unit_id, self.province_unit)
        self.assertIn(self.province, letter.activity_ids.user_id)

    def test_expiring_filter(self):
        letter = self._issued(date_to=TODAY + timedelta(days=31))
        self.assertFalse(letter.is_expiring)
        self.company.letter_notice_days = 31
        letter.invalidate_recordset()
        self.assertTrue(letter.is_expiring)
        self.assertIn(letter, letter.search([("is_expiring", "=", True)]))
