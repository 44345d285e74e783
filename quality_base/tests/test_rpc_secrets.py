"""Hostile clients against confidential records and other companies [XX-13]."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .capa_common import CapaCase
from .rpc_common import RpcMixin

SECRET = "Bribery in the laboratory"


@tagged("post_install", "-at_install")
class TestRpcSecrets(RpcMixin, CapaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls.users["employee"]
        cls.secret = cls.env["quality.capa"].create(
            {
                "title": SECRET,
                "confidential": True,
                "team_id": False,
                "user_id": cls.manager.id,
                "date_opened": "2020-01-01",
            }
        )
        cls.secret.action_ids = [
            (0, 0, {"name": "x", "user_id": cls.manager.id, "date_due": "2020-01-02"})
        ]
        cls.secret.deadline_ids.sudo().write(
            {"due": "2020-01-10 00:00:00", "state": "missed", "judged": True}
        )
        cls.plaintiff = cls._create_team(name="Sales", member_ids=cls.manager.ids)
        cls.defendant = cls._create_team(name="Plant", member_ids=cls.worker.ids)

    def _leaks(self, value):
        return SECRET in json.dumps(value, default=str, ensure_ascii=False)

    def _make_dispute(self, **vals):
        return (
            self.env["quality.disagreement"]
            .with_user(self.manager)
            .create(
                {
                    "matter": SECRET,
                    "team_id": self.plaintiff.id,
                    "party_ids": self.defendant.ids,
                    **vals,
                }
            )
        )

    def _create_report(self, user, code, **vals):
        kind = self.env["quality.report.type"].search([("source", "=", code)], limit=1)
        kind = kind or self.env["quality.report.type"].create(
            {"name": code, "source": code}
        )
        return self._rpc(
            user,
            "quality.report",
            "create",
            {
                "report_type_id": kind.id,
                "user_id": user.id,
                "date_from": "2020-01-01",
                "date_to": "2020-12-31",
                **vals,
            },
        )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_plain_reads(self):
        for user in (self.employee, self.officer, self.users["auditor"]):
            for model in (
                "quality.capa",
                "quality.capa.action",
                "quality.capa.discipline",
                "quality.deadline",
                "quality.history",
                "mail.message",
            ):
                name = "capa_id" if model.startswith("quality.capa.") else "res_id"
                name = "id" if model == "quality.capa" else name
                domain = [(name, "=", self.secret.id)]
                if name == "res_id":
                    column = "model" if model == "mail.message" else "res_model"
                    domain.append((column, "=", "quality.capa"))
                with self.subTest(user=user.login, model=model):
                    self.assertFalse(self._rpc(user, model, "search", domain))
                    self.assertFalse(
                        self._rpc(user, model, "search_count", domain),
                    )
                    groups = self._rpc(
                        user, model, "formatted_read_group", domain, [], ["__count"]
                    )
                    self.assertFalse(sum(group["__count"] for group in groups))
            found = self._rpc(user, "quality.capa", "name_search", "Bribery")
            self.assertFalse(found)
            self.assertFalse(
                self._leaks(self._rpc(user, "quality.my.work", "get_my_work"))
            )

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_opinions_of_a_dispute_are_read_with_it(self):
        dispute = self._make_dispute()
        dispute._give_opinion(SECRET)
        opinion = dispute.opinion_ids
        domain = [("disagreement_id", "=", dispute.id)]
        self.assertFalse(
            self._rpc(
                self.employee, opinion._name, "search_read", domain, fields=["opinion"]
            )
        )
        with self.assertRaises(AccessError):
            self._rpc(self.employee, opinion._name, "read", opinion.ids, ["opinion"])
        seen = self._rpc(
            self.worker, opinion._name, "search_read", domain, fields=["opinion"]
        )
        self.assertEqual(len(seen), 1, "a party reads it")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_actions_of_a_report_are_read_with_it(self):
        report = self.env["quality.report"].create(
            {
                "report_type_id": self.env["quality.report.type"]
                .create({"name": "Free", "period": "event"})
                .id,
                "user_id": self.manager.id,
            }
        )
        line = self.env["quality.report.action"].create(
            {
                "report_id": report.id,
                "name": SECRET,
                "user_id": self.manager.id,
                "date_deadline": "2030-01-01",
            }
        )
        self.assertFalse(
            self._rpc(self.employee, line._name, "search", [("id", "=", line.id)])
        )
        with self.assertRaises(AccessError):
            self._rpc(self.employee, line._name, "read", line.ids, ["name"])
        with self.assertRaises(AccessError):
            self._rpc(self.employee, line._name, "write", line.ids, {"name": "x"})
        with self.assertRaises(AccessError):
            self._rpc(
                self.employee,
                line._name,
                "create",
                {
                    "report_id": report.id,
                    "name": "x",
                    "user_id": self.employee.id,
                    "date_deadline": "2030-01-01",
                },
            )
        for vals in ({"capa_id": self.secret.id}, {"started": True}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                self._rpc(self.manager, line._name, "write", line.ids, vals)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_figures_name_no_secret(self):
        for code in ("capa_status", "deadline_timeliness", "management_review"):
            for user in (self.officer, self.employee):
                self.env["quality.report"].search([]).sudo().unlink()
                with self.subTest(code=code, user=user.login):
                    try:
                        with self.env.cr.savepoint():
                            id_ = self._create_report(user, code)
                            self._rpc(
                                user, "quality.report", "action_refresh_figures", [id_]
                            )
                    except (AccessError, UserError):
                        continue
                    values = self._rpc(
                        user, "quality.report", "read", [id_], ["figures"]
                    )
                    self.assertFalse(self._leaks(values))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_employee_gives_himself_no_figures(self):
        """Figures count everything: whoever is not named as author gets none."""
        with self.assertRaises(UserError):
            id_ = self._create_report(self.employee, "capa_status")
            self._rpc(self.employee, "quality.report", "action_refresh_figures", [id_])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_source_of_a_capa_tells_no_name(self):
        dispute = self._make_dispute(confidential=True)
        for model, res_id in (
            ("quality.capa", self.secret.id),
            ("quality.disagreement", dispute.id),
            ("ir.config_parameter", 1),
            ("no.such.model", 1),
        ):
            vals = {"title": "x", "source_model": model, "source_id": res_id}
            with self.subTest(model=model):
                with self.assertRaises(UserError):
                    self._rpc(self.officer, "quality.capa", "create", vals)
                specification = {"source_ref": {}}
                result = self._rpc(
                    self.officer,
                    "quality.capa",
                    "onchange",
                    [],
                    vals,
                    ["source_id"],
                    specification,
                )
                self.assertFalse(result["value"].get("source_ref"))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_wizards_about_others_documents(self):
        dispute = self._make_dispute(confidential=True)
        report = self.env["quality.report"].create(
            {
                "report_type_id": self.env["quality.report.type"]
                .create({"name": "Free", "period": "event"})
                .id,
                "user_id": self.manager.id,
            }
        )
        reason = {"reason": "x"}
        capa = {"capa_id": self.secret.id, "step": "cancel", **reason}
        step = {"disagreement_id": dispute.id, "step": "decide", "text": "x"}
        line = self.secret.deadline_ids[0]
        deadline = {"deadline_id": line.id, "kind": "explain", **reason}
        for model, vals in (
            ("quality.capa.reason", capa),
            ("quality.disagreement.step", step),
            ("quality.report.return", {"report_id": report.id, **reason}),
            ("quality.deadline.step", deadline),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                id_ = self._rpc(self.employee, model, "create", vals)
                self._rpc(self.employee, model, "action_confirm", [id_])
            with self.subTest(model=model, read=True), self.assertRaises(AccessError):
                self._rpc(self.employee, model, "create", vals)

    def test_mail_names_no_secret(self):
        """Whoever is told may be somebody who cannot read the document."""
        capa = self.secret.with_user(self.manager)
        notice = capa._send_notice(users=self.employee, reason="Come to room 5")
        mail = self.env["mail.message"].search(
            [("model", "=", "quality.capa"), ("res_id", "=", capa.id)],
            order="id desc",
            limit=1,
        )
        self.assertIn("room 5", mail.body)
        self.assertIn(capa.name, mail.body)
        self.assertNotIn(SECRET, f"{mail.subject} {mail.body}")
        self.assertFalse(notice.with_user(self.employee).document_name)
        self.assertIn(SECRET, notice.with_user(self.manager).document_name)

    def test_signature_names_no_secret(self):
        release = self.env["quality.release"].with_user(self.officer)
        release = release.create(
            {
                "title": "x",
                "content": "x",
                "audience": "x",
                "subject_ref": f"quality.capa,{self.secret.id}",
            }
        )
        signature = release._sign("prepared")
        self.assertNotIn(SECRET, signature.payload)
        self.assertFalse(release.signed_content_differs)

    def test_capa_of_a_secret_source_is_secret(self):
        dispute = self._make_dispute(confidential=True)
        mixin = type(self.env["quality.capa.source.mixin"])
        self.assertTrue(mixin._prepare_capa_vals(dispute)["confidential"])
        dispute.confidential = False
        self.assertFalse(mixin._prepare_capa_vals(dispute)["confidential"])

    def test_other_company(self):
        company = self.env["res.company"].create({"name": "Other"})
        foreign = new_test_user(
            self.env,
            "foreign_manager",
            "quality_base.group_quality_manager,"
            "quality_base.group_quality_confidential",
            company_id=company.id,
            company_ids=company.ids,
        )
        for model, domain in (
            ("quality.capa", [("id", "=", self.secret.id)]),
            ("quality.capa.action", [("capa_id", "=", self.secret.id)]),
            ("quality.deadline", [("res_id", "=", self.secret.id)]),
            ("quality.history", [("res_id", "=", self.secret.id)]),
        ):
            with self.subTest(model=model):
                found = self._rpc(foreign, model, "search_read", domain)
                mine = [r for r in found if r.get("res_model") != "quality.report"]
                self.assertFalse(mine)
