using System.Text.Json.Serialization;

namespace Infra.Tests.Local.Review;

/// <summary>One request that somebody might make with a role's credentials, and the roles that may.</summary>
internal sealed record RoleRequest(
    [property: JsonPropertyName("action")] string Action,
    [property: JsonPropertyName("resource")] string Resource,
    [property: JsonPropertyName("context")] IReadOnlyDictionary<string, string> Context,
    [property: JsonIgnore] params string[] AllowedTo);

/// <summary>The matrix: what each role is for, what another role is for, and what nobody may.</summary>
internal static class RoleRequests
{
    private const string Authorizer = "authorizer";
    private const string AcmPca = "issuer-acm-pca";
    private const string IotCore = "issuer-iot-core";
    private const string FirstConnection = "first-connection";

    private const string Hook = "pre-provisioning-hook";
    private const string ClaimVendor = "claim-vendor";
    private const string Activator = "registration-activator";
    private const string CertificateProvider = "certificate-provider";
    private const string CertificateRetirer = "certificate-retirer";
    private const string Fleet = "fleet";
    private const string Installer = "installer";
    private const string Activation = "activation";
    private const string LogWriter = "log-writer";

    private const string Devices = "arn:aws:dynamodb:us-east-1:123456789012:table/widgiot-iot-provisioning-secretfree";
    private const string Ledger = "arn:aws:dynamodb:us-east-1:123456789012:table/widgiot-issuance";
    private const string Authority = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";
    private const string OtherAuthority = "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/99999999-2222-3333-4444-555555555555";
    private const string Thing = "arn:aws:iot:us-east-1:123456789012:thing/device-0001";
    private const string Policy = "arn:aws:iot:us-east-1:123456789012:policy/widgiot-device";
    private const string Template = "arn:aws:iot:us-east-1:123456789012:provisioningtemplate/widgiot-fleet";
    private const string Api = "arn:aws:execute-api:us-east-1:123456789012:restapi-api/live/";
    private const string Queue = "arn:aws:sqs:us-east-1:123456789012:widgiot-failed-events";
    private const string Group = "arn:aws:iot:us-east-1:123456789012:thinggroup/fleet";

    private static readonly string Certificate = $"arn:aws:iot:us-east-1:123456789012:cert/{new string('a', 64)}";

