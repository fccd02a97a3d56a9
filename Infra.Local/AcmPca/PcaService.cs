using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Iam;

namespace Infra.Local.AcmPca;

/// <summary>ACM Private CA's API, on software authorities.</summary>
internal sealed class PcaService(PcaAuthorities authorities) : IAwsService
{
    public string SigningName => "acm-pca";

    public AwsProtocol Protocol => AwsProtocol.Json11;

    public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
    {
        var request = call.Json();
        return Task.FromResult(AwsReply.Json11(call.Operation switch
        {
            "CreateCertificateAuthority" => Create(call, request),
            "DescribeCertificateAuthority" => new() { ["CertificateAuthority"] = PcaDescription.Of(Authority(call, request)) },
            "ListCertificateAuthorities" => List(call),
            "GetCertificateAuthorityCsr" => new() { ["Csr"] = Authority(call, request).Request },
            "ImportCertificateAuthorityCertificate" => Import(call, request),
            "GetCertificateAuthorityCertificate" => GetAuthorityCertificate(call, request),
            "UpdateCertificateAuthority" => Update(call, request),
            "IssueCertificate" => Issue(call, request),
            "GetCertificate" => Get(call, request),
            "RevokeCertificate" => Revoke(call, request),
            var other => throw new AwsException(400, "UnknownOperationException", $"acm-pca has no operation '{other}' here"),
        }));
    }

    private JsonObject Create(AwsCall call, JsonObject request)
    {
        call.Require("acm-pca:CreateCertificateAuthority", "*");
        if ((string?)request["CertificateAuthorityType"] != "SUBORDINATE")
        {
            throw new AwsException(400, "InvalidArgsException", $"CertificateAuthorityType '{request["CertificateAuthorityType"]}' is not offered here; choose SUBORDINATE");
        }
        var configuration = request["CertificateAuthorityConfiguration"] as JsonObject ?? [];
        var crl = request["RevocationConfiguration"]?["CrlConfiguration"];
        var ocsp = request["RevocationConfiguration"]?["OcspConfiguration"];
        var keyAlgorithm = Text(configuration, "KeyAlgorithm");
        var authority = authorities.Create(new()
        {
            Region = call.Region,
            KeyAlgorithm = PcaKeys.Parse(keyAlgorithm),
            KeyAlgorithmName = keyAlgorithm,
            SigningAlgorithm = Text(configuration, "SigningAlgorithm"),
            Subject = PcaSubject.Build(member => (string?)configuration["Subject"]?[member]),
            IsShortLived = (string?)request["UsageMode"] == "SHORT_LIVED_CERTIFICATE",
            CrlBucket = (bool?)crl?["Enabled"] == true ? (string?)crl["S3BucketName"] : null,
            CrlHost = (string?)crl?["CustomCname"],
            CrlDays = (int?)crl?["ExpirationInDays"] ?? 7,
            Ocsp = (bool?)ocsp?["Enabled"] == true,
            OcspHost = (string?)ocsp?["OcspCustomCname"],
        });
        return new() { ["CertificateAuthorityArn"] = authority.Arn };
    }

    private JsonObject List(AwsCall call)
    {
        call.Require("acm-pca:ListCertificateAuthorities", "*");
        return new() { ["CertificateAuthorities"] = new JsonArray([.. authorities.In(call.Region).Select(PcaDescription.Of)]) };
    }

    private JsonObject Import(AwsCall call, JsonObject request)
    {
        var authority = Authority(call, request);
        authority.Import(Blob(request, "Certificate"), request["CertificateChain"] is null ? "" : Blob(request, "CertificateChain"));
        authorities.PublishCrl(authority);
        return [];
    }

    private JsonObject GetAuthorityCertificate(AwsCall call, JsonObject request)
    {
        var authority = Authority(call, request);
        var active = authority.Active ?? throw new AwsException(400, "InvalidStateException", $"The certificate authority {authority.Arn} has no certificate yet: {authority.Status}");
        return new() { ["Certificate"] = active.CertificatePem, ["CertificateChain"] = active.IssuerChainPem };
    }

    private JsonObject Update(AwsCall call, JsonObject request)
    {
        Authority(call, request).SetStatus(Text(request, "Status"));
        return [];
    }

    private JsonObject Issue(AwsCall call, JsonObject request)
    {
        var template = (string?)request["TemplateArn"];
        var authority = Authority(call, request, template is null ? null : RequestContext.Of(("acm-pca:TemplateArn", template)));
        if (request["ApiPassthrough"] is not null) { throw new AwsException(400, "InvalidArgsException", "ApiPassthrough is not offered here"); }
        var validity = request["Validity"] ?? throw Missing("Validity");
        var token = (string?)request["IdempotencyToken"];
        if (token is { Length: 0 or > 36 }) { throw new AwsException(400, "ValidationException", "IdempotencyToken must have 1 to 36 characters"); }
        var certificate = authority.Issue(
            Blob(request, "Csr"), Text(request, "SigningAlgorithm"), template,
            new((long?)validity["Value"] ?? throw Missing("Validity.Value"), (string?)validity["Type"] ?? throw Missing("Validity.Type")), token);
        return new() { ["CertificateArn"] = certificate.Arn };
    }

    private JsonObject Get(AwsCall call, JsonObject request)
    {
        var certificate = Authority(call, request).Get(Text(request, "CertificateArn"));
        return new() { ["Certificate"] = certificate.Issued.CertificatePem, ["CertificateChain"] = certificate.Issued.IssuerChainPem };
    }

    private JsonObject Revoke(AwsCall call, JsonObject request)
    {
        var authority = Authority(call, request);
        authority.Revoke(Text(request, "CertificateSerial"), Text(request, "RevocationReason"));
        authorities.PublishCrl(authority);
        return [];
    }

    /// <summary>The CA that the call is about, once the caller may do what the call is named after.</summary>
    private PcaAuthority Authority(AwsCall call, JsonObject request, RequestContext? context = null)
    {
        var arn = Text(request, "CertificateAuthorityArn");
        call.Require($"acm-pca:{call.Operation}", arn, context);
        // Through another region's endpoint a CA cannot be seen.
        var authority = authorities.Get(arn);
        return authority.Settings.Region == call.Region
            ? authority
            : throw new AwsException(400, "ResourceNotFoundException", $"Could not find certificate authority {arn}");
    }

    private static string Text(JsonObject request, string member) => (string?)request[member] ?? throw Missing(member);

    private static string Blob(JsonObject request, string member)
    {
        try
        {
            return Encoding.ASCII.GetString(Convert.FromBase64String(Text(request, member)));
        }
        catch (FormatException)
        {
            throw new AwsException(400, "SerializationException", $"{member} must be base64");
        }
    }

    private static AwsException Missing(string member) => new(400, "ValidationException", $"{member} is missing");
}
