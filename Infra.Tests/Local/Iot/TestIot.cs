using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Functions;
using Infra.Local.Gateway;
using Infra.Local.Iam;
using Infra.Local.Iot;
using Infra.Pki;
using Microsoft.AspNetCore.Http;

namespace Infra.Tests.Local.Iot;

/// <summary>AWS IoT of one region with a device CA beside it, a clock that stands still, and real IAM roles.</summary>
internal sealed class TestIot : IDisposable
{
    public const string RegionName = "eu-west-1";
    public const string ThingPrefix = "arn:aws:iot:eu-west-1:123456789012:thing/";
    public const string JitpTemplate = "widgiot-jitp";
    public const string DevicePolicyName = "widgiot-device";

    public TestIot(IFunctionInvoker? functions = null, DateTimeOffset? now = null)
    {
        Clock = new(now ?? new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        Core = new IotCore(Iam, Clock, functions);
        Core.SetEndpoint(RegionName, "localhost:8883");
        Operator = new Caller(Arns.Operator, RoleArn: null);
        Root = NewAuthority("WidgIoT Device CA");
    }

    public ManualClock Clock { get; }

    public DeployedIam Iam { get; } = new();

    public IotCore Core { get; }

    public Caller Operator { get; }

    public SoftwareAuthority Root { get; }

    public IotRegion Region => Core.Region(RegionName);

    public IDeviceIdentities Identities => Core.IdentitiesOf(RegionName);

    public SoftwareAuthority NewAuthority(string name) =>
        SoftwareAuthority.CreateRoot(DistinguishedNames.CommonName(name), KeyAlgorithm.EcP256, TimeSpan.FromDays(3650), Clock);

    /// <summary>A certificate of the device CA.</summary>
    public X509Certificate2 DeviceCertificate(string name, SoftwareAuthority? authority = null, int days = 30, string? organization = null) =>
        X509Certificate2.CreateFromPem(Sign(authority ?? Root, CertificateProfile.Device, DistinguishedNames.CommonName(name, organization), days));

    public string Sign(SoftwareAuthority authority, CertificateProfile profile, X500DistinguishedName subject, int days = 30)
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        return authority.SignRequest(CertificationRequests.Create(key, subject), profile, ValidityPeriod.FromNow(Clock, TimeSpan.FromDays(days))).CertificatePem;
    }

    public static string Request(string name)
    {
        using var key = SigningKey.Generate(KeyAlgorithm.EcP256);
        return Pem.OfRequest(CertificationRequests.Create(key, name));
    }

    /// <summary>One API call as the front would hand it over.</summary>
    public async Task<JsonObject> CallAsync(string method, string pathAndQuery, JsonObject? body = null, Caller? caller = null, string? principal = null)
    {
        var http = new DefaultHttpContext();
        var parts = pathAndQuery.Split('?', 2);
        http.Request.Method = method;
        http.Request.Path = parts[0];
        http.Request.QueryString = parts.Length > 1 ? new QueryString("?" + parts[1]) : default;
        if (principal is not null) { http.Request.Headers["x-amzn-principal"] = principal; }
        var bytes = body is null ? default : (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(body.ToJsonString());
        var reply = await Core.AnswerAsync(new(RegionName, caller ?? Operator, http.Request, bytes, Iam), CancellationToken.None);
        Assert.Equal(200, reply.Status);
        return reply.Body.IsEmpty ? [] : JsonNode.Parse(reply.Body.Span)!.AsObject();
    }

    /// <summary>The refusal of a call that must be refused.</summary>
    public async Task<AwsException> RefusalAsync(string method, string pathAndQuery, JsonObject? body = null, Caller? caller = null, string? principal = null) =>
        await Assert.ThrowsAsync<AwsException>(() => CallAsync(method, pathAndQuery, body, caller, principal));

    /// <summary>A role that may do what the statements say; iot.amazonaws.com may assume it for this account's sources.</summary>
    public Caller Role(string name, params (string[] Actions, string Resource)[] statements)
    {
        var trust = """
            {"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"iot.amazonaws.com"},"Action":"sts:AssumeRole",
             "Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},"ArnLike":{"aws:SourceArn":"arn:aws:iot:eu-west-1:123456789012:*"}}}}
            """;
        var role = Iam.Add(name, "/", PolicyDocument.Parse(trust));
        if (statements.Length > 0) { role.Policies["inline"] = PolicyDocument.Parse(Document(statements)); }
        return Iam.Role(role.Arn, "test");
    }

    /// <summary>Registers the device CA, without a verification certificate, and gives its id.</summary>
    public string RegisterAuthority(SoftwareAuthority? authority = null, bool active = true, bool autoRegistration = true, string? template = JitpTemplate) =>
        Region.CaCertificates.Register(new(
            (authority ?? Root).CertificatePem, null, "SNI_ONLY", active, autoRegistration, template is null ? null : new(template, null, null))).Id;

    /// <summary>The device policy and a JITP template that names things after the common name, run by <paramref name="role"/>.</summary>
    public void DeployJitp(Caller role)
    {
        Region.Policies.Create(DevicePolicyName, DevicePolicies.OwnTopicsOnly);
        Region.Templates.Create(new(JitpTemplate, "JITP", Templates.Jitp, role.RoleArn) { Enabled = true });
    }

    /// <summary>A certificate registered ACTIVE, attached to a thing of its name and to the device policy.</summary>
    public X509Certificate2 ProvisionedDevice(string name)
    {
        var certificate = DeviceCertificate(name);
        var arn = Region.Certificates.RegisterWithoutCa(certificate.ExportCertificatePem(), "ACTIVE").Arn;
        Region.Things.Create(name, new(null, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty, null));
        if (Region.Policies.Find(DevicePolicyName) is null) { Region.Policies.Create(DevicePolicyName, DevicePolicies.OwnTopicsOnly); }
        Region.AttachPrincipal(name, arn);
        Region.AttachPolicy(DevicePolicyName, arn);
        return certificate;
    }

    public async Task<ConnectDecision> ConnectAsync(X509Certificate2 certificate, string clientId) =>
        await Identities.ConnectAsync(certificate, [], clientId, CancellationToken.None);

    public void Dispose()
    {
        Core.Dispose();
        Root.Dispose();
    }

    private static string Document((string[] Actions, string Resource)[] statements) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. statements.Select(statement => new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. statement.Actions.Select(action => JsonValue.Create(action))]),
            ["Resource"] = statement.Resource,
        })]),
    }.ToJsonString();
}

/// <summary>A clock that moves when the test says so.</summary>
internal sealed class ManualClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset now = start;

    public override DateTimeOffset GetUtcNow() => now;

    public void Advance(TimeSpan by) => now += by;
}
