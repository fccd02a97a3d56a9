using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Infra.Local.AcmPca;
using Infra.Local.Iam;
using Infra.Local.S3;
using Infra.Pki;
using Infra.Pki.Ocsp;
using Infra.Tests.Pki;

namespace Infra.Tests.Local.AcmPca;

/// <summary>openssl asks where the certificates say, and nowhere else.</summary>
public sealed class A_revocation_server : IAsyncLifetime, IDisposable
{
    private readonly ManualClock clock = new();
    private readonly Buckets buckets = new();
    private readonly TestHierarchy hierarchy;
    private readonly PcaAuthorities authorities;
    private readonly RevocationServer server;
    private readonly TemporaryFolder folder = new();
    private readonly HttpClient http = new();

    public A_revocation_server()
    {
        hierarchy = new(clock: clock);
        authorities = new(buckets, PcaLatency.None, clock, () => server!.Address);
        server = new(authorities);
        buckets.Add("crls", "us-east-1").Policy = PolicyDocument.Parse("""
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"acm-pca.amazonaws.com"},
             "Action":["s3:PutObject","s3:PutObjectAcl","s3:GetBucketAcl","s3:GetBucketLocation"],"Resource":["arn:aws:s3:::crls","arn:aws:s3:::crls/*"]}}
            """);
    }

    public Task InitializeAsync() => server.StartAsync(CancellationToken.None);

    [Fact]
    public async Task says_good_then_revoked_and_unknown_of_what_was_never_issued()
    {
        var authority = await ActiveAsync();
        var device = Issue(authority);
        var address = OpenSsl.Run(folder.Path, "x509", "-in", "device.pem", "-noout", "-ocsp_uri").Output.Trim();

        var good = Ask(address, "-cert", "device.pem");
        authority.Revoke(device.SerialNumber, "KEY_COMPROMISE");
        var revoked = Ask(address, "-cert", "device.pem");
        var unknown = Ask(address, "-serial", "0x1234567890");

        Assert.All([good, revoked, unknown], answer => Assert.Contains("Response verify OK", answer, StringComparison.Ordinal));
        Assert.All([good, revoked, unknown], answer => Assert.DoesNotContain("WARNING", answer, StringComparison.Ordinal));
        Assert.Contains("device.pem: good", good, StringComparison.Ordinal);
        Assert.Contains("device.pem: revoked", revoked, StringComparison.Ordinal);
        Assert.Contains("Reason: keyCompromise", revoked, StringComparison.Ordinal);
        Assert.Contains("0x1234567890: unknown", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task answers_for_each_ca_about_its_own_certificates_only()
    {
        Issue(await ActiveAsync());
        var other = await ActiveAsync();

        Assert.Contains("device.pem: unknown", Ask($"{server.Address}ocsp/{other.Id}", "-cert", "device.pem", "-noverify"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task hands_out_the_list_by_which_openssl_refuses_a_revoked_certificate()
    {
        var authority = await ActiveAsync();
        var device = Issue(authority);
        var address = Regex.Match(OpenSsl.Text(device.CertificatePem), "X509v3 CRL Distribution Points:.*?URI:(?<uri>\\S+)", RegexOptions.Singleline).Groups["uri"].Value;

        var before = await VerifyAsync(address);
        authority.Revoke(device.SerialNumber, "SUPERSEDED");
        authorities.PublishCrl(authority);
        var after = await VerifyAsync(address);

        Assert.True(before.Content, before.Output);
        Assert.False(after.Content);
        Assert.Contains("certificate revoked", after.Output, StringComparison.Ordinal);
        Assert.Contains("verify OK", OpenSsl.Run(folder.Path, "crl", "-in", "list.pem", "-CAfile", "issuer.pem", "-noout").Output, StringComparison.Ordinal);
        Assert.Contains("Superseded", OpenSsl.Run(folder.Path, "crl", "-in", "list.pem", "-noout", "-text").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task has_its_signer_renewed_before_the_last_one_ends()
    {
        var authority = await ActiveAsync();
        var device = Issue(authority);
        OpenSsl.Run(folder.Path, "ocsp", "-issuer", "issuer.pem", "-cert", "device.pem", "-reqout", "request.der", "-no_nonce");
        var request = await File.ReadAllBytesAsync(Path.Combine(folder.Path, "request.der"));

        for (var hour = 0; hour < 72; hour += 8)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder.Path, "answer.der"), authority.AnswerOcsp(request)!);
            // The answer is to be believed to its very end.
            var end = clock.GetUtcNow().AddMinutes(59).ToUnixTimeSeconds();
            var (_, output) = OpenSsl.Run(folder.Path, "ocsp", "-respin", "answer.der", "-issuer", "issuer.pem", "-cert", "device.pem", "-CAfile", "root.pem", "-verify_other", "issuers.pem",
                "-attime", $"{end}");
            Assert.True(output.Contains("Response verify OK", StringComparison.Ordinal), $"after {hour} hours: {output}");
            clock.Advance(TimeSpan.FromHours(8));
        }
    }

    [Fact]
    public async Task takes_a_question_in_the_path()
    {
        Issue(await ActiveAsync());
        OpenSsl.Run(folder.Path, "ocsp", "-issuer", "issuer.pem", "-cert", "device.pem", "-reqout", "request.der");
        var address = OpenSsl.Run(folder.Path, "x509", "-in", "device.pem", "-noout", "-ocsp_uri").Output.Trim();
        var request = Uri.EscapeDataString(Convert.ToBase64String(await File.ReadAllBytesAsync(Path.Combine(folder.Path, "request.der"))));

        using var answer = await http.GetAsync(new Uri($"{address}/{request}"));
        await File.WriteAllBytesAsync(Path.Combine(folder.Path, "answer.der"), await answer.Content.ReadAsByteArrayAsync());

        Assert.Equal(OcspOverHttp.ResponseType, answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("Cert Status: good", OpenSsl.Run(folder.Path, "ocsp", "-respin", "answer.der", "-noverify", "-text").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task has_no_answer_where_there_is_nobody_to_give_one()
    {
        var silent = await ActiveAsync(settings => settings with { Ocsp = false, CrlBucket = null });
        var pending = authorities.Create(Settings);
        var ended = await ActiveAsync();
        clock.Advance(TimeSpan.FromDays(800));

        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"ocsp/{silent.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"ocsp/{pending.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync("ocsp/nobody"));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(""));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync($"ocsp/{ended.Id}"));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(server.Address, silent.CrlKey))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(server.Address, "crl/nobody.crl"))).StatusCode);
    }

    [Fact]
    public async Task reads_no_more_of_a_question_than_could_be_one()
    {
        var authority = await ActiveAsync();

        Assert.Equal(HttpStatusCode.OK, await PostAsync($"ocsp/{authority.Id}", OcspOverHttp.MostBytes));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync($"ocsp/{authority.Id}", OcspOverHttp.MostBytes + 1));
    }

