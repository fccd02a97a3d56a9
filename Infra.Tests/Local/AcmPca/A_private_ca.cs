using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;
using Infra.Local.AcmPca;
using Infra.Local.S3;
using Infra.Pki;
using Infra.Tests.Pki;

namespace Infra.Tests.Local.AcmPca;

public sealed class A_private_ca : IAsyncLifetime, IDisposable
{
    private const string ClientTemplate = "arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1";

    private readonly ManualClock clock = new();
    private readonly Buckets buckets = new();
    private readonly TestHierarchy hierarchy;
    private readonly PcaAuthorities authorities;
    private readonly LocalFront local;
    private readonly RevocationServer revocation;
    private AmazonACMPCAClient client = null!;

    public A_private_ca()
    {
        hierarchy = new(clock: clock);
        authorities = new(buckets, new(TimeSpan.Zero, TimeSpan.FromSeconds(2)), clock, () => revocation!.Address);
        revocation = new(authorities);
        local = new(new PcaService(authorities));
    }

    public async Task InitializeAsync()
    {
        await local.StartAsync();
        await revocation.StartAsync(CancellationToken.None);
        client = new(local.Operator, local.At(new AmazonACMPCAConfig()));
    }

    [Fact]
    public async Task waits_for_its_certificate_then_issues_what_openssl_accepts_as_a_client_certificate()
    {
        var arn = await CreateAsync();
        Assert.Equal(CertificateAuthorityStatus.PENDING_CERTIFICATE, await StatusAsync(arn));

        await ActivateAsync(arn);
        Assert.Equal(CertificateAuthorityStatus.ACTIVE, await StatusAsync(arn));

        using var key = RSA.Create(2048);
        var issued = await IssueAndGetAsync(arn, Request(key, "device-1"));

        var (content, output) = OpenSsl.Verify(hierarchy.Root.CertificatePem, issued.CertificateChain, issued.Certificate, "-purpose", "sslclient");
        Assert.True(content, output);
        var text = OpenSsl.Text(issued.Certificate);
        Assert.Contains("TLS Web Client Authentication", text, StringComparison.Ordinal);
        Assert.DoesNotContain("TLS Web Server Authentication", text, StringComparison.Ordinal);
        Assert.Contains("CN = device-1", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task takes_no_extension_over_from_the_request()
    {
        var arn = await ActiveAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=device-1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));

        var issued = await IssueAndGetAsync(arn, request.CreateSigningRequestPem());

        Assert.Contains("CA:FALSE", OpenSsl.Text(issued.Certificate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task says_that_it_is_busy_until_the_certificate_is_there()
    {
        var arn = await ActiveAsync();
        var certificate = await client.IssueCertificateAsync(Issue(arn));

        var get = new GetCertificateRequest { CertificateAuthorityArn = arn, CertificateArn = certificate.CertificateArn };
        await Assert.ThrowsAsync<RequestInProgressException>(() => client.GetCertificateAsync(get));
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.StartsWith("-----BEGIN CERTIFICATE-----", (await client.GetCertificateAsync(get)).Certificate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task issues_once_for_one_token_within_five_minutes()
    {
        var arn = await ActiveAsync();
        var request = Issue(arn, token: "one");

        var first = (await client.IssueCertificateAsync(request)).CertificateArn;
        var again = (await client.IssueCertificateAsync(request)).CertificateArn;
        var other = (await client.IssueCertificateAsync(Issue(arn, token: "two"))).CertificateArn;
        clock.Advance(TimeSpan.FromMinutes(5));
        var later = (await client.IssueCertificateAsync(request)).CertificateArn;

        Assert.Equal(first, again);
        Assert.Equal(3, new[] { first, other, later }.Distinct().Count());
    }

    [Theory]
    [InlineData("SHA256WITHRSA", 30L, ClientTemplate, "InvalidArgsException", "algorithm family")]
    [InlineData("SHA256WITHECDSA", 4000L, ClientTemplate, "ValidationException", "exceeds the certificate authority validity")]
    [InlineData("SHA256WITHECDSA", 30L, "arn:aws:acm-pca:::template/NoSuch/V1", "InvalidArgsException", "NoSuch")]
    public async Task refuses_what_ACM_PCA_refuses(string algorithm, long days, string template, string code, string words)
    {
        var arn = await ActiveAsync();
        var request = Issue(arn, days: days);
        request.SigningAlgorithm = algorithm;
        request.TemplateArn = template;

        var refusal = await Assert.ThrowsAnyAsync<AmazonACMPCAException>(() => client.IssueCertificateAsync(request));

        Assert.Equal(code, refusal.ErrorCode);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_request_whose_signature_was_tampered_with()
    {
        var arn = await ActiveAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var der = new CertificateRequest("CN=device-1", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        der[^1] ^= 1;
        var request = Issue(arn);
        request.Csr = new MemoryStream(Encoding.ASCII.GetBytes(Pem.OfRequest(der)));

        await Assert.ThrowsAsync<MalformedCSRException>(() => client.IssueCertificateAsync(request));
    }

    [Fact]
    public async Task issues_nothing_before_it_has_a_certificate()
    {
        var arn = await CreateAsync();
        await Assert.ThrowsAsync<InvalidStateException>(() => client.IssueCertificateAsync(Issue(arn)));
    }

    [Fact]
    public async Task takes_only_a_certificate_for_its_own_key_and_only_with_the_chain()
    {
        var arn = await CreateAsync();
        var foreign = new ImportCertificateAuthorityCertificateRequest
        {
            CertificateAuthorityArn = arn,
            Certificate = Stream(hierarchy.Issuer.CertificatePem),
            CertificateChain = Stream(hierarchy.Issuer.IssuerChainPem),
        };
        await Assert.ThrowsAsync<CertificateMismatchException>(() => client.ImportCertificateAuthorityCertificateAsync(foreign));
        await Assert.ThrowsAsync<Amazon.ACMPCA.Model.InvalidRequestException>(() => client.ImportCertificateAuthorityCertificateAsync(
            new() { CertificateAuthorityArn = arn, Certificate = Stream(hierarchy.Issuer.CertificatePem) }));
        Assert.Equal(CertificateAuthorityStatus.PENDING_CERTIFICATE, await StatusAsync(arn));
    }

    [Fact]
    public async Task revokes_once_by_serial_number()
    {
        var arn = await ActiveAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await IssueAndGetAsync(arn, new CertificateRequest("CN=d", key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        using var certificate = X509Certificate2.CreateFromPem(issued.Certificate);
        var revoke = new RevokeCertificateRequest { CertificateAuthorityArn = arn, CertificateSerial = certificate.SerialNumber, RevocationReason = RevocationReason.SUPERSEDED };

        await client.RevokeCertificateAsync(revoke);

        await Assert.ThrowsAsync<RequestAlreadyProcessedException>(() => client.RevokeCertificateAsync(revoke));
    }

    [Fact]
    public async Task publishes_its_crl_to_the_bucket_that_it_was_given_and_openssl_finds_the_revoked_certificate_there()
    {
        var bucket = buckets.Add("crls", "us-east-1");
        bucket.Policy = Infra.Local.Iam.PolicyDocument.Parse("""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"acm-pca.amazonaws.com"},
             "Action":["s3:PutObject","s3:PutObjectAcl","s3:GetBucketAcl","s3:GetBucketLocation"],"Resource":["arn:aws:s3:::crls","arn:aws:s3:::crls/*"],
             "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/*"} } } }
            """);
        var arn = await CreateAsync(new() { CrlConfiguration = new() { Enabled = true, ExpirationInDays = 3, S3BucketName = "crls" }, OcspConfiguration = new() { Enabled = true } });
        await ActivateAsync(arn);
        var key = $"crl/{arn[(arn.LastIndexOf('/') + 1)..]}.crl";
        Assert.Empty(List(bucket, key).Revoked); // a list that revokes nothing, from the beginning

        using var device = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var issued = await IssueAndGetAsync(arn, new CertificateRequest("CN=d", device, HashAlgorithmName.SHA256).CreateSigningRequestPem());
        using var certificate = X509Certificate2.CreateFromPem(issued.Certificate);
        await client.RevokeCertificateAsync(new() { CertificateAuthorityArn = arn, CertificateSerial = certificate.SerialNumber, RevocationReason = RevocationReason.KEY_COMPROMISE });

        var list = List(bucket, key);
        Assert.Equal((certificate.SerialNumber, Infra.Pki.Revocation.RevocationReason.KeyCompromise), Assert.Single(list.Revoked) is var entry ? (entry.SerialNumber, entry.Reason) : default);
        Assert.Equal(TimeSpan.FromDays(3), list.NextUpdate - list.ThisUpdate);
        Assert.Contains($"{revocation.Address}{key}", OpenSsl.Text(issued.Certificate), StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        folder.Write("list.pem", list.PemText);
        Assert.Contains("Key Compromise", OpenSsl.Run(folder.Path, "crl", "-in", "list.pem", "-noout", "-text").Output, StringComparison.Ordinal);
        var described = (await client.DescribeCertificateAuthorityAsync(new() { CertificateAuthorityArn = arn })).CertificateAuthority.RevocationConfiguration;
        Assert.Equal((true, true), (described.CrlConfiguration.Enabled, described.OcspConfiguration.Enabled));
    }

    private static Infra.Pki.Revocation.RevocationList List(Bucket bucket, string key) => Infra.Pki.Revocation.RevocationList.Read(bucket.Objects[key].Content);

    [Fact]
    public async Task lets_a_role_issue_by_the_template_that_its_policy_names_and_by_no_other()
    {
        var arn = await ActiveAsync();
        var role = local.Role("issuer", $$$"""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"acm-pca:IssueCertificate","Resource":"{{{arn}}}",
             "Condition":{"StringEquals":{"acm-pca:TemplateArn":"{{{ClientTemplate}}}" } } } }
            """);
        using var issuer = new AmazonACMPCAClient(role, local.At(new AmazonACMPCAConfig()));

        await issuer.IssueCertificateAsync(Issue(arn));
        var request = Issue(arn);
        request.TemplateArn = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";
        var refusal = await Assert.ThrowsAnyAsync<AmazonACMPCAException>(() => issuer.IssueCertificateAsync(request));

        Assert.Equal("AccessDeniedException", refusal.ErrorCode);
        Assert.Contains("assumed-role/issuer/test is not authorized to perform: acm-pca:IssueCertificate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task is_not_seen_through_another_regions_endpoint()
    {
        var arn = await ActiveAsync();
        using var elsewhere = new AmazonACMPCAClient(local.Operator, local.At(new AmazonACMPCAConfig(), "eu-west-1"));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => elsewhere.DescribeCertificateAuthorityAsync(new() { CertificateAuthorityArn = arn }));
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await revocation.DisposeAsync();
        await local.DisposeAsync();
    }

    public void Dispose()
    {
        authorities.Dispose();
        hierarchy.Dispose();
    }

    private static MemoryStream Stream(string text) => new(Encoding.ASCII.GetBytes(text));

    private static string Request(RSA key, string name) =>
        new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequestPem();

    private static IssueCertificateRequest Issue(string arn, string? token = null, long days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new()
        {
            CertificateAuthorityArn = arn,
            Csr = Stream(new CertificateRequest("CN=device", key, HashAlgorithmName.SHA256).CreateSigningRequestPem()),
            SigningAlgorithm = SigningAlgorithm.SHA256WITHECDSA,
            TemplateArn = ClientTemplate,
            Validity = new() { Type = ValidityPeriodType.DAYS, Value = days },
            IdempotencyToken = token,
        };
    }

    private async Task<string> CreateAsync(RevocationConfiguration? revocation = null) => (await client.CreateCertificateAuthorityAsync(new()
    {
        RevocationConfiguration = revocation,
        CertificateAuthorityType = CertificateAuthorityType.SUBORDINATE,
        CertificateAuthorityConfiguration = new()
        {
            KeyAlgorithm = Amazon.ACMPCA.KeyAlgorithm.EC_prime256v1,
            SigningAlgorithm = SigningAlgorithm.SHA256WITHECDSA,
            Subject = new() { CommonName = "us-east-1.widget", Organization = "Automatra", Country = "US" },
        },
    })).CertificateAuthorityArn;

    private async Task<CertificateAuthorityStatus> StatusAsync(string arn)
    {
        // The key is made on another thread; CREATING is over when the CSR is there.
        await authorities.Get(arn).RequestAsync(CancellationToken.None);
        return (await client.DescribeCertificateAuthorityAsync(new() { CertificateAuthorityArn = arn })).CertificateAuthority.Status;
    }

    private async Task ActivateAsync(string arn)
    {
        await authorities.Get(arn).RequestAsync(CancellationToken.None);
        var request = (await client.GetCertificateAuthorityCsrAsync(new() { CertificateAuthorityArn = arn })).Csr;
        var certificate = hierarchy.Intermediate.SignRequest(Pem.Request(request), CertificateProfile.RegionalIssuer, hierarchy.Days(700));
        await client.ImportCertificateAuthorityCertificateAsync(new()
        {
            CertificateAuthorityArn = arn,
            Certificate = Stream(certificate.CertificatePem),
            CertificateChain = Stream(certificate.IssuerChainPem),
        });
    }

    private async Task<string> ActiveAsync()
    {
        var arn = await CreateAsync();
        await ActivateAsync(arn);
        return arn;
    }

    private async Task<GetCertificateResponse> IssueAndGetAsync(string arn, string request)
    {
        var issue = Issue(arn);
        issue.Csr = Stream(request);
        var certificate = await client.IssueCertificateAsync(issue);
        clock.Advance(TimeSpan.FromSeconds(2));
        return await client.GetCertificateAsync(new() { CertificateAuthorityArn = arn, CertificateArn = certificate.CertificateArn });
    }
}
