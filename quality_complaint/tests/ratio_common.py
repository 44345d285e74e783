"""A customer, his purchases and an exchange policy."""

from .refund_common import RefundCommon


class RatioCommon(RefundCommon):
    """Goods of 200 sold this year, a limit of 10 percent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = cls._user("ratio_leader", "base.group_user")
        cls.env.ref(
            "quality_nonconformity.function_general_manager"
        ).user_ids = cls.leader
        cls.order, cls.invoice = cls._sold(10)
        cls.policy = cls._policy(name="Dealers")

    @classmethod
    def _policy(cls, **vals):
        return (
            cls.env["quality.exchange.policy"]
            .with_user(cls.complaint_manager)
            .create({"name": "Policy", "ratio_limit": 10, **vals})
        )

    def _accepted(self, *lines, **vals):
        ret = self._return(*lines, **vals)
        ret.with_user(self.handler)._accept()
        return ret.sudo()

    def _roles(self, ret):
        return ret.approval_ids.mapped("role")
