#!/bin/sh
# Runs what was put into /docker-entrypoint.d (in the order of the names), then the command itself.
set -e

if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
    for hook in /docker-entrypoint.d/*; do
        case "$hook" in
            *.envsh) if [ -x "$hook" ]; then . "$hook"; fi ;;
            *.sh) if [ -x "$hook" ]; then "$hook"; fi ;;
        esac
    done
fi

exec "$@"
