#!/bin/bash
# Takes this server out of the quorum once the others can do without it; it holds the lock of its kind while it does.
set -euo pipefail
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"

systemctl is-active --quiet consul.service || exit 0
# As many others that are well and vote as there are to be: a successor votes some 10 s after it came. Not consul_get: while any
# server is not well, this one too, Consul answers 429.
spare() {
  curl -sS -m 5 http://127.0.0.1:8500/v1/operator/autopilot/health |
    jq -e --arg me "$NODE_NAME" --argjson servers "$SERVERS" \
      '[.Servers[] | select(.Voter and .Healthy and .Name != $me)] | length >= $servers' >/dev/null
}
retry 24 5 spare || log "drain: no server is to spare; leaves all the same"
consul leave
