#!/usr/bin/env bash
# Apache Superset over a published warehouse, on loopback: serve.sh WAREHOUSE [PORT]
# Its environment is SUPERSET_ENV (.superset/env), and all that it keeps SUPERSET_HOME (.superset/home): remove that to begin anew.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
warehouse="$1"
port="${2:-8088}"
environment="${SUPERSET_ENV:-.superset/env}"
export SUPERSET_HOME="${SUPERSET_HOME:-$(pwd)/.superset/home}"
export SUPERSET_CONFIG_PATH="$here/superset_config.py" FLASK_APP="superset.app:create_app()" SCARF_ANALYTICS=false
superset="$environment/bin/superset"

if [ ! -f "$warehouse" ]; then
  echo "There is no warehouse $warehouse; make run makes that of the samples." >&2
  exit 2
fi
mkdir -p "$SUPERSET_HOME"
for secret in secret_key admin_password; do
  if [ ! -s "$SUPERSET_HOME/$secret" ]; then
    (umask 077 && "$environment/bin/python" -c "import secrets; print(secrets.token_urlsafe(32))" > "$SUPERSET_HOME/$secret")
  fi
done
{
  "$superset" db upgrade
  "$superset" fab create-admin --username admin --firstname Broad --lastname Sheet --email admin@localhost \
    --password "$(cat "$SUPERSET_HOME/admin_password")"
  "$superset" init
  "$environment/bin/python" "$here/bundle.py" "$warehouse" "$SUPERSET_HOME/broadsheet.zip"
  "$superset" import-dashboards --path "$SUPERSET_HOME/broadsheet.zip" --username admin
} > "$SUPERSET_HOME/setup.log" 2>&1 || { tail -20 "$SUPERSET_HOME/setup.log" >&2; exit 1; }
echo "http://127.0.0.1:$port/superset/dashboard/broadsheet/  user admin, password in $SUPERSET_HOME/admin_password" >&2
exec "$superset" run --host 127.0.0.1 --port "$port" --with-threads
