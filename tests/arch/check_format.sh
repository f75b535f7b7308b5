#!/bin/sh
# Checks that all files are formatted with clang-format.
#
# usage: check_format.sh CLANG_FORMAT FOLDER...
set -eu
program=$1
shift
files=$(find "$@" -name '*.[ch]pp')
[ -n "$files" ] || { echo "no source files in $*" >&2; exit 1; }
echo "$files" | wc -l
echo "$files" | xargs "$program" --dry-run -Werror
