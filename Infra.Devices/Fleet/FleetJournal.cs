using System.Security.Cryptography;
using System.Text.Json;

namespace Infra.Devices.Fleet;

/// <summary>
/// How far fleet provisioning has come, on the device's disk. A certificate is on record before it is registered, and the thing it belongs to before
/// anything is made of it: after a cut the device goes on with what it has, or knows which certificate it may have lost.
/// </summary>
/// <param name="folder">The device's.</param>
internal sealed class FleetJournal(DeviceFolder folder)
{
    /// <summary>What is on record; nothing where there is no record, or none that can be read.</summary>
    public FleetProgress Read()
    {
        if (!File.Exists(folder.FleetProgressPath)) { return new(); }
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(folder.FleetProgressPath), FleetJson.Default.FleetProgress) ?? new();
        }
        catch (JsonException)
        {
            return new(); // somebody's file: ours takes its place whole
        }
    }

    /// <summary>Before the certificate is registered; with its key, where that is not the device's own.</summary>
    public void Begin(FleetCertificate certificate, string endpoint)
    {
        var before = Read();
        if (certificate.PrivateKey is { } pem)
        {
            using var key = DeviceKey.FromPem(pem);
            folder.WriteFleetKey(key.PrivateKeyPem);
        }
        else if (File.Exists(folder.FleetKeyPath))
        {
            folder.Remove(folder.FleetKeyPath); // of a certificate that is lost
        }

        Write(new()
        {
            CertificateId = certificate.CertificateId,
            CertificatePem = certificate.CertificatePem,
            Endpoint = endpoint,
            Lost = before.CertificateId is { } earlier ? [.. before.Lost, earlier] : before.Lost,
        });
    }

    /// <summary>AWS IoT has said no: the certificate is nobody's, and is gone within the hour. Unless it may be registered already, by a request whose answer was lost.</summary>
    public void Drop(bool mayBeRegistered)
    {
        var progress = Read();
        folder.Remove(folder.FleetKeyPath);
        FleetProgress left = new() { Lost = mayBeRegistered && progress.CertificateId is { } id ? [.. progress.Lost, id] : progress.Lost };
        if (left.Lost.Count > 0) { Write(left); }
        else { folder.Remove(folder.FleetProgressPath); }
    }

    /// <summary>The template has run: from here on no certificate is lost.</summary>
    public void Register(FleetThing thing) => Write(Read() with { Thing = thing });

    /// <summary>Makes the device's files of what is on record; null where no template has run for a certificate of the key that is here.</summary>
    public FleetOutcome.Provisioned? Finish(DateTimeOffset now)
    {
        var progress = Read();
        if (progress is not { Thing: { } thing, CertificateId: { } id, CertificatePem: { } pem } || Key() is not { } found) { return null; }
        using var key = found;
        var issued = new EnrolledCertificate(pem, "", progress.Endpoint, IssuedChain.EndOf(pem));
        if (IssuedChain.Objection(issued, deviceId: null, key, rootPem: null, now) is not null) { return null; }
        if (File.Exists(folder.FleetKeyPath)) { folder.FleetKeyIsTheDevices(); }
        folder.WriteProvisioned(thing);
        folder.WriteCertificate(issued);
        folder.Remove(folder.FleetProgressPath);
        return new(thing, id, issued) { Lost = progress.Lost };
    }

    private DeviceKey? Key()
    {
        var path = File.Exists(folder.FleetKeyPath) ? folder.FleetKeyPath : folder.KeyPath;
        try
        {
            return File.Exists(path) ? DeviceKey.FromPem(File.ReadAllText(path)) : null;
        }
        catch (CryptographicException)
        {
            return null; // who needs it says so
        }
    }

    private void Write(FleetProgress progress) => folder.WriteFleetProgress(JsonSerializer.Serialize(progress, FleetJson.Default.FleetProgress) + "\n");
}

/// <summary>What the journal holds; no key, and no token.</summary>
internal sealed record FleetProgress
{
    /// <summary>The certificate that is being registered; null: none.</summary>
    public string? CertificateId { get; init; }

    public string? CertificatePem { get; init; }

    /// <summary>Where the device will connect.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What the template made of the device; null until it has run.</summary>
    public FleetThing? Thing { get; init; }

    /// <summary>Certificates of earlier runs that were cut while they were registered.</summary>
    public IReadOnlyList<string> Lost { get => field ?? []; init; } // a record without it leaves null
}
