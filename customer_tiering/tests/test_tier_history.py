"""Tiers, partners and programs change; history stays."""

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestHistory(TierCommon):
    """Tiers, partners and programs change; what was decided stays [CT-14]."""

    def _granted(self, name="Holder", amount=20_000):
        customer = self._customer(name)
        self._invoice(customer, amount)
        change = self.program._run(TODAY).filtered(lambda c: c.partner_id == customer)
        change.with_user(self.owner)._submit()
        change.with_user(self.province)._approve()
        return customer

    def _changes(self, customer):
        return self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        )

    def test_a_tier_with_history_stays(self):
        customer = self._granted()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.vip.with_user(self.center).unlink()
        self.assertIn("foreign key", str(caught.exception))
        self.assertEqual(customer.tier_id, self.vip)
        self.assertEqual(self._changes(customer).new_tier_id, self.vip)

    def test_the_lowest_tier_with_coefficients_can_be_archived(self):
        self.vip.with_user(self.center).active = False
        self.assertEqual(len(self.program.tier_ids), 3)
        self.vip.active = True
        with self.assertRaises(ValidationError):
            self.env["customer.tier"].create(
                {"name": "Lower", "program_id": self.program.id, "lower_limit": 5_000}
            )

    def test_a_tier_stays_in_its_program(self):
        other = self._program(name="Other", is_main=False)
        with self.assertRaises(UserError):
            self.gold.with_user(self.center).program_id = other
        self.assertEqual(self.gold.program_id, self.program)

    def test_two_programs_at_once_have_one_main(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        programs = self.env["customer.tier.program"].create(
            [{"name": name, "company_id": company.id} for name in ("A", "B")]
        )
        self.assertEqual(programs.mapped("is_main"), [True, False])
        self.assertFalse(programs[0].copy().is_main)

    def test_merged_customers(self):
        first, second = self._granted("First"), self._granted("Second", 300_000)
        third = self._customer("Third")
        self._invoice(third, 30_000)
        open_change = self.program._run(TODAY)
        self.assertEqual(open_change.partner_id, third)
        for customer in first, second:
            claim = (
                self.env["customer.registration"]
                .with_user(self.owner)
                .create({"partner_id": customer.id})
            )
            claim._check_doubles()
            claim.with_user(self.city)._register_account()
        claim.with_user(self.province)._set_upstream("Supplies all")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((first | second | third).ids, first, extra_checks=False)
        self.assertEqual(first.exists(), first)
        self.assertFalse((second | third).exists())
        self.assertEqual(len(self._changes(first)), 3, "no history is lost")
        self.assertEqual(open_change.state, "cancelled")
        self.assertEqual(first.tier_id, self.gold)
        claims = self.env["customer.registration"].search(
            [("commercial_partner_id", "=", first.id)]
        )
        self.assertEqual(
            claims.sorted("state").mapped("state"), ["ended", "registered"]
        )
        self.assertTrue(claims.filtered(lambda c: c.state == "registered").is_upstream)
        change = self.program._run(TODAY)
        self.assertEqual(change.new_tier_id, self.diamond)
        self.assertEqual(change.revenue, 350_000)

    def test_merged_customers_keep_what_others_recorded(self):
        """Core deletes or stumbles where a row exists once per customer."""
        first, second = self._customer("First"), self._customer("Second")
        both = first | second
        self.env["customer.tier.failure"].create(
            [
                {"program_id": self.program.id, "partner_id": partner.id, "error": "-"}
                for partner in both
            ]
        )
        rows = self._rate_both(both)
        event = self.env["customer.event"].create(
            {
                "title": "Day of the Stamp",
                "date_start": f"{TODAY} 08:00:00",
                "attendee_ids": [Command.create({"partner_id": p.id}) for p in both],
            }
        )
        with self.assertRaises(ValidationError):
            event.attendee_ids = [Command.create({"partner_id": first.id})]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(both.ids, first, extra_checks=False)
        self.assertEqual(rows.exists(), rows)
        self.assertEqual(rows.partner_id, first)
        self.assertEqual(
            rows.sorted("id").mapped("state"),
            ["decided", "cancelled", "past", "cancelled"],
        )
        self.assertEqual(event.attendee_ids.partner_id, first)
        self.assertEqual(len(event.attendee_ids), 2)

    def _rate_both(self, customers):
        model = self.env["customer.class.model"].create(
            {"name": "Classes", "company_id": self.company.id}
        )
        klass = model.class_ids[:1]
        return self.env["customer.class.rating"]._create_gated(
            [
                {
                    "partner_id": partner.id,
                    "model_id": model.id,
                    "class_id": klass.id,
                    "state": state,
                    "date_decided": TODAY,
                }
                for partner in customers
                for state in ("decided", "proposed")
            ]
        )

    def test_an_address_has_no_standing_of_its_own(self):
        head, part = self._granted("Head", 300_000), self._granted("Part")
        self._invoice(part, 300_000)
        waiting = self.program._run(TODAY)
        self.assertEqual(waiting.partner_id, part)
        part.write({"is_company": False, "parent_id": head.id})
        self.assertFalse(self.program._run(TODAY))
        self.assertFalse(
            self.env["customer.tier.standing"].search([("partner_id", "=", part.id)])
        )
        self.assertEqual(waiting.state, "cancelled")
        self.assertEqual(part.tier_id, self.gold)
        self.assertEqual(self.program._get_standing(head).revenue, 620_000)
        self.assertEqual(len(self._changes(part)), 2)

    def test_archived_customer_is_left_alone(self):
        customer = self._customer("Gone")
        self._invoice(customer, 20_000)
        customer.active = False
        self.assertFalse(self.program._run(TODAY))
        self.assertEqual(self._tier_of(customer), self.vip)
        customer.active = True
        self.assertEqual(self.program._run(TODAY).partner_id, customer)

    def test_badge_follows_at_once(self):
        customer = self._customer("Quick")
        self._invoice(customer, 20_000)
        self.assertFalse(customer.tier_id)
        change = self.program._run(TODAY)
        self.assertEqual(customer.tier_revenue, 20_000)
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        self.assertEqual(customer.tier_id, self.vip)

    def test_search_by_monitoring_unit(self):
        province = self.env["customer.unit"].create(
            {"name": "Province", "level": "province", "company_id": self.company.id}
        )
        watched, other = self._granted("Watched", 300_000), self._customer("Other")
        watched.customer_unit_id = province
        self.gold.monitor_level = "province"
        both = [("id", "in", (watched | other).ids)]
        partners = self.env["res.partner"].with_user(self.seller)
        for domain, expected in (
            ([("monitor_unit_id", "=", province.id)], watched),
            ([("monitor_unit_id", "!=", False)], watched),
            ([("monitor_unit_id", "=", False)], other),
        ):
            with self.subTest(domain):
                self.assertEqual(partners.search(both + domain), expected)

    def test_search_by_tier(self):
        holder, none = self._granted(), self._customer("Nobody")
        child = self._customer("Child", parent_id=holder.id, is_company=False)
        both = holder | none | child
        partners = self.env["res.partner"].with_user(self.seller)
        for domain, expected in (
            ([("tier_id", "=", self.vip.id)], holder | child),
            ([("tier_id", "!=", self.vip.id)], none),
            ([("tier_id", "=", False)], none),
            ([("tier_id", "!=", False)], holder | child),
            ([("tier_id.name", "=", "VIP")], holder | child),
            ([("tier_id", "ilike", "vi")], holder | child),
            ([("tier_id", "in", [self.vip.id, False])], both),
        ):
            with self.subTest(domain):
                found = partners.search([("id", "in", both.ids), *domain])
                self.assertEqual(found, expected)
        self.program.active = False
        none = [("id", "in", both.ids), ("tier_id", "!=", False)]
        self.assertFalse(partners.search(none), "the program no longer counts")
        self.assertFalse(holder.with_user(self.seller).tier_id)
