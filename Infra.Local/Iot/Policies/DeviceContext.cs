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

    /// <summary>
    /// A variable's value for substitution. A value that holds a wildcard is not substituted: else a device could widen its policy by
    /// choosing its client id or subject (developer guide: "*", "$", "+", "?" and "#").
    /// </summary>
    public string? Variable(string name) =>
        Values(name) is [var value, ..] && value.AsSpan().IndexOfAny("*$+?#") < 0 ? value : null;

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

    // A name may hold an attribute several times: Organization is all of them as condition key, Organization.1 the second.
    private static ImmutableArray<string> Named(ImmutableDictionary<string, ImmutableArray<string>> name, string attribute)
    {
        var dot = attribute.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) { return name.TryGetValue(attribute, out var all) ? all : []; }
        return int.TryParse(attribute.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && name.TryGetValue(attribute[..dot], out var values) && index < values.Length
            ? [values[index]]
            : [];
    }

    private static ImmutableArray<string> One(string? value) => value is null ? [] : [value];

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
