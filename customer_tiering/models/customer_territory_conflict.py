from odoo import fields, models
from odoo.tools import SQL

SOURCES = [
    ("address", "Address on its territory"),
    ("assigned", "Assigned"),
    ("registration", "Registration"),
    ("request", "Territory decision asked for"),
]


class CustomerTerritoryConflict(models.Model):
    """Customers that two units claim, neither of which stands above the other [CT-10].

    A view of the database: claims are addresses on territories, the unit set, open or
    granted registrations, and decisions asked for.
    """

    _name = "customer.territory.conflict"
    _description = "Customer claimed twice"
    _auto = False
    _order = "partner_id, unit_id, other_unit_id"
    _rec_name = "partner_id"
    _depends = {
        "res.partner": [
            *("active", "commercial_partner_id", "city", "state_id", "country_id"),
            *("company_id", "customer_unit_id", "unit_decided"),
        ],
        "customer.unit": [
            *("active", "parent_path", "cities", "state_ids", "country_id"),
            "company_id",
        ],
        "customer.registration": [
            *("state", "unit_id", "company_id", "commercial_partner_id"),
        ],
        "customer.territory": [
            *("state", "unit_id", "company_id", "commercial_partner_id"),
        ],
    }

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    unit_id = fields.Many2one("customer.unit", readonly=True)
    source = fields.Selection(SOURCES, "Claim", readonly=True)
    other_unit_id = fields.Many2one("customer.unit", readonly=True)
    other_source = fields.Selection(SOURCES, "Other Claim", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH place AS (%(places)s), claim AS (%(claims)s)
            SELECT ROW_NUMBER() OVER (
                       ORDER BY mine.partner_id, mine.unit_id, other.unit_id) AS id,
                   mine.partner_id, mine.unit_id, other.unit_id AS other_unit_id,
                   COALESCE(mine.company_id, other.company_id) AS company_id,
                   MAX(mine.source) AS source, MAX(other.source) AS other_source
              FROM claim AS mine
              JOIN claim AS other ON other.partner_id = mine.partner_id
                   AND other.unit_id > mine.unit_id
                   AND (other.company_id = mine.company_id
                        OR other.company_id IS NULL OR mine.company_id IS NULL)
              JOIN customer_unit AS one ON one.id = mine.unit_id
              JOIN customer_unit AS two ON two.id = other.unit_id
             WHERE one.parent_path NOT LIKE two.parent_path || '%%'
               AND two.parent_path NOT LIKE one.parent_path || '%%'
             GROUP BY mine.partner_id, mine.unit_id, other.unit_id,
                      COALESCE(mine.company_id, other.company_id)
            """,
            places=self._get_places_sql(),
            claims=self._get_claims_sql(),
        )

    def _get_places_sql(self):
        """Return the SQL of the places of units: one row per city or province."""
        return SQL(
            r"""
            SELECT unit.id AS unit_id, unit.company_id, unit.country_id,
                   BTRIM(city.name) AS city, NULL::integer AS state_id
              FROM customer_unit AS unit,
                   REGEXP_SPLIT_TO_TABLE(LOWER(unit.cities), '[,，、;；\n]+')
                       AS city(name)
             WHERE unit.active AND BTRIM(city.name) != ''
             UNION ALL
            SELECT unit.id, unit.company_id, unit.country_id, NULL, state.res_country_state_id
              FROM customer_unit AS unit
              JOIN customer_unit_state_rel AS state ON state.customer_unit_id = unit.id
             WHERE unit.active AND COALESCE(unit.cities, '') = ''
            """
        )

    def _get_claims_sql(self):
        """Return the SQL of all claims: partner, unit, company, source."""
        return SQL(
            """
            %(addresses)s
             UNION ALL
            SELECT partner.id, unit.id, unit.company_id, 'assigned'
              FROM res_partner AS partner
              JOIN customer_unit AS unit ON unit.id = partner.customer_unit_id
             WHERE %(customer)s
             UNION ALL
            SELECT commercial_partner_id, unit_id, company_id, 'registration'
              FROM customer_registration
             WHERE state IN ('applied', 'checked', 'registered')
               AND unit_id IS NOT NULL
             UNION ALL
            SELECT commercial_partner_id, unit_id, company_id, 'request'
              FROM customer_territory
             WHERE state = 'submitted' AND unit_id IS NOT NULL
            """,
            addresses=self._get_address_sql(),
            customer=self._get_customer_sql(),
        )

    def _get_address_sql(self):
        """Return the SQL of claims by address: by city, else by province."""
        return SQL(
            """
            SELECT partner.id AS partner_id, place.unit_id, place.company_id,
                   'address' AS source
              FROM res_partner AS partner
              JOIN place ON place.city = LOWER(BTRIM(partner.city))
             WHERE %(customer)s AND partner.unit_decided IS NOT TRUE AND %(holds)s
               AND (partner.state_id IN (
                        SELECT res_country_state_id FROM customer_unit_state_rel
                         WHERE customer_unit_id = place.unit_id)
                    OR NOT EXISTS (SELECT FROM customer_unit_state_rel
                                    WHERE customer_unit_id = place.unit_id))
             UNION ALL
            SELECT partner.id, place.unit_id, place.company_id, 'address'
              FROM res_partner AS partner
              JOIN place ON place.state_id = partner.state_id
             WHERE %(customer)s AND partner.unit_decided IS NOT TRUE AND %(holds)s
               AND NOT EXISTS (SELECT FROM place AS city
                                WHERE city.city = LOWER(BTRIM(partner.city)))
            """,
            customer=self._get_customer_sql(),
            holds=SQL(
                "(place.country_id IS NULL OR place.country_id = partner.country_id)"
                " AND (place.company_id IS NULL OR partner.company_id IS NULL"
                " OR place.company_id = partner.company_id)"
            ),
        )

    def _get_customer_sql(self):
        return SQL("partner.active AND partner.id = partner.commercial_partner_id")
