using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.ACMPCA;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Local.AcmPca;
using Infra.Local.S3;
using Infra.Pki;
using Infra.Tests.Identity;
using Infra.Tests.Lambdas.Memory;
using Infra.Tests.Local;
using Infra.Tests.Pki;

namespace Infra.Tests.Lambdas;

/// <summary>What every body of the port must do.</summary>
public abstract class A_certificate_authority
{
    private protected abstract ICertificateAuthority Authority { get; }

    private protected abstract TimeProvider Clock { get; }

    /// <summary>Lets the authority finish what it is at.</summary>
    private protected abstract void LetItWork();

    [Fact]
    public async Task says_how_it_signs_and_until_when()
    {
        var description = await Authority.DescribeAsync(default);

        using var certificate = X509Certificate2.CreateFromPem(description.Pem);
        Assert.Equal("SHA256WITHECDSA", description.SigningAlgorithm);
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), description.NotAfter);
    }

    [Fact]
    public async Task makes_a_certificate_for_the_key_of_the_csr_until_the_ordered_end()
    {
        var order = Order(new CsrRecipe().WithCommonName("SN-1"));
        var arn = await Authority.RequestAsync(order, default);
        LetItWork();

        var ready = Assert.IsType<Collection.Ready>(await Authority.CollectAsync(arn, default));

        using var leaf = X509Certificate2.CreateFromPem(ready.LeafPem);
        Assert.Equal(TestKey.P256.SubjectPublicKeyInfo, leaf.PublicKey.ExportSubjectPublicKeyInfo());
        Assert.Equal("CN=SN-1", leaf.Subject);
        Assert.Equal(order.NotAfter, ready.NotAfter);
        Assert.Equal(leaf.NotAfter.ToUniversalTime(), ready.NotAfter);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(ready.LeafPem + ready.ChainPem);
        Assert.Equal(leaf.IssuerName.RawData, chain[1].SubjectName.RawData);
    }

    [Fact]
    public async Task takes_the_same_order_for_the_same_certificate()
    {
        var order = Order(new CsrRecipe());

        Assert.Equal(await Authority.RequestAsync(order, default), await Authority.RequestAsync(order, default));
        Assert.NotEqual(await Authority.RequestAsync(order, default), await Authority.RequestAsync(order with { IdempotencyToken = "another" }, default));
    }

    [Fact]
    public async Task says_that_it_is_still_at_it()
    {
        var arn = await Authority.RequestAsync(Order(new CsrRecipe()), default);

        Assert.IsType<Collection.InProgress>(await Authority.CollectAsync(arn, default));
        LetItWork();
        Assert.IsType<Collection.Ready>(await Authority.CollectAsync(arn, default));
    }

    [Fact]
    public async Task knows_no_certificate_that_it_was_not_asked_for()
    {
        var arn = await Authority.RequestAsync(Order(new CsrRecipe()), default);
        LetItWork();

        Assert.IsType<Collection.Lost>(await Authority.CollectAsync(arn[..^4] + "0000", default));
    }

    [Fact]
    public async Task rejects_a_csr_that_does_not_verify()
    {
        var thrown = await Assert.ThrowsAsync<PortException>(() => Authority.RequestAsync(Order(new CsrRecipe { CorruptSignature = true }), default));

        Assert.Equal(PortFailure.Rejected, thrown.Failure);
    }

    private CertificateOrder Order(CsrRecipe csr) => new(
        csr.ToPem(), "SHA256WITHECDSA", DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().AddDays(90).ToUnixTimeSeconds()), "0123456789abcdef0123456789abcdef");
}

public sealed class A_certificate_authority_in_memory : A_certificate_authority
{
    private readonly TestClock _clock = new();
    private readonly AuthorityStore _store;

    public A_certificate_authority_in_memory()
    {
        _store = new AuthorityStore(_clock) { LooksInVain = 1 };
        Authority = new MemoryAuthority(_store, new Process());
    }

    private protected override ICertificateAuthority Authority { get; }

