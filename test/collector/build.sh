#!/usr/bin/env bash
# Builds an OpenTelemetry Collector and telemetrygen, its generator of telemetry, from their Go modules, and prints the
# folder that holds `otelcol-peer` and `telemetrygen`. Three minutes the first time; afterwards it only prints.
# Needs Go (exit code 3 where there is none). OTELCOL_PEER_DIR: where to keep them, default below the user's cache.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
version=$(sed -n 's|.*/otlpreceiver ||p' "$here/builder.yaml")
parts=$(cksum <"$here/builder.yaml" | cut -d ' ' -f 1)
out=${OTELCOL_PEER_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/otelcol-peer-$version-$parts}
if [ ! -x "$out/otelcol-peer" ] || [ ! -x "$out/telemetrygen" ]; then
  # Minutes of compiling on every run of a machine that forgets are too much: there it is built beforehand, and its folder kept.
  [ "${CI:-}" != true ] || { echo "it is not built here: run test/collector/build.sh without CI=true, and keep its folder" >&2; exit 4; }
  command -v go >/dev/null || { echo "Go is not installed, and the Collector is built with it" >&2; exit 3; }
  mkdir -p "$out"
  work=$(mktemp -d)
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
  cp "$here/builder.yaml" "$work"
  cd "$work"
  {
    GOBIN="$work" go install "go.opentelemetry.io/collector/cmd/builder@$version"
    ./builder --config builder.yaml
    GOBIN="$work" go install "github.com/open-telemetry/opentelemetry-collector-contrib/cmd/telemetrygen@$version"
  } >&2
  # Into place by renaming, so that a build broken off leaves no half of a program.
  for program in build/otelcol-peer telemetrygen; do
    cp "$program" "$out/.new-$$" && mv "$out/.new-$$" "$out/$(basename "$program")"
  done
fi
echo "$out"
