#!/bin/bash
# What the scripts of an instance share. The caller has set `set -euo pipefail`.
config=/etc/cortex-platform
# shellcheck source=/dev/null
. "$config/boot.env"
# shellcheck source=/dev/null
if [ -e "$config/instance.env" ]; then . "$config/instance.env"; fi

log() { echo "$(date -u +%FT%TZ) $*" >&2; }

# retry <tries> <seconds between> <command...>: the command's output, or its failure after the last try.
retry() {
  local left=$1 pause=$2
  shift 2
  until "$@"; do
    left=$((left - 1))
    if [ "$left" -le 0 ]; then
      log "given up: $*"
      return 1
    fi
    sleep "$pause"
  done
}

# metadata <path>: what the instance knows of itself (IMDSv2: a token first).
metadata() {
  local at=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254} token
  at=${at%/}/latest
  token=$(curl -fsS -m 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$at/api/token") || return 1
  curl -fsS -m 5 -H "X-aws-ec2-metadata-token: $token" "$at/meta-data/$1"
}

# cloud <arguments...>: the aws CLI, of the stack's region and endpoint.
cloud() {
  aws --region "$REGION" ${ENDPOINT:+--endpoint-url "$ENDPOINT"} --output text --cli-connect-timeout 10 --cli-read-timeout 30 "$@"
}

# lifecycle <complete-lifecycle-action|record-lifecycle-action-heartbeat> <hook> [arguments...]
lifecycle() {
  local action=$1 hook=$2
  shift 2
  cloud autoscaling "$action" --auto-scaling-group-name "$GROUP" --lifecycle-hook-name "$hook" --instance-id "$INSTANCE_ID" "$@"
}

consul_get() { curl -fsS -m 5 "http://127.0.0.1:8500/v1/$1"; }

# Whether the Consul servers have a leader, as the local agent sees it.
has_leader() { consul_get status/leader 2>/dev/null | grep -q :; }
