using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Infra.Devices.Fleet;

/// <summary>
/// From a claim to a certificate of the device's own. Nothing is kept before the template has run, so a cut leaves key and request and the same
/// call again makes another certificate; AWS IoT removes the one that nobody registered within the hour. One of Amazon's CA that was registered when
/// the cut came stays ACTIVE beside its successor: the answer with the thing's name is sent once, and the token that could ask again lives in memory only.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="api">Asked over the claim's connection.</param>
/// <param name="clock">Decides whether a certificate holds.</param>
public sealed class FleetEnrollment(ReferenceDevice device, FleetProvisioning api, TimeProvider clock)
{
    /// <summary>Has the device's own key certified; the key is made where there is none.</summary>
    /// <param name="template">The fleet provisioning template.</param>
    /// <param name="parameters">What the template asks the device.</param>
    /// <param name="kind">The kind of key to make.</param>
    /// <param name="endpoint">HOST or HOST:PORT, where the device will connect.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<FleetOutcome> ProvisionAsync(
        string template, IReadOnlyDictionary<string, string> parameters, DeviceKeyKind kind, string endpoint, CancellationToken cancellationToken)
    {
        using var key = device.OpenKey(kind);
        var request = await File.ReadAllTextAsync(device.RequestFor(key), cancellationToken).ConfigureAwait(false);
        var created = await api.CreateFromRequestAsync(request, cancellationToken).ConfigureAwait(false);
        return await RegisterAsync(created, key, template, parameters, endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has AWS IoT make the key too, for a device that cannot. A key that is there is not replaced.</summary>
    public async Task<FleetOutcome> ProvisionWithKeyOfAwsAsync(
        string template, IReadOnlyDictionary<string, string> parameters, string endpoint, CancellationToken cancellationToken)
    {
        if (File.Exists(device.Folder.KeyPath)) { throw new IOException($"'{device.Folder.KeyPath}' is there already, and is not replaced"); }
        var created = await api.CreateWithKeyAsync(cancellationToken).ConfigureAwait(false);
        using var key = created.Accepted is null ? null : DeviceKey.FromPem(created.Accepted.PrivateKey ?? throw new InvalidDataException("the answer has no key"));
        return await RegisterAsync(created, key, template, parameters, endpoint, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FleetOutcome> RegisterAsync(
        FleetAnswer<FleetCertificate> created, DeviceKey? key, string template, IReadOnlyDictionary<string, string> parameters, string endpoint, CancellationToken cancellationToken)
    {
        if (created.Accepted is not { } certificate || key is null) { return new FleetOutcome.Rejected(FleetStep.Certificate, created.Rejected!); }
        var issued = new EnrolledCertificate(certificate.CertificatePem, "", endpoint, EndOf(certificate.CertificatePem));
        // Before it is registered: a certificate for another key must not become this device's.
        if (IssuedChain.Objection(issued, deviceId: null, key, rootPem: null, clock.GetUtcNow()) is { } objection) { return new FleetOutcome.Refused(objection); }
        var registered = await api.RegisterAsync(template, certificate, parameters, cancellationToken).ConfigureAwait(false);
        if (registered.Accepted is not { } thing) { return new FleetOutcome.Rejected(FleetStep.Registration, registered.Rejected!); }
        if (certificate.PrivateKey is not null) { device.Folder.WriteKey(key.PrivateKeyPem); }
        device.Folder.WriteProvisioned(thing);
        device.Folder.WriteCertificate(issued);
        return new FleetOutcome.Provisioned(thing, certificate.CertificateId, issued);
    }

    private static string? EndOf(string pem)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return $"{certificate.NotAfter.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}";
        }
        catch (CryptographicException)
        {
            return null; // the check that follows says why
        }
    }
}

/// <summary>The two requests of fleet provisioning.</summary>
public enum FleetStep
{
    /// <summary>CreateCertificateFromCsr or CreateKeysAndCertificate.</summary>
    Certificate,

    /// <summary>RegisterThing.</summary>
    Registration,
}

/// <summary>How fleet provisioning ended.</summary>
public abstract record FleetOutcome
{
    private FleetOutcome() { }

    /// <summary>The device has all it needs.</summary>
    public sealed record Provisioned(FleetThing Thing, string CertificateId, EnrolledCertificate Kept) : FleetOutcome;

    /// <summary>AWS IoT said no.</summary>
    public sealed record Rejected(FleetStep Step, FleetRejection Rejection) : FleetOutcome;

    /// <summary>The device did not take the certificate, and had it registered for nobody.</summary>
    public sealed record Refused(string Objection) : FleetOutcome;
}
