#!/bin/bash
# Writes the CASSANDRA_* variables of the official image into the configuration, then becomes Cassandra as its own user.
set -e

# Options alone, or nothing, mean the server.
if [ $# -eq 0 ] || [ "${1#-}" != "$1" ]; then
    set -- cassandra -f "$@"
fi

conf=${CASSANDRA_CONF:-/etc/cassandra}

if [ "$1" = cassandra ] && [ "$(id -u)" = 0 ]; then
    find /var/lib/cassandra /var/log/cassandra "$conf" ! -user cassandra -exec chown cassandra '{}' +
    exec gosu cassandra "$0" "$@"
fi

# Puts a value where the file has the key, commented out or not. The file is written in place, since it may be a mount;
# the value reaches awk through the environment, so that no character of it is special.
put() {
    local file=$1 pattern=$2
    local text
    text=$(pattern="$pattern" line="$3" awk '
        !done && $0 ~ ENVIRON["pattern"] { match($0, /^ */); print substr($0, 1, RLENGTH) ENVIRON["line"]; done = 1; next }
        { print }
    ' "$file")
    printf '%s\n' "$text" > "$file"
}

if [ "$1" = cassandra ]; then
    own=$(hostname -i | awk '{ print $1 }')
    listen=${CASSANDRA_LISTEN_ADDRESS:-auto}
    if [ "$listen" = auto ]; then listen=$own; fi
    broadcast=${CASSANDRA_BROADCAST_ADDRESS:-$listen}
    if [ "$broadcast" = auto ]; then broadcast=$own; fi

    yaml=$conf/cassandra.yaml
    put "$yaml" '^ *- seeds:' "- seeds: \"${CASSANDRA_SEEDS:-$broadcast}\""
    put "$yaml" '^(# *)?listen_address:' "listen_address: $listen"
    put "$yaml" '^(# *)?broadcast_address:' "broadcast_address: $broadcast"
    put "$yaml" '^(# *)?rpc_address:' "rpc_address: ${CASSANDRA_RPC_ADDRESS:-0.0.0.0}"
    put "$yaml" '^(# *)?broadcast_rpc_address:' "broadcast_rpc_address: ${CASSANDRA_BROADCAST_RPC_ADDRESS:-$broadcast}"
    for key in cluster_name endpoint_snitch num_tokens; do
        name=CASSANDRA_${key^^}
        if [ -n "${!name}" ]; then put "$yaml" "^(# *)?$key:" "$key: ${!name}"; fi
    done
    for key in dc rack; do
        name=CASSANDRA_${key^^}
        if [ -n "${!name}" ]; then put "$conf/cassandra-rackdc.properties" "^$key *=" "$key=${!name}"; fi
    done
fi

exec "$@"
