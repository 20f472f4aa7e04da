#!/bin/bash
# Takes this server out of the quorum once the others can do without it; it holds the lock of its kind while it does.
set -euo pipefail
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"

systemctl is-active --quiet consul.service || exit 0
spare() { consul_get operator/autopilot/health | jq -e '.Healthy and .FailureTolerance > 0' >/dev/null; }
retry 24 5 spare || log "drain: no server is to spare; leaves all the same"
consul leave
