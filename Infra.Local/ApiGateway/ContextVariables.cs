using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Infra.Local.ApiGateway;

/// <summary>The <c>$context</c> variables of one request (API Gateway Developer Guide, "Variables for data models, authorizers, ...").</summary>
internal sealed partial class ContextVariables
{
    private readonly ConcurrentDictionary<string, string> values = new(StringComparer.Ordinal);

    public string? this[string name]
    {
        get => values.GetValueOrDefault(name);
        set
        {
            if (value is null) { values.TryRemove(name, out _); }
            else { values[name] = value; }
        }
    }

    public void Set(string name, long value) => this[name] = value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Fills a template in; a variable without a value is a dash in an access log, nothing in a body.</summary>
    public string Render(string template, string absent) => Variable().Replace(template, match => values.GetValueOrDefault(match.Groups["name"].Value) ?? absent);

    [GeneratedRegex(@"\$context\.(?<name>[A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)")]
    private static partial Regex Variable();
}
