#!/bin/bash
# Ends when the Consul servers have a leader: Cortex would end at once without one.
set -euo pipefail
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"
retry 120 1 has_leader
