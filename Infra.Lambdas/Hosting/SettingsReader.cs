using System.Globalization;
using Infra.Identity.Contracts;

namespace Infra.Lambdas.Hosting;

/// <summary>The environment does not fit the function.</summary>
public sealed class FunctionSettingsException(string message) : Exception(message);

/// <summary>
/// Reads a function's environment once and gathers every fault, so that one deployment shows all of them. What it hands out
/// counts only after <see cref="ThrowIfFaulty"/>.
/// </summary>
internal sealed class SettingsReader(string handler, Func<string, string?> environment)
{
    private readonly List<string> _missing = [];
    private readonly List<string> _wrong = [];
    private readonly FunctionContract _contract = FunctionContract.For(handler);

    /// <summary>The function, one of <see cref="HandlerNames"/>.</summary>
    public string Handler => handler;

    public string Text(string name)
    {
        if (environment(name) is { Length: > 0 } value)
        {
            return value;
        }

        foreach (var setting in _contract.Environment)
        {
            if (setting.Name == name && setting.Default is { } otherwise)
            {
                return otherwise;
            }
        }

        _missing.Add(name);
        return "";
    }

    public int WholeNumber(string name, int from, int to)
    {
        var text = Text(name);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
        {
            return number;
        }

        if (text.Length > 0)
        {
            _wrong.Add($"{name} is '{text}'; it must be a whole number from {from} to {to}");
        }

        return 0;
    }

    public string OneOf(string name, params ReadOnlySpan<string> allowed)
    {
        var text = Text(name);
        if (text.Length > 0 && !allowed.Contains(text))
        {
            _wrong.Add($"{name} is '{text}'; it must be one of {string.Join(", ", allowed)}");
        }

        return text;
    }

    public void ThrowIfFaulty()
    {
        List<string> faults = [.. _wrong];
        if (_missing.Count > 0)
        {
            faults.Insert(0, $"missing from the environment: {string.Join(", ", _missing)}");
        }

        if (faults.Count > 0)
        {
            throw new FunctionSettingsException($"the function {handler} cannot start; {string.Join("; ", faults)}");
        }
    }
}
