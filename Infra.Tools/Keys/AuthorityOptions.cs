using System.CommandLine;
using Infra.Pki;

namespace Infra.Tools.Keys;

/// <summary>The lab's certificate authority: its chain, its key, its passphrase.</summary>
internal sealed class AuthorityOptions(bool required)
{
    private readonly Option<string?> _chain = new("--ca-chain") { Description = "The CA's certificate, then its issuers up to the root, PEM.", Required = required };
    private readonly Option<string?> _key = new("--ca-key") { Description = "The CA's private key, PEM, in a file that only you can read.", Required = required };
    private readonly PassphraseOptions _passphrase = new("--ca-passphrase", "the CA's key");

    public void AddTo(Command command)
    {
        command.Options.Add(_chain);
        command.Options.Add(_key);
        _passphrase.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_chain) is null != result.GetResult(_key) is null) { result.AddError("--ca-chain and --ca-key belong together; give both"); }
        });
    }

    /// <summary>Null: none was named.</summary>
    public string? ReadChainPath(ParseResult parsed) => parsed.GetValue(_chain);

    /// <summary>Null: none was named.</summary>
    public SoftwareAuthority? Open(ParseResult parsed, ToolConsole console, TimeProvider clock) => parsed.GetValue(_chain) is { } chain
        ? SoftwareAuthority.FromPem(ToolFiles.Read(chain, TextReader.Null), ToolFiles.ReadKey(parsed.GetValue(_key)!), clock, _passphrase.Read(parsed, console))
        : null;
}
