using System.Collections.Immutable;

namespace Infra.Identity.Contracts;

/// <summary>
/// What a function reads from its environment and calls in AWS. Components set exactly this environment and grant exactly
/// these calls; the function reads and makes no others. One declaration, so that neither side can drift.
/// </summary>
/// <param name="Handler">The function's name in <see cref="HandlerNames"/>.</param>
/// <param name="Environment">The variables it reads.</param>
/// <param name="Calls">The AWS calls it makes, in the order of a first, faultless run.</param>
public sealed record FunctionContract(string Handler, ImmutableArray<EnvironmentSetting> Environment, ImmutableArray<AwsCallContract> Calls)
{
    private static readonly EnvironmentSetting Sku = new(EnvironmentVariables.Sku, Default: "unnamed");

    private static readonly ImmutableArray<EnvironmentSetting> Limits =
    [
        new(EnvironmentVariables.MinimumIntervalMinutes, Default: "10"),
        new(EnvironmentVariables.MaximumLiveCertificates, Default: "5"),
        new(EnvironmentVariables.OverlapDays, Default: "7"),
        new(EnvironmentVariables.IssuancesPerMinute, Default: "120"),
    ];

    private static readonly ImmutableArray<EnvironmentSetting> Freshness =
    [
        new(EnvironmentVariables.FreshnessSeconds, Default: "0"),
        new(EnvironmentVariables.ClockSkewSeconds, Default: "60"),
    ];

    private static readonly ImmutableArray<AwsCallContract> Recording =
    [
        new("dynamodb:GetItem", AwsResource.LedgerTable),
        new("dynamodb:UpdateItem", AwsResource.LedgerTable),
    ];

    private static readonly ImmutableArray<AwsCallContract> Issuance =
    [
        .. Recording,
        new("acm-pca:GetCertificateAuthorityCertificate", AwsResource.CertificateAuthority),
        new("acm-pca:IssueCertificate", AwsResource.CertificateAuthority),
        new("acm-pca:GetCertificate", AwsResource.CertificateAuthority),
    ];

    private static readonly ImmutableArray<AwsCallContract> Registration =
    [
        new("iot:CreateThing", AwsResource.Things),
        new("iot:AttachPolicy", AwsResource.IotCertificates),
        new("iot:AttachThingPrincipal", AwsResource.IotCertificates),
        new("iot:UpdateCertificate", AwsResource.IotCertificates),
        new("iot:DescribeCertificate", AwsResource.IotCertificates, CallOccasion.Resume),
        new("iot:DetachThingPrincipal", AwsResource.IotCertificates, CallOccasion.Undo),
        new("iot:DetachPolicy", AwsResource.IotCertificates, CallOccasion.Undo),
        new("iot:DeleteCertificate", AwsResource.IotCertificates, CallOccasion.Undo),
    ];

    /// <summary>Every function of the one executable.</summary>
    public static ImmutableArray<FunctionContract> All { get; } =
    [
        new(HandlerNames.Authorizer,
            [Sku, new(EnvironmentVariables.DeviceTable), .. Freshness],
            [new("dynamodb:GetItem", AwsResource.DeviceTable)]),

        new(HandlerNames.IssuerAcmPca,
            [
                Sku,
                new(EnvironmentVariables.LedgerTable),
                .. Limits,
                new(EnvironmentVariables.CertificateAuthorityArn),
                new(EnvironmentVariables.CertificateTemplateArn),
                new(EnvironmentVariables.CertificateValidityDays),
                new(EnvironmentVariables.RegistrationMode),
                new(EnvironmentVariables.IotEndpoint),
                new(EnvironmentVariables.DevicePolicy, RegistrationModes.Direct),
            ],
            [
                .. Issuance,
                .. from call in Registration.Prepend(new("iot:RegisterCertificate", AwsResource.Any))
                   select call with { OnlyInMode = RegistrationModes.Direct },
            ]),

        new(HandlerNames.IssuerIotCore,
            [
                Sku,
                new(EnvironmentVariables.LedgerTable),
                .. Limits,
                new(EnvironmentVariables.DevicePolicy),
                new(EnvironmentVariables.IotEndpoint),
            ],
            [
                .. Recording,
                new("iot:CreateCertificateFromCsr", AwsResource.Any),
                .. Registration,
            ]),

        new(HandlerNames.PreProvisioningHook,
            [Sku, new(EnvironmentVariables.DeviceTable), new(EnvironmentVariables.ProvisioningTemplate)],
            [new("dynamodb:GetItem", AwsResource.DeviceTable)]),

        new(HandlerNames.ClaimVendor,
            [Sku, new(EnvironmentVariables.DeviceTable), new(EnvironmentVariables.ProvisioningTemplate), new(EnvironmentVariables.IotEndpoint)],
            [
                new("dynamodb:GetItem", AwsResource.DeviceTable),
                new("iot:CreateProvisioningClaim", AwsResource.ProvisioningTemplate),
            ]),

        new(HandlerNames.RegistrationActivator,
            [Sku, new(EnvironmentVariables.DeviceTable), new(EnvironmentVariables.DevicePolicy)],
            [
                new("iot:DescribeCertificate", AwsResource.IotCertificates),
                new("dynamodb:GetItem", AwsResource.DeviceTable),
                .. from call in Registration where call.Occasion is not (CallOccasion.Resume or CallOccasion.Undo) select call,
            ]),

        new(HandlerNames.CertificateProvider,
            [
                Sku,
                new(EnvironmentVariables.DeviceTable),
                new(EnvironmentVariables.LedgerTable),
                .. Limits,
                .. Freshness,
                new(EnvironmentVariables.CertificateAuthorityArn),
                new(EnvironmentVariables.CertificateTemplateArn),
                new(EnvironmentVariables.CertificateValidityDays),
            ],
            [new("dynamodb:GetItem", AwsResource.DeviceTable), .. Issuance]),

        new(HandlerNames.CertificateRetirer,
            [
                Sku,
                new(EnvironmentVariables.LedgerTable),
                new(EnvironmentVariables.OverlapDays, Default: "7"),
                new(EnvironmentVariables.AuthorityEndDay, Default: "0"),
            ],
            [
                new("dynamodb:Query", AwsResource.LedgerTable),
                new("dynamodb:GetItem", AwsResource.LedgerTable),
                new("iot:DescribeCertificate", AwsResource.IotCertificates),
                new("iot:UpdateCertificate", AwsResource.IotCertificates),
                new("dynamodb:UpdateItem", AwsResource.LedgerTable),
                new("dynamodb:DeleteItem", AwsResource.LedgerTable),
            ]),
    ];

