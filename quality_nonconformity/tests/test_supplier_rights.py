from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .supplier_common import DeviationCommon

# + may, - is refused; on records that somebody else filed
NOTICE = """
                officer inspector buyer engineer worker reporter
read            +       +         +     -        -      -
write_team      +       +         -     -        -      -
issue           +       +         -     -        -      -
remind          +       +         -     -        -      -
extend          +       +         -     -        -      -
renew_link      +       +         -     -        -      -
cancel_draft    +       +         -     -        -      -
cancel_issued   +       -         -     -        -      -
ask_again       +       +         -     -        -      -
judge           +       -         -     -        -      -
close           +       -         -     -        -      -
delete_draft    -       -         -     -        -      -
"""
REQUEST = """
                officer inspector buyer engineer worker reporter
read            +       +         +     +        -      -
file            +       +         +     -        -      -
invite          +       +         +     -        -      -
submit          +       +         +     -        -      -
technical       -       -         -     +        -      -
quality         +       +         -     -        -      -
send_back       +       +         -     -        -      -
approve         +       -         -     -        -      -
reject          +       -         -     -        -      -
tell            -       -         +     -        -      -
finish          +       -         -     -        -      -
cancel_draft    +       +         +     -        -      -
cancel_open     +       -         -     -        -      -
"""


class Undo(Exception):
    """Rolls back what a step did."""


@tagged("post_install", "-at_install")
class TestSupplierRights(DeviationCommon):
    """Which role takes which step: the engine asks, not the screen."""

    def _table(self, table, prefix):
        self.maxDiff = None
        head, *rows = [line.split() for line in table.strip().splitlines()]
        expected, found = {}, {}
        for name, *cells in rows:
            for role, cell in zip(head, cells, strict=True):
                expected[name, role] = cell
                step = getattr(self, f"_{prefix}_{name}")
                found[name, role] = self._try(step, getattr(self, role))
        self.assertEqual(found, expected)

    def _try(self, step, user):
        """Do a step as ``user`` and undo it; "+" if it was allowed."""
        try:
            with self.env.cr.savepoint():
                act = step()
                self.env.flush_all()
                self.env.invalidate_all()
                act(user)
                self.env.flush_all()
                raise Undo
        except Undo:
            return "+"
        except (AccessError, UserError):
            return "-"
        finally:
            self.env.invalidate_all()

    def test_notices(self):
        self._table(NOTICE, "notice")

    def test_requests(self):
        self._table(REQUEST, "request")

    # each returns the step to take, after it has prepared the record as another user

    def _filed(self, **vals):
        return self._notice(user=self.second, **vals)

    def _notice_read(self):
        notice = self._filed()
        return lambda user: notice.with_user(user).read(["description"])

    def _notice_write_team(self):
        notice = self._filed()
        team = self.team.id
        return lambda user: notice.with_user(user).write({"team_id": team})

    def _notice_issue(self):
        notice = self._filed(issue=False)
        return lambda user: notice.with_user(user)._issue()

    def _notice_remind(self):
        notice = self._filed()
        return lambda user: notice.with_user(user)._remind()

    def _notice_extend(self):
        notice = self._filed()
        day = notice.date_reply_by
        return lambda user: notice.with_user(user)._extend_reply(day, "Holidays")

    def _notice_renew_link(self):
        notice = self._filed()
        return lambda user: notice.with_user(user)._renew_link()

    def _notice_cancel_draft(self):
        notice = self._filed(issue=False)
        return lambda user: notice.with_user(user)._cancel("Wrong supplier")

    def _notice_cancel_issued(self):
        notice = self._filed()
        return lambda user: notice.with_user(user)._cancel("Wrong supplier")

    def _notice_ask_again(self):
        notice = self._filed()
        self._answer(notice)
        day = notice.date_reply_by
        return lambda user: notice.with_user(user)._ask_again("Cause?", day)

    def _notice_judge(self):
        notice = self._filed()
        self._answer(notice)
        return lambda user: notice.with_user(user)._judge(False, "Again")

    def _notice_close(self):
        notice = self._filed(effect_lots=0)
        self._answer(notice)
        notice.with_user(self.second)._judge(True, "Fine")
        return lambda user: notice.with_user(user)._close()

    def _notice_delete_draft(self):
        notice = self._filed(issue=False)
        return lambda user: notice.with_user(user).unlink()

    def _reviewed(self):
        request = self._request(user=self.second)
        request.with_user(self.engineer)._give_opinion("technical", "agree", "Holds")
        request.with_user(self.second)._give_opinion("quality", "agree", "Safe")
        return request

    def _request_read(self):
        request = self._request(user=self.second)
        return lambda user: request.with_user(user).read(["deviation"])

    def _request_file(self):
        return lambda user: self._request(submit=False, user=user)

    def _request_invite(self):
        request = self._request(submit=False, user=self.second)
        return lambda user: request.with_user(user)._invite()

    def _request_submit(self):
        request = self._request(submit=False, user=self.second)
        return lambda user: request.with_user(user)._submit()

    def _request_technical(self):
        request = self._request(user=self.second)
        return lambda user: request.with_user(user)._give_opinion(
            "technical", "agree", "Holds"
        )

    def _request_quality(self):
        request = self._request(user=self.second)
        return lambda user: request.with_user(user)._give_opinion(
            "quality", "agree", "Safe"
        )

    def _request_send_back(self):
        request = self._request(user=self.second)
        return lambda user: request.with_user(user)._send_back("Which lots?")

    def _request_approve(self):
        request = self._reviewed()
        return lambda user: request.with_user(user)._decide(True)

    def _request_reject(self):
        request = self._reviewed()
        return lambda user: request.with_user(user)._decide(False, "Not safe")

    def _approved(self):
        request = self._reviewed()
        request.with_user(self.officer)._decide(True)
        return request

    def _request_tell(self):
        request = self._approved()
        return lambda user: request.with_user(user)._notify()

    def _request_finish(self):
        request = self._approved()
        request.with_user(self.buyer)._notify()
        return lambda user: request.with_user(user)._finish("White again")

    def _request_cancel_draft(self):
        request = self._request(submit=False, user=self.second)
        return lambda user: request.with_user(user)._cancel("Not needed")

    def _request_cancel_open(self):
        request = self._request(user=self.second)
        return lambda user: request.with_user(user)._cancel("Not needed")
