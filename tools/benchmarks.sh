# What ./infra bench functions measures beside the functions as they are deployed.

set_up_functions_bench() {
  need_tool openssl "install OpenSSL 3; its speed command is one of the floors"
  set_up_functions
  [ -x "$root/artifacts/functions-net9.0/bootstrap" ] || rm -f "$stamps/functions-net9.0"
  once functions-net9.0 "$(functions_state)" publish_native net9.0 functions-net9.0
  [ -x "$root/artifacts/bench/floors/request" ] || rm -f "$stamps/floors"
  once floors "$(state "$root/Infra.Benchmarks/Functions/Floors" "$root/Directory.Packages.props")" publish_floors
}

# Native executables like the functions', built outside the checkout so that none of its settings reach them.
publish_floors() {
  has_linker || set_up_debian "Native AOT links with" "$native_packages"
  local folder name sdk
  sdk=$(sed -nE 's/.*"AWSSDK.DynamoDBv2" Version="([^"]+)".*/\1/p' "$root/Directory.Packages.props")
  folder=$(mktemp -d)
  for name in hello request; do
    mkdir "$folder/$name"
    cp "$root/Infra.Benchmarks/Functions/Floors/$name.cs" "$folder/$name/"
    cat >"$folder/$name/$name.csproj" <<PROJECT
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net9.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <PublishAot>true</PublishAot>
    <InvariantGlobalization>true</InvariantGlobalization>
    <UseSystemResourceKeys>true</UseSystemResourceKeys>
    <EventSourceSupport>false</EventSourceSupport>
  </PropertyGroup>
  $([ $name = request ] && echo "<ItemGroup><PackageReference Include=\"AWSSDK.DynamoDBv2\" Version=\"$sdk\" /></ItemGroup>")
</Project>
PROJECT
    quietly "publishing the floor '$name' to artifacts/bench/floors/" \
      dotnet publish "$folder/$name/$name.csproj" -c $configuration -r linux-x64 -o "$root/artifacts/bench/floors"
  done
  rm -rf "$folder"
}
