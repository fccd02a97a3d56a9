using System.Text;
using System.Text.Json.Nodes;
using Amazon.ACMPCA;
using Amazon.ACMPCA.Model;

namespace Infra.Tests.StandIns.AwsSdk;

/// <summary>ACM Private CA speaks JSON 1.1: one path, the operation in a header.</summary>
public sealed class An_acm_pca_request
{
    private const string Authority = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/1";

    [Fact]
    public async Task create_a_subordinate_authority() =>
        await Is("CreateCertificateAuthority",
            """
            {"CertificateAuthorityType":"SUBORDINATE","IdempotencyToken":"t","KeyStorageSecurityStandard":"FIPS_140_2_LEVEL_3_OR_HIGHER","UsageMode":"GENERAL_PURPOSE",
             "CertificateAuthorityConfiguration":{"KeyAlgorithm":"EC_prime256v1","SigningAlgorithm":"SHA256WITHECDSA","Subject":{"CommonName":"Issuer","Organization":"Acme"}},
             "RevocationConfiguration":{"CrlConfiguration":{"Enabled":true,"ExpirationInDays":7,"S3BucketName":"crl","S3ObjectAcl":"BUCKET_OWNER_FULL_CONTROL"}},
             "Tags":[{"Key":"a","Value":"b"}]}
            """,
            client => client.CreateCertificateAuthorityAsync(new CreateCertificateAuthorityRequest
            {
                CertificateAuthorityType = CertificateAuthorityType.SUBORDINATE,
                IdempotencyToken = "t",
                KeyStorageSecurityStandard = KeyStorageSecurityStandard.FIPS_140_2_LEVEL_3_OR_HIGHER,
                UsageMode = CertificateAuthorityUsageMode.GENERAL_PURPOSE,
                CertificateAuthorityConfiguration = new CertificateAuthorityConfiguration
                {
                    KeyAlgorithm = KeyAlgorithm.EC_prime256v1,
                    SigningAlgorithm = SigningAlgorithm.SHA256WITHECDSA,
                    Subject = new ASN1Subject { CommonName = "Issuer", Organization = "Acme" },
                },
                RevocationConfiguration = new RevocationConfiguration
                {
                    CrlConfiguration = new CrlConfiguration { Enabled = true, ExpirationInDays = 7, S3BucketName = "crl", S3ObjectAcl = S3ObjectAcl.BUCKET_OWNER_FULL_CONTROL },
                },
                Tags = [new Tag { Key = "a", Value = "b" }],
            }));

    [Fact]
    public async Task issue_a_certificate_with_the_csr_as_base64() =>
        await Is("IssueCertificate",
            $$"""
            {"CertificateAuthorityArn":"{{Authority}}","Csr":"{{Convert.ToBase64String("csr"u8)}}","SigningAlgorithm":"SHA256WITHRSA","TemplateArn":"arn:t",
             "Validity":{"Type":"DAYS","Value":365},"IdempotencyToken":"id"}
            """,
            async client =>
            {
                using var csr = new MemoryStream(Encoding.ASCII.GetBytes("csr"));
                await client.IssueCertificateAsync(new IssueCertificateRequest
                {
                    CertificateAuthorityArn = Authority,
                    Csr = csr,
                    SigningAlgorithm = SigningAlgorithm.SHA256WITHRSA,
                    TemplateArn = "arn:t",
                    Validity = new Validity { Type = ValidityPeriodType.DAYS, Value = 365 },
                    IdempotencyToken = "id",
                });
            });

    [Fact]
    public async Task import_an_authoritys_certificate() =>
        await Is("ImportCertificateAuthorityCertificate",
            $$"""{"CertificateAuthorityArn":"{{Authority}}","Certificate":"{{Convert.ToBase64String("c"u8)}}","CertificateChain":"{{Convert.ToBase64String("d"u8)}}"}""",
            async client =>
            {
                using var certificate = new MemoryStream("c"u8.ToArray());
                using var chain = new MemoryStream("d"u8.ToArray());
                await client.ImportCertificateAuthorityCertificateAsync(new ImportCertificateAuthorityCertificateRequest
                {
                    CertificateAuthorityArn = Authority,
                    Certificate = certificate,
                    CertificateChain = chain,
                });
            });

