from odoo.service.model import call_kw


class RpcMixin:
    """Call models as a client does over RPC: public methods, any context."""

    def _rpc(self, user, model, method, *args, context=None, **kwargs):
        env = self.env(user=user, context={}, su=False)
        env["res.users"].invalidate_model()
        return call_kw(env[model], method, list(args), {"context": context, **kwargs})
