#!/bin/sh
# Probe for PostgreSQL: logs in with a value like
#   {"host":"db.internal","port":5432,"username":"orders","password":"…","dbname":"orders"}
# Exit 0 logged in as that user · 20 the server rejects the password · else: could not be asked.
set -u
value=$(cat)
field() { printf '%s' "$value" | jq -r --arg name "$1" '.[$name] // empty'; }
host=$(field host) port=$(field port) user=$(field username) name=$(field dbname)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# The password goes through a file that only we can read, never through an argument or the environment.
umask 077
printf '*:*:*:*:%s\n' "$(field password | sed 's/[\\:]/\\&/g')" >"$work/pass"
answer=$(PGPASSFILE="$work/pass" PGCONNECT_TIMEOUT=10 LC_ALL=C psql -w -XAtq \
  -h "$host" -p "${port:-5432}" -U "$user" -d "${name:-postgres}" -c 'select session_user' 2>"$work/error")
if [ $? -eq 0 ] && [ "$answer" = "$user" ]; then exit 0; fi
grep -q 'password authentication failed' "$work/error" && exit 20
sed -n '1p' "$work/error" >&2
exit 1
