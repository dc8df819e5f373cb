#!/bin/sh
# Probe through a bastion:  bastion.sh HOST PROBE [ARG…]
#   --probe './bastion.sh bastion.internal ./psql.sh'
# PROBE is one of the other probes, lying on HOST. The value goes through ssh's own standard input, so it is on no command
# line there either. ssh's own failures end with 255, which counts as unknown. secrot passes no SSH_AUTH_SOCK on: name the
# key in ~/.ssh/config (IdentityFile).
set -u
exec ssh -o BatchMode=yes -o ConnectTimeout=10 "$@"
