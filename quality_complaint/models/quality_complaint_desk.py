from odoo import api, models


class QualityComplaintDesk(models.Model):
    """Any department that hears of a complaint tells the responsible one at once [CO-20].

    Filing does it: the complaint desk (a post, usually sales service) is told; the
    leader of the sales team that serves the customer — the regional manager — is told
    to investigate, to name the responsible party and to propose a solution.
    """

    _inherit = "quality.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        for record in records.filtered(lambda r: r.state == "new"):
            record._tell_desk()
            record._tell_regional_manager()
        return records

    def _tell_desk(self):
        """Notify the complaint desk, unless it is the desk that filed."""
        self.ensure_one()
        desk = self._get_desk_users()
        if desk and self.env.user not in desk:
            self._send_notice(
                users=desk,
                reason=self.env._(
                    "A complaint came in: complete the record and accept it, or hand it "
                    "over to whoever is in charge."
                ),
            )

    def _tell_regional_manager(self):
        """Let the head of the customer's sales team take part in complaints [CO-20]."""
        self.ensure_one()
        manager = self._get_regional_manager()
        # asked for are complaints that the sales side may know of
        if not manager or self.confidential or not self.is_complaint:
            return
        self._add_participants(manager)
        if manager != self.env.user:
            self._send_notice(
                users=manager,
                reason=self.env._(
                    "A customer of your region complains: investigate at once, name "
                    "the responsible party and propose a solution."
                ),
            )

    def _get_desk_users(self):
        """Return who holds the post “Complaint Desk”, without who is complained about."""
        self.ensure_one()
        post = self.env.ref("quality_complaint.function_complaint_desk")
        # compared, not shown
        return post._get_holders(self.company_id) - self.sudo().accused_user_id

    def _get_regional_manager(self):
        """Return the leader of the sales team of the order, else of the customer."""
        self.ensure_one()
        sudo = self.sudo()  # whoever files may not read orders and sales teams
        seller = sudo.sale_id.user_id or sudo.commercial_partner_id.user_id
        team = sudo.sale_id.team_id or seller.sale_team_id
        leader = team.user_id
        if not leader.active or leader == sudo.accused_user_id:
            return self.env["res.users"]
        works_here = self.company_id in leader.company_ids
        return leader.sudo(False) if works_here else self.env["res.users"]
