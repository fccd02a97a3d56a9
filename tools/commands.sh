# One function per command of ./infra.

command_packages() {
  case "${1:-}" in
    "") choose_packages; [ -e "$root/.standins" ] && say "this checkout builds with the stand-ins" || say "this checkout builds with the real packages" ;;
    *) packages_wanted="$1"; choose_packages ;;
  esac
}

set_up_local() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  need_tool openssl "install OpenSSL 3; the run checks each certificate chain with it"
  choose_packages
  set_up_node Infra.Local/node
  set_up_functions
  set_up_build Infra.Local
}

command_local() {
  set_up_local
  INFRA_STARTED_AT=$started_at exec dotnet "$root/Infra.Local/bin/$configuration/net10.0/infra-local.dll" "$@"
}

# What pulumi up deploys. A zip rather than the folder: Pulumi drops a file's executable bit when it archives a folder (pulumi/pulumi#3593).
command_package() {
  local compilation="" framework="" runtime=provided.al2023
  while [ $# -gt 0 ]; do
    case "$1" in
      --aot | --ready-to-run) compilation="${1#--}"; shift ;;
      --framework) [ "${2:-}" = net9.0 ] || fail "--framework is '${2:-}'; allowed is net9.0 (a native build for measuring)"; framework=$2; shift 2 ;;
      --runtime)
        case "${2:-}" in
          provided.al2023 | dotnet10) runtime=$2; shift 2 ;;
          *) fail "--runtime is '${2:-}'; allowed are provided.al2023 and dotnet10" ;;
        esac ;;
      *) fail "./infra package does not know '$1'" "allowed are --aot, --ready-to-run, --runtime provided.al2023|dotnet10 and --framework net9.0" ;;
    esac
  done
  if [ "$runtime" = dotnet10 ] && [ -n "$compilation$framework" ]; then
    fail "--runtime dotnet10 brings the framework and compiles at run time what is not ReadyToRun" "leave out --aot, --ready-to-run and --framework"
  fi
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  if [ "$runtime" = dotnet10 ]; then
    publish_managed
    zip_functions functions-dotnet10
    return
  fi
  if [ -n "$framework" ]; then
    publish_native "$framework" "functions-$framework"
    check_functions "$root/artifacts/functions-$framework/bootstrap"
    return
  fi
  compilation=$(choose_compilation "$compilation") || exit 1
  rm -f "$stamps/functions"
  case "$compilation" in
    aot) once functions "$(functions_state)" publish_native net10.0 functions ;;
    ready-to-run) once functions "$(functions_state)" publish_ready_to_run ;;
  esac
  check_functions "$root/artifacts/functions/bootstrap"
  zip_functions functions bootstrap
}

# zip_functions FOLDER [FILE...]: artifacts/FOLDER.zip of these files of artifacts/FOLDER, or of all.
zip_functions() {
  local folder="$1"; shift
  quietly "writing artifacts/$folder.zip" dotnet run "$root/tools/functions-zip.cs" -- "$root/artifacts/$folder" "$root/artifacts/$folder.zip" "$@"
  say "artifacts/$folder.zip: $(stat -c %s "$root/artifacts/$folder.zip") bytes"
}

# Neither functions nor a database are needed to render what the program says.
command_policies() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  set_up_build Infra.Local
  exec dotnet "$root/Infra.Local/bin/$configuration/net10.0/infra-local.dll" policies "$@"
}

command_prove() {
  set_up_local
  exec dotnet "$root/Infra.Local/bin/$configuration/net10.0/infra-local.dll" prove "$@"
}

command_provision() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  set_up_build Infra.Tools
  exec dotnet "$root/Infra.Tools/bin/$configuration/net10.0/provision.dll" "$@"
}

# What the tests need beside their own build. A plain dotnet test comes here too (Infra.Tests.csproj).
command_prepare() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  set_up_node Infra.Local/node
  set_up_node Infra.Tests/node
  if [ -e "$root/.real-packages" ]; then set_up_node Infra.Tests/node/pulumi; fi
  set_up_functions
  set_up_judges
}

# e.g. ./infra bench import --keys 100000, ./infra bench functions --baseline 'COMMAND'; results in artifacts/bench.json
command_bench() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  [ "${1:-}" = plan ] || set_up_node Infra.Local/node
  [ "${1:-}" != functions ] || set_up_functions_bench
  set_up_build Infra.Benchmarks
  cd "$root"
  exec dotnet "$root/Infra.Benchmarks/bin/$configuration/net10.0/infra-bench.dll" "$@"
}

# Arguments go to dotnet test, e.g. ./infra test --filter A_device_id
command_test() {
  command_prepare
  local results="$root/artifacts/test-results" status=0
  rm -rf "$results"
  say "building and running the tests"
  dotnet test "$root/Infra.Tests/Infra.Tests.csproj" -c $configuration -p:TestsPrepared=true --results-directory "$results" \
    --logger "trx;LogFileName=tests.trx" --logger "console;verbosity=${INFRA_TEST_VERBOSITY:-minimal}" "$@" || status=$?
  close_tests "$results/tests.trx" "$status"
}

# Ends with "N passed, N failed" alone on a line; green only if the runner was content and at least one test passed.
close_tests() {
  local passed=0 failed=0 counters
  if counters=$(grep -o '<Counters [^>]*>' "$1" 2>/dev/null); then
    passed=$(sed -E 's/.* passed="([0-9]+)".*/\1/' <<<"$counters")
    failed=$(($(sed -E 's/.* total="([0-9]+)".*/\1/' <<<"$counters") - passed))
  fi
  # A build that broke or a runner that crashed has no count of its own; it is a failure all the same.
  if [ "$2" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  if [ "$passed" -eq 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# e.g. ./infra fuzz --seconds 600: hostile requests for the authorizer.
command_fuzz() {
  need_tool dotnet "install the .NET 10 SDK from https://dot.net/download"
  choose_packages
  set_up_build Infra.Fuzzing
  cd "$root"
  exec dotnet "$root/Infra.Fuzzing/bin/$configuration/net10.0/infra-fuzz.dll" "$@"
}