    private protected override TimeProvider Clock => _clock;

    private protected override void LetItWork() => _store.LooksInVain = 0;
}

/// <summary>Through the SDK and the wire, against the ACM PCA of the local cloud.</summary>
public sealed class A_certificate_authority_of_acm_pca : A_certificate_authority, IAsyncLifetime, IDisposable
{
    private const string Template = "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1";

    private readonly ManualClock _clock = new();
    private readonly TestHierarchy _hierarchy;
    private readonly PcaAuthorities _authorities;
    private readonly LocalFront _front;
    private AmazonACMPCAClient _client = null!;
    private AcmPcaAuthority _authority = null!;
    private string _arn = "";

    public A_certificate_authority_of_acm_pca()
    {
        _hierarchy = new(clock: _clock);
        _authorities = new(new Buckets(), new(TimeSpan.Zero, TimeSpan.FromSeconds(2)), _clock, () => new("http://revocation.invalid/"));
        _front = new(new PcaService(_authorities));
    }

    private protected override ICertificateAuthority Authority => _authority;

    private protected override TimeProvider Clock => _clock;

    private protected override void LetItWork() => _clock.Advance(TimeSpan.FromSeconds(2));

    public async Task InitializeAsync()
    {
        await _front.StartAsync();
        _client = new(_front.Operator, _front.At(new AmazonACMPCAConfig()));
        _arn = await CreateActiveAuthorityAsync();
        _authority = new AcmPcaAuthority(_client, _arn, Template, _clock);
    }

    [Fact]
    public async Task counts_certificates_of_another_authority_as_lost()
    {
        var arn = await _authority.RequestAsync(
            new(new CsrRecipe().ToPem(), "SHA256WITHECDSA", _clock.GetUtcNow().AddDays(90), "token"), default);
        LetItWork();
        var successor = new AcmPcaAuthority(_client, _arn[..^12] + "000000000000", Template, _clock);

        Assert.IsType<Collection.Lost>(await successor.CollectAsync(arn, default));
    }

    [Fact]
    public async Task says_which_call_failed_and_how()
    {
        var wrongFamily = new CertificateOrder(new CsrRecipe().ToPem(), "SHA256WITHRSA", _clock.GetUtcNow().AddDays(90), "token");

        var thrown = await Assert.ThrowsAsync<PortException>(() => _authority.RequestAsync(wrongFamily, default));

        Assert.Equal(("acm-pca:IssueCertificate", PortFailure.Unavailable), (thrown.Operation, thrown.Failure));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _front.DisposeAsync();
    }

    public void Dispose()
    {
        _authorities.Dispose();
        _hierarchy.Dispose();
    }

    private async Task<string> CreateActiveAuthorityAsync()
    {
        var arn = (await _client.CreateCertificateAuthorityAsync(new()
        {
            CertificateAuthorityType = CertificateAuthorityType.SUBORDINATE,
            CertificateAuthorityConfiguration = new()
            {
                KeyAlgorithm = Amazon.ACMPCA.KeyAlgorithm.EC_prime256v1,
                SigningAlgorithm = SigningAlgorithm.SHA256WITHECDSA,
                Subject = new() { CommonName = "us-east-1.widgiot", Organization = "Automatra" },
            },
        })).CertificateAuthorityArn;
        await _authorities.Get(arn).RequestAsync(CancellationToken.None);
        var csr = (await _client.GetCertificateAuthorityCsrAsync(new() { CertificateAuthorityArn = arn })).Csr;
        var certificate = _hierarchy.Intermediate.SignRequest(Pem.Request(csr), CertificateProfile.RegionalIssuer, _hierarchy.Days(700));
        await _client.ImportCertificateAuthorityCertificateAsync(new()
        {
            CertificateAuthorityArn = arn,
            Certificate = new MemoryStream(Encoding.ASCII.GetBytes(certificate.CertificatePem)),
            CertificateChain = new MemoryStream(Encoding.ASCII.GetBytes(certificate.IssuerChainPem)),
        });
        return arn;
    }
}
