"""Ask who is there before a button signs."""

from functools import wraps

from odoo.http import request

from odoo.addons.base.models.res_users import check_identity


def sign_with_password(action):
    """Decorate a button method that signs: it runs only after a password.

    Core's identity check opens its password dialog and then runs the button. It
    lets ten minutes pass without asking again; a signature must be executed by its
    person each time (21 CFR 11.200), so the check is used up by one signing.
    Outside of HTTP the button is refused: scripts call the engine method.
    """

    @wraps(action)
    def signing(self, *args, **kwargs):
        request.session["identity-check-last"] = 0
        return action(self, *args, **kwargs)

    return check_identity(signing)
