from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftDesk(GiftCommon):
    """What people see while they write, and decisions on many at once [CT-26, CT-27]."""

    def test_the_form_warns_while_writing(self):
        self._submitted((self.buyer, 90))
        form = Form(self.env["customer.gift"].with_user(self.other_seller))
        form.partner_id = self.customer
        with form.line_ids.new() as line:
            line.recipient_id = self.buyer
            line.description = "Pen"
            line.unit_value = 50
        self.assertEqual(form.finding, "ok")
        with form.line_ids.edit(0) as line:
            self.assertEqual(line.year_before, 90)
            line.quantity = 2
        self.assertEqual(form.finding, "over")
        self.assertIn("The Buyer: over the limit per recipient", form.finding_note)
        with form.line_ids.edit(0) as line:
            line.recipient_id = self.official
            self.assertTrue(line.is_barred)
            self.assertEqual(line.finding, "official")
        self.assertEqual(form.finding, "official")

    def test_product_fills_item_and_value(self):
        form = Form(self.env["customer.gift"].with_user(self.seller))
        form.partner_id = self.customer
        form.kind_id = self.kind
        form.occasion = "Visit"
        with form.line_ids.new() as line:
            line.recipient_id = self.buyer
            line.product_id = self.product
            self.assertEqual((line.description, line.unit_value), ("Stamp Album", 100))
            line.unit_value = 60  # what it is worth for the recipient
        gift = form.save()
        self.assertEqual(gift.value, 60)
        self.assertEqual(gift.line_ids.display_name, "The Buyer: Stamp Album")
        with Form(gift) as form:  # saved again by the form
            form.occasion = "Second visit"
        self.assertEqual((gift.occasion, gift.value), ("Second visit", 60))

    def test_many_at_once(self):
        within = self._submitted((self.buyer, 50))
        over = self._submitted((self.planner, 120))
        both = within | over
        both.with_user(self.city).action_approve()
        self.assertEqual(both.mapped("state"), ["approved", "compliance"])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            both.with_user(self.province).action_approve()  # neither is to approve
        self.assertEqual(both.mapped("state"), ["approved", "compliance"])

    def test_one_wrong_stops_all(self):
        good = self._submitted((self.buyer, 50))
        bad = self._submitted((self.planner, 50))
        self.planner.is_public_official = True
        both = good | bad
        self.assertRefused(UserError, both, both.with_user(self.city)._approve)

    def test_many_refused_by_one_reason(self):
        both = self._submitted((self.buyer, 50)) | self._submitted((self.planner, 50))
        action = both.with_user(self.city).action_refuse()
        wizard = self.env["customer.gift.step"].with_user(self.city)
        wizard = Form(wizard.with_context(**action["context"]))
        wizard.reason = "Nobody is visited this month"
        wizard.save().action_confirm()
        self.assertEqual(set(both.mapped("state")), {"refused"})
        self.assertEqual(set(both.mapped("refusal_reason")), {wizard.reason})

    def test_buttons_follow_the_role(self):
        gift = self._submitted((self.buyer, 120))
        for user, mine, superior, comply in (
            (self.seller, True, False, False),
            (self.city, False, True, False),
            (self.compliance, False, False, False),
        ):
            seen = gift.with_user(user)
            self.assertEqual(
                (seen.is_mine, seen.is_superior, seen.can_comply),
                (mine, superior, comply),
            )
        gift.with_user(self.city)._approve()
        self.assertTrue(gift.with_user(self.compliance).can_comply)
        self.assertFalse(gift.with_user(self.city).can_comply)

    def test_every_step_only_from_its_state(self):
        city, officer = self.city, self.compliance
        draft, submitted, given = self._gift(), self._submitted(), self._given()
        over = self._submitted((self.planner, 120))
        over.with_user(city)._approve()
        self._limits(1000, 1000, 1000)  # too late for this one: compliance has it
        for gift, call, args in (
            (draft, draft.with_user(city)._approve, ()),
            (draft, draft._give, (self.today,)),
            (draft, draft._cancel, ("no",)),
            (submitted, submitted._submit, ()),
            (submitted, submitted.with_user(officer)._approve_compliance, ()),
            (submitted, submitted.with_user(city)._close, ()),
            (over, over.with_user(self.province)._approve, ()),
            (over, over.with_user(city)._refuse, ("no",)),
            (over, over._give, (self.today,)),
            (given, given._give, (self.today,)),
            (given, given._cancel, ("late",)),
            (given, given.with_user(city)._refuse, ("late",)),
        ):
            with self.subTest(state=gift.state, step=call.__name__):
                self.assertRefused(UserError, gift, call, *args)

    def test_links_lead_both_ways(self):
        gift = self._given((self.buyer, 20), (self.planner, 20))
        rows = self.env["customer.gift.line"]
        self.assertEqual(
            rows.search(gift.action_view_register()["domain"]), gift.line_ids
        )
        for partner, count in ((self.buyer, 1), (self.customer, 2)):
            found = rows.search(partner.action_view_gifts()["domain"])
            self.assertEqual(len(found), count)

    def test_settings_are_sane(self):
        for vals in (
            {"gift_limit_gift": -1},
            {"gift_limit_official": -1},
            {"gift_split_days": -1},
            {"gift_check_count": 0},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                self.company.write(vals)
                self.env.flush_all()

    def test_nothing_is_preset(self):
        company = self.env["res.company"].create({"name": "New Trade"})
        for name in ("gift", "recipient", "year", "official"):
            self.assertEqual(company[f"gift_limit_{name}"], 0)
        self.assertEqual(company.gift_over_limit, "compliance")

    def test_late_and_proof_are_found(self):
        gift = self._submitted()
        search = self.env["customer.gift"].with_user(self.city)
        late = [("state", "=", "submitted"), ("date_planned", "<", "today")]
        self.assertNotIn(gift, search.search(late))
        gift._write_gated({"date_planned": "2020-01-01"})
        self.assertIn(gift, search.search(late))
        given = self._given((self.planner, 5))
        missing = [
            ("state", "=", "given"),
            ("proof_ids", "=", False),
            ("proof_note", "in", (False, "")),
        ]
        self.assertIn(given, search.search(missing))
        given.proof_note = "Seen"
        self.assertNotIn(given, search.search(missing))
