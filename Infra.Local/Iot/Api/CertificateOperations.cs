using System.Text.Json.Nodes;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>Device certificates: registered, or issued by Amazon's own CA.</summary>
internal static class CertificateOperations
{
    private const string One = "/certificates/{certificateId}";

    public static IEnumerable<Route> Routes =>
    [
        new("RegisterCertificate", "POST", "/certificate/register", Register),
        new("RegisterCertificateWithoutCA", "POST", "/certificate/register-no-ca", RegisterWithoutCa),
        new("CreateCertificateFromCsr", "POST", "/certificates", CreateFromCsr),
        new("CreateKeysAndCertificate", "POST", "/keys-and-certificate", CreateKeys),
        new("DescribeCertificate", "GET", One, Describe) { On = Itself },
        new("UpdateCertificate", "PUT", One, Update) { On = Itself },
        new("DeleteCertificate", "DELETE", One, Delete) { On = Itself },
        new("ListCertificates", "GET", "/certificates", List),
    ];

    public static JsonObject Summary(DeviceCertificate certificate) => Json.Object(
        ("certificateArn", certificate.Arn),
        ("certificateId", certificate.Id),
        ("status", certificate.Status),
        ("certificateMode", certificate.Mode),
        ("creationDate", Json.Time(certificate.Created)));

    private static IEnumerable<string> Itself(IotRequest request) => [$"cert/{request.Label("certificateId")}"];

    private static JsonObject Register(IotRequest request) =>
        Name(request.Region.Certificates.Register(request.Text("certificatePem"), request.Text("caCertificatePem"), StatusOf(request)));

    private static JsonObject RegisterWithoutCa(IotRequest request) =>
        Name(request.Region.Certificates.RegisterWithoutCa(request.Text("certificatePem"), StatusOf(request)));

    // setAsActive is the deprecated way to say status.
    private static string? StatusOf(IotRequest request) => request.Text("status") ?? (request.Flag("setAsActive") ? CertificateStatuses.Active : null);

    private static JsonObject CreateFromCsr(IotRequest request)
    {
        var certificate = request.Region.Certificates.AddIssued(request.Region.Amazon.Sign(request.Text("certificateSigningRequest")), StatusOfNew(request));
        var answer = Name(certificate);
        answer["certificatePem"] = certificate.Pem;
        return answer;
    }

    private static JsonObject CreateKeys(IotRequest request)
    {
        var pair = request.Region.Amazon.SignNewKey();
        var certificate = request.Region.Certificates.AddIssued(pair.CertificatePem, StatusOfNew(request));
        var answer = Name(certificate);
        answer["certificatePem"] = certificate.Pem;
        answer["keyPair"] = Json.Object(("PublicKey", pair.PublicKeyPem), ("PrivateKey", pair.PrivateKeyPem));
        return answer;
    }

    private static string StatusOfNew(IotRequest request) => request.Flag("setAsActive") ? CertificateStatuses.Active : CertificateStatuses.Inactive;

    private static JsonObject Describe(IotRequest request)
    {
        var certificate = request.Region.Certificates.Get(request.Label("certificateId"));
        return Json.Object(("certificateDescription", Json.Object(
            ("certificateArn", certificate.Arn),
            ("certificateId", certificate.Id),
            ("caCertificateId", certificate.CaCertificateId),
            ("status", certificate.Status),
            ("certificatePem", certificate.Pem),
            ("ownedBy", Cloud.Arns.Account),
            ("creationDate", Json.Time(certificate.Created)),
            ("lastModifiedDate", Json.Time(certificate.LastModified)),
            ("customerVersion", certificate.CustomerVersion),
            ("generationId", certificate.GenerationId),
            ("validity", Json.Object(("notBefore", Json.Time(certificate.NotBefore)), ("notAfter", Json.Time(certificate.NotAfter)))),
            ("certificateMode", certificate.Mode))));
    }

    private static JsonObject? Update(IotRequest request)
    {
        request.Region.Certificates.SetStatus(request.Label("certificateId"), request.Query("newStatus"));
        return null;
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.Certificates.Delete(request.Label("certificateId"), request.Flag("forceDelete"));
        return null;
    }

    private static JsonObject List(IotRequest request) => Page.Marked(request, "certificates", request.Region.Certificates.All, Summary);

    private static JsonObject Name(DeviceCertificate certificate) => Json.Object(("certificateArn", certificate.Arn), ("certificateId", certificate.Id));
}
