#!/bin/sh
# Probe for an HTTP API that takes its key in a header:  curl.sh URL [HEADER [FIELD]]
#   --probe './curl.sh https://api.example.com/me x-api-key token'
# URL has to be one that only a valid key may read. HEADER defaults to Authorization with "Bearer ", FIELD to token; a value
# that is no JSON object is the key itself.
# Exit 0 the API answered 2xx · 20 it answered 401 or 403 · else: could not be asked.
set -u
url=$1 header=${2:-Authorization} name=${3:-token}
value=$(cat)
key=$(printf '%s' "$value" | jq -er --arg name "$name" '.[$name]' 2>/dev/null) || key=$value
[ "$header" = Authorization ] && key="Bearer $key"
# curl reads the header from its standard input, so the key is in no argument; backslash and quote need a backslash there.
code=$(printf 'header = "%s: %s"\n' "$header" "$(printf '%s' "$key" | sed 's/[\\"]/\\&/g')" |
  curl --config - --silent --show-error --max-time 20 --output /dev/null --write-out '%{http_code}' "$url")
case $code in
  2??) exit 0 ;;
  401 | 403) exit 20 ;;
esac
echo "the API answered $code" >&2
exit 1
