#!/bin/sh
# Installs what apt must bring: the C compilers of both targets, and the libraries of the native
# programs. Quiet and at once done when all is there; without root or apt it says what to install.
set -eu

packages="clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32 libclang-rt-19-dev gcc libc6-dev
libdeflate-dev libevent-dev libssl-dev libzstd-dev zlib1g-dev golang-go golang-golang-x-mod-dev"

missing=""
for package in $packages; do
  state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "This machine has no apt. Install what these Debian packages hold:$missing" >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "Packages are missing. Run as root:  apt-get install --no-install-recommends$missing" >&2
  exit 1
fi

export DEBIAN_FRONTEND=noninteractive
install() {
  # shellcheck disable=SC2086 # a list of words
  apt-get install -qq -y --no-install-recommends $missing >/dev/null
}

# The lists of packages may be old or absent: fetch them only where installing fails without.
echo "installing$missing" >&2
install 2>/dev/null || { apt-get update -qq >/dev/null && install; }