    /// <summary>The contract of one function.</summary>
    public static FunctionContract For(string handler) =>
        All.FirstOrDefault(contract => contract.Handler == handler)
        ?? throw new ArgumentException(
            $"no function is called '{handler}'; the functions are {string.Join(", ", All.Select(contract => contract.Handler))}", nameof(handler));

    /// <summary>The variables that are read under a registration mode.</summary>
    public ImmutableArray<string> EnvironmentIn(string registrationMode) =>
        [.. from setting in Environment where setting.OnlyInMode is null || setting.OnlyInMode == registrationMode select setting.Name];

    /// <summary>Those of them that must be set.</summary>
    public ImmutableArray<string> RequiredIn(string registrationMode) =>
        [.. from setting in Environment where setting.Default is null && (setting.OnlyInMode is null || setting.OnlyInMode == registrationMode) select setting.Name];

    /// <summary>The calls made under a registration mode.</summary>
    public ImmutableArray<AwsCallContract> CallsIn(string registrationMode) =>
        [.. from call in Calls where call.OnlyInMode is null || call.OnlyInMode == registrationMode select call];
}

/// <summary>One environment variable that a function reads.</summary>
/// <param name="Name">The name, from <see cref="EnvironmentVariables"/>.</param>
/// <param name="OnlyInMode">Read only under this value of <see cref="RegistrationModes"/>. Default: always read.</param>
/// <param name="Default">What holds where it is not set, so that a function of today starts in an environment of yesterday. Default: none, it must be set.</param>
public sealed record EnvironmentSetting(string Name, string? OnlyInMode = null, string? Default = null);

/// <summary>One AWS call that a function makes.</summary>
/// <param name="Action">The IAM action; the API operation has the same name.</param>
/// <param name="Resource">What the permission is for.</param>
/// <param name="Occasion">When it is made.</param>
/// <param name="OnlyInMode">Made only under this value of <see cref="RegistrationModes"/>. Default: in every mode.</param>
public sealed record AwsCallContract(
    string Action, AwsResource Resource, CallOccasion Occasion = CallOccasion.EveryRun, string? OnlyInMode = null);

/// <summary>The resource of an IAM permission; how its ARN is written is the component's knowledge.</summary>
public enum AwsResource
{
    /// <summary>The action has no resource-level permission: <c>*</c>.</summary>
    Any,

    /// <summary>The device table.</summary>
    DeviceTable,

    /// <summary>The region's issuance ledger.</summary>
    LedgerTable,

    /// <summary>The region's ACM Private CA. IssueCertificate is further bound by the condition <c>acm-pca:TemplateArn</c>.</summary>
    CertificateAuthority,

    /// <summary>The region's things: <c>arn:{partition}:iot:{region}:{account}:thing/*</c>.</summary>
    Things,

    /// <summary>The region's device certificates: <c>arn:{partition}:iot:{region}:{account}:cert/*</c>.</summary>
    IotCertificates,

    /// <summary>The fleet provisioning template: <c>arn:{partition}:iot:{region}:{account}:provisioningtemplate/{name}</c>.</summary>
    ProvisioningTemplate,
}

/// <summary>When a call is made: a proof that a permission is needed has to bring about the occasion.</summary>
public enum CallOccasion
{
    /// <summary>On every first run for a device.</summary>
    EveryRun,

    /// <summary>When an earlier run was cut short, or the same request comes again.</summary>
    Resume,

    /// <summary>When a step failed and what was done is taken back.</summary>
    Undo,
}
