#!/bin/sh
# Checks that clang-format would change nothing.
#
# usage: check_format.sh CLANG_FORMAT FOLDER...
set -eu
program=$1
shift
files=$(find "$@" -name '*.[ch]pp')
[ -n "$files" ] || { echo "no source files in $*" >&2; exit 1; }
echo "$files" | wc -l
echo "$files" | xargs "$program" --dry-run -Werror
