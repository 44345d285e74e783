from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

#: what each component's report takes over from the kit's
SHARED = (
    "date",
    "detection_point",
    "description",
    "requirement",
    "origin_ref",
    "immediate_measure",
    "is_suspect",
    "confidential",
)
SHARED_LINKS = (
    "company_id",
    "found_team_id",
    "team_id",
    "user_id",
    "reporter_id",
    "partner_id",
    "picking_id",
    "severity_id",
)


class QualityNonconformityKit(models.Model):
    """A kit lies in stock as its components: each has a report of its own [NC-08]."""

    _inherit = "quality.nonconformity"

    kit_nonconformity_id = fields.Many2one(
        "quality.nonconformity",
        "Reported as Kit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    component_nonconformity_ids = fields.One2many(
        "quality.nonconformity", "kit_nonconformity_id", "Reports of the Components"
    )

    is_kit = fields.Boolean(related="product_id.is_kits")

    @api.model
    def _get_gated_fields(self):
        return super()._get_gated_fields() | {"kit_nonconformity_id"}

    def action_split_kit(self):
        """Open the reports that the kit was split into."""
        self.ensure_one()
        return self._split_kit()._get_records_action(
            name=self.env._("Reports of the Components")
        )

    def _split_kit(self):
        """Report each component of the kit, in the quantity its bill of materials says.

        The report of the kit ends with it, and names those that go on.

        :return: the new reports, as drafts; lots are named there
        :raises AccessError: the user is neither warehouse nor quality staff
        :raises UserError: it is no kit, or no draft any more
        """
        self.ensure_one()
        self._check_can_isolate()
        self._lock_steps()
        if self.state != "draft":
            raise UserError(self._transition_message("cancelled"))
        # finders may hold no right on bills of materials, nor on others' reports
        source = self.sudo()
        bom = source._find_kit_bom()
        if not bom:
            raise UserError(
                self.env._(
                    "%(product)s is no kit: isolate %(name)s as it is.",
                    product=self.product_id.display_name,
                    name=self.name,
                )
            )
        parts = source._create_gated(
            [
                source._prepare_component_vals(product, quantity)
                for product, quantity in source._explode_kit(bom).items()
            ]
        )
        source._set_state(
            "cancelled",
            reason=self.env._(
                "Split into the reports of its components: %(names)s",
                names=", ".join(parts.mapped("name")),
            ),
        )
        return parts.with_env(self.env)

    def _check_goods_named(self):
        self.ensure_one()
        # finders may hold no right on bills of materials
        if self.product_id and self.sudo()._find_kit_bom():
            raise UserError(
                self.env._(
                    "%(product)s is a kit: in stock lie its components, not the kit. "
                    "Press “Split Kit” on %(name)s: each component gets a report of its "
                    "own, to be isolated there.",
                    product=self.product_id.display_name,
                    name=self.name,
                )
            )
        return super()._check_goods_named()

    def _find_kit_bom(self):
        """The bill of materials that makes the product a kit, or none."""
        self.ensure_one()
        product = self.product_id
        boms = self.env["mrp.bom"]._bom_find(
            product, company_id=self.company_id.id, bom_type="phantom"
        )
        return boms[product]

    def _explode_kit(self, bom):
        """Return {storable component: quantity in its own unit}, kits in kits too."""
        self.ensure_one()
        kits = self.product_uom_id._compute_quantity(
            self.product_quantity, bom.product_uom_id, round=False
        )
        __, lines = bom.explode(self.product_id, kits / bom.product_qty)
        parts = {}
        for line, vals in lines:
            product = line.product_id
            if not product.is_storable:
                continue
            quantity = line.product_uom_id._compute_quantity(
                vals["qty"], product.uom_id, rounding_method="HALF-UP"
            )
            if product.uom_id.compare(quantity, 0) > 0:  # optional lines are for none
                parts[product] = parts.get(product, 0.0) + quantity
        if not parts:
            raise UserError(
                self.env._(
                    "No component of %(product)s is kept in stock: there is nothing to "
                    "isolate.",
                    product=self.product_id.display_name,
                )
            )
        return parts

    def _prepare_component_vals(self, product, quantity):
        """Hook: values of the report of one component."""
        self.ensure_one()
        lots = self.lot_ids.filtered(lambda lot: lot.product_id == product)
        return (
            {name: self[name] for name in SHARED}
            | {name: self[name].id for name in SHARED_LINKS}
            | {
                "product_id": product.id,
                "quantity": quantity,
                "lot_ids": [Command.set(lots.ids)],
                "kit_nonconformity_id": self.id,
                "origin_model": self._name,
                "origin_id": self.id,
                "origin_ref": self.name,
            }
        )
