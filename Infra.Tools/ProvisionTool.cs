using System.CommandLine;
using System.CommandLine.Parsing;
using Infra.Tools.Aws;
using Infra.Tools.Claims;
using Infra.Tools.Commands;
using Infra.Tools.Device;
using Infra.Tools.Devices;
using Infra.Tools.Keys;
using Infra.Tools.Pki;
using Infra.Tools.Planning;

namespace Infra.Tools;

/// <summary>The commands of <c>provision</c>.</summary>
internal static class ProvisionTool
{
    /// <summary>The whole tree of commands.</summary>
    public static RootCommand Create(ToolConsole console, TimeProvider clock, AwsClients aws) =>
        new($"Device provisioning at the command line. Exit codes: {string.Join("; ", ExitCodes.Meanings.Select(code => $"{code.Key} {code.Value}"))}.")
        {
            ClaimCommand.Create(console, clock, aws),
            new Command("csr", "Certificate requests of devices.") { CsrCheckCommand.Create(console) },
            new Command("ca", "CAs in AWS: those of ACM Private CA, and those that AWS IoT knows.")
            {
                FindAuthorityCommand.Create(console, aws),
                RegisterAuthorityCommand.Register(console, clock, aws),
                RegisterAuthorityCommand.Deregister(console, aws),
            },
            DevicesCommand.Create(console, clock, aws),
            KeyCommand.Create(console, clock, aws),
            PkiCommand.Create(console, clock),
            DeviceCommand.Create(console, clock),
            PlanCommand.Create(console),
        };

    public static int Run(string[] args, ToolConsole console, TimeProvider clock, AwsClients aws)
    {
        var parsed = Create(console, clock, aws).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return console.Refuse(args.Contains("--json"), new ToolException(
                ExitCodes.Usage, "command-line-faulty", string.Join("; ", parsed.Errors.Select(error => error.Message.TrimEnd('.'))), $"{PathOf(parsed.CommandResult)} --help says what can be given"));
        }

        return parsed.Invoke(new InvocationConfiguration { Output = console.Output, Error = console.Error });
    }

    /// <summary>As a person would type it; the root's own name is that of the process.</summary>
    private static string PathOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{PathOf(parent)} {command.Command.Name}" : "provision";
}
