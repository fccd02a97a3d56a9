# How the command speaks: "infra: ..." on stderr, so that stdout stays the command's own (report, JSON).

say() { echo "infra: $1" >&2; }

fail() {
  echo "infra: error: $1" >&2
  [ -n "${2:-}" ] && echo "infra: hint: $2" >&2
  exit "${3:-2}"
}

# quietly LABEL COMMAND...: shows the output only when the command fails.
quietly() {
  local label="$1" log; shift
  say "$label"
  log=$(mktemp)
  if ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    fail "$label failed; its output is above" "" 1
  fi
  rm -f "$log"
}

print_help() {
  cat <<'HELP'
usage: ./infra COMMAND [options]

  local       run the Pulumi program on this machine, provision devices, connect them   (--help for its options)
  test        set everything up and run every test; ends with "N passed, N failed"
  prepare     install and publish what the tests need; test does it, and so does a plain dotnet test
  package     publish the functions to artifacts/functions/bootstrap and artifacts/functions.zip: Native AOT where the registry has the
              pack, else ReadyToRun (--aot, --ready-to-run); --runtime dotnet10: assemblies for Lambda's own .NET,
              artifacts/functions-dotnet10.zip; --framework net9.0: a native build for measuring, artifacts/functions-net9.0/
  policies    render the IAM and IoT policies to policies/ and docs/policies.md; --check fails where one differs
  prove       remove each permission of the deployed policies in turn and show what then fails; --json
  provision   the command-line tool for PKI admins and firmware developers              (--help for its commands)
  bench       measure ratios side by side, into artifacts/bench.json: import, functions, plan   (--help for its options)
  fuzz        send hostile requests to the authorizer for a while; fails on anything but a cheap, clean refusal     (--help for its options)
  packages    choose the packages of this checkout: [real|stand-ins]; without a word, try the registry once
  help        this text

Every command takes --packages real|stand-ins. In a fresh clone each does all its set-up.
HELP
}
