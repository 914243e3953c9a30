#!/usr/bin/env bash
# Installs what tests need of the system, by the names of Debian packages: ffmpeg (the oracle of tests with real media) and
# chromium (tests of pages). Without arguments: ffmpeg. Does nothing for what is there. What cannot be installed it names
# and ends with 0: the tests that need the missing program then skip and give the reason.
set -uo pipefail

[ $# -eq 0 ] && set -- ffmpeg
missing=()
for package in "$@"; do
  if ! command -v "$package" >/dev/null 2>&1; then missing+=("$package"); fi
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "system packages: $* present"
  exit 0
fi

impossible() {
  echo "*** system packages: NOT INSTALLED: $1. $2. Tests that need them will be skipped. ***" | tee /dev/stderr
}

if ! command -v apt-get >/dev/null 2>&1; then
  impossible "${missing[*]}" 'There is no apt-get here'
  exit 0
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null 2>&1 || ! sudo -n true 2>/dev/null; then
    impossible "${missing[*]}" 'This needs root, and sudo asks for a password'
    exit 0
  fi
  sudo=(sudo -n)
fi
export DEBIAN_FRONTEND=noninteractive

# One by one: a package that this distribution lacks shall not keep the others from being installed.
updated=false
for package in "${missing[@]}"; do
  install() { "${sudo[@]}" apt-get install -y -q --no-install-recommends "$package"; }
  if install; then
    echo "system packages: installed $package"
    continue
  fi
  # The lists of packages may be missing or old.
  if [ $updated = false ]; then
    updated=true
    "${sudo[@]}" apt-get update -q || true
    if install; then
      echo "system packages: installed $package"
      continue
    fi
  fi
  impossible "$package" 'apt-get install failed'
done
