#!/usr/bin/env bash
# The same question as the demo's login-probe.mjs, without the start of a Node process or of any other: tests ask it often.
LC_ALL=C
IFS= read -r -d '' value
[[ $value =~ \"url\":\"http://([^:/\"]+):([0-9]+)(/[^\"]*)\" ]] || exit 1
host=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]} path=${BASH_REMATCH[3]}
[[ $value =~ (\"user\":\"[^\"]*\") ]] || exit 1
user=${BASH_REMATCH[1]}
[[ $value =~ (\"password\":\"[^\"]*\") ]] || exit 1
body="{$user,${BASH_REMATCH[1]}}"
exec 3<>"/dev/tcp/$host/$port" || exit 1
printf 'POST %s/login HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\nContent-Length: %s\r\n\r\n%s' \
  "$path" "$host" "$port" "${#body}" "$body" >&3
read -r _ status _ <&3
case $status in
  204) exit 0 ;;
  401) exit 20 ;;
esac
echo "the login service answered $status" >&2
exit 1
