using System.Collections.Immutable;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.Properties;

/// <summary>
/// Turns a bag of properties into values and gathers every fault on the way, each under its property's path. In a preview a value may
/// be unknown; it is then neither there nor missing.
/// </summary>
internal sealed class PropertyReader(ImmutableDictionary<string, PropertyValue> properties)
{
    private readonly List<CheckFailure> _faults = [];

    public IReadOnlyList<CheckFailure> Faults => _faults;

    public void Fault(string property, string reason) => _faults.Add(new CheckFailure(property, reason));

    public bool IsUnknown(string property) => properties.TryGetValue(property, out var value) && value.IsComputed;

    public bool IsMissing(string property) => !properties.TryGetValue(property, out var value) || value.IsNull;

    /// <summary>The text; null when unknown, or missing (a fault when <paramref name="required"/>).</summary>
    public string? Text(string property, bool required = false)
    {
        if (Present(property, required) is not { } value) { return null; }
        if (value.TryGetString(out var text) && !string.IsNullOrWhiteSpace(text)) { return text; }
        Fault(property, "must be text that is not empty");
        return null;
    }

    public bool Flag(string property, bool otherwise)
    {
        if (Present(property, required: false) is not { } value) { return otherwise; }
        if (value.TryGetBool(out var flag)) { return flag; }
        Fault(property, "must be true or false");
        return otherwise;
    }

    /// <summary>A whole number within both bounds; null when unknown or missing.</summary>
    public int? Integer(string property, int least, int most, bool required = false)
    {
        if (Present(property, required) is not { } value) { return null; }
        if (value.TryGetNumber(out var number) && number >= least && number <= most && Math.Floor(number).Equals(number)) { return (int)number; }
        Fault(property, $"must be a whole number from {least} to {most}{(value.TryGetNumber(out number) ? $", is {number}" : "")}");
        return null;
    }

    /// <summary>A misspelt optional property would otherwise be dropped without a word.</summary>
    public void AllowOnly(IReadOnlyCollection<string> known)
    {
        // The engine adds its own (__defaults, __internal).
        foreach (var name in properties.Keys.Where(name => !known.Contains(name) && !name.StartsWith("__", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            Fault(name, $"is not a property of this resource; it has {string.Join(", ", known)}");
        }
    }

    private PropertyValue? Present(string property, bool required)
    {
        if (!IsMissing(property)) { return properties[property] is { IsComputed: false } value ? value : null; }
        if (required) { Fault(property, "is required"); }
        return null;
    }
}
