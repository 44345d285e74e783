from odoo import api, models

STAFF = "quality_complaint.group_complaint_user"


class QualityComplaintLevelTold(models.Model):
    """The level of a complaint says who decides it and who is told [CO-15]."""

    _inherit = "quality.complaint"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records.filtered("level_id")._tell_level()
        return records

    def write(self, vals):
        before = {record.id: record.level_id for record in self}
        result = super().write(vals)
        if {"level_id", "kind_id"} & vals.keys():
            self.filtered(lambda r: r.level_id != before[r.id])._tell_level()
        return result

    def _tell_level(self):
        """Tell those whom the level names; who acts himself knows already."""
        for record in self:
            # posts and their holders are no secret; employees may not read groups
            posts = record.sudo().level_id.told_function_ids
            if not posts:
                continue
            users = posts._get_holders(record.company_id, record.team_id)
            users -= self.env.user | record.sudo().accused_user_id
            if users:
                record._add_participants(users.sudo(False))
                record._send_notice(
                    users=users.sudo(False),
                    reason=record._get_level_reason(),
                    acknowledge=True,
                )

    def _get_level_reason(self):
        self.ensure_one()
        return self.env._(
            "A complaint has the level “%(level)s”: you are told at once.",
            level=self.sudo().level_id.name,
        )

    def _get_solve_blockers(self):
        blockers = super()._get_solve_blockers()
        level = self.sudo().level_id  # employees may not read groups
        if level.group_id and self.env.user not in level.group_id.all_user_ids:
            blockers.append(
                self.env._(
                    "complaints of the level “%(level)s” are decided by the role "
                    "“%(role)s”: hand it over.",
                    level=level.name,
                    role=level.group_id.name,
                )
            )
        deciders = self._get_level_deciders()
        if deciders and self.env.user not in deciders:
            blockers.append(
                self.env._(
                    "complaints of the level “%(level)s” are decided by %(names)s.",
                    level=level.name,
                    names=", ".join(deciders.mapped("name")),
                )
            )
        return blockers

    def _get_level_deciders(self):
        """Return the complaint staff who hold the deciding post; empty: no rule."""
        self.ensure_one()
        post = self.sudo().level_id.function_id  # posts are no secret
        if not post:
            return self.env["res.users"]
        holders = post._get_holders(self.company_id, self.team_id)
        accused = self.sudo().accused_user_id  # compared, not shown
        return holders.filtered(lambda user: user != accused and user.has_group(STAFF))
