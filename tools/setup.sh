# Set-up steps. Each is skipped when nothing it reads is newer than its stamp, so that a warm ./infra local starts at once.

configuration=Release
stamps="$root/artifacts/.stamps"

# fresh STAMP PATH...: is every file and folder under the paths older than the stamp? (A deleted file makes its folder newer.)
fresh() {
  local stamp="$stamps/$1"; shift
  [ -e "$stamp" ] || return 1
  [ -z "$(find "$@" \( -name bin -o -name obj -o -name node_modules \) -prune -o -newer "$stamp" -print -quit 2>/dev/null)" ]
}

stamp() { mkdir -p "$stamps"; touch -d "@${2:-$(date +%s)}" "$stamps/$1"; }

need_tool() { command -v "$1" >/dev/null || fail "$1 is not installed" "$2" 1; }

sources=("$root"/Infra* "$root"/standins "$root"/*.props "$root"/*.targets "$root"/global.json)

# The functions as they would be deployed: artifacts/functions/bootstrap.
set_up_functions() {
  local now; now=$(date +%s)
  if [ -x "$root/artifacts/functions/bootstrap" ] && fresh functions \
      "$root"/Infra.Identity "$root"/Infra.Lambdas "$root"/standins "$root"/Directory.*; then return; fi
  quietly "publishing the functions to artifacts/functions/" \
    dotnet publish "$root/Infra.Lambdas/Infra.Lambdas.csproj" -c $configuration -r linux-x64 -o "$root/artifacts/functions"
  stamp functions "$now"
}

# set_up_build PROJECT: builds one project and what it references.
set_up_build() {
  local now; now=$(date +%s)
  fresh "build-$1" "${sources[@]}" && return
  quietly "building $1" dotnet build "$root/$1/$1.csproj" -c $configuration
  stamp "build-$1" "$now"
}

# set_up_node FOLDER: what the folder's package.json asks for. No lock file: it would record download addresses.
set_up_node() {
  need_tool npm "install Node.js 20 or later"
  local now; now=$(date +%s)
  [ -d "$root/$1/node_modules" ] && fresh "node-${1//\//-}" "$root/$1/package.json" && return
  quietly "installing the npm packages of $1/package.json" \
    npm install --prefix "$root/$1" --no-package-lock --no-audit --no-fund --loglevel=error
  stamp "node-${1//\//-}" "$now"
}

# The independent judges that tests run (tools/apt-packages.txt). Installed where this user may; otherwise named.
set_up_judges() {
  local missing=() package
  while read -r package; do
    case "$package" in "" | \#*) continue ;; esac
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
  done <"$root/tools/apt-packages.txt"
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    fail "the tests need these programs: ${missing[*]}" "install them with your package manager (on Debian: sudo apt-get install ${missing[*]})" 1
  fi
  quietly "installing Debian packages: ${missing[*]}" install_judges "${missing[@]}"
}

install_judges() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q
  apt-get install -y -q --no-install-recommends "$@"
}
