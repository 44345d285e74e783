from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .supplier_common import DeviationCommon


@tagged("post_install", "-at_install")
class TestSupplierAccess(DeviationCommon):
    """NC-30: the link as a right: whose, how long, and what it never opens."""

    def _token(self, record):
        return record._get_supplier_token()

    def _find(self, record, token):
        public = self.env.ref("base.public_user")
        model = self.env[record._name].with_user(public)
        return model._find_by_token(record.id, token)

    def test_the_token_opens_its_record_only(self):
        first, second = self._notice(), self._notice()
        self.assertEqual(self._find(first, self._token(first)), first)
        self.assertFalse(self._find(second, self._token(first)))
        for token in ("", None, False, "0" * 64, "é" * 64, "\udcff" * 4):
            self.assertFalse(self._find(first, token))

    def test_a_token_is_bound_to_its_model(self):
        notice = self._notice()
        request = self._request(submit=False)
        request._invite()
        nonce = notice.sudo().access_nonce
        request.sudo()._write_gated({"access_nonce": nonce})
        self.assertNotEqual(self._token(notice), self._token(request))

    def test_no_token_for_what_does_not_exist(self):
        ghost = self.env["quality.supplier.notice"].browse(2**30)
        self.assertFalse(self._find(ghost, "False"))
        self.assertFalse(self._token(ghost.browse()))

    def test_the_nonce_is_long_and_random(self):
        nonces = [self._notice().sudo().access_nonce for _n in range(5)]
        self.assertEqual(len(set(nonces)), 5)
        for nonce in nonces:
            self.assertRegex(nonce, r"^[0-9a-f]{64}$")

    def test_another_secret_of_the_database_makes_other_tokens(self):
        notice = self._notice()
        token = self._token(notice)
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertNotEqual(self._token(notice), token)
        self.assertFalse(self._find(notice, token))

    def test_nobody_reads_or_writes_the_nonce(self):
        notice = self._notice()
        for user in (self.inspector, self.manager, self.env.ref("base.user_admin")):
            record = notice.with_user(user)
            with self.assertRaises(AccessError):
                record.read(["access_nonce"])
            with self.assertRaises(AccessError):
                record.write({"access_nonce": "0"})
            with self.assertRaises(AccessError):
                record.search([("access_nonce", "=like", "0%")])
        self.assertNotEqual(notice.sudo().access_nonce, "0")

    def test_readers_do_not_get_the_link(self):
        notice = self._notice(user_id=self.reporter.id)
        auditor = self._user("supplier_auditor", "quality_base.group_quality_auditor")
        for user in (self.reporter, auditor, self.buyer):
            record = notice.with_user(user)
            self.assertTrue(record.description)
            with self.assertRaises(AccessError):
                record.read(["supplier_url"])

    def test_the_link_lives_from_the_last_date_asked(self):
        notice = self._notice()
        self.assertEqual(notice.access_until, notice.date_reply_by + timedelta(days=90))
        with self._later(24 * 60):
            notice._remind()
            self.assertEqual(notice.access_until, self.today + timedelta(days=150))

    def test_a_copy_has_no_link_and_no_words(self):
        notice = self._notice()
        self._answer(notice)
        copied = notice.with_user(self.inspector).copy()
        self.assertEqual(copied.state, "draft")
        self.assertFalse(copied.access_until or copied.sudo().access_nonce)
        self.assertFalse(copied.replied_by or copied.discipline_ids)
        self.assertEqual(copied.description, notice.description)

    def test_values_of_the_caller_do_not_come_in(self):
        notices = self.env["quality.supplier.notice"].with_user(self.inspector)
        notice = notices.with_context(
            default_state="closed",
            default_reply="We are to blame",
            default_judged_lots=9,
            default_access_until="2099-01-01",
        ).create({"supplier_id": self.supplier.id, "description": "Broken"})
        self.assertRecordValues(
            notice,
            [
                {
                    "state": "draft",
                    "reply": False,
                    "judged_lots": 0,
                    "access_until": False,
                }
            ],
        )

    def test_confidential_notices(self):
        notice = self._notice(confidential=True)
        for user in (self.officer, self.buyer):
            with self.assertRaises(AccessError):
                notice.with_user(user).read(["description"])
            with self.assertRaises(AccessError):
                notice.discipline_ids.with_user(user).read(["content"])
        self.assertTrue(notice.with_user(self.inspector).description)
        keeper = self._user(
            "supplier_secret", "quality_base.group_quality_confidential"
        )
        keeper.group_ids = [
            Command.link(self.env.ref("quality_base.group_quality_user").id)
        ]
        self.assertTrue(notice.with_user(keeper).description)
        self.assertEqual(len(notice.discipline_ids.with_user(keeper)), 8)

    def test_a_secret_nonconformity_makes_a_secret_notice(self):
        self._put(5, self.lot_a)
        source = self._nonconformity(
            5, self.lot_a, supplier_id=self.supplier.id, confidential=True
        )
        notice = source.with_user(self.inspector)._open_supplier_notice()
        self.assertTrue(notice.confidential)

    def test_words_are_logged_in_the_language_of_the_house(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        notice = self._notice()
        self.supplier.lang = "zh_CN"
        self.inspector.lang = "en_US"
        self.assertEqual(notice._get_supplier_lang(), "zh_CN")
        self.assertEqual(notice._get_house_lang(), "en_US")
        self._answer(notice.with_context(lang="zh_CN"))
        words = notice.message_ids.filtered(lambda m: m.author_id == self.supplier)
        self.assertIn("The supplier answered.", words.body)
        self.assertIn("D4 Root cause", words.body)

    def test_history_of_the_words_holds(self):
        notice = self._notice()
        self._answer(notice, "save", disciplines={"D1": {"content": "Team A"}})
        self._answer(
            notice, disciplines={f"D{n}": {"content": "x"} for n in range(2, 8)}
        )
        self.assertEqual(notice.sudo()._verify_history(), [])
        words = [m for m in notice.message_ids if m.author_id == self.supplier]
        self.assertEqual(len(words), 2)
        self.assertIn("Team A", words[1].body)
