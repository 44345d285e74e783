"""Attempts to forge, to look where one may not, and to upset history."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .common import GROUP, TODAY, TierCommon


@tagged("post_install", "-at_install")
class TestForgery(TierCommon):
    """What a client sends by itself, past the buttons [CT-06, CT-14]."""

    def _proposed(self, amount=20_000, name="Buyer"):
        customer = self._customer(name)
        self._invoice(customer, amount)
        return self.program._run(TODAY).filtered(lambda c: c.partner_id == customer)

    def _by_hand(self, user, **vals):
        partner = vals.pop("partner_id", None) or self._customer("By Hand").id
        return (
            self.env["customer.tier.change"]
            .with_user(user)
            .create(
                {
                    "partner_id": partner,
                    "program_id": self.program.id,
                    "new_tier_id": self.gold.id,
                    "reason": "Group wide contract",
                    **vals,
                }
            )
        )

    def test_facts_of_a_change_stay(self):
        change = self._proposed()
        before = change.read()[0]
        for name, value in (
            ("proposer_id", self.owner.id),
            ("submitter_id", self.owner.id),
            ("approver_id", self.owner.id),
            ("old_tier_id", self.gold.id),
            ("kind", "upstream"),
            ("revenue", 9e9),
            ("date_from", "2020-01-01"),
            ("rule_version", 77),
            ("partner_id", self._customer("Somebody Else").id),
            ("program_id", self._program(name="Other", is_main=False).id),
            ("company_id", self.env.ref("base.main_company").id),
            ("name", "TIER/2026/00001"),
            ("date_in_force", "2020-01-01"),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                change.with_user(self.center).write({name: value})
        change.invalidate_recordset()
        self.assertEqual(change.read()[0], before)

    def test_nothing_is_swapped_after_submitting(self):
        change = self._by_hand(self.owner)
        change.new_tier_id = self.vip
        change._submit()
        for vals in {"new_tier_id": self.diamond.id}, {"reason": "Other"}:
            with self.assertRaises(UserError):
                change.write(vals)
        self.assertEqual(change.new_tier_id, self.vip)

    def test_facts_at_creation_are_the_engine_s(self):
        customer = self._customer("Lender")
        self._invoice(customer, 20_000)
        self.program._run(TODAY)._submit()
        self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        )._set_state("cancelled")
        change = self._by_hand(
            self.owner,
            partner_id=customer.id,
            kind="upstream",
            revenue=9e9,
            old_tier_id=self.diamond.id,
            proposer_id=self.city.id,
            name="FAKE/1",
            company_id=self.env.ref("base.main_company").id,
        )
        self.assertEqual(change.kind, "manual")
        self.assertEqual(change.revenue, 20_000)
        self.assertFalse(change.old_tier_id)
        self.assertEqual(change.proposer_id, self.owner)
        self.assertEqual(change.company_id, self.company)
        self.assertTrue(change.name.startswith("TIER/"))

    def test_defaults_of_a_context_set_nothing(self):
        model = self.env["customer.tier.change"].with_user(self.owner)
        change = model.with_context(
            default_state="in_force",
            default_approver_id=self.city.id,
            default_company_id=self.env.ref("base.main_company").id,
            default_kind="upstream",
            default_partner_id=self._customer("From Context").id,
            default_program_id=self.program.id,
        ).create({"new_tier_id": self.gold.id})
        self.assertEqual(change.state, "proposed")
        self.assertFalse(change.approver_id)
        self.assertEqual(change.kind, "manual")
        self.assertEqual(change.company_id, self.company)
        claim = (
            self.env["customer.registration"]
            .with_user(self.owner)
            .with_context(default_is_upstream=True, default_state="registered")
            .create({"partner_id": change.partner_id.id})
        )
        self.assertEqual(claim.state, "applied")
        self.assertFalse(claim.is_upstream)

    def test_tier_of_another_program(self):
        other = self._program(name="Other", is_main=False)
        with self.assertRaises(ValidationError):
            self._by_hand(self.owner, new_tier_id=other.tier_ids[0].id)
        self.assertFalse(
            self.env["customer.tier.change"].search(
                [("new_tier_id", "in", other.tier_ids.ids)]
            )
        )

    def test_by_hand_is_never_approved_alone(self):
        """Even where the tiers name no approvers [CT-14]."""
        self.program.tier_ids.approver_group_id = False
        change = self._by_hand(self.city)
        change._submit()
        with self.assertRaises(UserError):
            change._approve()
        with self.assertRaises(AccessError):
            change.with_user(self.owner)._approve()
        self.assertEqual(change.state, "submitted")
        self.assertFalse(change.partner_id.tier_id)
        change.with_user(self.province)._approve()
        self.assertEqual(change.partner_id.tier_id, self.gold)

    def test_standings_are_nobody_s_to_write(self):
        standing = self.program._get_standing(self._proposed().partner_id)
        for user in self.owner, self.center, self.env.ref("base.user_admin"):
            own = standing.with_user(user).with_company(self.company)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    own.write({"tier_id": self.diamond.id})
                with self.assertRaises(AccessError):
                    own.create(
                        {
                            "partner_id": self._customer("New").id,
                            "program_id": self.program.id,
                            "company_id": self.company.id,
                        }
                    )
                with self.assertRaises(AccessError):
                    own.unlink()
                with self.assertRaises(AccessError):
                    self.program.with_user(user).write(
                        {
                            "standing_ids": [
                                Command.update(
                                    standing.id, {"tier_id": self.diamond.id}
                                )
                            ]
                        }
                    )
        self.assertFalse(standing.tier_id)

    def test_the_runner_may_decide(self):
        """Who presses the button has not proposed what the revenue gives."""
        customer = self._customer("Small House")
        self._invoice(customer, 20_000)
        self.program.with_user(self.center).action_run()
        change = self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        )
        change.with_user(self.owner)._submit()
        change.with_user(self.center)._approve()
        self.assertEqual(customer.tier_id, self.vip)

    def test_child_contact_stands_for_its_company(self):
        head = self._customer("Head")
        child = self._customer("Buyer", parent_id=head.id, is_company=False)
        change = self._by_hand(self.owner, partner_id=child.id)
        self.assertEqual(change.partner_id, head)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self._by_hand(self.owner, partner_id=head.id)
        self.assertIn("open_uniq", str(caught.exception))

    def test_a_copy_begins_anew(self):
        change = self._proposed()
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        again = change.with_user(self.owner).copy()
        self.assertEqual(again.state, "proposed")
        self.assertFalse(again.approver_id)
        self.assertNotEqual(again.name, change.name)

    def test_the_form_of_a_change(self):
        form = Form(self.env["customer.tier.change"].with_user(self.owner))
        form.partner_id = self._customer("In the Form")
        form.program_id = self.program
        form.new_tier_id = self.gold
        form.reason = "Contract"
        change = form.save()
        self.assertEqual(change.proposer_id, self.owner)
        with Form(change.with_user(self.owner)) as form:
            form.reason = "Contract of the group"
        self.assertEqual(change.reason, "Contract of the group")

    def test_version_counts_itself(self):
        version = self.program.version
        with self.assertRaises(UserError):
            self.program.with_user(self.center).version = 1
        self.gold.with_user(self.center).lower_limit = 250_000
        self.assertEqual(self.program.version, version + 1)


@tagged("post_install", "-at_install")
class TestClaims(TierCommon):
    """Agreements and registrations cannot be bent to another customer [CT-01]."""

    def _registered(self, customer, user=None):
        claim = (
            self.env["customer.registration"]
            .with_user(user or self.owner)
            .create({"partner_id": customer.id})
        )
        claim._check_doubles()
        claim.with_user(self.province)._register_account()
        return claim

    def test_upstream_does_not_move_to_another_customer(self):
        claim = self._registered(self._customer("Mill"))
        claim.with_user(self.province)._set_upstream("Supplies all")
        other = self._customer("Friend")
        for vals in (
            {"partner_id": other.id},
            {"commercial_partner_id": other.id},
            {"unit_id": False},
            {"user_id": self.city.id},
            {"is_upstream": False},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                claim.with_user(self.owner).write(vals)
        self.program._run(TODAY)
        self.assertFalse(self.program._get_standing(other))

    def test_applicant_does_not_hide_behind_another(self):
        claim = (
            self.env["customer.registration"]
            .with_user(self.city)
            .create({"partner_id": self._customer("Own").id, "user_id": self.owner.id})
        )
        claim._check_doubles()
        with self.assertRaises(UserError):
            claim._register_account()
        self.assertEqual(claim.state, "checked")

    def test_signed_agreement_stays(self):
        agreement = (
            self.env["customer.agreement"]
            .with_user(self.owner)
            .create(
                {
                    "name": "A-7",
                    "partner_id": self._customer("Signed").id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                }
            )
        )
        agreement._sign_agreement()
        other = self._customer("Unsigned")
        for vals in (
            {"date_to": "2036-12-31"},
            {"date_to": False},
            {"partner_id": other.id},
            {"commercial_partner_id": other.id},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                agreement.write(vals)
        with self.assertRaises(UserError):
            agreement.with_user(self.center).unlink()
        agreement.note = "Filed in the archive"
        self.assertTrue(agreement.exists())
        agreement._end()
        with self.assertRaises(UserError):
            agreement.note = "Changed"

    def test_company_is_not_told_but_derived(self):
        customer = self._customer("Real")
        other = self._customer("Pretended")
        agreement = (
            self.env["customer.agreement"]
            .with_user(self.owner)
            .create(
                {
                    "name": "A-8",
                    "partner_id": customer.id,
                    "commercial_partner_id": other.id,
                }
            )
        )
        self.assertEqual(agreement.commercial_partner_id, customer)


@tagged("post_install", "-at_install")
class TestStrangers(TierCommon):
    """Colleagues without a role, portal and public users, other companies."""

    MODELS = (
        *("customer.tier.program", "customer.tier", "customer.tier.coefficient"),
        *("customer.tier.standing", "customer.tier.change", "customer.tier.failure"),
        *("customer.unit", "customer.region.group"),
        *("customer.agreement", "customer.registration"),
    )

    def test_portal_and_public_see_nothing(self):
        customer = self._customer("Visible")
        contact = self._customer("Contact", parent_id=customer.id, is_company=False)
        self._invoice(customer, 20_000)
        self.program._run(TODAY)
        portal = new_test_user(
            self.env, "tier_portal", groups="base.group_portal", partner_id=contact.id
        )
        for user in portal, self.env.ref("base.public_user"):
            for model in self.MODELS:
                with self.subTest(user=user.login, model=model):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).name_search("")
        seen = customer.with_user(portal)
        self.assertEqual(seen.name, "Visible")
        ours = [
            name
            for name, field in seen._fields.items()
            if field._modules == ("customer_tiering",)
        ]
        self.assertIn("tier_id", ours)
        for name in ours:
            with self.subTest(name):
                with self.assertRaises(AccessError):
                    seen.read([name])
                with self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(portal).search(
                        [(name, "!=", False)]
                    )

    def test_colleagues_see_the_badge_but_not_the_money(self):
        customer = self._customer("Badge")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        change.with_user(self.owner)._submit()
        change.with_user(self.city)._approve()
        clerk = self._user("tier_clerk", "base.group_user")
        seen = customer.with_user(clerk)
        self.assertEqual(seen.tier_id.name, "VIP")
        for name in "tier_revenue", "next_tier_gap":
            with self.subTest(name), self.assertRaises(AccessError):
                seen.read([name])
        for model in "customer.tier.standing", "customer.tier.change":
            with self.subTest(model), self.assertRaises(AccessError):
                self.env[model].with_user(clerk).search([])

    def test_another_company_is_closed(self):
        other = self.env["res.company"].create({"name": "Next Door"})
        there = new_test_user(
            self.env,
            "tier_there",
            groups=GROUP + "manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        customer = self._customer("Shared")
        self._invoice(customer, 20_000)
        change = self.program._run(TODAY)
        change.with_user(self.owner)._submit()
        for records in (self.program, self.gold, change, self.vip.coefficient_ids):
            with self.subTest(records._name), self.assertRaises(AccessError):
                records.with_user(there).read(["display_name"])
        with self.assertRaises(AccessError):
            change.with_user(there)._approve()
        with self.assertRaises(AccessError):
            self.program.with_user(there).action_run()
        with self.assertRaises(AccessError):
            self.env["customer.tier"].with_user(there).create(
                {
                    "name": "Smuggled",
                    "program_id": self.program.id,
                    "company_id": other.id,
                    "lower_limit": 1,
                }
            )
        with self.assertRaises(UserError):
            self.env["customer.tier.change"].with_user(there).create(
                {
                    "partner_id": customer.id,
                    "program_id": self.program.id,
                    "company_id": other.id,
                    "new_tier_id": self.gold.id,
                }
            )
        self.assertEqual(len(self.program.tier_ids), 4)
        self.assertFalse(
            customer.with_user(there)
            .with_context(allowed_company_ids=other.ids)
            .tier_id
        )

    def test_nobody_counts_documents_of_a_foreign_company(self):
        other = self.env["res.company"].create({"name": "Next Door"})
        program = self.program.with_user(self.center)
        with self.assertRaises(AccessError):
            program.company_ids = [Command.link(other.id)]
        self.assertFalse(self.program.company_ids)
        self.center.company_ids |= other
        both = (self.company | other).ids
        program = program.with_context(allowed_company_ids=both)
        program.company_ids = [Command.link(other.id)]
        self.assertEqual(self.program.company_ids, other)

    def test_each_company_has_its_tier_of_a_shared_customer(self):
        customer = self._customer("Shared")
        self._invoice(customer, 20_000)
        self.program._run(TODAY).with_user(self.owner)._submit()
        self.env["customer.tier.change"].search(
            [("partner_id", "=", customer.id)]
        ).with_user(self.city)._approve()
        other = self.env["res.company"].create({"name": "Dollar Trade"})
        self.env.user.company_ids |= other
        there = self._program(name="There", company_id=other.id)
        unit = self.env["customer.unit"].create(
            {
                "name": "Third City",
                "company_id": other.id,
                "region_group_id": self.groups[2].id,
            }
        )
        near = self._customer("Near", customer_unit_id=unit.id)
        self._invoice(near, 8_500)
        (self.program | there)._run(TODAY)
        self.assertTrue(there.is_main)
        self.assertEqual(customer.with_company(self.company).tier_id, self.vip)
        self.assertFalse(customer.with_company(other).tier_id)
        # a unit of that company lowers no limit here
        self.assertFalse(self.program._get_standing(near).target_tier_id)
        self.assertEqual(self.program._get_standing(near).next_tier_gap, 1_500)


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
        model = self.env["customer.class.model"].create(
            {"name": "Classes", "company_id": self.company.id}
        )
        klass = model.class_ids[:1]
        rows = self.env["customer.class.rating"]._create_gated(
            [
                {
                    "partner_id": partner.id,
                    "model_id": model.id,
                    "class_id": klass.id,
                    "state": state,
                    "date_decided": TODAY,
                }
                for partner in both
                for state in ("decided", "proposed")
            ]
        )
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
