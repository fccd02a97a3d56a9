using System.CommandLine;
using Infra.Tools.Aws;

namespace Infra.Tools.Claims;

/// <summary><c>provision claim</c>: fleet provisioning by a trusted user.</summary>
internal static class ClaimCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws) => new("claim", "Claims of a trusted user (fleet provisioning).")
    {
        CreateClaimCommand.Create(console, clock, aws),
        DeviceClientCommand.Create(console),
    };
}
