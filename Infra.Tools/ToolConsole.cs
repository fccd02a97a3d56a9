using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Infra.Pki;
using Infra.Tools.Aws;
using Spectre.Console;

namespace Infra.Tools;

/// <summary>The one voice of the tool: results on standard output, errors on standard error; with --json one object on standard output either way.</summary>
internal sealed class ToolConsole(TextReader input, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The process's own. Latin-1 lets a DER file through unharmed.</summary>
    public static ToolConsole System => new(new StreamReader(Console.OpenStandardInput(), Encoding.Latin1), Console.Out, Console.Error) { IsWatched = !Console.IsErrorRedirected };

    public TextReader Input => input;

    public TextWriter Output => output;

    public TextWriter Error => error;

    /// <summary>A person watches standard error: progress may move there.</summary>
    public bool IsWatched { get; private init; }

    /// <summary>Runs a command; a refusal becomes its message and its exit code.</summary>
    public int Run(bool json, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            return Refuse(json, refusal);
        }
    }

    /// <summary>The same for a command that waits.</summary>
    public async Task<int> RunAsync(bool json, Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (Exception e) when (Refusal(e) is { } refusal)
        {
            return Refuse(json, refusal);
        }
    }

    /// <summary>Asks the person for a secret that is not shown, on the terminal, so that standard output stays the result's.</summary>
    public string AskSecret(string question)
    {
        try
        {
            var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
            return terminal.Prompt(new TextPrompt<string>(question).Secret(mask: null));
        }
        catch (Exception e) when (e is InvalidOperationException or NotSupportedException)
        {
            throw new ToolException(ExitCodes.Usage, "no-terminal", "there is no terminal to ask for the passphrase on", "give it by an environment variable or a file");
        }
    }

    /// <summary>Asks the person before what cannot be undone. Where nobody is there to be asked, only <paramref name="force"/> is a yes.</summary>
    public void Confirm(bool force, string what)
    {
        if (force) { return; }
        if (!IsWatched)
        {
            throw new ToolException(ExitCodes.Usage, "confirmation-required", $"{what}; nothing is done, because nobody is here to say yes", "--force to do it, --dry-run to look first");
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        if (!terminal.Prompt(new ConfirmationPrompt(Markup.Escape($"{what}. Go on?")) { DefaultValue = false }))
        {
            throw new ToolException(ExitCodes.Refused, "not-confirmed", $"{what}: you did not say yes, and nothing is done", "the same command again and a yes, or --force; --dry-run looks first");
        }
    }

    /// <summary>One result: for programs as JSON, for people as lines.</summary>
    public void Result<T>(bool json, T result, params ReadOnlySpan<string> lines)
    {
        if (json)
        {
            Write(result);
            return;
        }

        foreach (var line in lines) { output.WriteLine(line); }
    }

    /// <summary>Says why a command ended; its exit code.</summary>
    public int Refuse(bool json, ToolException refusal)
    {
        if (json)
        {
            Write(new Failure(refusal.Code, refusal.Message, refusal.Hint));
        }
        else
        {
            error.WriteLine($"provision: error: {refusal.Message} [{refusal.Code}]");
            error.WriteLine($"provision: hint: {refusal.Hint}");
        }

        return refusal.ExitCode;
    }

    /// <summary>The exceptions that are meant for the person; all others are defects and show themselves as such.</summary>
    private static ToolException? Refusal(Exception thrown) => thrown switch
    {
        ToolException refusal => refusal,
        PkiException refusal => new ToolException(ExitCodes.Refused, refusal.Code, refusal.Message, PkiHints.Of(refusal.Code)),
        OperationCanceledException => new ToolException(ExitCodes.Interrupted, "interrupted", "interrupted, or a call was not answered in time", "the same command again: what is done already is not done twice"),
        _ => AwsRefusals.Of(thrown),
    };

    private void Write<T>(T value) => output.WriteLine(JsonSerializer.Serialize(value, Json));

    private sealed record Failure(string Error, string Message, string Hint);
}
