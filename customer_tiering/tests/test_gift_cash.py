from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.cash_like import find_cash_like
from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftCash(GiftCommon):
    """Cash and what is as good as cash is no choice, by whatever name [CT-27, CT-28]."""

    def test_cash_is_no_choice(self):
        with self.assertRaises(ValidationError):
            self.env["customer.gift.kind"].create({"name": "Gift Cards"})
        kind = self.env["customer.gift.kind"].create({"name": "Fruit"})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            kind.name = "CASH"
        self.env["res.lang"]._activate_lang("zh_CN")
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            kind.with_context(lang="zh_CN").name = "购物卡"
        self.assertEqual(kind.name, "Fruit")
        card = self.env["product.product"].create({"name": "Shopping Card 100"})
        for vals in ({"description": "红包"}, {"product_id": card.id}):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self._gift().line_ids.write(vals)
        # a product renamed later is found when the request is submitted
        product = self.env["product.product"].create({"name": "Fruit Basket"})
        gift = self._gift()
        gift.line_ids.product_id = product
        product.sudo().name = "Prepaid Card"
        self.assertRefused(ValidationError, gift, gift._submit)

    def test_words_for_cash(self):
        for text in (
            "Ｃａｓｈ",
            "gift-card",
            "Giftcard",
            "现金",
            "a Bit\u200bcoin",
            "加油卡",
        ):
            with self.subTest(text=text):
                self.assertTrue(find_cash_like("Tea", text))
        for text in (
            "Cashmere scarf",
            "Moneta calendar",
            "Business card case",
            "茶叶",
            "",
        ):
            with self.subTest(text=text):
                self.assertFalse(find_cash_like(text, None))
