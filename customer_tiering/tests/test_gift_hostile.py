"""What a caller from outside, or a colleague in a hurry, must not get through."""

import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gift_common import GiftCommon


@tagged("post_install", "-at_install")
class TestGiftHostile(GiftCommon):
    def _file(self, user, **vals):
        return (
            self.env["ir.attachment"]
            .with_user(user)
            .create({"name": "proof.txt", "raw": b"received", **vals})
        )

    def test_wizard_takes_back_lines_of_its_request_only(self):
        mine = self._given((self.buyer, 20))
        other = self._given((self.planner, 20))
        wizard = (
            self.env["customer.gift.give"]
            .with_user(self.seller)
            .create(
                {
                    "step": "return",
                    "gift_id": mine.id,
                    "note": "Came back",
                    "line_ids": [Command.set((mine | other).line_ids.ids)],
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(mine.line_ids.outcome, "returned")
        self.assertEqual(other.line_ids.outcome, "given")
        self.assertRefused(
            UserError, other, mine._take_back, other.line_ids, self.today, "Mine now"
        )

    def test_steps_of_somebody_else(self):
        gift = self._approved()
        stranger = gift.with_user(self.other_seller)
        for call, args in (
            (stranger._give, (self.today,)),
            (stranger._cancel, ("Not mine",)),
            (stranger._close, ()),
        ):
            self.assertRefused(UserError, gift, call, *args)
        wizard = (
            self.env["customer.gift.give"]
            .with_user(self.other_seller)
            .create({"gift_id": gift.id})
        )
        self.assertRefused(UserError, gift, wizard.action_confirm)
        self.assertFalse(gift.date_given)

    def test_proof_is_a_file_of_this_request(self):
        gift = self._given()
        secret = self._file(
            self.env.user, res_model="res.partner", res_id=self.buyer.id
        )
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            gift.sudo().proof_ids = secret
        self.assertFalse(gift.proof_ids)
        proof = self._file(self.seller, res_model=gift._name, res_id=gift.id)
        gift.proof_ids = proof
        for user in (self.city, self.compliance):
            seen = proof.with_user(user)
            self.assertEqual(base64.b64decode(seen.datas), b"received")
        with self.assertRaises(AccessError):
            proof.with_user(self.other_seller).read(["datas"])
        gift.with_user(self.city)._close()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            proof.unlink()
        self.assertTrue(proof.exists())
        self.assertEqual(gift.proof_ids, proof)

    def test_defaults_in_context_are_no_way_in(self):
        context = {
            "default_state": "approved",
            "default_approver_id": self.city.id,
            "default_requester_id": self.other_seller.id,
            "default_date_given": self.today,
            "default_outcome": "given",
            "customer_gate": True,
        }
        model = self.env["customer.gift"].with_user(self.seller)
        gift = model.with_context(**context).create(
            {
                "partner_id": self.customer.id,
                "kind_id": self.kind.id,
                "occasion": "Forged",
                "line_ids": [self._line(self.buyer, 5)],
            }
        )
        self.assertEqual((gift.state, gift.requester_id), ("draft", self.seller))
        self.assertFalse(gift.approver_id or gift.date_given or gift.line_ids.outcome)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            gift.with_context(customer_gate=True).write({"state": "approved"})
        self.assertEqual(gift.state, "draft")

    def test_import_cannot_decide(self):
        result = (
            self.env["customer.gift"]
            .with_user(self.seller)
            .load(
                ["partner_id/.id", "kind_id/.id", "occasion", "state"],
                [[str(self.customer.id), str(self.kind.id), "Import", "approved"]],
            )
        )
        self.assertFalse(result["ids"])
        self.assertFalse(
            self.env["customer.gift"].search([("occasion", "=", "Import")])
        )

    def test_kinds_and_people_in_use_stay(self):
        gift = self._given()
        for record in (self.kind, self.buyer, self.customer):
            with (
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
                mute_logger("odoo.sql_db"),
            ):
                record.unlink()
            self.assertTrue(record.exists())
        self.assertEqual(gift.kind_id, self.kind)

    def test_merged_person_keeps_the_year(self):
        twin = self._person("The Buyer again", is_public_official=True)
        self._given((self.buyer, 80))
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.buyer | twin).ids, twin)
        self.assertEqual(twin.gift_year_value, 80)
        self.assertTrue(twin.is_public_official)

    def test_merged_customer_keeps_its_requests(self):
        branch = self._customer("Branch")
        person = self._person("Branch Clerk", parent_id=branch.id)
        gift = self._gift((person, 5), partner_id=branch.id)
        branch.parent_id = self.customer  # its company is another one now
        self.env.flush_all()
        twin = self._customer("Branch, written twice", parent_id=self._customer("X").id)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((branch | twin).ids, twin)
        gift.invalidate_recordset()
        self.assertEqual(gift.partner_id, twin)
        self.assertEqual(gift.commercial_partner_id, twin.commercial_partner_id)

    def test_order_shows_its_gifts(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        gift = self._gift(order_id=order.id)
        self.assertEqual(order.gift_count, 1)
        action = order.action_view_gifts()
        self.assertEqual(gift.search(action["domain"]), gift)
