from odoo import api, models
from odoo.exceptions import AccessError


class RatingRating(models.Model):
    """Ratings of complaints are the customers' own: nobody rated writes them [CO-55]."""

    _inherit = "rating.rating"

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_customers_own()
        return ratings

    def write(self, vals):
        self._check_customers_own()
        result = super().write(vals)
        self._check_customers_own()
        return result

    def unlink(self):
        self._check_customers_own()  # before core deletes the message of the rating
        return super().unlink()

    def _check_customers_own(self):
        """Refuse what does not come by the customer's page or link.

        :raises AccessError: a colleague makes, changes or deletes a rating
        """
        if not self.env.su and "quality.complaint" in self.mapped("res_model"):
            raise AccessError(
                self.env._(
                    "A rating of a complaint is the customer's own word: he gives it on "
                    "his page. Write a note on the complaint instead."
                )
            )
