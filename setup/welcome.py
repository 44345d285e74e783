"""Waits until the demo answers, then prints its address and logins.

welcome.py PORT PID
"""

import os
import sys
import time
import urllib.error
import urllib.request

import psycopg2

DATABASE = "quality_demo"
WAIT = 120  # seconds

# The users that the addons' demo data brought, and what each is there for.
LOGINS = """
SELECT u.login, p.name, coalesce(p.function->>'en_US', '')
  FROM res_users u
  JOIN res_partner p ON p.id = u.partner_id
  JOIN ir_model_data d ON d.model = 'res.users' AND d.res_id = u.id
  JOIN ir_module_module m ON m.name = d.module
 WHERE u.active AND u.login NOT IN ('__system__', 'public', 'default', 'portaltemplate')
   AND (d.module = ANY(%(addons)s) OR u.login = 'admin')
 GROUP BY u.id, p.id ORDER BY u.id
"""


def suite_addons():
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return [
        name
        for name in sorted(os.listdir(root))
        if os.path.exists(os.path.join(root, name, "__manifest__.py"))
    ]


def logins(cursor):
    cursor.execute(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_name = 'res_partner' AND column_name = 'function'"
    )
    translated = cursor.fetchone()[0] == "jsonb"
    query = LOGINS if translated else LOGINS.replace("->>'en_US'", "")
    cursor.execute(query, {"addons": suite_addons()})
    return cursor.fetchall()


def wait_for(url, pid):
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        os.kill(pid, 0)
        try:
            with urllib.request.urlopen(f"{url}/web/login", timeout=WAIT):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.3)
    raise SystemExit(f"{url} did not answer in {WAIT} s.")


def main():
    port, pid = int(sys.argv[1]), int(sys.argv[2])
    url = f"http://127.0.0.1:{port}"
    with psycopg2.connect(dbname=DATABASE) as connection:
        with connection.cursor() as cursor:
            rows = logins(cursor)
    connection.close()
    wait_for(url, pid)
    print(f"\nThe demo is served at {url}\n")
    print(f"  {'login = password':18} who")
    for login, name, function in rows:
        print(f"  {login:18} {name}{', ' + function if function else ''}")
    print("\nCtrl-C stops it.\n", flush=True)


if __name__ == "__main__":
    main()
