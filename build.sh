#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# ./build.sh TARGET [--option value]...   Without a target: lists them. The targets are in build.cake.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# The compiled build.cake is kept: compiling it takes longer than most targets.
export CAKE_SETTINGS_ENABLESCRIPTCACHE=true CAKE_PATHS_CACHE=artifacts/cake
[ -t 1 ] || export NO_COLOR=1

if ! command -v dotnet >/dev/null 2>&1 || ! dotnet --list-sdks | grep -q '^10\.'; then
  cat >&2 <<'TEXT'
build.sh: the .NET SDK 10.0 is missing. Install it, then run this again:
  Debian, Ubuntu:  sudo apt-get install dotnet-sdk-10.0
  anywhere else:   https://dotnet.microsoft.com/download/dotnet/10.0
TEXT
  exit 3
fi

target="${1:-list}"
[ $# -gt 0 ] && shift
total=artifacts/test-results/total.txt
rm -f "$total"
mkdir -p artifacts
dotnet tool restore --verbosity quiet >artifacts/tool-restore.log 2>&1 || { cat artifacts/tool-restore.log >&2; exit 3; }
code=0
dotnet cake build.cake --verbosity=quiet --target="$target" "$@" || code=$?
# The last line of a test run is its total, alone.
if [ -f "$total" ]; then cat "$total"; fi
exit "$code"
