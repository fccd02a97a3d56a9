using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Infra.Lambdas.Ports;

namespace Infra.Tests.Lambdas.Memory;

/// <summary>A CA in memory, apart from the processes that use it: it signs for real, and takes a token for the same request for five minutes.</summary>
internal sealed class AuthorityStore
{
    public const string Arn = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/12345678-1234-1234-1234-123456789012";

    private static readonly TimeSpan _tokenHolds = TimeSpan.FromMinutes(5);

    private readonly TestClock _clock;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly Dictionary<string, (string Arn, DateTimeOffset At)> _byToken = [];

    public AuthorityStore(TestClock clock, TimeSpan? life = null)
    {
        _clock = clock;
        NotAfter = clock.GetUtcNow() + (life ?? TimeSpan.FromDays(3650));
        var request = new CertificateRequest("CN=Test issuer", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        _certificate = request.CreateSelfSigned(clock.GetUtcNow().AddDays(-1), NotAfter);
    }

    public DateTimeOffset NotAfter { get; }

    public string Pem => _certificate.ExportCertificatePem();

    public Dictionary<string, (string Pem, DateTimeOffset NotAfter)> Certificates { get; } = [];

    public List<CertificateOrder> Orders { get; } = [];

    /// <summary>How often a look finds the certificate still in the making.</summary>
    public int LooksInVain { get; set; }

    /// <summary>Whether requests fail for good after they were taken.</summary>
    public bool LosesRequests { get; set; }

    public int Looks { get; private set; }

    public string Issue(CertificateOrder order)
    {
        Orders.Add(order);
        if (_byToken.TryGetValue(order.IdempotencyToken, out var earlier) && _clock.GetUtcNow() - earlier.At < _tokenHolds)
        {
            return earlier.Arn;
        }

        var csr = Load(order.CsrPem);
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        var certificate = new CertificateRequest(csr.SubjectName, csr.PublicKey, HashAlgorithmName.SHA256).Create(
            _certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), _clock.GetUtcNow().AddHours(-1), order.NotAfter, serial);
        var arn = $"{Arn}/certificate/{Convert.ToHexStringLower(serial)}";
        Certificates[arn] = (certificate.ExportCertificatePem() + "\n", certificate.NotAfter.ToUniversalTime());
        _byToken[order.IdempotencyToken] = (arn, _clock.GetUtcNow());
        return arn;
    }

    private static CertificateRequest Load(string csrPem)
    {
        try
        {
            return CertificateRequest.LoadSigningRequestPem(csrPem, HashAlgorithmName.SHA256);
        }
        catch (CryptographicException exception)
        {
            throw new PortException(PortFailure.Rejected, "memory", exception);
        }
    }

    public Collection Collect(string arn)
    {
        Looks++;
        return LosesRequests ? new Collection.Lost()
            : Looks <= LooksInVain ? new Collection.InProgress()
            : Certificates.TryGetValue(arn, out var made) ? new Collection.Ready(made.Pem, Pem + "\n", made.NotAfter)
            : new Collection.Lost();
    }
}

/// <summary>A CA in memory, as one process sees it.</summary>
internal sealed class MemoryAuthority(AuthorityStore store, Process process) : ICertificateAuthority
{
    /// <summary>What asking for a certificate throws, if anything.</summary>
    public Exception? Failure { get; init; }

    /// <summary>What a request waits for, if anything.</summary>
    public Task? Gate { get; init; }

    public Task<AuthorityCertificate> DescribeAsync(CancellationToken cancellationToken) =>
        Task.FromResult(process.Call(() => new AuthorityCertificate(store.Pem, "SHA256WITHECDSA", store.NotAfter)));

    public async Task<string> RequestAsync(CertificateOrder order, CancellationToken cancellationToken)
    {
        await (Gate ?? Task.CompletedTask);
        cancellationToken.ThrowIfCancellationRequested();
        return process.Call(() => Failure is null ? store.Issue(order) : throw Failure);
    }

    public Task<Collection> CollectAsync(string certificateArn, CancellationToken cancellationToken) =>
        Task.FromResult(process.Call(() => store.Collect(certificateArn)));
}
