# How the functions' executable is published, and what it must keep to.

# Of Amazon Linux 2023, on which the provided.al2023 runtime stands.
lambda_glibc=2.34
native_packages="$root/tools/apt-packages.native.txt"

# What ./infra local and the tests run: artifacts/functions/bootstrap, as ./infra package left it if nothing changed since, else
# compiled the way that asks for no C toolchain.
set_up_functions() {
  [ -x "$root/artifacts/functions/bootstrap" ] || rm -f "$stamps/functions"
  once functions "$(functions_state)" publish_ready_to_run
}

functions_state() { state "$root"/Infra.Identity "$root"/Infra.Lambdas "$root"/standins "$root"/Directory.* "$root"/global.json; }

publish_ready_to_run() {
  quietly "publishing the functions to artifacts/functions/" \
    dotnet publish "$root/Infra.Lambdas/Infra.Lambdas.csproj" -c $configuration -r linux-x64 -o "$root/artifacts/functions"
}

# For Lambda's runtime dotnet10: assemblies, compiled ReadyToRun, without the framework. An empty folder first: whatever lies there is zipped.
publish_managed() {
  rm -rf "$root/artifacts/functions-dotnet10"
  quietly "publishing the functions for runtime dotnet10 to artifacts/functions-dotnet10/" \
    dotnet publish "$root/Infra.Lambdas/Infra.Lambdas.csproj" -c $configuration -r linux-x64 -o "$root/artifacts/functions-dotnet10" \
    -p:ManagedRuntime=true --artifacts-path "$root/artifacts/managed"
}

# publish_native FRAMEWORK FOLDER. Intermediate files of its own, so that ordinary builds restore one framework and no native pack.
publish_native() {
  has_linker || set_up_debian "Native AOT links with" "$native_packages"
  quietly "publishing the functions as a $1 native executable to artifacts/$2/" \
    dotnet publish "$root/Infra.Lambdas/Infra.Lambdas.csproj" -c $configuration -r linux-x64 -o "$root/artifacts/$2" \
    -p:NativeAot=true -p:InfraFramework="$1" --artifacts-path "$root/artifacts/native/$1"
}

# choose_compilation [aot|ready-to-run]: prints which. Unless told: Native AOT where the registry has its packs and this machine can link.
choose_compilation() {
  local answer="$stamps/compilation-$(dotnet --version)" missing
  case "${1:-}" in
    aot | ready-to-run) say "compilation: $1 (as told)"; echo "$1"; return ;;
  esac
  if ! has_linker && ! may_install; then
    say "compilation: ready-to-run, since clang and zlib's headers are not installed and this user may not install them"
    echo ready-to-run
    return
  fi
  if [ ! -s "$answer" ]; then
    if missing=$(dotnet restore "$root/Infra.Lambdas/Infra.Lambdas.csproj" -r linux-x64 -p:NativeAot=true --artifacts-path "$root/artifacts/native/net10.0" 2>&1); then
      missing=
    else
      missing=$(missing_packages "$missing")
      [ -n "$missing" ] || fail "whether the registry has the Native AOT packs cannot be told: the restore failed for another reason" "run it again, or say --ready-to-run" 1
    fi
    mkdir -p "$stamps"
    echo "${missing:-none}" >"$answer"
  fi
  missing=$(cat "$answer")
  if [ "$missing" = none ]; then
    say "compilation: aot (the registry has the packs)"
    echo aot
  else
    say "compilation: ready-to-run, since the registry lacks ${missing// /, }"
    echo ready-to-run
  fi
}

has_linker() { command -v clang >/dev/null && [ -e /usr/include/zlib.h ]; }

# check_functions EXECUTABLE: it must run on Lambda's glibc. The versions it needs stand in it as text, whatever the tools at hand.
check_functions() {
  local newest
  newest=$(LC_ALL=C grep -aoE 'GLIBC_[0-9]+\.[0-9]+' "$1" | sed 's/GLIBC_//' | sort -uV | tail -1)
  [ -n "$newest" ] || fail "${1#"$root/"} names no glibc version, so it cannot be told where it runs" "" 1
  if [ "$(printf '%s\n' "$newest" "$lambda_glibc" | sort -V | tail -1)" != "$lambda_glibc" ]; then
    fail "${1#"$root/"} needs glibc $newest; Lambda's provided.al2023 has $lambda_glibc" \
      "link it on a system with glibc $lambda_glibc or older (Amazon Linux 2023, Debian 12), or say --ready-to-run" 1
  fi
  say "${1#"$root/"}: $(stat -c %s "$1") bytes, needs glibc $newest (at most $lambda_glibc)"
}
