#!/usr/bin/env bash
# Installs what tests with real media need of the system: ffmpeg (their oracle). Other Debian packages by argument, such
# as `chromium`. Does nothing for what is there. Where installing is impossible it says so and ends with 0: the tests
# that need the missing program then skip and give the reason.
set -uo pipefail

missing=()
for package in "${@:-ffmpeg}"; do
  if ! command -v "$package" >/dev/null 2>&1; then missing+=("$package"); fi
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "system packages: ${*:-ffmpeg} present"
  exit 0
fi

impossible() {
  echo "*** system packages: NOT INSTALLED: ${missing[*]}. $1. Tests that need them will be skipped. ***" | tee /dev/stderr
  exit 0
}

command -v apt-get >/dev/null 2>&1 || impossible 'There is no apt-get here'
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || impossible 'This needs root, and sudo asks for a password'
  sudo=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive
install() { "${sudo[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}"; }
if ! install; then
  # The lists of packages may be missing or old.
  "${sudo[@]}" apt-get update -q || impossible 'apt-get update failed'
  install || impossible 'apt-get install failed'
fi
echo "system packages: installed ${missing[*]}"
