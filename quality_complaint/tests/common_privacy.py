"""A complaint whose complainant is a secret."""

from ..models.quality_complaint_person import IDENTITY
from .common import ComplaintCommon

NAME, PHONE, EMAIL = "Whispering Ward", "0571-1234", "ward@whisper.example"


class PrivacyCommon(ComplaintCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=False))
        cls.order = cls._sell(3, cls.lot_a)
        cls.identity = {
            "partner_id": cls.customer.id,
            "contact_name": NAME,
            "contact_phone": PHONE,
            "contact_email": EMAIL,
            "contact_address": "Lake Road 7",
            "user_unit": "Ward 3",
            "channel_detail": "0571-9999",
            "sale_id": cls.order.id,
            "picking_id": cls.order.picking_ids.id,
        }
        cls.writer = cls._user("privacy_clerk", "quality_base.group_quality_user")

    @classmethod
    def _secret(cls, **vals):
        vals = {**cls.identity, "confidential": True, "user_id": cls.handler.id, **vals}
        return cls._complaint(**vals)

    def flush_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def _stored(self, table, record):
        """All columns of a row, as the database has them, as one text."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT row_to_json(t)::text FROM {table} t WHERE id = %s",  # noqa: S608
            [record.id],
        )
        return self.env.cr.fetchone()[0]

    def _assert_nameless(self, complaint):
        for name in IDENTITY:
            self.assertFalse(complaint.sudo()[name], name)
        row = self._stored("quality_complaint", complaint)
        for text in (NAME, PHONE, EMAIL, "Lake Road", "Ward 3", "0571-9999"):
            self.assertNotIn(text, row)
