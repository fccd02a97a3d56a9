using System.Collections.Immutable;
using System.Globalization;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Policies;

/// <summary>The connection that asks, as policy variables and condition keys see it.</summary>
/// <param name="ClientId">The MQTT client id.</param>
/// <param name="CertificateId">The certificate whose key the device proved to hold.</param>
/// <param name="Names">That certificate's subject and issuer.</param>
/// <param name="AttachedThing">
/// The thing named like the client id, if the certificate is attached to it. Only then do the <c>iot:Connection.Thing</c> variables have a value
/// (developer guide, "Thing policy variables"): the name alone is the client's claim, the attachment is the registry's word.
/// </param>
internal sealed record DeviceContext(string ClientId, string CertificateId, CertificateNames Names, Thing? AttachedThing)
{
    private const string AttributesPrefix = "iot:Connection.Thing.Attributes[";
    private const string SubjectPrefix = "iot:Certificate.Subject.";
    private const string IssuerPrefix = "iot:Certificate.Issuer.";

    // Developer guide, "X.509 certificate policy variable limitations".
    private const int LongestValue = 1024;
    private const int MostValues = 5;

    /// <summary>
    /// A variable's value for substitution; null leaves the variable as it is. What the certificate or the registry says is not substituted when it
    /// holds a wildcard (developer guide, "X.509 certificate policy variable limitations"). A client id is, even "+", which is how <c>iot:ClientId</c>
    /// in a topic filter opens the topics of others ("Basic AWS IoT Core policy variables"); only what would be a wildcard to the policy is not.
    /// </summary>
    public string? Variable(string name) =>
        Values(name) is [var value, ..] && value.Length <= LongestValue && value.AsSpan().IndexOfAny(Is(name, "iot:ClientId") ? "*$?" : "*$+?#") < 0 ? value : null;

    /// <summary>A condition key's values; empty when the connection does not carry the key.</summary>
    public ImmutableArray<string> Values(string key)
    {
        if (Is(key, "iot:ClientId")) { return [ClientId]; }
        if (Is(key, "iot:CertificateId")) { return [CertificateId]; }
        if (Is(key, "iot:Connection.Thing.IsAttached")) { return [AttachedThing is null ? "false" : "true"]; }
        if (Is(key, "iot:Connection.Thing.ThingName")) { return One(AttachedThing?.Name); }
        if (Is(key, "iot:Connection.Thing.ThingTypeName")) { return One(AttachedThing?.TypeName); }
        if (Is(key, "iot:Certificate.SerialNumber")) { return [Names.SerialNumber]; }
        if (key.StartsWith(AttributesPrefix, StringComparison.OrdinalIgnoreCase) && key.EndsWith(']'))
        {
            return One(AttachedThing?.Attributes.GetValueOrDefault(key[AttributesPrefix.Length..^1]));
        }
        if (key.StartsWith(SubjectPrefix, StringComparison.OrdinalIgnoreCase)) { return Named(Names.Subject, key[SubjectPrefix.Length..]); }
        return key.StartsWith(IssuerPrefix, StringComparison.OrdinalIgnoreCase) ? Named(Names.Issuer, key[IssuerPrefix.Length..]) : [];
    }

    // A name may hold an attribute several times: Organization is the first of them, Organization.1 the second, Organization.List all that count.
    private static ImmutableArray<string> Named(ImmutableDictionary<string, ImmutableArray<string>> name, string attribute)
    {
        var dot = attribute.IndexOf('.', StringComparison.Ordinal);
        if (!name.TryGetValue(dot < 0 ? attribute : attribute[..dot], out var values)) { return []; }
        if (dot < 0) { return [values[0]]; }
        var counted = values[..Math.Min(values.Length, MostValues)];
        if (Is(attribute[(dot + 1)..], "List")) { return counted; }
        return int.TryParse(attribute.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < counted.Length
            ? [counted[index]]
            : [];
    }

    private static ImmutableArray<string> One(string? value) => value is null ? [] : [value];

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
