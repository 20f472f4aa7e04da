#!/bin/bash
# Cassandra's own nodetool, over JMX on this container's loopback.
home=${CASSANDRA_HOME:-/opt/cassandra}
conf=${CASSANDRA_CONF:-/etc/cassandra}
exec "$JAVA_HOME/bin/java" -Xmx128m -XX:TieredStopAtLevel=1 "@$conf/java17.options" "-Dcassandra.storagedir=/tmp" \
    "-Dcassandra.config=file://$conf/cassandra.yaml" -Dlogback.configurationFile=logback-tools.xml \
    -Dcom.sun.jndi.rmiURLParsing=legacy -cp "$conf:$home/lib/*" org.apache.cassandra.tools.NodeTool -p "${JMX_PORT:-7199}" "$@"
