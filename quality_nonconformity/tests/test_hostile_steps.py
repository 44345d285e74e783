"""Nobody judges what he did or asked for himself, whatever name he gives."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import QUALITY
from .common_concession import ConcessionCommon
from .supplier_common import DeviationCommon
from .test_inspection_record import RecordCommon
from .test_need_review import NeedCommon
from .test_recheck import RecheckCommon


@tagged("post_install", "-at_install")
class TestHostileEngineer(RecordCommon):
    """Samples above the limit are judged by whom quality names [NC-26]."""

    def _above(self, **vals):
        record = self._fill(self._delivered())
        record.write(
            {
                "sample_size": 20,
                "accept_limit": 1,
                "defect_count": 3,
                "finding": "Cracked",
                "verdict": "reject",
                "ground_ids": self.appearance.ids,
                **vals,
            }
        )
        record.with_user(self.inspector)._inspect()
        return record

    def test_the_warehouse_does_not_appoint_itself(self):
        record = self._above()
        self.assertEqual(record.state, "inspected")
        mine = record.with_user(self.receiver)
        with self.assertRaises(AccessError):
            mine.write({"engineer_id": self.receiver.id, "confirm_note": "Fine"})
        with self.assertRaises(AccessError):
            mine._confirm(conforming=True)
        self.assertEqual((record.state, record.verdict), ("inspected", "reject"))
        Record = self.Record.with_user(self.receiver)
        vals = {"product_id": self.gauze.id, "kind": "incoming"}
        with self.assertRaises(AccessError):
            Record.create(vals | {"engineer_id": self.receiver.id})
        with self.assertRaises(AccessError):
            Record.with_context(default_engineer_id=self.receiver.id).create(vals)

    def test_who_inspected_does_not_choose_his_judge(self):
        self.inspector.group_ids += self.env.ref(QUALITY + "officer")
        record = self._above(engineer_id=self.engineer.id)
        with self.assertRaises(AccessError):
            record.with_user(self.inspector).engineer_id = self.buyer
        record.with_user(self.officer).engineer_id = self.second
        self.assertEqual(record.engineer_id, self.second)


@tagged("post_install", "-at_install")
class TestHostileRequests(ConcessionCommon):
    """Own requests: asked for in another's name, agreed to in one's own."""

    def test_goods_do_not_slip_out_of_their_concession(self):
        concession = self._concession()
        lot = self.lot_a.with_user(self.worker)
        for command in (Command.clear(), Command.unlink(concession.id)):
            with self.assertRefused("Rest Conforms"):
                lot.write({"concession_ids": [command]})
        self.assertEqual(concession.lot_ids, self.lot_a)
        Lot = self.env["stock.lot"].with_user(self.worker)
        vals = {"name": "NEW", "product_id": self.product.id}
        links = [Command.link(concession.id)]
        with self.assertRefused("Rest Conforms"):
            Lot.create(vals | {"concession_ids": links})
        self.assertFalse(
            Lot.with_context(default_concession_ids=links).create(vals).concession_ids
        )

    def test_a_hold_stays_of_its_kind(self):
        hold = self._hold(self.lot_a, kind="recall")
        with self.assertRefused("can no longer be changed"):
            hold.with_user(self.inspector).kind = "precautionary"
        self.assertEqual(hold.kind, "recall")

    def test_reworked_goods_are_inspected_as_they_are(self):
        source = self._nonconformity(40, self.lot_a)
        rework = self._dispose(source, "rework", 40)
        rework.with_user(self.officer)._approve()
        rework.with_user(self.worker)._execute()
        record = rework.sudo().inspection_ids.with_user(self.worker)
        for vals in ({"quantity": 1}, {"kind": "incoming"}, {"lot_id": self.lot_b.id}):
            with self.assertRefused("those of the transfer"):
                record.write(vals)
        self.assertEqual((record.quantity, record.kind), (40, "after_rework"))

    def test_a_change_is_asked_for_in_ones_own_name(self):
        source = self._nonconformity(40, self.lot_a)
        plan = self._dispose(source, "scrap", 40)
        plan.with_user(self.second)._approve()
        Change = self.env["quality.disposition.change"].with_user(self.officer)
        vals = {"disposition_id": plan.id, "kind": "use_as_is", "reason": "Cheaper"}
        change = Change.with_context(default_reporter_id=self.worker.id).create(
            vals | {"reporter_id": self.worker.id}
        )
        self.assertEqual(change.reporter_id, self.officer)
        with self.assertRefused("did not ask for it"):
            change._agree()
        self.assertEqual((change.state, plan.state), ("draft", "approved"))

    def test_an_emergency_release_is_not_approved_by_who_entered_it(self):
        zone = self.inspection
        self._put(10, self.lot_b, location=zone)
        release = (
            self.env["quality.zone.exit"]
            .with_user(self.officer)
            .create(
                {
                    "kind": "emergency",
                    "product_id": self.product.id,
                    "lot_id": self.lot_b.id,
                    "quantity": 10,
                    "location_id": zone.id,
                    "reason": "Theatre waits",
                    "marks": "Red label",
                    "reporter_id": self.worker.id,
                }
            )
        )
        with self.assertRefused("yourself"):
            release._approve()
        self.assertEqual(release.state, "draft")

    def test_the_origin_of_a_hold_tells_no_secret(self):
        secret = self._nonconformity(
            5, self.lot_b, isolate=False, user=self.manager, confidential=True
        )
        secret.message_subscribe([])
        stranger = self._user("steps_stranger", QUALITY + "user")
        partner = self.env["res.partner"].create({"name": "Hidden"})
        self.env["ir.rule"].create(
            {
                "name": "Hidden partners",
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "domain_force": [("name", "!=", "Hidden")],
            }
        )
        for origin in (secret, partner):
            hold = (
                self.env["quality.hold"]
                .with_user(stranger)
                .create(
                    {
                        "reason": "Why not",
                        "lot_ids": self.lot_a.ids,
                        "origin_model": origin._name,
                        "origin_id": origin.id,
                    }
                )
            )
            self.assertFalse(hold.origin_ref)


@tagged("post_install", "-at_install")
class TestHostileDeviation(DeviationCommon):
    def test_what_an_answer_was_judged_by_stays(self):
        notice = self._notice(effect_lots=0)
        self._answer(notice)
        notice.with_user(self.officer)._judge(True, "No broken seal since")
        staff = notice.with_user(self.inspector)
        for vals in (
            {"effect_result": "Nobody looked"},
            {"effect_lots": 7},
            {"effect_from": fields.Datetime.now()},
        ):
            with self.assertRefused("judged"):
                staff.write(vals)
        self.assertEqual(notice.effect_result, "No broken seal since")

    def test_a_request_is_not_decided_by_who_entered_it(self):
        request = self._request(user=self.officer, reporter_id=self.buyer.id)
        self._review(request)
        with self.assertRefused("filed"):
            request.with_user(self.officer)._decide(True)
        self.assertEqual(request.state, "reviewed")
        request.with_user(self.second)._decide(True)


@tagged("post_install", "-at_install")
class TestHostileRecheck(RecheckCommon):
    def test_what_is_inspected_again_and_reported_stays(self):
        recheck = self._recheck()
        staff = recheck.with_user(self.inspector)
        with self.assertRefused("stays once it has begun"):
            staff.purchase_id = self._order((self.loose, 1))
        with self.assertRefused("stays once it has begun"):
            staff.reason = "Another one"
        self._inspect_all(recheck)
        mine = self._report(recheck)
        for user in (self.buyer, self.inspector):
            with self.assertRefused("handed in"):
                mine.with_user(user).report = "<p>Nothing happened.</p>"
        self.assertIn("replaces all gloves", mine.report)


@tagged("post_install", "-at_install")
class TestHostileVoices(NeedCommon):
    def test_opinions_stay_with_their_goods(self):
        review = self._review()
        other = self._nonconformity(1, self.lot_a, isolate=False)
        with self.assertRefused("convened"):
            review.with_user(self.inspector).nonconformity_id = other
        self.assertEqual(review.nonconformity_id, self.source)

    def test_who_convenes_does_not_speak_for_the_departments(self):
        review = self._review(
            convene=False, date_needed=fields.Date.today() + timedelta(days=1)
        )
        row = review.opinion_ids[0]
        row.with_user(self.inspector).user_id = self.inspector
        with self.assertRefused("somebody else"):
            review._convene()
        self.assertEqual(review.state, "draft")
        row.with_user(self.inspector).user_id = self.voices[row.department]
        review._convene()
        with self.assertRaises(UserError):
            row.with_user(self.inspector).user_id = self.inspector
