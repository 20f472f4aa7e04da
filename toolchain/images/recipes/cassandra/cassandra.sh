#!/bin/bash
# Starts Cassandra. -f keeps it in the foreground, which is all that a container needs. Sizes come from MAX_HEAP_SIZE
# and HEAP_NEWSIZE, further options from JVM_OPTS and JVM_EXTRA_OPTS, as in the official image.
set -e

# Java takes its character set from the locale; the official image's en_US.UTF-8 is not in Debian's base.
export LC_ALL=C.UTF-8
home=${CASSANDRA_HOME:-/opt/cassandra}
conf=${CASSANDRA_CONF:-/etc/cassandra}

extra=()
while [ $# -gt 0 ]; do
    case "$1" in
        -f) ;;
        -R) ;;
        -v)
            echo "${CASSANDRA_VERSION}"
            exit 0
            ;;
        -D*) extra+=("$1") ;;
        *)
            echo "cassandra: unknown option '$1' (known: -f, -R, -v, -Dname=value)" >&2
            exit 2
            ;;
    esac
    shift
done

# Half of the memory that this container may use, but no more than 1 GiB; a quarter where that is more, up to 8 GiB.
default_heap() {
    local limit total
    total=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
    limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || cat /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || echo max)
    if [ "$limit" != max ] && [ $((limit / 1048576)) -lt "$total" ]; then total=$((limit / 1048576)); fi
    local half=$((total / 2)) quarter=$((total / 4))
    if [ $half -gt 1024 ]; then half=1024; fi
    if [ $quarter -gt 8192 ]; then quarter=8192; fi
    echo "$((half > quarter ? half : quarter))M"
}
heap=${MAX_HEAP_SIZE:-$(default_heap)}

options=(-ea -da:net.openhft... -server "-Xms$heap" "-Xmx$heap" -Xss256k -XX:+UseThreadPriorities
    -XX:+HeapDumpOnOutOfMemoryError -XX:+ExitOnOutOfMemoryError -XX:+UseTLAB -XX:+ResizeTLAB
    -XX:+PerfDisableSharedMem -Djava.net.preferIPv4Stack=true
    "-XX:HeapDumpPath=/var/lib/cassandra")
# G1 sizes its young generation by itself: HEAP_NEWSIZE counts only for another collector, chosen in JVM_OPTS.
case "$JVM_OPTS $JVM_EXTRA_OPTS" in
    *-XX:+Use*GC*) if [ -n "$HEAP_NEWSIZE" ]; then options+=("-Xmn$HEAP_NEWSIZE"); fi ;;
    *) options+=(-XX:+UseG1GC -XX:MaxGCPauseMillis=300 -XX:+ParallelRefProcEnabled) ;;
esac
# JMX for nodetool, in this container only.
options+=("-Dcassandra.jmx.local.port=${JMX_PORT:-7199}" -Dcom.sun.management.jmxremote.authenticate=false)
options+=("-Dcassandra.config=file://$conf/cassandra.yaml" "-Dcassandra.storagedir=/var/lib/cassandra"
    "-Dcassandra.logdir=/var/log/cassandra" -Dlogback.configurationFile=logback.xml "-Djava.io.tmpdir=/tmp"
    -Djdk.attach.allowAttachSelf=true -Dio.netty.tryReflectionSetAccessible=true -Dcassandra-foreground=yes)

libraries=$(find /usr/lib -name libjemalloc.so.2 -print -quit)
if [ -n "$libraries" ]; then
    export LD_PRELOAD=$libraries
    # So that its start-up check knows what was preloaded.
    options+=("-Dcassandra.libjemalloc=$libraries")
fi

# JVM_OPTS and JVM_EXTRA_OPTS hold several options each.
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" "${options[@]}" "@$conf/java17.options" $JVM_OPTS $JVM_EXTRA_OPTS "${extra[@]}" \
    -cp "$conf:$home/lib/*" org.apache.cassandra.service.CassandraDaemon
