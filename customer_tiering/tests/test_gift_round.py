from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftRound(GiftCommon):
    """The same for many people: a draft per customer, officials left out [CT-26]."""

    def _round(self, people, **vals):
        wizard = self.env["customer.gift.round"].with_user(self.seller)
        form = Form(wizard.with_context(default_partner_ids=people.ids))
        form.kind_id = self.kind
        form.occasion = "New Year"
        form.reason = "Greeting of the year"
        form.description = "Calendar"
        form.unit_value = 12
        for name, value in vals.items():
            form[name] = value
        return form.save()

    def test_a_draft_per_customer(self):
        second = self._customer("Second Ltd")
        clerk = self.env["res.partner"].create(
            {"name": "The Clerk", "parent_id": second.id}
        )
        people = self.buyer | self.planner | clerk | self.official | second
        wizard = self._round(people)
        self.assertEqual(wizard.left_out_ids, self.official | second)
        action = wizard.action_confirm()
        gifts = self.env["customer.gift"].search(action["domain"])
        self.assertEqual(gifts.partner_id, self.customer | second)
        self.assertEqual(gifts.line_ids.recipient_id, people - wizard.left_out_ids)
        self.assertEqual(set(gifts.mapped("state")), {"draft"})
        self.assertEqual(gifts.requester_id, self.seller)
        self.assertEqual(sum(gifts.mapped("value")), 36)
        self.assertRefused(UserError, gifts, gifts[0]._submit)  # tender is not said
        gifts.tender = "no"
        gifts._submit()
        self.assertEqual(set(gifts.mapped("state")), {"submitted"})

    def test_nobody_left_or_cash(self):
        before = self.env["customer.gift"].search_count([])
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self._round(self.official).action_confirm()
        wizard = self._round(self.buyer, description="Voucher")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            wizard.action_confirm()
        self.assertEqual(self.env["customer.gift"].search_count([]), before)

    def test_product_and_limit_for_officials(self):
        self.company.gift_limit_official = 15
        wizard = self._round(self.official, product_id=self.product)
        self.assertEqual((wizard.description, wizard.unit_value), ("Stamp Album", 100))
        self.assertEqual(wizard.left_out_ids, self.official)
        wizard.unit_value = 15
        self.assertFalse(wizard.left_out_ids)