    public static IReadOnlyList<RoleRequest> All { get; } =
    [
        To("dynamodb:GetItem", Devices, Authorizer, Hook, ClaimVendor, Activator, CertificateProvider),
        To("dynamodb:GetItem", Ledger, AcmPca, IotCore, CertificateProvider, CertificateRetirer),
        To("dynamodb:GetItem", Devices.Replace("us-east-1", "eu-west-1", StringComparison.Ordinal)),
        To("dynamodb:GetItem", Devices.Replace("widgiot", "gadgetiot", StringComparison.Ordinal)),
        To("dynamodb:Scan", Devices),
        To("dynamodb:PutItem", Devices),
        To("dynamodb:UpdateItem", Devices),
        To("dynamodb:DeleteItem", Devices),
        To("dynamodb:UpdateItem", Ledger, AcmPca, IotCore, CertificateProvider, CertificateRetirer),
        To("dynamodb:DeleteItem", Ledger, CertificateRetirer),
        To("dynamodb:Query", Ledger, CertificateRetirer),
        To("dynamodb:Query", Devices),

        Issue(Authority, "EndEntityClientAuthCertificate/V1", AcmPca, CertificateProvider),
        Issue(Authority, "EndEntityCertificate/V1"),
        Issue(Authority, "SubordinateCACertificate_PathLen0/V1"),
        Issue(OtherAuthority, "EndEntityClientAuthCertificate/V1"),
        To("acm-pca:IssueCertificate", Authority),
        To("acm-pca:GetCertificate", Authority, AcmPca, CertificateProvider),
        To("acm-pca:GetCertificate", OtherAuthority),
        To("acm-pca:GetCertificateAuthorityCertificate", Authority, AcmPca, CertificateProvider),
        To("acm-pca:RevokeCertificate", Authority),
        To("acm-pca:UpdateCertificateAuthority", Authority),
        To("acm-pca:DeleteCertificateAuthority", Authority),

        Log(Authorizer), Log(AcmPca), Log(IotCore), Log(Hook), Log(ClaimVendor), Log(Activator), Log(CertificateProvider), Log(CertificateRetirer),
        To("logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/somebody-else:log-stream:one"),
        To("logs:PutLogEvents", "arn:aws:logs:us-east-1:123456789012:log-group:AWSIotLogsV2:log-stream:one", LogWriter),
        To("logs:CreateLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:AWSIotLogsV2", LogWriter),
        To("logs:CreateLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:another"),
        To("logs:DeleteLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:AWSIotLogsV2"),

        To("iot:CreateCertificateFromCsr", "*", IotCore),
        To("iot:CreateKeysAndCertificate", "*"),
        To("iot:RegisterCertificate", "*"),
        To("iot:RegisterCACertificate", "*"),
        To("iot:CreateThing", Thing, IotCore, FirstConnection, Activator, Fleet),
        To("iot:DescribeThing", Thing, FirstConnection, Fleet),
        To("iot:UpdateThing", Thing),
        To("iot:DeleteThing", Thing),
        To("iot:AttachPolicy", Certificate, IotCore, FirstConnection, Activator, Fleet),
        To("iot:AttachPolicy", Group),
        To("iot:AttachThingPrincipal", Certificate, IotCore, FirstConnection, Activator, Fleet),
        To("iot:UpdateCertificate", Certificate, IotCore, FirstConnection, Activator, Fleet, CertificateRetirer),
        To("iot:DescribeCertificate", Certificate, IotCore, FirstConnection, Activator, Fleet, CertificateRetirer),
        To("iot:DetachThingPrincipal", Certificate, IotCore),
        To("iot:DetachPolicy", Certificate, IotCore),
        To("iot:DeleteCertificate", Certificate, IotCore),
        To("iot:GetPolicy", Policy, FirstConnection, Fleet),
        To("iot:GetPolicy", Policy + "-2"),
        To("iot:CreatePolicyVersion", Policy),
        To("iot:SetDefaultPolicyVersion", Policy),
        To("iot:DeletePolicy", Policy),
        To("iot:Publish", "arn:aws:iot:us-east-1:123456789012:topic/widgiot/device-0001/hello"),

        To("iot:CreateProvisioningClaim", Template, ClaimVendor),
        To("iot:CreateProvisioningClaim", Template + "-2"),
        To("iot:CreateCertificateProvider", "arn:aws:iot:us-east-1:123456789012:certificateprovider/widgiot-certificates"),
        To("execute-api:Invoke", Api + "POST/claim", Installer),
        To("execute-api:Invoke", Api + "POST/new"),
        To("execute-api:Invoke", Api + "GET/claim"),
        To("execute-api:Invoke", Api.Replace("live", "test", StringComparison.Ordinal) + "POST/claim"),
        To("sqs:SendMessage", Queue, Activator, Activation),
        To("sqs:ReceiveMessage", Queue),
        To("sqs:SendMessage", Queue + "-2"),

        To("iam:PassRole", "arn:aws:iam::123456789012:role/widgiot-us-east-1-jitp"),
        To("sts:AssumeRole", "arn:aws:iam::123456789012:role/widgiot-us-east-1-jitp"),
        To("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:123456789012:function:widgiot-issuer-acm-pca"),
    ];

    /// <summary>The roles that the matrix knows.</summary>
    public static IReadOnlyList<string> Roles { get; } = [Authorizer, AcmPca, IotCore, FirstConnection, Hook, ClaimVendor, Activator, CertificateProvider, CertificateRetirer, Fleet, Installer, Activation, LogWriter];

    private static RoleRequest To(string action, string resource, params string[] roles) => new(action, resource, new Dictionary<string, string>(), roles);

    private static RoleRequest Issue(string authority, string template, params string[] roles) =>
        new("acm-pca:IssueCertificate", authority, new Dictionary<string, string> { ["acm-pca:TemplateArn"] = $"arn:aws:acm-pca:::template/{template}" }, roles);

    private static RoleRequest Log(string function) =>
        To("logs:PutLogEvents", $"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/widgiot-{function}:log-stream:2026/01/01/[$LATEST]one", function);
}
