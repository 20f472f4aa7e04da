#!/bin/bash
# Makes an instance what its launch template says. Run again, it does only what is not done yet; any failure ends it, and
# cloud-init reports that (`cloud-init status`).
set -euo pipefail
mkdir -p /var/log/cortex-platform /var/lib/cortex-platform
exec > >(tee -a /var/log/cortex-platform/boot.log) 2>&1
# shellcheck source=components/aws/boot/scripts/common.sh
. "$(dirname "$0")/common.sh"

current=start
trap '[ $? -eq 0 ] || log "boot failed: $current"' EXIT
step() {
  current=$1
  log "boot: $current"
  "$@"
}

packages() {
  local package missing=()
  # shellcheck disable=SC2086 # lists of words
  systemctl mask --quiet $MASKED_UNITS
  # shellcheck disable=SC2086
  systemctl stop $MASKED_UNITS 2>/dev/null || true
  for package in $PACKAGES; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  export DEBIAN_FRONTEND=noninteractive
  local options=(-q -y -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold)
  retry 5 10 apt-get "${options[@]}" update
  retry 3 10 apt-get "${options[@]}" install --no-install-recommends "${missing[@]}"
}

# The interface of the default route; its name is not the same on all kinds of instance (ens5, enp39s0).
default_interface() { awk '$2 == "00000000" && $8 == "00000000" { print $1; exit }' /proc/net/route; }

identity() {
  local id zone address interface
  id=$(retry 30 2 metadata instance-id)
  zone=$(retry 30 2 metadata placement/availability-zone)
  address=$(retry 30 2 metadata local-ipv4)
  interface=$(default_interface)
  if [ -z "$interface" ]; then
    log "boot: no default IPv4 route in /proc/net/route, so no interface for Cortex"
    return 1
  fi
  # shellcheck disable=SC2153 # KIND: boot.env
  cat >"$config/instance.env.new" <<EOF
INSTANCE_ID='$id'
AVAILABILITY_ZONE='$zone'
PRIVATE_IP='$address'
INTERFACE='$interface'
NODE_NAME='$KIND-$id'
EOF
  mv "$config/instance.env.new" "$config/instance.env"
  # shellcheck source=/dev/null
  . "$config/instance.env"
}

users() {
  systemd-sysusers /etc/sysusers.d/cortex-platform.conf
  systemd-tmpfiles --create /etc/tmpfiles.d/cortex-platform.conf
}

# Files that came as one, path to content (boot/packed.ts).
packed_files() {
  local path files=$config/packed.json
  [ -e "$files.br" ] || return 0
  brotli -d -f -o "$files" "$files.br"
  while read -r path <&3; do
    mkdir -p "$(dirname "$path")"
    # shellcheck disable=SC2094 # the files are others
    jq -j --arg path "$path" '.[$path]' "$files" >"$path"
  done 3< <(jq -r 'keys[]' "$files")
}

fetch() { curl -fsSL --connect-timeout 10 -m 600 -o "$2" "$1"; }

# expected <checksum file> <file name>: the hash that a line `hash  name` gives to the file, or the file's only word.
expected() {
  awk -v name="$2" 'NF == 1 || $2 == name || $2 == "*" name || $2 == "./" name { print $1; exit }' "$1"
}

# signed <file> <signature> <key> <fingerprint>
signed() {
  local home status
  home=$(mktemp -d)
  gpg --homedir "$home" --batch --quiet --import "$3"
  status=$(gpg --homedir "$home" --batch --status-fd 1 --verify "$2" "$1" 2>/dev/null)
  rm -rf "$home"
  grep -Eq "^\[GNUPG:\] VALIDSIG .*\b$4\$" <<<"$status"
}

