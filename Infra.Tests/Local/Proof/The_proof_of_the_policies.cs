using System.Diagnostics;
using System.Text.Json;
using Infra.Tests.Support;

namespace Infra.Tests.Local.Proof;

/// <summary><c>./infra prove</c> itself, as a process.</summary>
public sealed class The_proof_of_the_policies
{
    [Fact]
    public async Task finds_them_sufficient_and_every_permission_needed()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "infra-local.dll"), "prove", "--json"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"exit code {process.ExitCode}\n{await output}\n{await errors}");

        using var report = JsonDocument.Parse(await output);
        Assert.True(report.RootElement.GetProperty("succeeded").GetBoolean());
        var permissions = report.RootElement.GetProperty("permissions").EnumerateArray().ToArray();
        Assert.All(permissions, permission => Assert.Equal("Needed", permission.GetProperty("verdict").GetString()));
        Assert.Contains(permissions, permission => permission.GetProperty("statement").GetString() == "TakeBackFailedRegistrations");
        Assert.Contains(permissions, permission => permission.GetProperty("action").GetString() == "iot:Receive");
    }
}
