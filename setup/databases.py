"""The suite's databases: templates for tests and measurements, clones, the demo.

A database is complete when its comment carries the key it was built for; the
comment is written last. Whatever lacks it is dropped and built again.

    databases.py core                   template with the core modules the suite needs
    databases.py suite [ADDON ...]      template with these addons (default: all) on top
    databases.py clone TEMPLATE NAME    copy a template
    databases.py fresh NAME [ADDON ...] an empty company's database to work in
    databases.py drop NAME
    databases.py demo [--reset]         the database quality_demo

Prints the database's name on stdout; progress goes to stderr.
"""

import argparse
import ast
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / ".run"
DEMO = "quality_demo"
# beside what the addons ask for: what their tests, journeys and glue meet
CORE_EXTRA = {"mrp", "point_of_sale", "sale_stock", "stock_dropshipping"}
DEMO_EXTRA = {"sale_management"}
KEEP_TEMPLATES = 4
# take no part in an installation (static/tests does: its tours are in a bundle)
IGNORED = ("/tests/", "/readme/", "/README", "/pyproject.toml")

SELF_CONTAINED = """
params = env["ir.config_parameter"]
params.set_param("ir_attachment.location", "db")
params.set_param("report.print_delay", "0")
env["ir.attachment"].force_storage()
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""
PREGENERATE = """
env["ir.qweb"]._pregenerate_assets_bundles()
env.cr.commit()
"""


def say(text):
    print(f"\033[1m==>\033[0m {text}", file=sys.stderr, flush=True)


# ---------------------------------------------------------------- addons


def manifest(addon):
    return ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())


def suite_addons():
    """Names of the suite's installable addons."""
    names = sorted(path.parent.name for path in ROOT.glob("*/__manifest__.py"))
    return [name for name in names if manifest(name).get("installable", True)]


def closure(addons):
    """These addons and those of the suite that they depend on; errors name typos."""
    known, todo, found = set(suite_addons()), list(addons), set()
    while todo:
        name = todo.pop()
        if name not in known:
            raise SystemExit(f"There is no addon {name!r}. Known: {sorted(known)}")
        if name not in found:
            found.add(name)
            todo += known.intersection(manifest(name).get("depends", ()))
    return sorted(found)


def core_modules():
    known = suite_addons()
    depends = {name for addon in known for name in manifest(addon).get("depends", ())}
    return sorted((depends | CORE_EXTRA) - set(known))


