#!/bin/bash
# Waits until the Auto Scaling group wants to end this instance, then drains it (drain.sh), one instance at a time in the
# whole stack, and tells the group when that is done. On a plain shutdown systemd just stops this script.
set -euo pipefail
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"

until [ "$(metadata autoscaling/target-lifecycle-state 2>/dev/null)" = Terminated ]; do sleep 5; done
log "drain: this instance is to end"

heartbeats() {
  while sleep "$HEARTBEAT_SECONDS"; do
    lifecycle record-lifecycle-action-heartbeat "$TERMINATE_HOOK" || log "drain: no heartbeat taken"
  done
}
heartbeats &
beating=$!
trap 'kill "$beating" 2>/dev/null || true' EXIT

drain="$(dirname "$0")/drain.sh"
marks=$(mktemp -d)
# Fails where there was no lock to be had: Consul gives none while it elects a leader.
locked() {
  consul lock -child-exit-code -timeout="${LOCK_SECONDS}s" "cortex-platform/drain/$KIND" \
    "touch $marks/begun && $drain && touch $marks/drained" || [ -e "$marks/begun" ]
}
retry 12 5 locked || log "drain: Consul gives no lock"
# Without the lock, or when it is lost midway, still drained: the instance ends in any case. Not twice where only the lock could
# not be given back: a Consul server has left by then, and another node would wait for itself.
[ -e "$marks/drained" ] || "$drain" || log "drain: not all of it was done"
systemctl stop consul.service

lifecycle complete-lifecycle-action "$TERMINATE_HOOK" --lifecycle-action-result CONTINUE ||
  log "drain: no group waits for this instance"
log "drain: done"
