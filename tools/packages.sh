# Decides once per checkout whether it builds with the real packages or with the stand-ins of standins/ (standins/README.md).
# Leaves one of two git-ignored markers at the root: .real-packages or .standins. Directory.Build.targets reads them.

packages_wanted=""

choose_packages() {
  case "$packages_wanted" in
    real) mark_packages .real-packages .standins "" "real (as told)"; return ;;
    stand-ins) mark_packages .standins .real-packages "" "stand-ins (as told)"; return ;;
    "") ;;
    *) fail "--packages is '$packages_wanted'; allowed are real and stand-ins" ;;
  esac
  if [ -e "$root/.real-packages" ] || [ -e "$root/.standins" ]; then return; fi

  # The tests reference every project, so their restore asks the registry for every package.
  local log missing
  if log=$(dotnet restore "$root/Infra.Tests/Infra.Tests.csproj" -p:StandIns=false 2>&1); then
    mark_packages .real-packages .standins "" "real (the registry has them all)"
    return
  fi
  missing=$(missing_packages "$log")
  if [ -z "$missing" ]; then
    echo "$log" >&2
    fail "the restore failed for another reason than a missing package, so no choice was made" "see the output above, then run the command again" 1
  fi
  mark_packages .standins .real-packages "$missing" "stand-ins, since the registry lacks ${missing// /, }"
}

# missing_packages LOG: what a restore did not find. NU1101: no such package; NU1102: no such version. Anything else (no network, say)
# is no answer, so no choice may be made of it.
missing_packages() { grep -oE 'NU110[12]: Unable to find package [A-Za-z0-9.-]+[A-Za-z0-9]' <<<"$1" | sed 's/.* //' | sort -u | paste -sd ' ' || true; }

# mark_packages MARKER OTHER CONTENT SENTENCE
mark_packages() {
  local changed=no
  [ -e "$root/$1" ] || changed=yes
  rm -f "$root/$2"
  echo "$3" >"$root/$1"
  # A build made with the other choice must not pass for one made with this.
  [ "$changed" = yes ] && rm -rf "$root/artifacts/.stamps"
  say "packages: $4"
}
