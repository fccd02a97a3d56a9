using System.Collections.Concurrent;
using Infra.Local.Aws;
using Infra.Pki;
using Infra.Pki.Ocsp;
using Infra.Pki.Revocation;

namespace Infra.Local.AcmPca;

/// <summary>
/// One private CA. Its key is made when it is created and never leaves: CREATING, then PENDING_CERTIFICATE with a CSR to be signed
/// elsewhere, then ACTIVE with the certificate that comes back.
/// </summary>
internal sealed class PcaAuthority : IDisposable
{
    // A retry with the same token within this time is the same request (IssueCertificate, IdempotencyToken).
    private static readonly TimeSpan idempotencyWindow = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly TimeProvider clock;
    private readonly TimeSpan issuanceLatency;
    private readonly Task<PendingAuthority> pending;
    private readonly ConcurrentDictionary<string, PcaCertificate> certificates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, PcaCertificate Certificate)> requests = new(StringComparer.Ordinal);
    private readonly Func<Uri> revocation;
    private SoftwareAuthority? authority;
    private PcaOcsp? ocsp;
    private bool isDisabled;
    private int crlNumber;

    public PcaAuthority(PcaSettings settings, PcaLatency latency, TimeProvider clock, Func<Uri> revocation)
    {
        (Settings, this.clock, issuanceLatency, this.revocation) = (settings, clock, latency.Issuance, revocation);
        CreatedAt = clock.GetUtcNow();
        Id = Guid.NewGuid().ToString();
        pending = CreateAsync(latency.Creation);
    }

    public string Id { get; }

    /// <summary>Where in the bucket its CRL lies.</summary>
    public string CrlKey => $"crl/{Id}.crl";

    public string Arn => Cloud.Arns.Of("acm-pca", Settings.Region, $"certificate-authority/{Id}");

    public PcaSettings Settings { get; }

    public DateTimeOffset CreatedAt { get; }

    public string Status =>
        isDisabled ? "DISABLED"
        : authority is { } active ? active.NotAfter < clock.GetUtcNow() ? "EXPIRED" : "ACTIVE"
        : pending.IsCompleted ? "PENDING_CERTIFICATE"
        : "CREATING";

    /// <summary>The CA at work; null until its certificate is imported.</summary>
    public SoftwareAuthority? Active => authority;

    /// <summary>Waits until the CSR is there.</summary>
    public async Task<string> RequestAsync(CancellationToken cancellationToken) => (await pending.WaitAsync(cancellationToken)).RequestPem;

    /// <summary>GetCertificateAuthorityCsr.</summary>
    public string Request => pending.IsCompletedSuccessfully
        ? pending.Result.RequestPem
        : throw new AwsException(400, "RequestInProgressException", "The CSR is being created; try again later.");

    /// <summary>ImportCertificateAuthorityCertificate.</summary>
    public void Import(string certificatePem, string chainPem)
    {
        if (!pending.IsCompletedSuccessfully) { throw InvalidState(); }
        lock (gate)
        {
            if (authority is not null) { throw InvalidState(); }
            if (string.IsNullOrWhiteSpace(chainPem))
            {
                throw new AwsException(400, "InvalidRequestException", "a subordinate CA's certificate is imported with its chain: parent first, root last");
            }
            try
            {
                authority = pending.Result.Activate(certificatePem, chainPem, clock);
                ocsp = Settings.Ocsp ? new(authority, clock) : null;
            }
            catch (PkiException fault)
            {
                throw new AwsException(400, fault.Code == PkiErrors.KeyMismatch ? "CertificateMismatchException" : "MalformedCertificateException", fault.Message);
            }
        }
    }

    /// <summary>IssueCertificate: the template decides the extensions; of the request only subject and key count.</summary>
    public PcaCertificate Issue(string requestPem, string signingAlgorithm, string? templateArn, PcaValidity validity, string? idempotencyToken)
    {
        var now = clock.GetUtcNow();
        lock (gate)
        {
            if (idempotencyToken is not null && requests.TryGetValue(idempotencyToken, out var earlier) && now - earlier.At < idempotencyWindow)
            {
                return earlier.Certificate;
            }
            if (Status != "ACTIVE" || authority is null) { throw InvalidState(); }
            PcaKeys.RequireFits(Settings.KeyAlgorithm, signingAlgorithm);
            var profile = PcaTemplates.Profile(templateArn);
            var period = validity.Period(now);
            RequireWithin(period, now);
            var certificate = Sign(authority, requestPem, profile, period, now);
            certificates[certificate.Arn] = certificate;
            if (idempotencyToken is not null) { requests[idempotencyToken] = (now, certificate); }
            return certificate;
        }
    }

    /// <summary>GetCertificate.</summary>
    public PcaCertificate Get(string certificateArn)
    {
        var certificate = certificates.GetValueOrDefault(certificateArn)
            ?? throw new AwsException(400, "ResourceNotFoundException", $"Could not find certificate {certificateArn}");
        return certificate.ReadyAt <= clock.GetUtcNow()
            ? certificate
            : throw new AwsException(400, "RequestInProgressException", "The request to issue the certificate is still in progress. Try again in a few moments.");
    }

    /// <summary>RevokeCertificate. The serial is hex, with or without colons.</summary>
    public PcaCertificate Revoke(string serial, string reason)
    {
        var certificate = FindBySerialNumber(serial.Replace(":", "", StringComparison.Ordinal))
            ?? throw new AwsException(400, "ResourceNotFoundException", $"Could not find a certificate with serial number {serial}");
        lock (gate)
        {
            if (certificate.Revoked is not null)
            {
                throw new AwsException(400, "RequestAlreadyProcessedException", $"The certificate with serial number {serial} is revoked already");
            }
            certificate.Revoked = new(certificate.Issued.SerialNumber, Now(), PcaRevocationReasons.Parse(reason));
        }
        return certificate;
    }

    /// <summary>
    /// Makes a new CRL of everything that is revoked and stores it, so that no older one can overtake it; nothing where none is published, or nothing can sign it yet.
    /// </summary>
    public void PublishRevocationList(Action<RevocationList> store)
    {
        lock (gate)
        {
            if (authority is null || Settings.CrlBucket is null) { return; }
            var now = Now();
            store(authority.Issue(authority.Prepare(new RevocationListRequest
            {
                Number = ++crlNumber,
                Validity = new(now, now.AddDays(Settings.CrlDays)),
                Revoked = [.. certificates.Values.Select(certificate => certificate.Revoked).OfType<RevokedCertificate>().OrderBy(revoked => revoked.SerialNumber, StringComparer.Ordinal)],
            })));
        }
    }

    /// <summary>DER of the answer to an OCSP request; null where nobody answers for this CA, or nobody would believe it since the CA has ended.</summary>
    public byte[]? AnswerOcsp(ReadOnlyMemory<byte> request) => authority?.NotAfter < clock.GetUtcNow() ? null : ocsp?.Answer(request, serial => FindBySerialNumber(serial) switch
    {
        null => new CertificateStatus.Unknown(),
        { Revoked: { } entry } => new CertificateStatus.Revoked(entry),
        _ => new CertificateStatus.Good(),
    });

    /// <summary>UpdateCertificateAuthority's Status.</summary>
    public void SetStatus(string status)
    {
        if (authority is null || status is not ("ACTIVE" or "DISABLED")) { throw InvalidState(); }
        isDisabled = status == "DISABLED";
    }

    public void Dispose()
    {
        ocsp?.Dispose();
        authority?.Dispose();
    }

    private async Task<PendingAuthority> CreateAsync(TimeSpan latency)
    {
        // Off the caller's thread: an RSA key may take a second.
        var made = await Task.Run(() => new PendingAuthority(Settings.Subject, Settings.KeyAlgorithm));
        await Task.Delay(latency, clock);
        return made;
    }

    private PcaCertificate Sign(SoftwareAuthority active, string requestPem, CertificateProfile profile, ValidityPeriod period, DateTimeOffset now)
    {
        try
        {
            var issued = active.SignRequest(Pem.Request(requestPem), profile, period, CrlAddress, OcspAddress);
            return new($"{Arn}/certificate/{issued.SerialNumber.ToLowerInvariant()}", issued, now + issuanceLatency);
        }
        catch (PkiException fault) when (fault.Code is PkiErrors.RequestRefused or PkiErrors.MalformedPem)
        {
            throw new AwsException(400, "MalformedCSRException", fault.Message);
        }
        catch (PkiException fault)
        {
            throw new AwsException(400, "InvalidArgsException", fault.Message);
        }
    }

    private void RequireWithin(ValidityPeriod period, DateTimeOffset now)
    {
        if (period.NotAfter > authority!.NotAfter)
        {
            throw new AwsException(400, "ValidationException", "The certificate validity specified exceeds the certificate authority validity");
        }
        if (Settings.IsShortLived && period.NotAfter - now > TimeSpan.FromDays(7))
        {
            throw new AwsException(400, "ValidationException", "a CA in mode SHORT_LIVED_CERTIFICATE issues certificates of at most 7 days");
        }
    }

    // Lists tell time in whole seconds (RFC 5280 5.1.2.4).
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());

    private Uri? CrlAddress => Settings.CrlBucket is null ? null : new(RevocationHost(Settings.CrlHost), CrlKey);

    // AWS has one responder for all CAs of a region; here each has a path.
    private Uri? OcspAddress => Settings switch
    {
        { Ocsp: false } => null,
        { OcspHost: { } host } => RevocationHost(host),
        _ => new(RevocationHost(null), $"ocsp/{Id}"),
    };

    private Uri RevocationHost(string? host) => host is null ? revocation() : new($"http://{host}/");

    private PcaCertificate? FindBySerialNumber(string serial) => certificates.Values.FirstOrDefault(certificate =>
        certificate.Issued.SerialNumber.AsSpan().TrimStart('0').Equals(serial.AsSpan().TrimStart('0'), StringComparison.OrdinalIgnoreCase));

    private AwsException InvalidState() =>
        new(400, "InvalidStateException", $"The certificate authority {Arn} is not in a valid state for this request: {Status}");
}
