#!/bin/sh
# Starts SeaweedFS as its own user, as the official entrypoint does: a data folder of another owner is given to that
# user first. Roles on which the official entrypoint puts options of its own (master, volume, server, filer, s3) get the
# same ones.
set -e

if [ "$(id -u)" = 0 ]; then
    owner=$(id -u seaweed):$(id -g seaweed)
    if [ "$(stat -c %u:%g /data)" != "$owner" ]; then
        chown -R "$owner" /data || echo "/data stays with its owner: SeaweedFS may not be able to write." >&2
    fi
    exec su-exec seaweed "$0" "$@"
fi

role=$1
has() {
    for argument in $arguments; do case $argument in "$1" | "$1="*) return 0 ;; esac; done
    return 1
}
arguments=$*
case $role in
    master) options="-mdir=/data -volumePreallocate -volumeSizeLimitMB=1024" ;;
    volume) options="-dir=/data"; has -max || options="$options -max=0" ;;
    server)
        options="-dir=/data -master.volumePreallocate -master.volumeSizeLimitMB=1024"
        has -volume.max || options="$options -volume.max=0"
        ;;
    filer) options="" ;;
    s3) options="-domainName=$S3_DOMAIN_NAME -key.file=$S3_KEY_FILE -cert.file=$S3_CERT_FILE" ;;
    *) exec /usr/bin/weed "$@" ;;
esac
shift
# Options of the image come first, so that those that are given win; each is one word.
exec /usr/bin/weed -logtostderr=true "$role" $options "$@"
