"""A supplier who is written to, and how he answers."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from .common import NonconformityCommon

#: an 8D report as a supplier fills it
REPORT = {
    f"D{number}": {"content": f"Text of D{number}", "person": "Quality Engineer"}
    for number in range(1, 9)
}


class SupplierCommon(NonconformityCommon):
    """A supplier with an address, and goods of his that do not conform."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier.write({"email": "quality@maker.example", "is_company": True})
        cls.buyer = cls._user("supplier_buyer", "purchase.group_purchase_user")
        cls.today = fields.Date.context_today(cls.env.user)

    @classmethod
    def _notice(cls, issue=True, user=None, **vals):
        vals = {
            "supplier_id": cls.supplier.id,
            "product_id": cls.product.id,
            "lot_ids": [Command.set(cls.lot_a.ids)],
            "quantity": 10,
            "description": "Seals broken",
            **vals,
        }
        notice = (
            cls.env["quality.supplier.notice"]
            .with_user(user or cls.inspector)
            .create(vals)
        )
        if issue:
            notice._issue()
        return notice

    @staticmethod
    def _later(hours):
        """As if it were ``hours`` later."""
        return freeze_time(fields.Datetime.now() + timedelta(hours=hours))

    @classmethod
    def _answer(cls, notice, step="answer", disciplines=None, files=(), **vals):
        """As the link does: nobody is logged in, the engine runs as superuser."""
        vals.setdefault("replied_by", "Head of Quality")
        if notice.answer_form == "short" and step == "answer":
            vals.setdefault("reply", "Sealing temperature raised.")
        public = cls.env.ref("base.public_user")
        notice.with_user(public).sudo()._take_answer(
            step, vals, REPORT if disciplines is None else disciplines, files
        )


class DeviationCommon(SupplierCommon):
    """A technical department, and requests of the supplier."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.engineer = cls._user("supplier_engineer", "base.group_user")
        cls.team = cls.env["quality.team"].create(
            {"name": "Development", "head_id": cls.engineer.id}
        )

    @classmethod
    def _request(cls, submit=True, user=None, **vals):
        """A request as the buyer files it."""
        request = (
            cls.env["quality.supplier.deviation"]
            .with_user(user or cls.buyer)
            .create(
                {
                    "supplier_id": cls.supplier.id,
                    "product_id": cls.product.id,
                    "deviation": "Blue instead of white",
                    "reason": "Ink is short; the use is the same",
                    "quantity": 50,
                    "technical_team_id": cls.team.id,
                    "user_id": cls.buyer.id,
                    **vals,
                }
            )
        )
        if submit:
            request._submit()
        return request

    @classmethod
    def _review(cls, request):
        request.with_user(cls.engineer)._give_opinion("technical", "agree", "Holds")
        request.with_user(cls.inspector)._give_opinion("quality", "agree", "Safe")
