using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Iam;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>CA certificates: registration and life.</summary>
internal static class CaCertificateOperations
{
    private const string One = "/cacertificate/{caCertificateId}";

    public static IEnumerable<Route> Routes =>
    [
        new("GetRegistrationCode", "GET", "/registrationcode", request => Json.Object(("registrationCode", request.Region.CaCertificates.RegistrationCode))),
        new("DeleteRegistrationCode", "DELETE", "/registrationcode", DeleteRegistrationCode),
        new("RegisterCACertificate", "POST", "/cacertificate", Register),
        new("DescribeCACertificate", "GET", One, Describe) { On = Itself },
        new("UpdateCACertificate", "PUT", One, Update) { On = Itself },
        new("DeleteCACertificate", "DELETE", One, Delete) { On = Itself },
        new("ListTagsForResource", "GET", "/tags", ListTags),
        new("ListCACertificates", "GET", "/cacertificates", List),
        new("ListCertificatesByCA", "GET", "/certificates-by-ca/{caCertificateId}", ListCertificates),
    ];

    private static IEnumerable<string> Itself(IotRequest request) => [$"cacert/{request.Label("caCertificateId")}"];

    private static JsonObject? DeleteRegistrationCode(IotRequest request)
    {
        request.Region.CaCertificates.DeleteRegistrationCode();
        return null;
    }

    private static JsonObject Register(IotRequest request)
    {
        var registered = request.Region.CaCertificates.Register(new(
            request.Text("caCertificate"),
            request.Text("verificationCertificate"),
            request.Text("certificateMode"),
            request.Flag("setAsActive"),
            request.Flag("allowAutoRegistration"),
            Config(request)) { Tags = TagsOf(request) });
        return Json.Object(("certificateArn", registered.Arn), ("certificateId", registered.Id));
    }

    // The service tags more than CAs; here they are the ones whose tags anybody asks for.
    private static JsonObject ListTags(IotRequest request)
    {
        var arn = request.Query("resourceArn") ?? throw IotErrors.Invalid("resourceArn is missing");
        var ca = request.Region.CaCertificates.Get(arn[(arn.LastIndexOf('/') + 1)..]);
        return Json.Object(("tags", new JsonArray([.. ca.Tags.Select(tag => Json.Object(("Key", tag.Key), ("Value", tag.Value)))])));
    }

    private static ImmutableSortedDictionary<string, string> TagsOf(IotRequest request) => (request.Items("tags") ?? []).OfType<JsonObject>().ToImmutableSortedDictionary(
        tag => IotRequest.Text(tag, "Key") ?? throw IotErrors.Invalid("a tag has no Key"), tag => IotRequest.Text(tag, "Value") ?? "", StringComparer.Ordinal);

    private static JsonObject Describe(IotRequest request)
    {
        var ca = request.Region.CaCertificates.Get(request.Label("caCertificateId"));
        return Json.Object(
            ("certificateDescription", Json.Object(
                ("certificateArn", ca.Arn),
                ("certificateId", ca.Id),
                ("status", Status(ca)),
                ("certificatePem", ca.Pem),
                ("ownedBy", Cloud.Arns.Account),
                ("creationDate", Json.Time(ca.Created)),
                ("autoRegistrationStatus", ca.AutoRegistration ? "ENABLE" : "DISABLE"),
                ("lastModifiedDate", Json.Time(ca.LastModified)),
                ("customerVersion", ca.CustomerVersion),
                ("generationId", ca.GenerationId),
                ("validity", Json.Object(("notBefore", Json.Time(ca.NotBefore)), ("notAfter", Json.Time(ca.NotAfter)))),
                ("certificateMode", ca.Mode))),
            ("registrationConfig", ca.Config is not { } config ? null : Json.Object(
                ("templateBody", config.TemplateBody), ("roleArn", config.RoleArn), ("templateName", config.TemplateName))));
    }

    private static JsonObject? Update(IotRequest request)
    {
        var active = Choice(request, "newStatus", "ACTIVE", "INACTIVE");
        var autoRegistration = Choice(request, "newAutoRegistrationStatus", "ENABLE", "DISABLE");
        var config = Config(request);
        var removes = request.Truth("removeAutoRegistration") == true;
        request.Region.CaCertificates.Update(request.Label("caCertificateId"), ca => ca with
        {
            Active = active ?? ca.Active,
            AutoRegistration = !removes && (autoRegistration ?? ca.AutoRegistration),
            Config = removes ? null : config ?? ca.Config,
        });
        return null;
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.CaCertificates.Delete(request.Label("caCertificateId"));
        return null;
    }

    private static JsonObject List(IotRequest request)
    {
        var template = request.Query("templateName");
        var found = request.Region.CaCertificates.All.Where(ca => template is null || ca.Config?.TemplateName == template);
        return Page.Marked(request, "certificates", [.. found], ca => Json.Object(
            ("certificateArn", ca.Arn), ("certificateId", ca.Id), ("status", Status(ca)), ("creationDate", Json.Time(ca.Created))));
    }

    private static JsonObject ListCertificates(IotRequest request)
    {
        var id = request.Label("caCertificateId");
        return Page.Marked(request, "certificates", [.. request.Region.Certificates.All.Where(certificate => certificate.CaCertificateId == id)], CertificateOperations.Summary);
    }

    private static string Status(CaCertificate ca) => ca.Active ? "ACTIVE" : "INACTIVE";

    private static bool? Choice(IotRequest request, string query, string yes, string no) => request.Query(query) switch
    {
        null => null,
        var value when value == yes => true,
        var value when value == no => false,
        var value => throw IotErrors.Invalid($"{query} is '{value}'; {yes} and {no} are allowed"),
    };

    // Whoever hands AWS IoT a role needs iam:PassRole for it: else one could gain the role's rights by registering a CA.
    private static RegistrationConfig? Config(IotRequest request)
    {
        if (request.Member("registrationConfig") is not { } config) { return null; }
        var read = new RegistrationConfig(IotRequest.Text(config, "templateName"), IotRequest.Text(config, "templateBody"), IotRequest.Text(config, "roleArn"));
        if (read.RoleArn is not null) { request.Call.RequirePassRole(read.RoleArn); }
        if (read.TemplateName is not null && read.TemplateBody is not null) { throw IotErrors.Invalid("registrationConfig has templateName and templateBody; give one"); }
        if (read.TemplateName is not null && request.Region.Templates.Get(read.TemplateName).Type != TemplateTypes.JustInTime)
        {
            throw IotErrors.Invalid($"provisioning template '{read.TemplateName}' is not of type JITP");
        }
        if (read.TemplateBody is not null) { Provisioning.TemplateDocument.Parse(read.TemplateBody).RequireFitFor(TemplateTypes.JustInTime); }
        return read.TemplateBody is not null && read.RoleArn is null ? throw IotErrors.Invalid("registrationConfig with a templateBody needs a roleArn") : read;
    }

    public static void RequirePassRole(this AwsCall call, string roleArn) =>
        call.Require("iam:PassRole", roleArn, RequestContext.Of(("iam:PassedToService", "iot.amazonaws.com")));
}
