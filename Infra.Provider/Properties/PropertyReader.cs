using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Identity.Aws;
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

    /// <summary>The text where it has the given form; null, and a fault, where it has another.</summary>
    /// <param name="property">The property.</param>
    /// <param name="form">The form.</param>
    /// <param name="allowed">The form in words, to be read after "must be".</param>
    /// <param name="required">Whether it is a fault too that the text is missing. Default: no.</param>
    public string? Matching(string property, Regex form, string allowed, bool required = false) => Matching(property, form.IsMatch, allowed, required);

    /// <summary>The region that a resource is in; every one of this provider has to say.</summary>
    public string? Region(string property) => Matching(property, AwsRegion.IsName, AwsRegion.Grammar, required: true);

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

    private string? Matching(string property, Func<string, bool> fits, string allowed, bool required)
    {
        if (Text(property, required) is not { } text) { return null; }
        if (fits(text)) { return text; }
        Fault(property, $"must be {allowed}, is '{text}'");
        return null;
    }

    private PropertyValue? Present(string property, bool required)
    {
        if (!IsMissing(property)) { return properties[property] is { IsComputed: false } value ? value : null; }
        if (required) { Fault(property, "is required"); }
        return null;
    }
}