# verify <file> <kind> <proof> <file name>
verify() {
  local hash
  case $2 in
  sha256) hash=$3 ;;
  sums)
    retry 5 5 fetch "$3" "$1.sums"
    hash=$(expected "$1.sums" "$4")
    ;;
  signature)
    local signature key fingerprint
    read -r signature key fingerprint <<<"$3"
    retry 5 5 fetch "$signature" "$1.sig"
    retry 5 5 fetch "$key" "$1.key"
    signed "$1" "$1.sig" "$1.key" "$fingerprint"
    return
    ;;
  esac
  [[ $hash =~ ^[0-9a-f]{64}$ ]] && sha256sum --quiet --check - <<<"$hash  $1"
}

unpack() {
  local how=$1 file=$2 target=$3
  case $how in
  binary) install -m 755 "$file" "$target" ;;
  zip) unzip -q -o "$file" "$(basename "$target")" -d "$(dirname "$target")" && chmod 755 "$target" ;;
  tar)
    rm -rf "$target"
    mkdir -p "$target"
    tar -xzf "$file" -C "$target" --strip-components=1 --no-same-owner
    ;;
  deb) dpkg -i "$file" ;;
  esac
}

# artifacts <table>: each line is an artifact, its fields apart by tabs (boot/tables.ts).
artifacts() {
  local name url file kind proof how target folder stamp
  while IFS=$'\t' read -r name url file kind proof how target <&3; do
    stamp=/var/lib/cortex-platform/$name.installed
    [ "$(cat "$stamp" 2>/dev/null)" != "$url $proof" ] || continue
    log "boot: $name from $url"
    folder=$(mktemp -d -p /var/tmp)
    retry 5 5 fetch "$url" "$folder/$file"
    verify "$folder/$file" "$kind" "$proof" "$file" || {
      log "boot: $name is not what its checksum or signature says"
      return 1
    }
    unpack "$how" "$folder/$file" "$target"
    rm -rf "$folder"
    echo "$url $proof" >"$stamp"
  done 3<"$1"
}

# Each secret goes, alone or in the place of @@ in a template, into a file that only its reader can read.
secrets() {
  local name version owner path template value
  while IFS=$'\t' read -r name version owner path template <&3; do
    log "boot: secret $name, version $version"
    value=$(retry 10 5 cloud ssm get-parameter --with-decryption --name "$name" --query Parameter.Value)
    if [ "$template" != - ]; then
      template=$(cat "$template")
      value=${template//@@/"$value"}
    fi
    install -D -o "$owner" -g "$owner" -m 400 /dev/null "$path"
    printf '%s' "$value" >"$path"
  done 3<"$config/secrets"
}

services() {
  systemctl daemon-reload
  # shellcheck disable=SC2086
  systemctl enable $UNITS
  # shellcheck disable=SC2086 # not awaited: `ready` asks the servers themselves
  systemctl start --no-block $UNITS
}

ready() {
  local url
  retry 100 3 has_leader
  while read -r url <&3; do
    log "boot: waits for $url"
    retry 100 3 curl -fs -m 5 -o /dev/null "$url"
  done 3<"$config/ready"
}

# Only now is the instance in service; without this word its group ends it and launches another.
in_service() {
  lifecycle complete-lifecycle-action "$LAUNCH_HOOK" --lifecycle-action-result CONTINUE ||
    log "boot: no group waits for this instance"
}

# Rule groups for the ruler's API: tenant, address, file.
rules() {
  local tenant url file
  while IFS=$'\t' read -r tenant url file <&3; do
    retry 30 5 curl -fsS -m 30 -o /dev/null -H "X-Scope-OrgID: $tenant" -H "Content-Type: application/yaml" --data-binary "@$file" "$url"
  done 3<"$config/rules"
}

agent() {
  [ -s "$config/agent" ] || return 0
  artifacts "$config/agent"
  /opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c "file:$config/cloudwatch-agent.json"
}

step packages
step identity
step users
step packed_files
step artifacts "$config/artifacts"
step secrets
step services
step ready
step in_service
step rules
step agent
log "boot: done"
