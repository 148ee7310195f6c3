#!/usr/bin/env bash
# Makes a package that needs no JDK: deploy/jpackage/package.sh [app-image|deb|rpm] [FOLDER]
# Builds the program first if need be. deb needs dpkg-deb and fakeroot, rpm rpmbuild.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
type=${1:-app-image}
out=$(mkdir -p "${2:-$root/app/target/package}" && cd "${2:-$root/app/target/package}" && pwd)
version=0.1.0
jdk=$("$root/inhouse" --print-jdk)
"$root/inhouse" --version >/dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/input"
cp "$root/app/target/inhouse-app-$version.jar" "$root"/app/target/lib/*.jar "$work/input"

options=(--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED
  --sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders -XX:+UseSerialGC -Xmx2g
  -Dorg.bytedeco.javacpp.logger=slf4j '-Dinhouse.home=$APPDIR/..')
java_options=()
for option in "${options[@]}"; do java_options+=(--java-options "$option"); done

# The modules that the program and its libraries use, by name: incubating ones are never found.
modules=java.se,jdk.incubator.vector,jdk.unsupported,jdk.management,jdk.jfr,jdk.net,jdk.zipfs,jdk.charsets,jdk.localedata,jdk.crypto.ec,jdk.naming.dns,jdk.nio.mapmode
"$jdk/bin/jpackage" --type app-image --name inhouse-jvm --app-version "$version" \
  --input "$work/input" --main-jar "inhouse-app-$version.jar" --main-class ai.inhouse.Main \
  --add-modules "$modules" --jlink-options "--strip-debug --no-header-files --no-man-pages" \
  "${java_options[@]}" --dest "$work/image"

image=$work/image/inhouse-jvm
cp -r "$root/recipes" "$root/samples" "$root/docs" "$root/LICENSE" "$image/lib"
# The native libraries' own threads would fight the workers that Inhouse starts, one a core.
cat >"$image/bin/inhouse" <<'SCRIPT'
#!/bin/sh
export OPENBLAS_NUM_THREADS=1 OMP_WAIT_POLICY=passive RUST_FLAVOR=cpu
exec "$(dirname "$(readlink -f "$0")")/inhouse-jvm" "$@"
SCRIPT
chmod 755 "$image/bin/inhouse"

if [ "$type" = app-image ]; then
  rm -rf "$out/inhouse"
  mv "$image" "$out/inhouse"
  echo "$out/inhouse/bin/inhouse"
else
  "$jdk/bin/jpackage" --type "$type" --name inhouse --app-version "$version" \
    --app-image "$image" --install-dir /opt --license-file "$root/LICENSE" \
    --description "Train your own language model, in house" --dest "$out"
  ls "$out"/*."$type"
fi
