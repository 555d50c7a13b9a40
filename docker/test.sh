#!/usr/bin/env bash
# Builds the image, starts the compose file, walks one activation and one silent switch through the published ports, and takes it all down.
# usage: npm run test:docker     (an engine is needed, or root on Debian to make one; DEMO_PORT moves the ports)
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PATH"
export DEMO_PORT="${DEMO_PORT:-3000}"
export DEMO_LAST_PORT=$((DEMO_PORT + 4))

has() { docker image inspect "$1" >/dev/null 2>&1; }
if ! docker info >/dev/null 2>&1 || ! has node:24-bookworm-slim || ! has mongo:7.0; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    bash docker/engine.sh "$(node -p 'process.execPath')" "$(node tools/print-mongod.ts)"
  elif ! docker info >/dev/null 2>&1; then
    echo 'docker: THE CONTAINER TEST DID NOT RUN: no engine answers, and only root on Debian can make one here' >&2
    exit 1
  fi
fi

if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi
compose+=(--project-name passerelle-test --file docker/compose.yaml)
down() { "${compose[@]}" down --volumes --timeout 10 >/dev/null 2>&1 || true; }
finish() {
  status=$?
  [ "$status" = 0 ] || "${compose[@]}" logs --tail 60 >&2 || true
  down
  exit "$status"
}
trap finish EXIT
down

# The classic builder with the machine's network: it needs no plugin, and works where containers reach no registry.
DOCKER_BUILDKIT=0 docker build --network host --tag passerelle --file docker/Dockerfile .
"${compose[@]}" up --detach --no-build
node tools/docker-switch.ts "http://localhost:$DEMO_PORT"

container=$("${compose[@]}" ps -q passerelle)
[ "$(docker exec "$container" id -u)" != 0 ] || { echo 'docker: the server runs as root' >&2; exit 1; }
if docker exec "$container" touch /app/written 2>/dev/null; then echo 'docker: the file system of the server is not read-only' >&2; exit 1; fi
echo 'docker: one activation and one silent switch walked through the image'
