#!/bin/sh
exec env PYTHONPATH=/opt/cassandra/pylib PYTHONDONTWRITEBYTECODE=1 python3 -m cqlshlib "$@"
