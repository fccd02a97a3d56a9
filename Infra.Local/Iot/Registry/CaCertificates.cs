using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Local.Cloud;
using Infra.Local.Iot.X509;

namespace Infra.Local.Iot.Registry;

/// <summary>What RegisterCACertificate is given.</summary>
internal sealed record CaRegistrationRequest(string? CertificatePem, string? VerificationCertificatePem, string? Mode, bool Active, bool AutoRegistration, RegistrationConfig? Config)
{
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}

/// <summary>The CA certificates registered in one region, and the code that proves who registers.</summary>
internal sealed class CaCertificates(string region, TimeProvider clock, Lock gate)
{
    // "You can register up to 10 CA certificates with the same subject field per AWS account" (RegisterCACertificate).
    private const int SameSubjectLimit = 10;

    private readonly ConcurrentDictionary<string, CaCertificate> certificates = new(StringComparer.Ordinal);
    private string? registrationCode;

    /// <summary>The account's code in this region; the same until it is deleted.</summary>
    public string RegistrationCode
    {
        get { lock (gate) { return registrationCode ??= Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)); } }
    }

    public void DeleteRegistrationCode()
    {
        lock (gate)
        {
            if (registrationCode is null) { throw IotErrors.NotFound("there is no registration code; GetRegistrationCode makes one"); }
            registrationCode = null;
        }
    }

    public CaCertificate Register(CaRegistrationRequest request)
    {
        using var certificate = CertificateFacts.Read(request.CertificatePem, "caCertificate");
        RequireAuthority(certificate);
        RequireMode(request, certificate);
        var id = CertificateFacts.IdOf(certificate);
        var now = clock.GetUtcNow();
        var registered = new CaCertificate(id, Arns.Of("iot", region, $"cacert/{id}"), certificate.ExportCertificatePem() + "\n", certificate.SubjectName.RawData)
        {
            Mode = request.Mode ?? CertificateModes.Default,
            Active = request.Active,
            AutoRegistration = request.AutoRegistration,
            Config = request.Config,
            Tags = request.Tags,
            NotBefore = CertificateFacts.NotBefore(certificate),
            NotAfter = CertificateFacts.NotAfter(certificate),
            Created = now,
            LastModified = now,
        };
        lock (gate)
        {
            if (certificates.TryGetValue(id, out var existing))
            {
                throw IotErrors.AlreadyExists($"CA certificate {id} is registered already", id, existing.Arn);
            }
            if (WithSubject(registered.Subject).Count >= SameSubjectLimit)
            {
                throw IotErrors.LimitExceeded($"{SameSubjectLimit} CA certificates with subject '{certificate.Subject}' are registered already");
            }
            return certificates[id] = registered;
        }
    }

    public CaCertificate Get(string id) =>
        certificates.GetValueOrDefault(id) ?? throw IotErrors.NotFound($"CA certificate {id} is not registered in {region}");

    public CaCertificate? Find(string id) => certificates.GetValueOrDefault(id);

    public CaCertificate Update(string id, Func<CaCertificate, CaCertificate> change)
    {
        lock (gate)
        {
            var current = Get(id);
            return certificates[id] = change(current) with { LastModified = clock.GetUtcNow(), CustomerVersion = current.CustomerVersion + 1 };
        }
    }

    public void Delete(string id)
    {
        lock (gate)
        {
            if (Get(id).Active) { throw IotErrors.CertificateState($"CA certificate {id} is ACTIVE; set it INACTIVE before it is deleted"); }
            certificates.TryRemove(id, out _);
        }
    }

    public IReadOnlyList<CaCertificate> All => [.. certificates.Values.OrderBy(ca => ca.Created).ThenBy(ca => ca.Id, StringComparer.Ordinal)];

    /// <summary>The registered CAs that a certificate with this issuer could come from.</summary>
    public IReadOnlyList<CaCertificate> WithSubject(ReadOnlyMemory<byte> name) =>
        [.. certificates.Values.Where(ca => ca.Subject.Span.SequenceEqual(name.Span))];

    private void RequireAuthority(X509Certificate2 certificate)
    {
        if (!CertificateFacts.IsAuthority(certificate))
        {
            throw IotErrors.CertificateValidation($"'{certificate.Subject}' is not a CA certificate (basicConstraints CA:TRUE is missing)");
        }
        if (!CertificateFacts.IsInItsLife(certificate, clock.GetUtcNow()))
        {
            throw IotErrors.CertificateValidation($"CA certificate '{certificate.Subject}' is valid only from {certificate.NotBefore:u} to {certificate.NotAfter:u}");
        }
    }

    private void RequireMode(CaRegistrationRequest request, X509Certificate2 certificate)
    {
        var hasVerification = !string.IsNullOrWhiteSpace(request.VerificationCertificatePem);
        switch (request.Mode ?? CertificateModes.Default)
        {
            case CertificateModes.SniOnly when hasVerification:
                throw IotErrors.Invalid("verificationCertificate must be empty when certificateMode is SNI_ONLY");
            case CertificateModes.SniOnly:
                return;
            case CertificateModes.Default when !hasVerification:
                throw IotErrors.Invalid("verificationCertificate is required when certificateMode is DEFAULT");
            case CertificateModes.Default:
                RequireVerification(request.VerificationCertificatePem!, certificate);
                return;
            default:
                throw IotErrors.Invalid($"certificateMode '{request.Mode}' is unknown; DEFAULT and SNI_ONLY are allowed");
        }
    }

    // The proof that the registrant holds the CA's key: a certificate signed by it whose CN is this account's code.
    private void RequireVerification(string pem, X509Certificate2 authority)
    {
        using var verification = CertificateFacts.Read(pem, "verificationCertificate");
        if (!CertificateSignature.IsBy(verification, authority))
        {
            throw IotErrors.CertificateValidation($"verificationCertificate is not signed by '{authority.Subject}'");
        }
        if (!CertificateFacts.IsInItsLife(verification, clock.GetUtcNow()))
        {
            throw IotErrors.CertificateValidation($"verificationCertificate is valid only from {verification.NotBefore:u} to {verification.NotAfter:u}");
        }
        var commonName = CertificateNames.Of(verification).SubjectValue("CommonName");
        if (!string.Equals(commonName, RegistrationCode, StringComparison.OrdinalIgnoreCase))
        {
            throw IotErrors.RegistrationCodeValidation($"the common name of verificationCertificate is '{commonName}', not this account's registration code in {region}");
        }
    }
}
