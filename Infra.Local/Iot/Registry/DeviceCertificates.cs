using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Cloud;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Registry;

/// <summary>The device certificates known in one region.</summary>
internal sealed class DeviceCertificates(string region, CaCertificates authorities, Attachments attachments, TimeProvider clock, Lock gate)
{
    private readonly ConcurrentDictionary<string, DeviceCertificate> certificates = new(StringComparer.Ordinal);

    /// <summary>Raised with the id of a certificate that was active and is so no longer; only such a one can be deleted.</summary>
    public event Action<string>? Deactivated;

    /// <summary>RegisterCertificate: a certificate of a registered CA, which it finds by itself unless two CAs bear the issuer's name.</summary>
    public DeviceCertificate Register(string? certificatePem, string? caCertificatePem, string? status)
    {
        using var certificate = CertificateFacts.Read(certificatePem, "certificatePem");
        var authority = IssuerOf(certificate, caCertificatePem);
        RequireEndEntity(certificate);
        return Add(certificate, SettableAtRegistration(status), authority.Mode, authority.Id);
    }

    /// <summary>RegisterCertificateWithoutCA: any end-entity certificate, in mode SNI_ONLY.</summary>
    public DeviceCertificate RegisterWithoutCa(string? certificatePem, string? status)
    {
        using var certificate = CertificateFacts.Read(certificatePem, "certificatePem");
        RequireEndEntity(certificate);
        return Add(certificate, SettableAtRegistration(status), CertificateModes.SniOnly, caCertificateId: null);
    }

    /// <summary>A certificate that Amazon's own CA just signed.</summary>
    public DeviceCertificate AddIssued(string certificatePem, string status)
    {
        using var certificate = CertificateFacts.Read(certificatePem, "certificatePem");
        return Add(certificate, status, CertificateModes.Default, caCertificateId: null);
    }

    /// <summary>Auto-registration at the first connection; null when another connection of the same device was first.</summary>
    public DeviceCertificate? TryAutoRegister(X509Certificate2 certificate, CaCertificate authority)
    {
        lock (gate)
        {
            return certificates.ContainsKey(CertificateFacts.IdOf(certificate))
                ? null
                : Add(certificate, CertificateStatuses.PendingActivation, authority.Mode, authority.Id);
        }
    }

    public DeviceCertificate? Find(string id) => certificates.GetValueOrDefault(id);

    public DeviceCertificate Get(string id) => Find(id) ?? throw IotErrors.NotFound($"certificate {id} does not exist in {region}");

    /// <summary>UpdateCertificate; idempotent. The PENDING statuses are AWS IoT's own to set.</summary>
    public DeviceCertificate SetStatus(string id, string? status)
    {
        if (status is not (CertificateStatuses.Active or CertificateStatuses.Inactive or CertificateStatuses.Revoked))
        {
            throw IotErrors.Invalid($"newStatus '{status}' cannot be set; ACTIVE, INACTIVE and REVOKED are allowed");
        }
        DeviceCertificate before, after;
        lock (gate)
        {
            before = Get(id);
            after = before.Status == status
                ? before
                : certificates[id] = before with { Status = status, LastModified = clock.GetUtcNow(), CustomerVersion = before.CustomerVersion + 1 };
        }
        // Outside the lock: whoever listens closes connections.
        if (before.IsActive && !after.IsActive) { Deactivated?.Invoke(id); }
        return after;
    }

    public void Delete(string id, bool force)
    {
        lock (gate)
        {
            var certificate = Get(id);
            if (certificate.IsActive) { throw IotErrors.CertificateState($"certificate {id} is ACTIVE; set it INACTIVE or REVOKED before it is deleted"); }
            if (attachments.ThingsOf(certificate.Arn) is [var thing, ..])
            {
                throw IotErrors.DeleteConflict($"certificate {id} is attached to thing '{thing}'; detach it first");
            }
            var policies = attachments.PoliciesOf(certificate.Arn);
            if (policies.Count > 0 && !force)
            {
                throw IotErrors.DeleteConflict($"certificate {id} has policy '{policies[0]}'; detach it first, or set forceDelete");
            }
            foreach (var policy in policies) { attachments.DetachPolicy(policy, certificate.Arn); }
            certificates.TryRemove(id, out _);
        }
    }

    public IReadOnlyList<DeviceCertificate> All => [.. certificates.Values.OrderBy(found => found.Created).ThenBy(found => found.Id, StringComparer.Ordinal)];

    private DeviceCertificate Add(X509Certificate2 certificate, string status, string mode, string? caCertificateId)
    {
        var id = CertificateFacts.IdOf(certificate);
        var now = clock.GetUtcNow();
        var added = new DeviceCertificate(id, Arns.Of("iot", region, $"cert/{id}"), certificate.ExportCertificatePem() + "\n", CertificateNames.Of(certificate))
        {
            Status = status,
            Mode = mode,
            CaCertificateId = caCertificateId,
            NotBefore = CertificateFacts.NotBefore(certificate),
            NotAfter = CertificateFacts.NotAfter(certificate),
            Created = now,
            LastModified = now,
        };
        return certificates.TryAdd(id, added)
            ? added
            : throw IotErrors.AlreadyExists("The certificate is already provisioned or registered", id, added.Arn);
    }

    private CaCertificate IssuerOf(X509Certificate2 certificate, string? caCertificatePem)
    {
        var candidates = Candidates(certificate, caCertificatePem);
        switch (candidates.Count)
        {
            case 0:
                throw IotErrors.CertificateValidation($"no CA certificate with subject '{certificate.Issuer}' is registered in {region}");
            case > 1:
                throw IotErrors.CertificateConflict($"{candidates.Count} CA certificates with subject '{certificate.Issuer}' are registered; say which with caCertificatePem");
            default:
                using (var authority = X509Certificate2.CreateFromPem(candidates[0].Pem))
                {
                    return CertificateSignature.IsBy(certificate, authority)
                        ? candidates[0]
                        : throw IotErrors.CertificateValidation($"the certificate is not signed by CA certificate {candidates[0].Id}");
                }
        }
    }

    private IReadOnlyList<CaCertificate> Candidates(X509Certificate2 certificate, string? caCertificatePem)
    {
        if (string.IsNullOrWhiteSpace(caCertificatePem)) { return authorities.WithSubject(certificate.IssuerName.RawData); }
        using var named = CertificateFacts.Read(caCertificatePem, "caCertificatePem");
        var id = CertificateFacts.IdOf(named);
        return [authorities.Find(id) ?? throw IotErrors.CertificateValidation($"CA certificate {id} is not registered in {region}")];
    }

    private void RequireEndEntity(X509Certificate2 certificate)
    {
        if (CertificateFacts.IsAuthority(certificate)) { throw IotErrors.CertificateValidation($"'{certificate.Subject}' is a CA certificate; a device certificate is expected"); }
        if (clock.GetUtcNow() > CertificateFacts.NotAfter(certificate))
        {
            throw IotErrors.CertificateValidation($"certificate '{certificate.Subject}' expired on {certificate.NotAfter:u}");
        }
    }

    private static string SettableAtRegistration(string? status) => (status ?? CertificateStatuses.Inactive) switch
    {
        var allowed and (CertificateStatuses.Active or CertificateStatuses.Inactive or CertificateStatuses.Revoked) => allowed,
        _ => throw IotErrors.Invalid($"status '{status}' cannot be registered; ACTIVE, INACTIVE and REVOKED are allowed"),
    };
}