def addon_hash(addon):
    """Hash of all files of an addon that take part in its installation."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / addon).rglob("*")):
        name = f"/{path.relative_to(ROOT / addon)}"
        if "/__pycache__/" in name or "/." in name or name.startswith(IGNORED):
            continue
        if path.is_file():
            digest.update(name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def short_hash(value):
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:10]


def odoo_key():
    """Changes when another Odoo is put underneath."""
    odoo_bin = Path(os.environ["ODOO_BIN"]).resolve()
    return [str(odoo_bin), int(odoo_bin.stat().st_mtime)]


# ---------------------------------------------------------------- PostgreSQL


@contextlib.contextmanager
def server():
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def stamp_of(name):
    """The key a database was completed for, or None."""
    with server() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE datname = %s",
            [name],
        )
        row = cursor.fetchone()
    with contextlib.suppress(TypeError, ValueError):  # no comment, or somebody's own
        return json.loads(row[0])
    return None


def set_stamp(name, **values):
    with server() as cursor:
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}").format(
            sql.Identifier(name), sql.Literal(json.dumps(values))
        )
        cursor.execute(comment)


def drop(name):
    with server() as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )
    shutil.rmtree(RUN / "data" / "filestore" / name, ignore_errors=True)


def clone(template, name):
    """Copy a self-contained template; takes a fraction of a second."""
    drop(name)
    copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template)
    )
    for attempt in range(1, 21):  # somebody else may be copying it just now
        try:
            with server() as cursor:
                cursor.execute(copy)
            return name
        except psycopg2.errors.ObjectInUse:
            if attempt == 20:
                raise
            time.sleep(0.5)


def rename(old, new):
    with server() as cursor:
        cursor.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )


@contextlib.contextmanager
def lock():
    """One builder at a time, however many commands are started at once."""
    with open(RUN / "databases.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- running Odoo

LOADING = re.compile(r"Loading module (\w+) \((\d+)/(\d+)\)")


def show_progress(line, label, state):
    found = LOADING.search(line)
    if not found:
        return
    name, index, total = found.groups()
    if sys.stderr.isatty():
        print(f"\r    {label}: {index}/{total} {name:<40.40}", end="", file=sys.stderr)
    elif time.monotonic() - state.get("shown", 0) > 5:
        state["shown"] = time.monotonic()
        print(f"    {label}: {index}/{total} {name}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def ended(process):
    """No child outlives this block, whatever interrupts it."""
    try:
        yield
    except BaseException:
        process.terminate()
        try:
            process.wait(8)
        except subprocess.TimeoutExpired:
            process.kill()
        raise


def run_odoo(label, *args, script=None):
    """Run Odoo to its end, show which module it is at, keep the log, fail loudly."""
    log = RUN / "log" / f"{re.sub(r'[^a-z0-9]+', '-', label.lower())}.log"
    say(label)
    started, state = time.monotonic(), {}
    # should this process be killed outright, the kernel ends Odoo too
    command = ["setpriv", "--pdeathsig", "TERM", sys.executable, os.environ["ODOO_BIN"]]
    process = subprocess.Popen(
        [*command, *args, "--log-level=info"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with open(log, "w") as output, ended(process):
        process.stdin.write(script or "")
        process.stdin.close()
        for line in process.stdout:
            output.write(line)
            show_progress(line, label, state)
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    wrong = process.wait()
    # the shell ends well even when the script given to it failed
    if wrong or (script and re.search(r"^Traceback ", log.read_text(), re.M)):
        tail = "\n".join(log.read_text().splitlines()[-25:])
        raise SystemExit(
            f"{tail}\n\033[31merror:\033[0m {label!r} failed (log: {log}). Mend the"
            " cause above and run the same command again; nothing half-built is kept."
        )
    say(f"{label}: done in {time.monotonic() - started:.0f} s")


def install(name, modules, *options, label):
    run_odoo(
        label,
        *("-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http"),
        *options,
    )
    missing = sorted(set(modules) - installed(name))
    if missing:
        raise SystemExit(
            f"Not installed: {missing}. See the logs in {RUN / 'log'} and run again."
        )


def shell(name, script, label):
    run_odoo(label, "shell", "-d", name, "--no-http", script=script)


# ---------------------------------------------------------------- templates


def analyze(name):
    """Statistics for the planner: clones shall all be equally fast from the start."""
    connection = psycopg2.connect(dbname=name)
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def built(name, key, build):
    """Return the database of this name, built under another one if it is missing."""
    stamp = stamp_of(name)
    if not stamp or stamp.get("key") != key:
        draft = f"{name}_building"
        drop(draft)
        drop(name)
        build(draft)
        analyze(draft)
        # attachments are inside, so nothing on disk belongs to a template
        shutil.rmtree(RUN / "data" / "filestore" / draft, ignore_errors=True)
        rename(draft, name)
    set_stamp(name, key=key, used=int(time.time()))
    return name


def core_template():
    modules = core_modules()
    key = short_hash([modules, odoo_key(), SELF_CONTAINED])

    def build(draft):
        install(draft, modules, label="core modules")
        shell(draft, SELF_CONTAINED, "core assets")

    return built(f"quality_core_{key}", key, build)


def suite_template(addons=()):
    """Template with these addons of the suite (default all), ready for tests."""
    with lock():
        core = core_template()
        chosen = closure(addons or suite_addons())
        if not chosen:
            return core
        key = short_hash([core, [(name, addon_hash(name)) for name in chosen]])

        def build(draft):
            clone(core, draft)
            install(draft, chosen, label="addons of the suite")
            shell(draft, PREGENERATE, "assets of the suite")

        name = built(f"quality_suite_{key}", key, build)
        prune()
        return name


def prune():
    """Templates pile up with every edit: keep the few that were used last."""
    for prefix, keep in (("quality_suite_", KEEP_TEMPLATES), ("quality_core_", 2)):
        with server() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname ~ %s",
                [f"^{prefix}[0-9a-f]+$"],
            )
            names = [row[0] for row in cursor]
        used = {name: (stamp_of(name) or {}).get("used", 0) for name in names}
        for name in sorted(names, key=used.get, reverse=True)[keep:]:
            with contextlib.suppress(psycopg2.errors.ObjectInUse):  # a run's last look
                drop(name)


def exists(name):
    with server() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return bool(cursor.fetchone())


def installed(name):
    connection = psycopg2.connect(dbname=name)
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        return {row[0] for row in cursor}


def fresh(name, addons=(), modules=()):
    """Make database NAME from the template of these addons, unless it is there.

    An existing one is never replaced; it only gets the `modules` that it lacks.
    """
    if not exists(name):
        template = suite_template(addons)
        with lock():
            clone(template, name)
    if missing := sorted(set(modules) - installed(name)):
        install(name, missing, label=f"modules for {name}")
    return name


# ---------------------------------------------------------------- the demo


def demo_modules():
    return sorted({*suite_addons(), *DEMO_EXTRA})


def build_demo(hashes):
    say("Building the demo database: this takes a few minutes, once.")
    drop(DEMO)
    install(
        DEMO,
        demo_modules(),
        "--with-demo",
        "--load-language=en_US,zh_CN",
        label="demo database",
    )
    shell(DEMO, PREGENERATE, "demo assets")
    set_stamp(DEMO, key="demo", addons=hashes)


def upgrade_demo(known, hashes):
    changed = [name for name in hashes if known.get(name) != hashes[name]]
    if not changed:
        return
    say(f"Changed since the last start: {', '.join(changed)}")
    old = [name for name in changed if name in known]
    new = [name for name in changed if name not in known]
    options = ["-d", DEMO, "--stop-after-init", "--no-http", "--with-demo"]
    options += ["-u", ",".join(old)] if old else []
    options += ["-i", ",".join(new)] if new else []
    run_odoo("demo upgrade", *options)
    shell(DEMO, PREGENERATE, "demo assets")
    set_stamp(DEMO, key="demo", addons=hashes)


def set_urls(name):
    """Links in mails, and where the PDF engine fetches its style sheets."""
    url = f"http://127.0.0.1:{os.environ.get('HTTP_PORT') or 8069}"
    connection = psycopg2.connect(dbname=name)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        for key in ("web.base.url", "report.url"):
            cursor.execute(
                "INSERT INTO ir_config_parameter (key, value) VALUES (%s, %s)"
                " ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value",
                [key, url],
            )


def demo(reset=False):
    """Bring the demo database to the state of the files; keep what users entered."""
    with lock():
        hashes = {name: addon_hash(name) for name in suite_addons()}
        known = (stamp_of(DEMO) or {}).get("addons")
        if reset or known is None or set(known) - set(hashes):
            build_demo(hashes)
        else:
            upgrade_demo(known, hashes)
    set_urls(DEMO)
    return DEMO


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "command", choices=("core", "suite", "clone", "fresh", "drop", "demo")
    )
    parser.add_argument("names", nargs="*")
    parser.add_argument("--reset", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.command == "core":
        with lock():
            print(core_template())
    elif options.command == "suite":
        print(suite_template(options.names))
    elif options.command == "clone":
        with lock():
            print(clone(*options.names))
    elif options.command == "fresh":
        print(fresh(options.names[0], options.names[1:]))
    elif options.command == "drop":
        for name in options.names:
            drop(name)
    else:
        print(demo(options.reset))


if __name__ == "__main__":
    main()
