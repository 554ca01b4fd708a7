#!/usr/bin/env bash
# Gets a server of another maker that no package of the system brings, and prints the folder that holds it.
#   get.sh ferretdb    speaks MongoDB's protocol, keeps what it is given in SQLite; built with Go
#   get.sh versitygw   speaks S3's, keeps objects as files; built with Go
#   get.sh kafka       Apache Kafka; its jars are fetched with Maven
#   get.sh elasticmq   speaks SQS's, keeps messages in memory; its jars are fetched with Maven
# Up to ten minutes the first time; afterwards it only prints. With --cached as the second word nothing is built or fetched.
# Exit code 2: no such server, 3: Go, Java or Maven is missing, 4: it was not got yet.
# SIGHTGLASS_PEERS_DIR: where to keep them, default below the user's cache.
set -euo pipefail
name=${1:-}
case "$name" in
  ferretdb) version=1.24.0 needs=go ;;
  versitygw) version=1.8.0 needs=go ;;
  kafka) version=3.9.1 needs='java mvn' artifact=org.apache.kafka:kafka_2.13 ;;
  elasticmq) version=1.7.1 needs='java mvn' artifact=org.elasticmq:elasticmq-server_2.13 ;;
  *) echo "no server is called '$name': ferretdb, versitygw, kafka, elasticmq" >&2; exit 2 ;;
esac
out=${SIGHTGLASS_PEERS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/sightglass-peers}/$name-$version
if [ ! -d "$out" ]; then
  [ "${2:-}" != --cached ] || { echo "$name is not there: test/brokers/get.sh $name gets it" >&2; exit 4; }
  for program in $needs; do
    command -v "$program" >/dev/null || { echo "$name needs $program, which is not installed" >&2; exit 3; }
  done
  mkdir -p "$(dirname "$out")"
  work=$(mktemp -d)
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
  mkdir "$work/made"
  cd "$work"
  case "$name" in
    ferretdb)
      # Its version stands in a file that its releases make: so it is built in a copy of the module.
      source=$(go mod download -json "github.com/FerretDB/FerretDB@v$version" | sed -n 's/^.*"Dir": "\(.*\)".*$/\1/p')
      cp -r "$source" module && chmod -R u+w module && cd module
      echo "v$version" >build/version/version.txt
      CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags='-s -w' -o ../made/ferretdb ./cmd/ferretdb >&2
      ;;
    versitygw)
      CGO_ENABLED=0 GOBIN="$work/made" go install -trimpath -ldflags='-s -w' "github.com/versity/versitygw/cmd/versitygw@v$version" >&2
      ;;
    *)
      group=${artifact%%:*} id=${artifact##*:}
      cat >pom.xml <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>peers</groupId><artifactId>$name</artifactId><version>1</version>
  <dependencies><dependency><groupId>$group</groupId><artifactId>$id</artifactId><version>$version</version></dependency></dependencies>
</project>
POM
      mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
        -DincludeScope=runtime -DoutputDirectory="$work/made" >&2
      ;;
  esac
  # Into place by renaming, so that a build broken off leaves no half of a server.
  cd /
  cp -r "$work/made" "$out.new-$$" && mv "$out.new-$$" "$out"
fi
echo "$out"
