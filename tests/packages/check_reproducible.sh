#!/bin/sh
# Builds the packages twice, in two folders and without a compiler cache, and compares their bytes. This takes as long
# as two complete builds, so ./run package-tests does not do it.
#
# usage: check_reproducible.sh FOLDER
set -eu
mkdir -p "$1"
folder=$(cd "$1" && pwd)
cd "$(dirname "$0")/../.."
export CCACHE_DISABLE=1 SOURCE_DATE_EPOCH=1700000000
for build in first second; do
  cmake --preset package -B "$folder/$build" > "$folder/$build.log"
  cmake --build "$folder/$build" >> "$folder/$build.log"
  cpack --config "$folder/$build/CPackConfig.cmake" -B "$folder/$build/packages" >> "$folder/$build.log"
  (cd "$folder/$build/packages" && sha256sum ./*.deb ./*.tar.gz) > "$folder/$build.sums"
done
diff "$folder/first.sums" "$folder/second.sums"
cat "$folder/first.sums"
