from lxml import etree

from odoo.tests import HttpCase, tagged

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftScreen(GiftCommon):
    """The menus and settings can be reached, also with sale alone [CT-27]."""

    def test_menus_of_each_role(self):
        menus = {
            name: self.env.ref(f"customer_tiering.menu_{name}").id
            for name in ("customer_gift", "customer_event", "customer_gift_check")
        }
        for user, seen in (
            (self.seller, {"customer_gift", "customer_event"}),
            (self.city, {"customer_gift", "customer_event"}),
            (self.compliance, set(menus)),
            (self.center, set(menus)),
        ):
            with self.subTest(user=user.login):
                visible = self.env["ir.ui.menu"].with_user(user).load_menus(False)
                self.assertEqual(
                    {name for name, menu in menus.items() if menu in visible}, seen
                )

    def test_settings_are_shown(self):
        manager = self._user(
            "gift_settings", "base.group_system,sales_team.group_sale_manager"
        )
        settings = self.env["res.config.settings"].with_user(manager)
        arch = etree.fromstring(settings.get_view(view_type="form")["arch"])
        app = arch.xpath("//app[.//field[@name='gift_limit_year']]")[0]
        self.assertIn(app.get("notApp"), (None, "0"))
        settings.create({"gift_limit_year": 77, "gift_over_limit": "block"}).execute()
        self.assertEqual(self.company.gift_limit_year, 77)
        self.assertEqual(self.company.gift_over_limit, "block")
        self.assertEqual(self.company.gift_limit_official, 0)


@tagged("post_install", "-at_install")
class TestGiftTour(GiftCommon, HttpCase):
    """A request in the browser [CT-26, CT-27]."""

    def test_official_is_refused_then_given(self):
        gift = self._gift((self.buyer, 20), (self.official, 20), occasion="Plant visit")
        self.start_tour(
            "/odoo/customer-gifts", "customer_gift_official", login="tier_seller"
        )
        self.env.invalidate_all()
        self.assertEqual(gift.state, "submitted")
        self.assertEqual(gift.line_ids.recipient_id, self.buyer)
        gift.with_user(self.city)._approve()
        self.start_tour(
            "/odoo/customer-gifts", "customer_gift_give", login="tier_seller"
        )
        self.env.invalidate_all()
        self.assertEqual((gift.state, gift.present), ("given", "Both teams"))
        self.assertEqual(gift.line_ids.outcome, "given")
