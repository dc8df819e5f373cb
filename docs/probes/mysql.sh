#!/bin/sh
# Probe for MySQL and MariaDB: logs in with a value like
#   {"host":"db.internal","port":3306,"username":"orders","password":"…"}
# Exit 0 logged in as that user · 20 the server rejects the password · else: could not be asked.
set -u
value=$(cat)
field() { printf '%s' "$value" | jq -r --arg name "$1" '.[$name] // empty'; }
user=$(field username)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
# An option file that only we can read; in it a backslash and a quote need a backslash.
umask 077
{
  echo '[client]'
  printf 'host="%s"\nport="%s"\nuser="%s"\n' "$(field host)" "$(field port)" "$user"
  printf 'password="%s"\n' "$(field password | sed 's/[\\"]/\\&/g')"
} | sed '/=""$/d' >"$work/options"
answer=$(mysql --defaults-extra-file="$work/options" --connect-timeout=10 -N -B \
  -e 'select substring_index(user(), "@", 1)' 2>"$work/error")
if [ $? -eq 0 ] && [ "$answer" = "$user" ]; then exit 0; fi
grep -q 'ERROR 1045' "$work/error" && exit 20
sed -n '1p' "$work/error" >&2
exit 1
