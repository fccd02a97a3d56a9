using System.Collections.Immutable;

namespace Infra.Components.IotPolicies;

/// <summary>What AWS IoT fills into a policy when a device acts.</summary>
public static class PolicyVariables
{
    /// <summary>
    /// The thing whose name the MQTT client id equals and to which the certificate is attached; without both it has no value and a
    /// statement that uses it matches nothing.
    /// </summary>
    public const string ThingName = "${iot:Connection.Thing.ThingName}";

    /// <summary>The MQTT client id, whatever the device calls itself.</summary>
    public const string ClientId = "${iot:ClientId}";

    /// <summary>The certificate's id.</summary>
    public const string CertificateId = "${iot:CertificateId}";

    /// <summary>The common name in the certificate's subject.</summary>
    public const string CommonName = "${iot:Certificate.Subject.CommonName}";

    /// <summary>All of the above.</summary>
    public static ImmutableArray<string> All { get; } = [ThingName, ClientId, CertificateId, CommonName];
}
