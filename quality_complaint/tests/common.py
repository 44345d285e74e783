"""Customers, deliveries and people for tests of complaints and returns."""

from odoo.fields import Command

from odoo.addons.quality_nonconformity.tests.common import NonconformityCommon

STAFF = "quality_complaint.group_complaint_user"
MANAGER = "quality_complaint.group_complaint_manager"


class ComplaintCommon(NonconformityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.quality_return_gate = True
        cls.handler = cls._user("complaint_handler", STAFF)
        cls.second_handler = cls._user("complaint_second", STAFF)
        cls.complaint_manager = cls._user("complaint_manager", MANAGER)
        cls.seller = cls._user("complaint_seller", "sales_team.group_sale_salesman")
        cls.business_head = cls._user(
            "complaint_business", "sales_team.group_sale_manager"
        )
        cls.employee = cls._user("complaint_employee", "base.group_user")
        cls.env.ref(
            "quality_complaint.function_business_head"
        ).user_ids = cls.business_head
        cls.failure = cls.env.ref("quality_complaint.kind_failure")
        cls.attitude = cls.env.ref("quality_complaint.kind_attitude")
        cls.enquiry = cls.env.ref("quality_complaint.kind_enquiry")

    @classmethod
    def _sell(cls, quantity, lot=None, product=None, price=20.0, deliver=True, **vals):
        """Sell and deliver goods, of a lot if given; return the order."""
        product = product or (lot.product_id if lot else cls.loose)
        cls._put(quantity, lot, product)
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                        }
                    )
                ],
                **vals,
            }
        )
        order.action_confirm()
        if deliver:
            cls._deliver(order.picking_ids, quantity, lot)
        return order

    @classmethod
    def _deliver(cls, picking, quantity, lot=None):
        """Validate a delivery of this lot."""
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id if lot else False,
                    "quantity": quantity,
                    "location_id": picking.location_id.id,
                    "location_dest_id": picking.location_dest_id.id,
                    "picking_id": picking.id,
                }
            )
        ]
        move.picked = True
        picking.button_validate()
        return picking

    @classmethod
    def _complaint(cls, user=None, **vals):
        """A complaint as the user files it, by default an employee."""
        vals.setdefault("description", "The pump stopped after an hour.")
        vals.setdefault("partner_id", cls.customer.id)
        model = cls.env["quality.complaint"].with_user(user or cls.employee)
        return model.create(vals)

    @classmethod
    def _investigated(cls, **vals):
        """A complaint whose facts are known, in the hands of the handler."""
        vals.setdefault("kind_id", cls.failure.id)
        complaint = cls._complaint(**vals).with_user(cls.handler)
        complaint._accept()
        complaint._investigate()
        complaint.write(
            {
                "findings": "The seal was glued badly.",
                "justified": "yes",
                "justified_reason": "Seen on the sample.",
            }
        )
        cls._solution(complaint, "explanation")
        return complaint

    @classmethod
    def _solution(cls, complaint, kind, user=None, **vals):
        """A solution as the handler proposes it."""
        model = cls.env["quality.complaint.solution"].with_user(user or cls.handler)
        return model.create({"complaint_id": complaint.id, "kind": kind, **vals})

    @classmethod
    def _return(cls, *lines, user=None, **vals):
        """A return of ``(product or lot, quantity, reason)``, by default the seller's."""
        vals.setdefault("partner_id", cls.customer.id)
        vals["line_ids"] = [
            Command.create(
                {
                    "product_id": (
                        goods.product_id if goods._name == "stock.lot" else goods
                    ).id,
                    "lot_id": goods.id if goods._name == "stock.lot" else False,
                    "quantity": quantity,
                    "reason": reason,
                }
            )
            for goods, quantity, reason in lines
        ]
        return cls.env["quality.return"].with_user(user or cls.seller).create(vals)

    @classmethod
    def _confirmed(cls, *lines, **vals):
        """A return with its three approvals."""
        ret = cls._return(*lines, **vals)
        ret.with_user(cls.handler)._accept()
        ret.with_user(cls.second_handler)._approve("after_sales")
        ret.with_user(cls.business_head)._approve("business")
        ret.with_user(cls.officer)._approve("quality")
        return ret

    @classmethod
    def _received(cls, *lines, **vals):
        """A confirmed return whose goods the warehouse has received."""
        ret = cls._confirmed(*lines, **vals)
        for picking in ret.sudo().picking_ids:
            picking.move_ids.picked = True
            picking.with_user(cls.worker).button_validate()
        return ret

    @classmethod
    def _inspected(cls, verdict, *lines, **vals):
        """A received return on which the inspector has signed one verdict."""
        ret = cls._received(*lines, **vals).with_user(cls.inspector)
        ret.inspection_ids.write(
            {"verdict": verdict, "note": "Seal torn.", "cause": "Opened with a knife."}
        )
        ret._inspect()
        return ret
