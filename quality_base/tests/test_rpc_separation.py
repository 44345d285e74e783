"""Nobody judges his own work by a second way [XX-14, XX-22]."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .capa_common import CapaCase


@tagged("post_install", "-at_install")
class TestRpcSeparation(CapaCase):
    def test_party_does_not_judge(self):
        """A person of a party cannot decide through another team of his."""
        other = self._create_team(name="Second hat", member_ids=self.manager.ids)
        sales = self._create_team(name="Sales", member_ids=self.manager.ids)
        plant = self._create_team(name="Plant", member_ids=self.worker.ids)
        dispute = self.env["quality.disagreement"].with_user(self.manager)
        dispute = dispute.create(
            {
                "matter": "Whose fault?",
                "team_id": sales.id,
                "party_ids": plant.ids,
                "arbiter_team_id": other.id,
            }
        )
        dispute._give_opinion("We are right")
        dispute.with_user(self.worker)._give_opinion("We are")
        self.assertFalse(dispute.can_decide)
        with self.assertRaises(UserError):
            dispute._decide("We are right", "2030-01-01")

    def test_submitter_does_not_decide(self):
        kind = self.env["quality.report.type"].create(
            {"name": "Free", "period": "event"}
        )
        report = self.env["quality.report"].create(
            {
                "report_type_id": kind.id,
                "user_id": self.owner.id,
                "reader_id": self.manager.id,
                "team_id": self.team.id,
            }
        )
        self.patch(type(report), "_keep_copies", lambda record: {})
        report.with_user(self.officer)._submit()
        self.assertFalse(report.with_user(self.officer).can_read)
        with self.assertRaises(UserError):
            report.with_user(self.officer)._decide("<p>Fine</p>")
        report.with_user(self.manager)._decide("<p>Fine</p>")
