from odoo.tests import tagged

from .common import HoldCommon


@tagged("post_install", "-at_install")
class TestMyWork(HoldCommon):
    def _page(self, user):
        page = self.env["quality.my.work"].with_user(user).get_my_work()
        tiles = {
            tile["title"]: tile["count"]
            for section in page["sections"]
            if section["key"] == "holds"
            for tile in section["tiles"]
        }
        return tiles, {creation["key"] for creation in page["creations"]}

    def test_holds_are_counted(self):
        before, _keys = self._page(self.officer)
        hold = self.env["quality.hold"].create(
            {"reason": "Seal open", "lot_ids": self.lot_a.ids}
        )
        self.assertEqual(
            self._page(self.officer)[0]["To place"], before["To place"] + 1
        )
        hold._place()
        after, _keys = self._page(self.officer)
        self.assertEqual(after["To place"], before["To place"])
        self.assertEqual(after["In force"], before["In force"] + 1)

    def test_who_may_put_on_hold_has_the_button(self):
        self.assertIn("quality.hold", self._page(self.inspector)[1])
        self.assertNotIn("quality.hold", self._page(self.worker)[1])
