# SPDX-FileCopyrightText: Loadstar contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Debian packages by purpose, and how to install what is missing; sourced by packaging/run and packaging/test.

build_packages=(g++ cmake ninja-build ccache qt6-base-dev qt6-base-dev-tools qt6-svg-dev libqcustomplot-dev
  libcli11-dev nlohmann-json3-dev libboost-dev libgraphviz-dev libgif-dev libbdd-dev libgl1-mesa-dev)
run_packages=(qt6-qpa-plugins libqt6svg6 fonts-inter fonts-dejavu-core openssl)
test_packages=(haproxy openssl xvfb openbox xdotool imagemagick librsvg2-bin)

# install_missing PACKAGE ...: installs those that are not there, as root or with sudo.
install_missing() {
  local missing=() name
  for name in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  echo "Installing: ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Cannot install packages: not root and there is no sudo. Install them and start again." >&2
      return 4
    fi
    as_root=(sudo)
  fi
  # An update may fail for one source of several; the installation tells whether that matters.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q || true
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}
