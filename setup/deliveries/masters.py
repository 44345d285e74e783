"""Partners, products and lots of a delivery list: found by reference or created."""

import hashlib

from odoo.fields import Command

from .plan import slug

# the list's names for countries that Odoo calls otherwise
COUNTRY_CODES = {
    "Congo, DRC": "CD",
    "Côte d'Ivoire": "CI",
    "Burma": "MM",
    "Libya": "LY",
    "Swaziland": "SZ",
    "Sierra Leone": "SL",
    "Kyrgyzstan": "KG",
    "Sudan": "SD",
    "South Sudan": "SS",
    "Vietnam": "VN",
    "Tanzania": "TZ",
}


def vendor_ref(name):
    return f"VENDOR {slug(name)}"


def site_ref(name):
    return f"SITE {slug(name)}"


def product_code(key):
    return "D" + hashlib.sha1("|".join(key).encode()).hexdigest()[:8].upper()


def ensure(model, field, wanted):
    """{value of field: id} for all of `wanted` ({value: vals}), creating the missing."""
    found = model.with_context(active_test=False).search_read(
        [(field, "in", list(wanted))], [field], load=None
    )
    ids = {record[field]: record["id"] for record in found}
    missing = [value for value in wanted if value not in ids]
    records = model.create([{field: value, **wanted[value]} for value in missing])
    return ids | dict(zip(missing, records.ids, strict=True))


def country_ids(env, rows):
    names = {row.country for row in rows}
    countries = env["res.country"].with_context(lang="en_US").search([])
    by_name = {country.name: country.id for country in countries}
    by_code = {country.code: country.id for country in countries}
    return {n: by_code.get(COUNTRY_CODES.get(n)) or by_name.get(n) for n in names}


def partner_vals(env, rows):
    countries = country_ids(env, rows)
    wanted = {}
    for row in rows:
        wanted[row.project] = {
            "name": f"{row.project} {row.country}",
            "country_id": countries[row.country],
            "is_company": True,
            "customer_rank": 1,
        }
        vendor = {"name": row.vendor, "is_company": True, "supplier_rank": 1}
        wanted[vendor_ref(row.vendor)] = vendor
        wanted[site_ref(row.site)] = {"name": row.site, "is_company": True}
    return wanted


def product_vals(env, rows):
    names = {row.group for row in rows}
    groups = ensure(env["product.category"], "name", {name: {} for name in names})
    wanted = {}
    for row in rows:
        wanted[product_code(row.product_key)] = {
            "name": row.item,
            "type": "consu",
            "is_storable": True,
            "tracking": "lot",
            "invoice_policy": "delivery",
            "purchase_method": "receive",
            "list_price": row.price,
            "standard_price": row.price,
            "categ_id": groups[row.group],
            "description_sale": f"{row.brand}, {row.form}, {row.pack_size} per pack",
            "taxes_id": [Command.clear()],
            "supplier_taxes_id": [Command.clear()],
        }
    return wanted


class Masters:
    """Ids of what the documents refer to. Plain numbers: good for many cursors."""

    def __init__(self, env, rows):
        self.partners = ensure(env["res.partner"], "ref", partner_vals(env, rows))
        products = ensure(
            env["product.product"], "default_code", product_vals(env, rows)
        )
        keys = {row.product_key for row in rows}
        self.products = {key: products[product_code(key)] for key in keys}

    def consignee(self, row):
        return self.partners[row.project]

    def vendor(self, name):
        return self.partners[vendor_ref(name)]

    def product(self, row):
        return self.products[row.product_key]

    def lots(self, env, rows):
        """{lot key: lot id} of these rows."""
        by_key = {row.lot_key: row for row in rows}
        found = env["stock.lot"].search_read(
            [
                ("product_id", "in", list({self.product(r) for r in rows})),
                ("name", "in", list({row.lot_name for row in rows})),
            ],
            ["product_id", "name"],
            load=None,
        )
        ids = {(lot["product_id"], lot["name"]): lot["id"] for lot in found}
        missing = [
            row
            for row in by_key.values()
            if (self.product(row), row.lot_name) not in ids
        ]
        lots = env["stock.lot"].create([self.lot_vals(env, row) for row in missing])
        ids |= {(lot.product_id.id, lot.name): lot.id for lot in lots}
        return {k: ids[self.product(row), row.lot_name] for k, row in by_key.items()}

    def lot_vals(self, env, row):
        vals = {
            "product_id": self.product(row),
            "name": row.lot_name,
            "ref": row.site,
            # addons of the suite bring these
            "manufacturer_id": self.partners[site_ref(row.site)],
            "production_date": row.month,
        }
        return {name: vals[name] for name in vals if name in env["stock.lot"]._fields}
