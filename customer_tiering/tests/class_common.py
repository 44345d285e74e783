"""A class model with two criteria, two units and two customers that buy."""

from datetime import date

from odoo.fields import Command

from .common import GROUP, TierCommon

LAST_YEAR = date(2025, 6, 1)


class ClassCommon(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls._user("class_head", GROUP + "user")
        cls.other_head = cls._user("class_other_head", GROUP + "user")
        cls.above = cls._unit("Province", level="province")
        cls.unit = cls._unit("North", parent_id=cls.above.id, head_id=cls.head.id)
        cls.south = cls._unit("South", head_id=cls.other_head.id)
        cls.model = cls.env["customer.class.model"].create(
            {"name": "Classes", "criterion_ids": cls._criteria()}
        )
        cls.a, cls.b, cls.c, cls.d = cls.model.class_ids
        cls.big = cls._buyer("Big", 900_000, before=300_000, employee_count=500)
        cls.small = cls._buyer("Small", 9_000, before=300_000, employee_count=5)

    @classmethod
    def _criteria(cls):
        sales = [(500_000, 100), (50_000, 50), (5_000, 10)]
        trend = [(-1000, 0), (0, 50), (100, 100)]
        return [
            Command.create(
                {
                    "name": kind,
                    "kind": kind,
                    "scale": "band",
                    "weight": weight,
                    "band_ids": [
                        Command.create({"value": v, "points": p}) for v, p in bands
                    ],
                }
            )
            for kind, weight, bands in (("sales", 60, sales), ("trend", 40, trend))
        ]

    @classmethod
    def _unit(cls, name, **vals):
        vals = {"name": name, "company_id": cls.company.id, "level": "city", **vals}
        return cls.env["customer.unit"].create(vals)

    @classmethod
    def _buyer(cls, name, amount, before=0, **vals):
        vals = {"customer_unit_id": cls.unit.id, "user_id": cls.owner.id, **vals}
        customer = cls._customer(name, **vals)
        cls._invoice(customer, amount)
        if before:
            cls._invoice(customer, before, day=LAST_YEAR)
        return customer

    def _rating(self, customer, state="proposed"):
        return self.env["customer.class.rating"].search(
            [("partner_id", "=", customer.id), ("state", "=", state)]
        )
