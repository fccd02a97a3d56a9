using System.CommandLine;
using Infra.Tools.Aws;

namespace Infra.Tools.Keys;

/// <summary><c>provision key</c>: FreeRTOS's developer-mode keys, from the serial log to a board that connects, and away again.</summary>
internal static class KeyCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock, AwsClients aws) => new("key", "Keys of lab boards (FreeRTOS developer mode).")
    {
        BoardCommand.Create(console, clock, aws),
        ReadCommand.Create(console),
        OfficerCommand.Create(console, clock),
        RequestCommand.Create(console, clock),
        CertificateCommand.Create(console, clock),
        HeaderCommand.Create(console),
        ExtractCommand.Create(console),
        AuthorizeCommand.Create(console, aws),
        ImportCommand.Create(console, aws),
        CleanUpCommand.Create(console, aws),
    };
}
