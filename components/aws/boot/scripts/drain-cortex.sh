#!/bin/bash
# Takes this node out of the cluster, its data in the store; it holds the lock of its kind while it does.
set -euo pipefail
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"
at=cortex-platform/drained-at

# What the node before flushed is first to be found in the store: until then the other nodes alone answer for it.
# Consul tells of no node where none was drained yet; where it tells nothing at all, one may just have been.
drained_at() { consul kv get -recurse "$at"; }
last=$(retry 12 5 drained_at) || last=$(date +%s)
last=${last##*:}
left=$((${last:-0} + PAUSE_SECONDS - $(date +%s)))
if [ "$left" -gt 0 ]; then
  log "drain: waits $left s after the last node"
  sleep "$left"
fi

log "drain: no new requests"
consul maint -enable -service cortex -reason drain || log "drain: Consul does not take the node out"
if [ "$ENGINE" = blocks ]; then
  curl -fsS -m 30 -o /dev/null -d mode=READONLY http://127.0.0.1/ingester/mode || log "drain: not READONLY"
fi
sleep 5 # the ring and NGINX's two seconds of DNS

log "drain: flushes and leaves the ring"
systemctl stop cortex.service
# Cortex may end with an error although all was flushed (its compactor, when it is interrupted); only a kill loses something.
case $(systemctl show --property Result --value cortex.service) in
timeout | signal | core-dump | oom-kill) log "drain: Cortex did not end by itself, and not all may be flushed" ;;
*) log "drain: Cortex has left" ;;
esac
# While it leaves, an agent still tells the servers what it has, and may so be in the catalog for another minute: without services.
for service in cortex nginx-exporter; do
  consul services deregister "-id=$service" || log "drain: Consul does not forget $service"
done
consul kv put "$at" "$(date +%s)" || log "drain: the next node does not know of this one"
systemctl stop cortex-gateway.service
