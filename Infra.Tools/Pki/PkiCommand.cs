using System.CommandLine;
using Infra.Tools.Commands;

namespace Infra.Tools.Pki;

/// <summary><c>provision pki</c>: everything about the certificate authorities.</summary>
internal static class PkiCommand
{
    public static Command Create(ToolConsole console, TimeProvider clock) => new("pki", "The certificate authorities.")
    {
        InitCommand.Create(console, clock),
        SignSubordinateCommand.Create(console, clock),
        IssueCommand.Create(console, clock),
        RevokeCommand.Create(console, clock),
        CrlCommand.Create(console, clock),
        OcspCommand.Create(console, clock),
        OcspSignerCommand.Create(console, clock),
        VerifyCommand.Create(console, clock),
        InspectCommand.Create(console),
        LintCommand.Create(console),
    };
}
