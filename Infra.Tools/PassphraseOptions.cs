using System.CommandLine;
using System.Text;

namespace Infra.Tools;

/// <summary>
/// Where the passphrase of a private key comes from. Never from the command line itself, which every user of the machine can list.
/// </summary>
internal sealed class PassphraseOptions
{
    private const int Shortest = 8;

    private readonly Option<string?> _variable;
    private readonly Option<string?> _file;
    private readonly Option<bool> _prompt;
    private readonly string _whose;

    /// <param name="prefix">First part of the three options' names, such as <c>--passphrase</c>.</param>
    /// <param name="whose">What the passphrase opens, for people.</param>
    public PassphraseOptions(string prefix, string whose)
    {
        _whose = whose;
        _variable = new(prefix + "-env") { Description = $"Environment variable with the passphrase of {whose}." };
        _file = new(prefix + "-file") { Description = $"File with the passphrase of {whose} in its first line; only you can read it." };
        _prompt = new(prefix + "-prompt") { Description = $"Ask for the passphrase of {whose}." };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_variable);
        command.Options.Add(_file);
        command.Options.Add(_prompt);
        command.Validators.Add(result =>
        {
            Option[] all = [_variable, _file, _prompt];
            if (all.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
            {
                result.AddError($"give one of {string.Join(", ", all.Select(option => option.Name))}");
            }
        });
    }

    /// <summary>The passphrase of a key that exists; null: none was named.</summary>
    public string? Read(ParseResult parsed, ToolConsole console) =>
        parsed.GetValue(_prompt) ? console.AskSecret($"Passphrase of {_whose}:") : Named(parsed);

    /// <summary>A passphrase for a new key, asked for twice; null: none was named.</summary>
    public string? Choose(ParseResult parsed, ToolConsole console)
    {
        var passphrase = Read(parsed, console);
        if (passphrase is { Length: < Shortest })
        {
            throw new ToolException(ExitCodes.Refused, "passphrase-too-short", $"the passphrase of {_whose} has {passphrase.Length} characters, and nothing is written", $"take {Shortest} characters or more; six random words are easy to keep");
        }

        if (parsed.GetValue(_prompt) && console.AskSecret("The same again:") != passphrase)
        {
            throw new ToolException(ExitCodes.Refused, "passphrase-mistyped", "the two passphrases differ, and nothing is written", "the same command again, and the same passphrase twice");
        }

        return passphrase;
    }

    private string? Named(ParseResult parsed)
    {
        if (parsed.GetValue(_variable) is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
                ? value
                : throw new ToolException(ExitCodes.Usage, "passphrase-missing", $"the environment variable {variable} ({_variable.Name}) is not set", $"export {variable}=..., or give {_file.Name} or {_prompt.Name}");
        }

        // Files are read as Latin-1, to let DER through; what a person types is UTF-8.
        return parsed.GetValue(_file) is { } file
            ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(ToolFiles.ReadKey(file).Split('\n')[0].TrimEnd('\r')))
            : null;
    }
}
