using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Infra.Tools;

/// <summary>The one voice of the tool: results on standard output, errors on standard error; with --json one object on standard output either way.</summary>
internal sealed class ToolConsole(TextReader input, TextWriter output, TextWriter error)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The process's own. Latin-1 lets a DER file through unharmed.</summary>
    public static ToolConsole System => new(new StreamReader(Console.OpenStandardInput(), Encoding.Latin1), Console.Out, Console.Error);

    public TextReader Input => input;

    public TextWriter Output => output;

    public TextWriter Error => error;

    /// <summary>Runs a command; a refusal becomes its message and its exit code.</summary>
    public int Run(bool json, Func<int> command)
    {
        try
        {
            return command();
        }
        catch (ToolException e)
        {
            if (json)
            {
                Write(new Failure(e.Code, e.Message, e.Hint));
            }
            else
            {
                error.WriteLine($"provision: error: {e.Message} [{e.Code}]");
                if (e.Hint is not null) { error.WriteLine($"provision: hint: {e.Hint}"); }
            }

            return e.ExitCode;
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

    private void Write<T>(T value) => output.WriteLine(JsonSerializer.Serialize(value, Json));

    private sealed record Failure(string Error, string Message, string? Hint);
}
