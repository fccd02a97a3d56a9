# Decides once per checkout whether it builds with the real packages or with the stand-ins of standins/ (see standins/README.md).
# Leaves one of two git-ignored markers at the root: .real-packages or .standins.

choose_packages() {
  local wanted="${1:-}"
  case "$wanted" in
    real) rm -f "$root/.standins"; : >"$root/.real-packages"; echo "infra: packages: real (as told)"; return ;;
    stand-ins) rm -f "$root/.real-packages"; : >"$root/.standins"; echo "infra: packages: stand-ins (as told)"; return ;;
    "") ;;
    *) echo "infra: error: --packages must be real or stand-ins, not '$wanted'" >&2; return 2 ;;
  esac
  [ -e "$root/.real-packages" ] && return
  [ -e "$root/.standins" ] && return
  local log
  # The tests reference every project, so their restore asks for every package.
  if log=$(dotnet restore "$root/Infra.Tests/Infra.Tests.csproj" -p:StandIns=false --nologo 2>&1); then
    : >"$root/.real-packages"
    echo "infra: packages: real (the registry has them all)"
  elif missing=$(grep -oE 'NU110[12]: Unable to find package [A-Za-z0-9.]+[A-Za-z0-9]' <<<"$log" | sed 's/.* //' | sort -u | paste -sd ' ') && [ -n "$missing" ]; then
    echo "$missing" >"$root/.standins"
    echo "infra: packages: stand-ins, since the registry lacks $(sed 's/ /, /g' <<<"$missing"); ./infra packages real overrides"
  else
    echo "$log" >&2
    echo "infra: error: the restore failed for another reason than a missing package, so no choice was made; see above, then run the command again" >&2
    return 1
  fi
}
