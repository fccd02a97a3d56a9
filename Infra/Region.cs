using System.Collections.Immutable;
using Infra.Components;
using Pulumi;
using Pulumi.Aws.Iot;

namespace Infra;

/// <summary>
/// Makes the parts of one region from its settings. A part that the settings leave out is null, and so is what would need it: the stack names what there
/// can be, and here stands when it is.
/// </summary>
internal sealed partial class Region
{
    private readonly StackSettings _settings;
    private readonly ResourceNames _names;
    private readonly InputMap<string> _tags;
    private readonly FunctionDefaults _functions;

    public Region(StackSettings settings)
    {
        _settings = settings;
        _names = new(settings.Sku, settings.Region);
        _tags = settings.Tags.SetItem("sku", settings.Sku.Value).SetItem("managed-by", "pulumi").ToImmutableDictionary();
        _functions = new()
        {
            Names = _names,
            Runtime = settings.FunctionsRuntime,
            CodePath = settings.FunctionsPath,
            Architecture = settings.Architecture,
            LogRetentionDays = settings.LogRetentionDays,
            Tags = _tags,
        };
        IotEndpoint = GetEndpoint.Invoke(new() { EndpointType = "iot:Data-ATS", Region = settings.Region }).Apply(found => found.EndpointAddress);
    }

    /// <summary>Where the region's devices connect.</summary>
    public Output<string> IotEndpoint { get; }

    public DeviceRegistry Devices() => new("devices", new()
    {
        Names = _names,
        HomeRegion = _settings.HomeRegion,
        ReplicaRegions = _settings.ReplicaRegions,
        Protect = _settings.Protect,
        Tags = _tags,
    });

    public IssuanceLedger Ledger() => new("issuance", new() { Names = _names, Tags = _tags });

    public Components.DevicePolicy DevicePolicy() => new("device", new() { Names = _names, Tags = _tags });

    public ProvisioningFunction Authorizer(DeviceRegistry devices) => ProvisioningFunctions.Authorizer(_functions, devices, _settings.Freshness);

    public ProvisioningFunction? IssuerAcmPca(RotatingAuthority? authority, IssuanceLedger ledger, Components.DevicePolicy policy) =>
        authority is null ? null : ProvisioningFunctions.IssuerAcmPca(_functions, authority, ledger, new()
        {
            Policy = policy,
            IotEndpoint = IotEndpoint,
            RegistrationMode = _settings.Registration,
            ValidityDays = _settings.DeviceValidityDays,
            Limits = _settings.LimitsUnder(_settings.AcmPcaQuota),
        });

    public ProvisioningFunction? IssuerIotCore(IssuanceLedger ledger, Components.DevicePolicy policy) =>
        !_settings.IssuesFromIotCore ? null : ProvisioningFunctions.IssuerIotCore(_functions, ledger, policy, IotEndpoint, _settings.LimitsUnder(_settings.IotCoreQuota));

    /// <summary>The function that takes replaced certificates out of service, and its schedule.</summary>
    public ProvisioningFunction Retirement(IssuanceLedger ledger, Components.DevicePolicy policy, RotatingAuthority? authority)
    {
        var function = ProvisioningFunctions.CertificateRetirer(_functions, ledger, policy, _settings.LimitsUnder(_settings.AcmPcaQuota), authority);
        _ = new CertificateRetirement("retirement", new() { Names = _names, Function = function, Tags = _tags });
        return function;
    }

    public ProvisioningApi Api(ProvisioningFunction authorizer, ProvisioningFunction? issuerAcmPca, ProvisioningFunction? issuerIotCore, ProvisioningFunction? claimVendor) =>
        new("api", new()
        {
            Names = _names,
            Authorizer = authorizer,
            IssuerAcmPca = issuerAcmPca,
            IssuerIotCore = issuerIotCore,
            ClaimVendor = claimVendor,
            RequestsPerSecond = _settings.RequestsPerSecond,
            Burst = _settings.Burst,
            LogRetentionDays = _settings.LogRetentionDays,
            Callers = _settings.ApiCallers,
            ClaimAuthorization = _settings.ClaimAuthorization,
            ClaimAccounts = _settings.ApiClaimAccounts,
            GeneratedName = _settings.ApiDomain?.KeepsGeneratedName ?? true,
            Logging = _settings.ApiGatewayAccount ? new ApiGatewayLogging("api-logs", new() { Names = _names, Tags = _tags }) : null,
            Tags = _tags,
        });

    public ApiDomain? Domain(ProvisioningApi api) => _settings.ApiDomain is not { } domain ? null : new("domain", new()
    {
        Names = _names,
        Api = api,
        DomainName = domain.Name,
        ZoneId = domain.ZoneId,
        RegionDomainName = domain.RegionName,
        CertificateArn = domain.CertificateArn is { } arn ? (Input<string>)arn : null,
        Tags = _tags,
    });

    public void Firewall(ProvisioningApi api)
    {
        if (_settings.FirewallRequestsPerSource is not { } limit) { return; }
        _ = new ApiFirewall("firewall", new() { Names = _names, Api = api, RequestsPerSource = limit, Tags = _tags });
    }

    public void Monitoring(IEnumerable<ProvisioningFunction?> functions, FailedEvents? failedEvents, ProvisioningApi api)
    {
        if (!_settings.Monitoring) { return; }
        ImmutableArray<ProvisioningFunction> deployed = [.. functions.OfType<ProvisioningFunction>()];
        var alarms = new ProvisioningAlarms("alarms", new()
        {
            Names = _names,
            Functions = deployed,
            FailedEvents = failedEvents,
            Api = api,
            FirstConnections = _settings.IssuesFromAcmPca && _settings.RegistersByTemplate,
            TopicArns = _settings.AlarmTopics.ToArray(),
            IssueCertificatePerSecond = _settings.Quotas.IssueCertificate,
            AuthorityDaysLeft = AuthoritySettings.DaysToGoOver(_settings.DeviceValidityDays),
            Tags = _tags,
        });
        _ = new ProvisioningDashboard("dashboard", new() { Names = _names, Functions = deployed, Alarms = alarms });
    }

    public void IotLogs()
    {
        if (_settings.IotLogLevel is not { } level) { return; }
        _ = new IotLogging("log-writer", new() { Names = _names, Level = level, LogRetentionDays = _settings.LogRetentionDays, Tags = _tags });
    }
}
