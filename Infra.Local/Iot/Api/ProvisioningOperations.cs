using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Local.Iot.Provisioning;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Api;

/// <summary>Provisioning templates and claims, RegisterThing, and where devices connect.</summary>
internal static class ProvisioningOperations
{
    private const string Templates = "/provisioning-templates";
    private const string One = "/provisioning-templates/{templateName}";

    public static IEnumerable<Route> Routes =>
    [
        new("CreateProvisioningTemplate", "POST", Templates, Create) { On = request => [$"provisioningtemplate/{request.Text("templateName")}"] },
        new("DescribeProvisioningTemplate", "GET", One, Describe) { On = Itself },
        new("UpdateProvisioningTemplate", "PATCH", One, Update) { On = Itself },
        new("CreateProvisioningTemplateVersion", "POST", $"{One}/versions", CreateVersion) { On = Itself },
        new("DeleteProvisioningTemplate", "DELETE", One, Delete) { On = Itself },
        new("ListProvisioningTemplates", "GET", Templates, List),
        new("CreateProvisioningClaim", "POST", $"{One}/provisioning-claim", CreateClaim) { On = Itself },
        new("RegisterThing", "POST", "/things", RegisterThing),
        new("DescribeEndpoint", "GET", "/endpoint", DescribeEndpoint),
    ];

    private static IEnumerable<string> Itself(IotRequest request) => [$"provisioningtemplate/{request.Label("templateName")}"];

    private static JsonObject Create(IotRequest request)
    {
        var role = request.Text("provisioningRoleArn");
        if (role is not null) { request.Call.RequirePassRole(role); }
        var template = request.Region.Templates.Create(new(request.Text("templateName"), request.Text("type"), request.Text("templateBody"), role)
        {
            Description = request.Text("description"),
            Enabled = request.Truth("enabled") == true,
            Hook = Hook(request),
        });
        return Json.Object(("templateArn", template.Arn), ("templateName", template.Name), ("defaultVersionId", template.DefaultVersionId));
    }

    private static JsonObject Describe(IotRequest request)
    {
        var template = request.Region.Templates.Get(request.Label("templateName"));
        var description = Summary(template);
        description["defaultVersionId"] = template.DefaultVersionId;
        description["templateBody"] = template.Body;
        description["provisioningRoleArn"] = template.RoleArn;
        if (template.Hook is { } hook)
        {
            description["preProvisioningHook"] = Json.Object(("payloadVersion", hook.PayloadVersion), ("targetArn", hook.TargetArn));
        }
        return description;
    }

    private static JsonObject CreateVersion(IotRequest request)
    {
        var name = request.Label("templateName");
        var setAsDefault = request.Flag("setAsDefault");
        var version = request.Region.Templates.AddVersion(name, request.Text("templateBody"), setAsDefault);
        return Json.Object(
            ("templateArn", request.Region.Templates.ArnOf(name)), ("templateName", name), ("versionId", version.Id), ("isDefaultVersion", setAsDefault));
    }

    private static JsonObject? Update(IotRequest request)
    {
        var role = request.Text("provisioningRoleArn");
        if (role is not null) { request.Call.RequirePassRole(role); }
        request.Region.Templates.Update(request.Label("templateName"), template => template with
        {
            Description = request.Text("description") ?? template.Description,
            Enabled = request.Truth("enabled") ?? template.Enabled,
            RoleArn = role ?? template.RoleArn,
            Hook = request.Truth("removePreProvisioningHook") == true ? null : Hook(request) ?? template.Hook,
        });
        return null;
    }

    private static JsonObject? Delete(IotRequest request)
    {
        request.Region.Templates.Delete(request.Label("templateName"));
        return null;
    }

    private static JsonObject List(IotRequest request) => Page.Tokened(request, "templates", request.Region.Templates.All, Summary);

    private static JsonObject CreateClaim(IotRequest request)
    {
        var template = request.Region.Templates.Get(request.Label("templateName"));
        if (!template.Enabled || template.Type != TemplateTypes.FleetProvisioning)
        {
            throw IotErrors.Invalid($"provisioning template '{template.Name}' is not an enabled template of type FLEET_PROVISIONING");
        }
        var pair = request.Region.Amazon.SignNewKey();
        var claim = request.Region.Claims.Add(pair.CertificatePem, template.Name);
        return Json.Object(
            ("certificateId", claim.CertificateId),
            ("certificatePem", pair.CertificatePem),
            ("keyPair", Json.Object(("PublicKey", pair.PublicKeyPem), ("PrivateKey", pair.PrivateKeyPem))),
            ("expiration", Json.Time(claim.Expires)));
    }

    // RegisterThing runs the template in its caller's name, so the caller needs the template's actions too.
    private static JsonObject RegisterThing(IotRequest request)
    {
        var authority = new ProvisioningAuthority(request.Call.Iam, request.Call.Caller, request.Region.Name);
        var parameters = IotRequest.Texts(request.Member("parameters")).ToImmutableDictionary(StringComparer.Ordinal);
        var device = new ProvisioningRun(request.Region, authority).Run(TemplateDocument.Parse(request.Text("templateBody")), parameters);
        return Json.Object(("certificatePem", device.Certificate.Pem), ("resourceArns", Json.Map(device.ResourceArns)));
    }

    // One listener serves every MQTT endpoint here; iot:Jobs and iot:CredentialProvider are services that this cloud does not have.
    private static JsonObject DescribeEndpoint(IotRequest request) => (request.Query("endpointType") ?? "iot:Data") switch
    {
        "iot:Data-ATS" or "iot:Data" => Json.Object(("endpointAddress", request.Region.Endpoint ?? throw new Aws.AwsException(503, "ServiceUnavailableException",
            $"the device gateway of {request.Region.Name} does not listen yet"))),
        var other => throw IotErrors.Invalid($"endpointType '{other}' is not served here; iot:Data-ATS is"),
    };

    private static PreProvisioningHook? Hook(IotRequest request) => request.Member("preProvisioningHook") is { } hook
        ? new(IotRequest.Text(hook, "targetArn") ?? throw IotErrors.Invalid("preProvisioningHook needs a targetArn"), IotRequest.Text(hook, "payloadVersion") ?? "2020-04-01")
        : null;

    private static JsonObject Summary(ProvisioningTemplate template) => Json.Object(
        ("templateArn", template.Arn),
        ("templateName", template.Name),
        ("description", template.Description),
        ("creationDate", Json.Time(template.Created)),
        ("lastModifiedDate", Json.Time(template.LastModified)),
        ("enabled", template.Enabled),
        ("type", template.Type));
}
