# Set-up steps. Each is skipped while what it reads is what it was when its stamp was written, so that a warm ./infra local starts at once.

configuration=Release
stamps="$root/artifacts/.stamps"

# state PATH...: a digest of every source file's name, size and time under the paths.
state() {
  find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | sha256sum | cut -d' ' -f1
}

# once STAMP STATE COMMAND...: runs the command unless it succeeded with this state before.
once() {
  local stamp="$stamps/$1" state="$2"; shift 2
  [ "$(cat "$stamp" 2>/dev/null)" = "$state" ] && return
  "$@"
  mkdir -p "$stamps"
  echo "$state" >"$stamp"
}

need_tool() { command -v "$1" >/dev/null || fail "$1 is not installed" "$2" 1; }

# set_up_build PROJECT: builds one project and what it references.
set_up_build() {
  once "build-$1" "$(state "$root"/Infra* "$root"/standins "$root"/Directory.* "$root"/global.json)" \
    quietly "building $1" dotnet build "$root/$1/$1.csproj" -c $configuration
}

# set_up_node FOLDER: what the folder's package.json asks for. No lock file: it would record download addresses.
set_up_node() {
  need_tool npm "install Node.js 20 or later"
  [ -d "$root/$1/node_modules" ] || rm -f "$stamps/node-${1//\//-}"
  once "node-${1//\//-}" "$(state "$root/$1/package.json")" \
    quietly "installing the npm packages of $1/package.json" \
    npm install --prefix "$root/$1" --no-package-lock --no-audit --no-fund --loglevel=error
}

# The independent judges that tests run.
set_up_judges() { set_up_debian "the tests need these programs:" "$root/tools/apt-packages.txt"; }

# set_up_debian WHY FILE: the Debian packages that the file lists. Installed where this user may; otherwise named.
set_up_debian() {
  local missing=() package
  while read -r package; do
    case "$package" in "" | \#*) continue ;; esac
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done <"$2"
  [ ${#missing[@]} -eq 0 ] && return
  may_install || fail "$1 ${missing[*]}" "install them with your package manager (on Debian: sudo apt-get install ${missing[*]})" 1
  quietly "installing Debian packages: ${missing[*]}" install_debian "${missing[@]}"
}

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }

install_debian() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -y -q --no-install-recommends "$@"
}
