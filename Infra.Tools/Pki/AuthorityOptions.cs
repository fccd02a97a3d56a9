using System.CommandLine;
using Infra.Pki;
using Infra.Tools.Pki.Authorities;

namespace Infra.Tools.Pki;

/// <summary>Which authority a command works with, and what opens its key.</summary>
internal sealed class AuthorityOptions
{
    private readonly Option<string> _folder = new("--authority") { Description = "The authority's folder, as pki init made it.", Required = true };
    private readonly PassphraseOptions _passphrase = new("--passphrase", "the authority's key");

    public void AddTo(Command command, bool unlocks = true)
    {
        command.Options.Add(_folder);
        if (unlocks) { _passphrase.AddTo(command); }
    }

    public AuthorityFolder Folder(ParseResult parsed) => new(parsed.GetRequiredValue(_folder));

    public SoftwareAuthority Unlock(ParseResult parsed, ToolConsole console, TimeProvider clock) =>
        Folder(parsed).Unlock(clock, _passphrase.Read(parsed, console));
}