    [Fact]
    public async Task leaves_hosts_of_others_in_the_certificates()
    {
        var authority = await ActiveAsync(settings => settings with { OcspHost = "ocsp.example.net", CrlHost = "crl.example.net" });

        var text = OpenSsl.Text(Issue(authority).CertificatePem);

        Assert.Contains("OCSP - URI:http://ocsp.example.net/", text, StringComparison.Ordinal);
        Assert.Contains($"URI:http://crl.example.net/crl/{authority.Id}.crl", text, StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await server.DisposeAsync();

    public void Dispose()
    {
        authorities.Dispose();
        hierarchy.Dispose();
        folder.Dispose();
        http.Dispose();
    }

    private static PcaSettings Settings => new()
    {
        Region = "us-east-1",
        KeyAlgorithm = Infra.Pki.KeyAlgorithm.EcP256,
        KeyAlgorithmName = "EC_prime256v1",
        SigningAlgorithm = "SHA256WITHECDSA",
        Subject = new X500DistinguishedName("CN=us-east-1.widget, O=Automatra, C=US"),
        CrlBucket = "crls",
        Ocsp = true,
    };

    private async Task<PcaAuthority> ActiveAsync(Func<PcaSettings, PcaSettings>? change = null)
    {
        var authority = authorities.Create(change is null ? Settings : change(Settings));
        var request = await authority.RequestAsync(CancellationToken.None);
        var certificate = hierarchy.Intermediate.SignRequest(Pem.Request(request), CertificateProfile.RegionalIssuer, hierarchy.Days(700));
        authority.Import(certificate.CertificatePem, certificate.IssuerChainPem);
        authorities.PublishCrl(authority);
        return authority;
    }

    /// <summary>Its certificate is in device.pem, its issuer's in issuer.pem, theirs in issuers.pem and root.pem.</summary>
    private IssuedCertificate Issue(PcaAuthority authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=SN-1", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var issued = authority.Issue(request, "SHA256WITHECDSA", null, new(30, "DAYS"), idempotencyToken: null).Issued;
        folder.Write("device.pem", issued.CertificatePem);
        folder.Write("issuer.pem", authority.Active!.CertificatePem);
        folder.Write("issuers.pem", issued.IssuerChainPem);
        folder.Write("root.pem", hierarchy.Root.CertificatePem);
        return issued;
    }

    private string Ask(string address, params string[] about) => OpenSsl.Run(folder.Path,
        ["ocsp", "-issuer", "issuer.pem", .. about, "-url", address, "-CAfile", "root.pem", "-verify_other", "issuers.pem"]).Output;

    private async Task<(bool Content, string Output)> VerifyAsync(string address)
    {
        folder.Write("list.pem", Infra.Pki.Revocation.RevocationList.Read(await http.GetByteArrayAsync(new Uri(address))).PemText);
        return OpenSsl.Run(folder.Path, "verify", "-CAfile", "root.pem", "-untrusted", "issuers.pem", "-crl_check", "-CRLfile", "list.pem", "device.pem");
    }

    private async Task<HttpStatusCode> PostAsync(string path, int length = 10)
    {
        using var body = new ByteArrayContent(new byte[length]);
        using var answer = await http.PostAsync(new Uri(server.Address, path), body);
        return answer.StatusCode;
    }
}
