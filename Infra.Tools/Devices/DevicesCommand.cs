using System.CommandLine;
using Infra.Tools.Aws;

namespace Infra.Tools.Devices;

/// <summary><c>provision devices</c>: the device table from the command line.</summary>
internal static class DevicesCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws) => new("devices", "The device table: whose keys are recorded.")
    {
        ImportCommand.Create(console, clock, aws),
        ExportCommand.Create(console, clock, aws),
        ShowCommand.Create(console, clock, aws),
        StatusCommand.Block(console, clock, aws),
        StatusCommand.Unblock(console, clock, aws),
    };
}
