import {
    Component,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {cookie} from "@web/core/browser/cookie";
import {getCustomColor} from "@web/core/colors/colors";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {parseFloat} from "@web/views/fields/parsers";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

const MODEL = "customer.tier.program";
/** Light and dark colour of each part. */
const COLORS = {
    text: ["#111827", "#E4E4E4"],
    grid: ["rgba(0,0,0,.1)", "rgba(255,255,255,.15)"],
    now: ["#b7bfc8", "#6b7280"],
    then: ["#875A7B", "#b07fa3"],
};

function color(name) {
    return getCustomColor(cookie.get("color_scheme"), ...COLORS[name]);
}

/** Who would move by other limits: limits to try, table of movements, chart and the
 *  largest movers. Nothing is written. */
export class TierSimulation extends Component {
    static template = "customer_tiering.TierSimulation";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.canvas = useRef("canvas");
        this.last = new KeepLast();
        this.display = {controlPanel: {}};
        this.state = useState({
            programs: [],
            program: null,
            limits: {},
            cell: null,
            measure: "counts",
            answer: null,
            loading: false,
        });
        onWillStart(async () => {
            const [programs] = await Promise.all([
                this.orm.call(MODEL, "get_simulation_options"),
                loadBundle("web.chartjs_lib"),
            ]);
            this.state.programs = programs;
            const wanted = this.props.action.params?.program_id;
            const program = programs.find((one) => one.id === wanted) || programs[0];
            if (program) {
                await this.choose(program.id);
            }
        });
        useEffect(
            () => this.draw(),
            () => [this.state.answer, this.state.measure],
        );
        onWillUnmount(() => this.chart?.destroy());
    }

    get tiers() {
        return this.state.program.tiers;
    }

    /** The tiers and, last, "no tier". */
    get places() {
        return [...this.tiers, {id: 0, name: _t("No tier"), color: 0}];
    }

    get isChanged() {
        return this.tiers.some((tier) => this.state.limits[tier.id] !== tier.limit);
    }

    get period() {
        const {date_from, date_to} = this.state.program;
        const [first, last] = [date_from, date_to].map((day) =>
            formatDate(deserializeDate(day)),
        );
        return `${first} – ${last}`;
    }

    get total() {
        return this.state.answer.up + this.state.answer.down;
    }

    choose(id) {
        const program = this.state.programs.find((one) => one.id === Number(id));
        this.state.program = program;
        return this.reset();
    }

    reset() {
        this.state.limits = Object.fromEntries(
            this.tiers.map((tier) => [tier.id, tier.limit]),
        );
        this.state.cell = null;
        return this.load();
    }

    /** An amount as people of the user's language write it. */
    setLimit(tier, ev) {
        try {
            this.state.limits[tier.id] = parseFloat(ev.target.value);
        } catch {
            ev.target.value = this.formatLimit(this.state.limits[tier.id]);
            this.notification.add(_t("Enter an amount, such as 200000."), {
                type: "warning",
            });
            return;
        }
        this.state.cell = null;
        return this.load();
    }

    show(old, young) {
        this.state.cell = [old, young];
        return this.load();
    }

    showAll() {
        this.state.cell = null;
        return this.load();
    }

    /** Answers may overtake each other: only the last question counts. */
    async load() {
        const {program, limits, cell} = this.state;
        this.state.loading = true;
        try {
            this.state.answer = await this.last.add(
                this.orm.call(MODEL, "get_simulation", [program.id], {limits, cell}),
            );
        } finally {
            this.state.loading = false;
        }
    }

    value(old, young, measure = this.state.measure) {
        return this.state.answer[measure][old]?.[young] || 0;
    }

    before(id, measure) {
        return this.places.reduce(
            (sum, place) => sum + this.value(id, place.id, measure),
            0,
        );
    }

    after(id, measure) {
        return this.places.reduce(
            (sum, place) => sum + this.value(place.id, id, measure),
            0,
        );
    }

    /** Highest tier first, so a move to an earlier place is a rise. */
    cellClass(row, column) {
        if (row === column) {
            return "table-active";
        }
        const moved = this.value(this.places[row].id, this.places[column].id, "counts");
        if (!moved) {
            return "text-muted";
        }
        return column < row ? "table-success" : "table-danger";
    }

    isShown(old, young) {
        const cell = this.state.cell;
        return cell && cell[0] === old && cell[1] === young;
    }

    nameOf(id) {
        return this.places.find((place) => place.id === (id || 0)).name;
    }

    colorOf(id) {
        return this.places.find((place) => place.id === (id || 0)).color;
    }

    formatLimit(value) {
        return formatFloat(value, {digits: [16, 2], trailingZeros: false});
    }

    formatMoney(value) {
        return formatMonetary(value, {currencyId: this.state.program.currency_id});
    }

    format(value) {
        return this.state.measure === "revenues"
            ? this.formatMoney(value)
            : formatFloat(value, {digits: [16, 0]});
    }

    openCustomer(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.partner_id,
            views: [[false, "form"]],
        });
    }

    openProgram() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: MODEL,
            res_id: this.state.program.id,
            views: [[false, "form"]],
        });
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (this.canvas.el && this.state.answer) {
            this.chart = new Chart(this.canvas.el, this.getConfig());
        }
    }

    getConfig() {
        const text = color("text");
        const axis = {ticks: {color: text}, grid: {color: color("grid")}};
        const bar = (label, name, values) => ({
            label,
            data: values,
            backgroundColor: color(name),
            maxBarThickness: 60,
        });
        return {
            type: "bar",
            data: {
                labels: this.tiers.map((tier) => tier.name),
                datasets: [
                    bar(
                        _t("Today"),
                        "now",
                        this.tiers.map((tier) => this.before(tier.id)),
                    ),
                    bar(
                        _t("By these limits"),
                        "then",
                        this.tiers.map((tier) => this.after(tier.id)),
                    ),
                ],
            },
            options: {
                responsive: true,
                maintainAspectRatio: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: {labels: {color: text}},
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                `${item.dataset.label}: ${this.format(item.raw)}`,
                        },
                    },
                },
                scales: {
                    x: axis,
                    y: {...axis, beginAtZero: true, ticks: {color: text, precision: 0}},
                },
            },
        };
    }
}

registry.category("actions").add("customer_tier_simulation", TierSimulation);
