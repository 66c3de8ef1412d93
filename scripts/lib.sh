# shellcheck shell=bash
# What the commands of this folder share: sourced by them, not run. Each function does nothing, silently, when there is
# nothing to do. The caller has set -euo pipefail; nothing here changes the current folder.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# The data folder is the same one from whatever folder a command is run; a relative one given means the caller's.
export BELLHOP_DATA=${BELLHOP_DATA:-$root/data}

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

need_node() {
  local needed='Bellhop needs Node.js 20.19 or newer'
  command -v node >/dev/null || fail "$needed; there is no node on the PATH."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    fail "$needed; this is $(node --version) at $(command -v node)."
}

# Compares with what npm says it installed, so that packages installed by hand count too.
packages_are_installed() {
  [[ -f $root/node_modules/.package-lock.json ]] && node -e '
    const { packages: wanted } = require(process.argv[1] + "/package-lock.json");
    const { packages: installed } = require(process.argv[1] + "/node_modules/.package-lock.json");
    const isThere = ([path, { version, optional, devOptional }]) =>
      path === "" || installed[path]?.version === version || (!installed[path] && (optional || devOptional));
    process.exit(Object.entries(wanted).every(isThere) ? 0 : 1);
  ' "$root"
}

install_packages() {
  packages_are_installed && return
  say 'Installing packages (about half a minute) ...'
  (cd "$root" && npm ci --no-audit --no-fund --loglevel=error >&2) || fail 'The packages could not be installed; npm says why above.'
}

# Folders count too: their time changes when a file is added, renamed or removed.
build_is_current() {
  [[ -f $root/dist/.built ]] &&
    [[ -z $(cd "$root" && find server scripts package.json package-lock.json tsconfig.json tsconfig.build.json -newer dist/.built -print -quit) ]]
}

# Compiles beside the old build and swaps at the end: a running command never finds half of one.
build() {
  build_is_current && return
  local fresh=$root/.cache/dist.$$
  rm -rf "$fresh" && mkdir -p "$fresh" && touch "$fresh/.built"
  if ! (cd "$root" && node_modules/.bin/tsc -p tsconfig.build.json --outDir "$fresh" >&2); then
    rm -rf "$fresh"
    fail 'The sources do not compile.'
  fi
  rm -rf "$root/dist" && mv "$fresh" "$root/dist"
}

# Installs and builds, one command at a time: two that start together must not do it twice.
prepare() {
  need_node
  mkdir -p "$root/.cache"
  exec 9>"$root/.cache/prepare.lock"
  if command -v flock >/dev/null; then flock 9; fi
  install_packages
  build
  exec 9>&-
}

# Installs the Debian packages given that are missing; without root it names them and fails.
need_debian_packages() {
  local name missing=()
  if ! command -v dpkg-query >/dev/null; then
    say "This is not Debian: needed is what these Debian packages hold: $*"
    return
  fi
  for name in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]} > 0)) || return 0
  [[ $(id -u) == 0 ]] || fail "These Debian packages are needed; install them as root: apt-get install ${missing[*]}"
  say "Installing ${missing[*]} (a few minutes) ..."
  local output
  if ! output=$(apt-get update -qq 2>&1 && DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "${missing[@]}" 2>&1); then
    say "$output"
    fail 'The Debian packages could not be installed; apt says why above.'
  fi
}
