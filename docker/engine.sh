#!/usr/bin/env bash
# Gives a bare Debian machine a container engine, and stand-ins for the two base images where they cannot be pulled.
# usage: docker/engine.sh NODE_BINARY MONGOD_BINARY     (root; about 40 s the first time; does nothing that is already done)
#   node:24-bookworm-slim   Debian bookworm with NODE_BINARY, the machine's npm and its certificates, a user `node`
#   mongo:7.0               the same with MONGOD_BINARY as `mongod` (its version is the binary's)
# A machine that can pull images needs an engine only.
set -euo pipefail
node_bin=$(readlink -f "${1:?node binary}")
mongod_bin=$(readlink -f "${2:?mongod binary}")
export DEBIAN_FRONTEND=noninteractive

install() { apt-get update -qq && apt-get install -yqq --no-install-recommends "$@" >/dev/null; }
has() { docker image inspect "$1" >/dev/null 2>&1; }
obtain() { has "$1" || timeout 120 docker pull -q "$1" >/dev/null 2>&1; }

if ! docker info >/dev/null 2>&1; then
  command -v dockerd >/dev/null || install docker.io docker-compose iptables
  nohup dockerd >/var/log/dockerd.log 2>&1 &
  for _ in $(seq 100); do docker info >/dev/null 2>&1 && break; sleep 0.2; done
  docker info >/dev/null
fi
docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null || install docker-compose

if ! obtain node:24-bookworm-slim; then
  echo "docker: node:24-bookworm-slim cannot be pulled; making a stand-in" >&2
  command -v debootstrap >/dev/null || install debootstrap
  root=$(mktemp -d)
  trap 'rm -rf "$root"' EXIT
  debootstrap --variant=minbase --include=ca-certificates,libcurl4 bookworm "$root" >/dev/null
  cp "$node_bin" "$root/usr/local/bin/node"
  mkdir -p "$root/usr/local/lib/node_modules"
  cp -r "$(npm root --global 2>/dev/null)/npm" "$root/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"
  rm -rf "$root/etc/ssl/certs"
  cp -rL /etc/ssl/certs "$root/etc/ssl/certs"
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  chroot "$root" useradd --uid 1000 --create-home node
  tar -C "$root" -c . | docker import -c 'ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt' -c 'CMD ["node"]' - node:24-bookworm-slim >/dev/null
fi
if ! obtain mongo:7.0; then
  echo "docker: mongo:7.0 cannot be pulled; making a stand-in" >&2
  context=$(mktemp -d)
  cp "$mongod_bin" "$context/mongod"
  printf 'FROM node:24-bookworm-slim\nCOPY mongod /usr/local/bin/mongod\nRUN mkdir -p /data/db\nEXPOSE 27017\nCMD ["mongod","--bind_ip_all"]\n' >"$context/Dockerfile"
  DOCKER_BUILDKIT=0 docker build -q -t mongo:7.0 "$context" >/dev/null
  rm -rf "$context"
fi
