using System.Collections.Immutable;
using System.Globalization;
using Infra.Local.Iot.Policies;
using Infra.Local.Iot.Registry;

namespace Infra.Tests.Local.Iot.Judges;

/// <summary>A device that asks, as the local evaluator and the judge see it.</summary>
internal sealed record TestDevice(string ClientId, string CertificateId, AttachedThing? Attached, IReadOnlyDictionary<string, string[]> Subject)
{
    private const string Issuer = "WidgIoT-CA";
    private const string SerialNumber = "4F";

    /// <summary>A device whose certificate has its name, attached to the thing of its name or to none.</summary>
    public static TestDevice Named(string name, bool attached = true) =>
        new(name, "1111", attached ? new(null, ImmutableSortedDictionary<string, string>.Empty) : null, new Dictionary<string, string[]> { ["CommonName"] = [name] });

    public DeviceContext Context => new(
        ClientId,
        CertificateId,
        new(
            Subject.ToImmutableDictionary(name => name.Key, name => name.Value.ToImmutableArray()),
            ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("CommonName", [Issuer]),
            SerialNumber),
        Attached is null ? null : new Thing(ClientId, "arn", "id") { TypeName = Attached.Type, Attributes = ImmutableSortedDictionary.CreateRange(Attached.Attributes) });

    /// <summary>The same as the request context of an IAM policy: a text, or a list where AWS IoT has a list.</summary>
    public IReadOnlyDictionary<string, object> Keys
    {
        get
        {
            var keys = new Dictionary<string, object>
            {
                ["iot:ClientId"] = ClientId,
                ["iot:CertificateId"] = CertificateId,
                ["iot:Certificate.SerialNumber"] = SerialNumber,
                ["iot:Certificate.Issuer.CommonName"] = Issuer,
                ["iot:Connection.Thing.IsAttached"] = Attached is null ? "false" : "true",
            };
            foreach (var (attribute, values) in Subject)
            {
                keys[$"iot:Certificate.Subject.{attribute}"] = values[0];
                keys[$"iot:Certificate.Subject.{attribute}.List"] = values;
                for (var i = 0; i < values.Length; i++) { keys[string.Create(CultureInfo.InvariantCulture, $"iot:Certificate.Subject.{attribute}.{i}")] = values[i]; }
            }
            if (Attached is null) { return keys; }
            keys["iot:Connection.Thing.ThingName"] = ClientId;
            if (Attached.Type is not null) { keys["iot:Connection.Thing.ThingTypeName"] = Attached.Type; }
            foreach (var (attribute, value) in Attached.Attributes) { keys[$"iot:Connection.Thing.Attributes[{attribute}]"] = value; }
            return keys;
        }
    }
}

/// <summary>The thing of the device's client id, which its certificate is attached to.</summary>
internal sealed record AttachedThing(string? Type, IReadOnlyDictionary<string, string> Attributes);
