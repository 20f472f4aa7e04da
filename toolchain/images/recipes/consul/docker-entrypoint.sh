#!/usr/bin/dumb-init /bin/sh
# Starts Consul as its own user with the data and configuration folders of the image. Understands the variables of the
# official entrypoint: CONSUL_BIND(_INTERFACE), CONSUL_CLIENT(_INTERFACE), CONSUL_DATA_DIR, CONSUL_CONFIG_DIR,
# CONSUL_LOCAL_CONFIG, CONSUL_UID, CONSUL_GID, CONSUL_DISABLE_PERM_MGMT.
set -e

# The first IPv4 address of an interface.
address_of() {
    found=$(ip -o -4 addr show dev "$1" | awk '{ split($4, part, "/"); print part[1]; exit }')
    if [ -z "$found" ]; then
        echo "The interface '$1' has no IPv4 address." >&2
        exit 1
    fi
    echo "$found"
}

if [ -z "$CONSUL_BIND" ] && [ -n "$CONSUL_BIND_INTERFACE" ]; then
    address=$(address_of "$CONSUL_BIND_INTERFACE")
    CONSUL_BIND="-bind=$address"
fi
if [ -z "$CONSUL_CLIENT" ] && [ -n "$CONSUL_CLIENT_INTERFACE" ]; then
    address=$(address_of "$CONSUL_CLIENT_INTERFACE")
    CONSUL_CLIENT="-client=$address"
fi

data=${CONSUL_DATA_DIR:-/consul/data}
config=${CONSUL_CONFIG_DIR:-/consul/config}
if [ -n "$CONSUL_LOCAL_CONFIG" ]; then
    printf '%s\n' "$CONSUL_LOCAL_CONFIG" > "$config/local.json"
fi

case "$1" in
    -*) set -- consul "$@" ;;
    agent)
        shift
        # Each of the two is one option or nothing, so it is left unquoted.
        set -- consul agent "-data-dir=$data" "-config-dir=$config" $CONSUL_BIND $CONSUL_CLIENT "$@"
        ;;
    consul) ;;
    *) if [ "$1" = version ] || consul --help "$1" 2>&1 | grep -q "consul $1"; then set -- consul "$@"; fi ;;
esac

if [ "$1" = consul ] && [ -z "${CONSUL_DISABLE_PERM_MGMT+set}" ]; then
    uid=${CONSUL_UID:-$(id -u consul)}
    gid=${CONSUL_GID:-$(id -g consul)}
    for folder in "$data" "$config"; do
        if [ "$(stat -c %u "$folder")" != "$uid" ]; then chown "$uid:$gid" "$folder"; fi
    done
    set -- su-exec "$uid:$gid" "$@"
fi

exec "$@"