    [Fact]
    public async Task revoke_a_certificate() =>
        await Is("RevokeCertificate", $$"""{"CertificateAuthorityArn":"{{Authority}}","CertificateSerial":"0a:1b","RevocationReason":"KEY_COMPROMISE"}""",
            client => client.RevokeCertificateAsync(new RevokeCertificateRequest
            {
                CertificateAuthorityArn = Authority,
                CertificateSerial = "0a:1b",
                RevocationReason = RevocationReason.KEY_COMPROMISE,
            }));

    [Fact]
    public async Task update_and_delete_an_authority()
    {
        await Is("UpdateCertificateAuthority", $$"""{"CertificateAuthorityArn":"{{Authority}}","Status":"DISABLED"}""",
            client => client.UpdateCertificateAuthorityAsync(new UpdateCertificateAuthorityRequest { CertificateAuthorityArn = Authority, Status = CertificateAuthorityStatus.DISABLED }));
        await Is("DeleteCertificateAuthority", $$"""{"CertificateAuthorityArn":"{{Authority}}","PermanentDeletionTimeInDays":7}""",
            client => client.DeleteCertificateAuthorityAsync(new DeleteCertificateAuthorityRequest { CertificateAuthorityArn = Authority, PermanentDeletionTimeInDays = 7 }));
    }

    [Fact]
    public async Task the_reads()
    {
        await Is("DescribeCertificateAuthority", $$"""{"CertificateAuthorityArn":"{{Authority}}"}""",
            client => client.DescribeCertificateAuthorityAsync(new DescribeCertificateAuthorityRequest { CertificateAuthorityArn = Authority }));
        await Is("GetCertificateAuthorityCsr", $$"""{"CertificateAuthorityArn":"{{Authority}}"}""",
            client => client.GetCertificateAuthorityCsrAsync(new GetCertificateAuthorityCsrRequest { CertificateAuthorityArn = Authority }));
        await Is("GetCertificateAuthorityCertificate", $$"""{"CertificateAuthorityArn":"{{Authority}}"}""",
            client => client.GetCertificateAuthorityCertificateAsync(new GetCertificateAuthorityCertificateRequest { CertificateAuthorityArn = Authority }));
        await Is("GetCertificate", $$"""{"CertificateAuthorityArn":"{{Authority}}","CertificateArn":"arn:c"}""",
            client => client.GetCertificateAsync(new GetCertificateRequest { CertificateAuthorityArn = Authority, CertificateArn = "arn:c" }));
        await Is("ListCertificateAuthorities", """{"MaxResults":10,"NextToken":"n"}""",
            client => client.ListCertificateAuthoritiesAsync(new ListCertificateAuthoritiesRequest { MaxResults = 10, NextToken = "n" }));
    }

    [Fact]
    public async Task with_nothing_set_still_sends_an_object() =>
        await Is("ListCertificateAuthorities", "{}", client => client.ListCertificateAuthoritiesAsync(new ListCertificateAuthoritiesRequest()));

    private static async Task Is(string operation, string body, Func<AmazonACMPCAClient, Task> call)
    {
        await using var endpoint = await RecordingEndpoint.StartAsync();
        using var client = Clients.AcmPca(endpoint);

        await call(client);

        var request = endpoint.Single;
        Assert.Equal(("POST", "/", ""), (request.Method, request.Path, request.Query));
        Assert.Equal($"ACMPrivateCA.{operation}", request.Header("X-Amz-Target"));
        Assert.Equal("application/x-amz-json-1.1", request.Header("Content-Type"));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(body), JsonNode.Parse(request.Body)), $"sent {request.Body}");
    }
}
