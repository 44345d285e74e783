"""Posts, boards and people of other departments for tests of who decides."""

from odoo.fields import Command

from .common import NonconformityCommon


class MrbCommon(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.standard_price = 10.0
        cls._receive(100, cls.lot_a)
        cls.buyer = cls._user("mrb_buyer", "purchase.group_purchase_user")
        cls.chair = cls._user("mrb_chair", "base.group_user")
        cls.engineer = cls._user("mrb_engineer", "base.group_user")
        cls.producer = cls._user("mrb_producer", "base.group_user")
        cls.boss = cls._user("mrb_boss", "base.group_user")
        cls.outsider = cls._user("mrb_outsider", "base.group_user")
        cls.severe = cls.env.ref("quality_nonconformity.severity_severe")
        cls.critical = cls.env.ref("quality_nonconformity.severity_critical")
        cls.Rule = cls.env["quality.approval.rule"]
        cls.presets = cls.Rule.search([])
        cls.presets.active = False  # they have their own test

    @classmethod
    def _post(cls, code, *users):
        post = cls.env.ref(f"quality_nonconformity.function_{code}")
        post.user_ids = cls.env["res.users"].union(*users)
        return post

    @classmethod
    def _selection(cls, model, field, *values):
        prefix = f"quality_nonconformity.selection__{model}__{field}__"
        return [Command.set([cls.env.ref(prefix + value).id for value in values])]

    @classmethod
    def _kinds(cls, *values):
        return cls._selection("quality_disposition", "kind", *values)

    @classmethod
    def _points(cls, *values):
        return cls._selection("quality_nonconformity", "detection_point", *values)

    @classmethod
    def _rule(cls, **vals):
        for name, value in vals.items():
            if name.endswith("_ids") and not isinstance(value, list):
                vals[name] = [Command.set(value.ids)]
        return cls.Rule.create({"name": "Rule", **vals})

    @classmethod
    def _member(cls, user, **vals):
        return Command.create(
            {
                "user_id": user.id,
                "qualification": "Ten years in the trade",
                "date_from": "2020-01-01",
                **vals,
            }
        )

    @classmethod
    def _board(cls, *users, **vals):
        """A board; the first of its members chairs it."""
        return cls.env["quality.mrb.board"].create(
            {
                "name": "Basic board",
                "chair_id": users[0].id,
                "member_ids": [cls._member(user) for user in users],
                "quorum": 2,
                "mandate_ref": "Order 7",
                "date_from": "2020-01-01",
                **vals,
            }
        )

    def _roles(self, disposition):
        """What its live approvals ask for: {(role, post code or False): state}."""
        rows = disposition.sudo().approval_ids.filtered(
            lambda row: row.state != "superseded"
        )
        return {(row.role, row.function_id.code): row.state for row in rows}
