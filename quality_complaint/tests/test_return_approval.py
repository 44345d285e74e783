from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ComplaintCommon


@tagged("post_install", "-at_install")
class TestReturnApproval(ComplaintCommon):
    """Three people look at each return before anything is received [CO-57, CO-65]."""

    def test_three_people_confirm(self):
        ret = self._confirmed((self.lot_a, 2, "quality"))
        self.assertEqual(ret.state, "confirmed")
        rows = ret.approval_ids
        self.assertEqual(
            rows.mapped("user_id"),
            self.second_handler | self.business_head | self.officer,
        )

    def test_nobody_gives_two(self):
        ret = self._return((self.lot_a, 2, "quality"))
        ret.with_user(self.handler)._accept()
        # an officer is quality and complaint staff: one of the two only
        ret.with_user(self.officer)._approve("after_sales")
        with self.assertRaises(AccessError):
            ret.with_user(self.officer)._approve("quality")
        self.assertEqual(ret.state, "accepted")

    def test_seller_cannot_accept_nor_approve(self):
        ret = self._return((self.lot_a, 2, "quality"))
        with self.assertRaises(AccessError):
            ret.with_user(self.seller)._accept()
        ret.with_user(self.handler)._accept()
        with self.assertRaises(AccessError):
            ret.with_user(self.seller)._approve()
        self.assertFalse(any(ret.approval_ids.mapped("verdict")))

    def test_goods_are_fixed_once_approved(self):
        ret = self._return((self.lot_a, 2, "quality"))
        ret.with_user(self.handler)._accept()
        ret.line_ids.with_user(self.seller).quantity = 3
        ret.with_user(self.second_handler)._approve("after_sales")
        with self.assertRaises(UserError):
            ret.line_ids.with_user(self.seller).quantity = 9
        self.assertEqual(ret.line_ids.quantity, 3)

    def test_refusal_is_explained(self):
        ret = self._return((self.lot_a, 2, "unsold"))
        ret.with_user(self.handler)._accept()
        with self.assertRefused("writing"):
            ret.with_user(self.officer)._refuse("")
        ret.with_user(self.officer)._refuse("The seal was broken by the customer.")
        self.assertEqual(ret.state, "refused")
        self.assertIn("seal", ret.refusal)

    def test_no_goods_no_return(self):
        ret = self._return()
        with self.assertRefused("no goods"):
            ret.with_user(self.handler)._accept()
        self.assertEqual(ret.state, "requested")
