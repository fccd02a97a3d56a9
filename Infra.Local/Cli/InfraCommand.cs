using System.CommandLine;
using System.CommandLine.Help;

namespace Infra.Local.Cli;

/// <summary>
/// The commands of <c>./infra</c> that this program is. No <see cref="RootCommand"/>, which help would call by the executable's name: what people type is
/// <c>./infra local</c>.
/// </summary>
internal static class InfraCommand
{
    public static Command Build() => new("infra", "Device provisioning, run on this machine.")
    {
        new HelpOption(), LocalCommand.Build(), PoliciesCommand.Build(), ProveCommand.Build(),
    };

    /// <summary>Arguments without a command are those of <c>local</c>.</summary>
    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        var infra = Build();
        return infra.Parse(args is [var first, ..] && infra.Subcommands.Any(command => command.Name == first) ? args : [LocalCommand.Name, .. args]);
    }
}
