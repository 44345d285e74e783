from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

SALES = ("out_invoice", "out_refund", "out_receipt")


class CustomerStatementFill(models.Model):
    """Lines of a statement out of invoices, payments and released expenses [CT-31]."""

    _inherit = "customer.statement"

    def action_fill(self):
        self._check_own()
        self._fill()
        return True

    def _fill(self):
        """Write the lines anew from the documents, for all statements at once.

        :raises UserError: a statement was handed in already
        """
        if kept := self.filtered(lambda s: s.state != "draft"):
            raise UserError(
                self.env._(
                    "%(names)s was handed in: its figures stay.",
                    names=", ".join(kept.mapped("name")),
                )
            )
        self._attach_releases()
        rows = self._get_figures()
        for (statement, partner), amount in self._get_expense_amounts().items():
            row = rows.setdefault((statement, partner), {})
            row["amount_expense"] = row.get("amount_expense", 0.0) + amount
        # lines come from documents only: nobody holds a right to write them
        lines = self.env["customer.statement.line"].sudo()
        lines.search([("statement_id", "in", self.ids)]).unlink()
        lines.create(
            [
                {"statement_id": statement, "partner_id": partner, **row}
                for (statement, partner), row in sorted(rows.items())
                if any(row.values())
            ]
        )

    def _attach_releases(self):
        """Take in what was released up to the month's end and stated nowhere yet."""
        # releases belong to the engine: nobody holds a right to change them
        releases = self.env["customer.expense.release"].sudo()
        # the month may have been corrected since the last filling
        self.release_ids.sudo().write({"statement_id": False})
        for statement in self.sorted("date_from"):
            releases.search(
                [
                    ("user_id", "=", statement.user_id.id),
                    ("company_id", "=", statement.company_id.id),
                    ("date", "<=", statement.date_to),
                    ("statement_id", "=", False),
                ]
            ).write({"statement_id": statement.id})

    def _get_expense_amounts(self):
        """Return ``{(statement id, customer id): amount}`` of expenses.

        Other documents whose cost belongs into the statement extend it.
        """
        rows = self.env["customer.expense.release"]._read_group(
            [("statement_id", "in", self.ids)],
            ["statement_id", "partner_id"],
            ["amount:sum"],
        )
        return {
            (statement.id, partner.id): amount for statement, partner, amount in rows
        }

    def _get_figures(self):
        """Return ``{(statement id, customer id): values of the line}``.

        Purchases are invoices less credit notes without taxes; payments are what was
        reconciled with them in the month, credit notes aside; the collection rate is
        all that was paid up to the month's end, out of all that was invoiced.
        """
        if not self:
            return {}
        self.env["account.move"].flush_model()
        self.env["res.partner"].flush_model(["commercial_partner_id"])
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()
        self.flush_recordset()
        result = {}
        for row in self.env.execute_query_dict(self._get_figures_query()):
            total, collected = row["total"], row["collected"]
            result[row["wanted_id"], row["partner_id"]] = {
                "amount_purchase": row["purchase"],
                "amount_paid": row["paid"],
                "amount_open": total - collected,
                "collection_rate": 100 * collected / total if total > 0 else 0.0,
            }
        return result

    def _get_figures_query(self):
        return SQL(
            """
            WITH wanted AS (%s),
            figures AS (%s UNION ALL %s UNION ALL %s)
            SELECT wanted_id, partner_id, SUM(purchase) AS purchase,
                   SUM(total) AS total, SUM(paid) AS paid, SUM(collected) AS collected
              FROM figures GROUP BY wanted_id, partner_id
            """,
            SQL(
                """
                SELECT statement.id AS wanted_id, move.id AS move_id,
                       partner.commercial_partner_id AS partner_id,
                       statement.date_from, statement.date_to
                  FROM customer_statement AS statement
                  JOIN account_move AS move
                    ON move.invoice_user_id = statement.user_id
                   AND move.company_id = statement.company_id
                   AND move.state = 'posted' AND move.move_type IN %s
                   AND move.invoice_date <= statement.date_to
                  JOIN res_partner AS partner ON partner.id = move.partner_id
                 WHERE statement.id IN %s
                """,
                SALES,
                tuple(self.ids),
            ),
            self._get_invoiced_part(),
            self._get_paid_part(SQL("debit_move_id"), SQL("credit_move_id"), 1),
            self._get_paid_part(SQL("credit_move_id"), SQL("debit_move_id"), -1),
        )

    def _get_invoiced_part(self):
        return SQL(
            """
            SELECT wanted_id, wanted.partner_id,
                   CASE WHEN move.invoice_date >= wanted.date_from
                        THEN move.amount_untaxed_signed ELSE 0 END AS purchase,
                   move.amount_total_signed AS total, 0 AS paid, 0 AS collected
              FROM wanted JOIN account_move AS move ON move.id = wanted.move_id
            """
        )

    def _get_paid_part(self, own, other, sign):
        """Payments on (or back from) the documents; credit notes are no payment."""
        return SQL(
            """
            SELECT wanted_id, wanted.partner_id, 0 AS purchase, 0 AS total,
                   CASE WHEN part.max_date >= wanted.date_from
                        THEN %(sign)s * part.amount ELSE 0 END AS paid,
                   %(sign)s * part.amount AS collected
              FROM wanted
              JOIN account_move_line AS line ON line.move_id = wanted.move_id
               AND line.display_type = 'payment_term'
              JOIN account_partial_reconcile AS part ON part.%(own)s = line.id
              JOIN account_move_line AS counter ON counter.id = part.%(other)s
              JOIN account_move AS document ON document.id = counter.move_id
             WHERE part.max_date <= wanted.date_to AND document.move_type NOT IN %(sales)s
            """,
            sign=sign,
            own=own,
            other=other,
            sales=SALES,
        )
