using System.CommandLine;

namespace Infra.Tools.Device;

/// <summary><c>provision device</c>: the reference device, against AWS or the local cloud.</summary>
internal static class DeviceCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock) => new("device", "The reference device.")
    {
        EnrollCommand.Enroll(console, clock),
        EnrollCommand.Renew(console, clock),
        FleetCommand.Create(console, clock),
        ConnectCommand.Connect(console),
        ConnectCommand.Publish(console),
    };
}
