"""Returns on which is decided, with goods to send, for tests of settlements."""

from .refund_common import RefundCommon


class SettlementCommon(RefundCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order, cls.invoice = cls._sold(10)
        cls._put(20)

    def _due(self, ret):
        ret.line_ids.invalidate_recordset()
        line = ret.line_ids[:1]
        return (
            line.due_quantity,
            line.replaced_quantity,
            line.planned_quantity,
            line.credited_quantity,
            line.open_quantity,
        )

    def _replace(self, ret, quantity=None, user=None):
        """Make the replacement as complaint staff; return its transfer."""
        wanted = None if quantity is None else {ret.line_ids[:1]: quantity}
        pickings = ret.with_user(user or self.handler)._create_replacement(wanted)
        return pickings.sudo()
