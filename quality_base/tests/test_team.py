from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import QualityCase


@tagged("post_install", "-at_install")
class TestTeam(QualityCase):
    def test_escalation_goes_up_the_heads(self):
        """XX-20: own head first, then the heads above; the top stays the last."""
        heads = [self.team._get_escalation_user(level) for level in range(4)]
        officer, manager = self.users["officer"], self.users["manager"]
        self.assertEqual(heads, [officer, manager, manager, manager])

    def test_team_without_head_is_skipped(self):
        self.team.head_id = False
        self.assertEqual(self.team._get_escalation_user(0), self.users["manager"])
        self.board.head_id = False
        self.assertFalse(self.team._get_escalation_user(0))

    def test_access_follows_members_and_heads_above(self):
        expected = self.users["user"] | self.users["officer"] | self.users["manager"]
        self.assertEqual(self.team.access_user_ids, expected)
        self.board.head_id = self.users["auditor"]
        self.assertIn(self.users["auditor"], self.team.access_user_ids)
        self.assertNotIn(self.users["manager"], self.team.access_user_ids)
        self.assertNotIn(
            self.users["user"], self.board.access_user_ids, "no access upwards"
        )

    def test_found_while_typing(self):
        """By its own name, in a field as in the search of a list."""
        user = self.users["user"]
        Team = self.env["quality.team"].with_user(user)
        found = Team.name_search("assur")
        self.assertEqual(found, [(self.team.id, "Board / Quality Assurance")])
        capa = self.env["quality.capa"].with_user(user)
        self.assertEqual(
            capa.search([("team_id", "ilike", "assur")]),
            capa.search([("team_id", "=", self.team.id)]),
        )
        self.assertFalse(Team.name_search("no such team"))

    def test_complete_name_and_cycle(self):
        self.assertEqual(self.team.complete_name, "Board / Quality Assurance")
        with self.assertRaisesRegex(ValidationError, "choose another parent"):
            self.board.parent_id = self.team

    def test_only_the_head_of_quality_sets_teams(self):
        for role in ("employee", "user", "officer", "auditor"):
            with self.assertRaises(AccessError):
                self.team.with_user(self.users[role]).name = "Mine"
        self.team.with_user(self.users["manager"]).name = "Renamed"
        self.assertEqual(self.team.name, "Renamed")

    def test_mail_to_the_team_joins_its_discussion(self):
        domain = self.env["mail.alias.domain"].create({"name": "example.com"})
        self.env.company.alias_domain_id = domain
        self.team.write({"alias_name": "qa-desk", "alias_domain_id": domain.id})
        self.env["mail.thread"].message_process(
            False,
            "From: a@example.org\r\nTo: qa-desk@example.com\r\nSubject: Seal broken\r\n"
            "Message-Id: <seal-1@example.org>\r\n\r\nSee lot 12.\r\n",
        )
        self.assertIn("Seal broken", self.team.message_ids.mapped("subject"))
