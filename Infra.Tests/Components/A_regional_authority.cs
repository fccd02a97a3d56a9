using System.Text.Json.Nodes;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Tests.Golden;
using Pulumi;

namespace Infra.Tests.Components;

[Collection("pulumi")]
public sealed class A_regional_authority
{
    private const string AuthorityType = "aws:acmpca/certificateAuthority:CertificateAuthority";
    private const string ActivationType = "aws:acmpca/certificateAuthorityCertificate:CertificateAuthorityCertificate";
    private const string SubordinateType = "provisioning:index:SubordinateCertificate";

    [Fact]
    public async Task with_required_arguments_only_is_a_subordinate_ca_named_after_region_and_sku()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Offline() }));

        var authority = recorder.Single(AuthorityType);
        Assert.Equal("SUBORDINATE", authority.Text("type"));
        Assert.Equal("GENERAL_PURPOSE", authority.Text("usageMode"));
        Assert.Equal(30, authority.Number("permanentDeletionTimeInDays"));
        Assert.False(authority.Inputs.ContainsKey("revocationConfiguration"));
        var configuration = JsonNode.Parse(GoldenText.Graph(recorder))!.AsArray().Single(node => (string?)node!["type"] == AuthorityType)!["inputs"]!["certificateAuthorityConfiguration"]!;
        Assert.Equal("EC_prime256v1", (string?)configuration["keyAlgorithm"]);
        Assert.Equal("SHA256WITHECDSA", (string?)configuration["signingAlgorithm"]);
        Assert.Equal("us-east-1.widgiot", (string?)configuration["subject"]!["commonName"]);
        Assert.Null(configuration["subject"]!["organization"]);
    }

    [Fact]
    public async Task waits_for_an_offline_parent_and_hands_out_its_csr()
    {
        RegionalAuthority? authority = null;
        string? csr = null;
        var recorder = await Deployed.By(() =>
        {
            authority = new("authority", new() { Names = Deployed.Names, Parent = new Parent.Offline() });
            authority.CsrToSign!.Apply(text => csr = text);
        });

        Assert.Empty(recorder.All(ActivationType));
        Assert.Null(authority!.CertificatePem);
        Assert.Equal("mock csr", csr);
    }

    [Fact]
    public async Task imports_what_the_offline_parent_signed_and_waits_no_more()
    {
        RegionalAuthority? authority = null;
        var recorder = await Deployed.By(() => authority = new("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(new SignedAuthority("signed", "chain")),
        }));

        var activation = recorder.Single(ActivationType);
        Assert.Equal("signed", activation.Text("certificate"));
        Assert.Equal("chain", activation.Text("certificateChain"));
        Assert.Null(authority!.CsrToSign);
        Assert.NotNull(authority.CertificatePem);
    }

    [Fact]
    public async Task is_signed_by_the_provider_with_path_length_zero_under_a_software_parent()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Software("chain", "key"),
            ValidityDays = 100,
        }));

        var signed = recorder.Single(SubordinateType);
        Assert.Equal("mock csr", signed.Text("certificateSigningRequestPem"));
        Assert.Equal(0, signed.Number("pathLength"));
        Assert.Equal(100, signed.Number("validityDays"));
        Assert.Equal("mock certificate", recorder.Single(ActivationType).Text("certificate"));
    }

    [Fact]
    public async Task keeps_the_software_parents_key_a_secret_even_when_it_is_given_as_plain_text()
    {
        var args = new SubordinateCertificateArgs { CertificateSigningRequestPem = "csr", ParentChainPem = "chain", ParentPrivateKeyPem = "key", ValidityDays = 1 };

        Assert.True(await Output.IsSecretAsync(args.ParentPrivateKeyPem.ToOutput()));
    }

    [Fact]
    public async Task is_signed_by_a_parent_in_aws_with_the_template_for_path_length_zero()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.AcmPca("arn:parent", "SHA384WITHRSA"),
            ValidityDays = 100,
        }));

        var issued = recorder.Single("aws:acmpca/certificate:Certificate");
        Assert.Equal("arn:parent", issued.Text("certificateAuthorityArn"));
        Assert.Equal("SHA384WITHRSA", issued.Text("signingAlgorithm"));
        Assert.Equal("arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1", issued.Text("templateArn"));
        Assert.Equal("100", issued.Map("validity")["value"]);
        Assert.Equal("mock chain", recorder.Single(ActivationType).Text("certificateChain"));
    }

    // XC-28: the seed signs with SHA256WITHRSA, whatever the CA's key is.
    [Theory]
    [InlineData("EC_prime256v1", "SHA256WITHRSA", "SHA256WITHECDSA")]
    [InlineData("RSA_2048", "SHA256WITHECDSA", "SHA256WITHRSA")]
    public async Task refuses_a_signing_algorithm_of_another_family_than_its_key(string key, string signing, string allowed)
    {
        var refusal = await Deployed.RefusalOf(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            KeyAlgorithm = key,
            SigningAlgorithm = signing,
        }));

        Assert.Contains($"cannot sign with '{signing}'; choose one of {allowed}", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task with_every_argument_publishes_a_crl_to_a_closed_bucket_that_stands_before_it()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            KeyAlgorithm = "RSA_2048",
            SigningAlgorithm = "SHA384WITHRSA",
            Crl = true,
            CrlHost = "crl.example.net",
            CrlDays = 3,
            Organization = "Automatra",
            Country = "US",
            Domain = "automatra.net",
            Protect = false,
            Tags = { { "team", "factory" } },
        }));

        var order = recorder.InOrder.Select(resource => resource.Type).ToList();
        foreach (var type in new[] { "aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketOwnershipControls:BucketOwnershipControls", "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock" })
        {
            Assert.InRange(order.IndexOf(type), 0, order.IndexOf(AuthorityType) - 1);
        }
        var block = recorder.Single("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
        Assert.All(["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"], property => Assert.True(block.Flag(property)));
        var inputs = JsonNode.Parse(GoldenText.Graph(recorder))!.AsArray().Single(node => (string?)node!["type"] == AuthorityType)!["inputs"]!;
        var crl = inputs["revocationConfiguration"]!["crlConfiguration"]!;
        Assert.Equal("BUCKET_OWNER_FULL_CONTROL", (string?)crl["s3ObjectAcl"]);
        Assert.Equal("widgiot-crl-123456789012-us-east-1", (string?)crl["s3BucketName"]);
        Assert.Equal("crl.example.net", (string?)crl["customCname"]);
        Assert.Equal(3, (int?)crl["expirationInDays"]);
        Assert.Equal("us-east-1.widgiot.automatra.net", (string?)inputs["certificateAuthorityConfiguration"]!["subject"]!["commonName"]);
        Assert.Equal("Automatra", (string?)inputs["certificateAuthorityConfiguration"]!["subject"]!["organization"]);
        Assert.Equal("US", (string?)inputs["certificateAuthorityConfiguration"]!["subject"]!["country"]);
    }

    [Fact]
    public async Task lets_only_this_accounts_authorities_write_the_crl()
    {
        // The seed's bucket policy let ACM PCA act for any account (XC-79).
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Offline(), Crl = true }));

        var policy = JsonNode.Parse(recorder.Single("aws:s3/bucketPolicy:BucketPolicy").Text("policy"))!;
        var write = policy["Statement"]!.AsArray().Single(statement => (string?)statement!["Sid"] == "AuthorityWritesCrl")!;
        Assert.Equal("acm-pca.amazonaws.com", (string?)write["Principal"]!["Service"]);
        Assert.Equal("123456789012", (string?)write["Condition"]!["StringEquals"]!["aws:SourceAccount"]);
        Assert.Equal("arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/*", (string?)write["Condition"]!["ArnLike"]!["aws:SourceArn"]);
    }

    [Theory]
    [InlineData("some_name.crl")]
    [InlineData("http://crl.example.net")]
    [InlineData("crl.example.net/crl")]
    [InlineData("localhost")]
    public async Task refuses_a_crl_host_that_would_spoil_every_certificate(string host)
    {
        // The seed's CustomCname was some_name.crl (XC-78).
        var refusal = await Deployed.RefusalOf(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            Crl = true,
            CrlHost = host,
        }));

        Assert.Contains($"'{host}' is no host name for the CRL", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_crl_where_certificates_live_too_shortly_to_be_revoked()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            Usage = AuthorityUsage.ShortLived,
            Crl = true,
        }));

        Assert.Contains("a short-lived CA offers no revocation", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task has_ocsp_answered_with_or_without_a_crl()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            Ocsp = true,
            OcspHost = "ocsp.example.net",
        }));

        var revocation = JsonNode.Parse(GoldenText.Graph(recorder))!.AsArray().Single(node => (string?)node!["type"] == AuthorityType)!["inputs"]!["revocationConfiguration"]!;
        Assert.Equal("""{"enabled":true,"ocspCustomCname":"ocsp.example.net"}""", revocation["ocspConfiguration"]!.ToJsonString());
        Assert.Null(revocation["crlConfiguration"]);
    }

    [Fact]
    public async Task lets_another_account_issue_by_the_devices_template_and_by_no_other()
    {
        var recorder = await Deployed.By(() => _ = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Offline(), SharedWith = "210987654321" }));

        var share = recorder.Single("aws:acmpca/policy:Policy");
        var statements = JsonNode.Parse(share.Text("policy"))!["Statement"]!.AsArray();
        Assert.All(statements, statement => Assert.Equal("210987654321", (string?)statement!["Principal"]!["AWS"]));
        var issue = Assert.Single(statements, statement => statement!["Action"]!.ToJsonString().Contains("IssueCertificate", StringComparison.Ordinal))!;
        Assert.Equal("arn:aws:acm-pca:::template/EndEntityClientAuthCertificate/V1", (string?)issue["Condition"]!["StringEquals"]!["acm-pca:TemplateArn"]);
        Assert.Equal(share.Text("resourceArn"), issue["Resource"]!.AsArray().Single()!.ToString());
    }

    [Fact]
    public async Task refuses_to_share_itself_with_what_is_no_account()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new RegionalAuthority("authority", new() { Names = Deployed.Names, Parent = new Parent.Offline(), SharedWith = "*" }));

        Assert.Contains("'*' is no account id to share the CA with", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuses_a_name_that_no_certificate_can_hold()
    {
        var refusal = await Deployed.RefusalOf(() => _ = new RegionalAuthority("authority", new()
        {
            Names = Deployed.Names,
            Parent = new Parent.Offline(),
            Domain = $"{new string('a', 60)}.net",
        }));

        Assert.Contains("is too long (82 > 64); give a shorter domain", refusal, StringComparison.Ordinal);
    }
}
