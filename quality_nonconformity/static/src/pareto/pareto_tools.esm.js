import {getCustomColor} from "@web/core/colors/colors";
import {cookie} from "@web/core/browser/cookie";
import {deserializeDate} from "@web/core/l10n/dates";

const {DateTime} = luxon;
/** Light and dark colour of each part. */
const COLORS = {
    text: ["#111827", "#E4E4E4"],
    grid: ["rgba(0,0,0,.1)", "rgba(255,255,255,.15)"],
    few: ["#875A7B", "#b07fa3"],
    many: ["#b7bfc8", "#6b7280"],
    line: ["#017e84", "#3cc5cb"],
    mark: ["#d1461e", "#ff8a65"],
};

export function color(name) {
    return getCustomColor(cookie.get("color_scheme"), ...COLORS[name]);
}

/** First and last instant of a named period; empty for all records. */
export function boundsOf(period, from, to) {
    const now = DateTime.local();
    switch (period) {
        case "month":
            return [now.startOf("month"), null];
        case "last_month": {
            const start = now.startOf("month").minus({months: 1});
            return [start, now.startOf("month")];
        }
        case "quarter":
            return [now.startOf("quarter"), null];
        case "year":
            return [now.startOf("year"), null];
        case "twelve":
            return [now.startOf("month").minus({months: 11}), null];
        case "custom":
            return [
                from ? deserializeDate(from) : null,
                to ? deserializeDate(to).plus({days: 1}) : null,
            ];
        default:
            return [null, null];
    }
}
