using System.Collections.Immutable;
using Infra.Components;
using Infra.Components.Templates;
using Infra.Identity.Contracts;
using Pulumi;
using Pulumi.Aws.Iot;
using DevicePolicy = Infra.Components.DevicePolicy;
using ProvisioningTemplate = Infra.Components.ProvisioningTemplate;

namespace Infra;

/// <summary>One region of device provisioning.</summary>
public sealed class ProvisioningStack : Stack
{
    /// <summary>Reads the settings from the stack's configuration: what <c>pulumi up</c> calls.</summary>
    public ProvisioningStack() : this(StackSettings.From(new Config()))
    {
    }

    /// <summary>Deploys the given settings: what the local cloud and tests call.</summary>
    /// <param name="settings">What tells this stack from others.</param>
    /// <param name="options">Transformations of its resources. Default: none.</param>
    public ProvisioningStack(StackSettings settings, StackOptions? options = null) : base(options)
    {
        settings.Checked();
        foreach (var report in settings.Capacity()) { Log.Info(report.ToString()); }
        foreach (var exceeded in settings.Excesses()) { Log.Warn($"{exceeded.Message} [{SettingCodes.QuotaExceeded}]"); }
        foreach (var warning in settings.Warnings(DateTimeOffset.UtcNow)) { Log.Warn(warning); }
        var names = new ResourceNames(settings.Sku, settings.Region);
        var tags = TagsOf(settings);
        var functions = FunctionsOf(settings, names, tags);
        var endpoint = GetEndpoint.Invoke(new() { EndpointType = "iot:Data-ATS", Region = settings.Region }).Apply(found => found.EndpointAddress);

        var registry = new DeviceRegistry("devices", new()
        {
            Names = names,
            HomeRegion = settings.HomeRegion,
            ReplicaRegions = settings.ReplicaRegions,
            Protect = settings.Protect,
            Tags = tags,
        });
        var ledger = new IssuanceLedger("issuance", new() { Names = names, Tags = tags });
        var policy = new DevicePolicy("device", new() { Names = names, Tags = tags });
        var authorizer = ProvisioningFunctions.Authorizer(functions, registry, settings.Freshness);

        var template = settings.IssuesFromAcmPca && settings.RegistersByTemplate ? TemplateOf(settings, names, policy, tags) : null;
        var authority = settings.IssuesFromAcmPca ? AuthorityOf(settings, names, template, tags) : null;
        var issuerAcmPca = authority is not null
            ? ProvisioningFunctions.IssuerAcmPca(functions, authority, ledger, new()
            {
                Policy = policy,
                IotEndpoint = endpoint,
                RegistrationMode = settings.Registration,
                ValidityDays = settings.DeviceValidityDays,
                Limits = settings.LimitsUnder(settings.AcmPcaQuota),
            })
            : null;
        var issuerIotCore = settings.IssuesFromIotCore
            ? ProvisioningFunctions.IssuerIotCore(functions, ledger, policy, endpoint, settings.LimitsUnder(settings.IotCoreQuota))
            : null;

        var retirer = ProvisioningFunctions.CertificateRetirer(functions, ledger, policy, settings.LimitsUnder(settings.AcmPcaQuota));
        _ = new CertificateRetirement("retirement", new() { Names = names, Function = retirer, Tags = tags });

        var fleet = settings.Installer is null ? null : FleetOf(names, functions, registry, policy, tags);
        var claimVendor = fleet is not null && settings.ClaimApi ? ProvisioningFunctions.ClaimVendor(functions, registry, fleet, endpoint) : null;
        var certificateProvider = authority is not null && settings.CertificateProvider
            ? ProvisioningFunctions.CertificateProvider(functions, registry, authority, ledger, settings.DeviceValidityDays, settings.LimitsUnder(settings.Quotas.IssueCertificate), settings.Freshness)
            : null;
        if (certificateProvider is not null) { _ = new FleetSigning("fleet-signing", new() { Names = names, Function = certificateProvider }); }

        var api = new ProvisioningApi("api", new()
        {
            Names = names,
            Authorizer = authorizer,
            IssuerAcmPca = issuerAcmPca,
            IssuerIotCore = issuerIotCore,
            ClaimVendor = claimVendor,
            RequestsPerSecond = settings.RequestsPerSecond,
            Burst = settings.Burst,
            LogRetentionDays = settings.LogRetentionDays,
            Callers = settings.ApiCallers,
            ClaimAccounts = settings.ApiClaimAccounts,
            GeneratedName = settings.ApiDomain?.KeepsGeneratedName ?? true,
            Logging = settings.ApiGatewayAccount ? new ApiGatewayLogging("api-logs", new() { Names = names, Tags = tags }) : null,
            Tags = tags,
        });

        var domain = settings.ApiDomain is { } named ? DomainOf(named, names, api, tags) : null;
        if (settings.FirewallRequestsPerSource is { } limit) { _ = new ApiFirewall("firewall", new() { Names = names, Api = api, RequestsPerSource = limit, Tags = tags }); }
        var peers = RegisterPeers(settings, template);
        var activator = authority is { Registrations.Count: > 0 } && settings.Registration == RegistrationModes.Jitr
            ? ActivatorOf(names, functions, registry, policy, peers.AddRange(Own(authority.Registrations)), tags)
            : default;
        var installer = fleet is null ? null : new TrustedInstaller("installer", new()
        {
            Names = names,
            Template = fleet,
            AssumedBy = settings.Installer!,
            Api = claimVendor is null ? null : api,
            Tags = tags,
        });
        if (settings.Monitoring)
        {
            ProvisioningFunction?[] watched = [authorizer, issuerAcmPca, issuerIotCore, claimVendor, certificateProvider, activator.Function, retirer];
            Monitor(settings, names, [.. watched.OfType<ProvisioningFunction>()], activator.FailedEvents, api, tags);
        }
        if (settings.IotLogLevel is { } level)
        {
            _ = new IotLogging("log-writer", new() { Names = names, Level = level, LogRetentionDays = settings.LogRetentionDays, Tags = tags });
        }

        TableName = registry.TableName;
        TableArn = registry.TableArn;
        TableStreamArn = registry.TableStreamArn;
        ApiUrl = domain?.Url ?? api.Url;
        ApiRegionUrl = domain?.RegionUrl ?? api.Url;
        IotEndpoint = endpoint;
        CsrToSign = OrNone(authority?.CsrToSign);
        CaArn = OrNone(authority?.AuthorityArn);
        OtherCaArn = OrNone(authority?.OtherAuthorityArn);
        CaCertificateId = OrNone(authority?.CaCertificateId);
        TemplateName = OrNone(template?.TemplateName);
        CaCertificate = OrNone(authority?.ActiveCertificatesPem);
        AuthorityStage = Output.Create(authority?.Stage.ToString());
        NextRotationStep = Output.Create(authority is null ? null : NextStepOf(authority));
        if (authority is not null) { Log.Info($"CA in stage '{authority.Stage}'; next: {NextStepOf(authority)}"); }
        FleetTemplateName = OrNone(fleet?.TemplateName);
        InstallerRoleArn = OrNone(installer?.RoleArn);
    }

    /// <summary>The device table's name.</summary>
    [Output("tableName")] public Output<string> TableName { get; private set; }

    /// <summary>ARN of the device table, or of its replica in this region.</summary>
    [Output("tableArn")] public Output<string> TableArn { get; private set; }

    /// <summary>ARN of the stream of changes to it in this region.</summary>
    [Output("tableStreamArn")] public Output<string> TableStreamArn { get; private set; }

    /// <summary>Where devices post their CSR: this, then <c>/new</c> or <c>/proto</c>.</summary>
    [Output("apiUrl")] public Output<string> ApiUrl { get; private set; }

    /// <summary>The same of this region alone, whichever region apiUrl leads to.</summary>
    [Output("apiRegionUrl")] public Output<string> ApiRegionUrl { get; private set; }

    /// <summary>The region's endpoint for devices.</summary>
    [Output("iotEndpoint")] public Output<string> IotEndpoint { get; private set; }

    /// <summary>The CSR that the PKI admin has to sign, while the region's CA waits for it.</summary>
    [Output("csrToSign")] public Output<string?> CsrToSign { get; private set; }

    /// <summary>ARN of the region's CA, where it issues.</summary>
    [Output("caArn")] public Output<string?> CaArn { get; private set; }

    /// <summary>ARN of the CA that is there beside it during a rotation: the next one, or the one before.</summary>
    [Output("otherCaArn")] public Output<string?> OtherCaArn { get; private set; }

    /// <summary>Id of the region's CA in AWS IoT, once it is registered.</summary>
    [Output("caCertificateId")] public Output<string?> CaCertificateId { get; private set; }

    /// <summary>Name of the JITP template, in registration mode jitp.</summary>
    [Output("templateName")] public Output<string?> TemplateName { get; private set; }

    /// <summary>Certificate of the region's CA, during a rotation of both: what the other regions' stacks take as peerAuthorities.</summary>
    [Output("caCertificate")] public Output<string?> CaCertificate { get; private set; }

    /// <summary>The stage of its rotation that is deployed.</summary>
    [Output("authorityStage")] public Output<string?> AuthorityStage { get; private set; }

    /// <summary>What comes next in it: the value for authorityGeneration and what that does, or what is waited for.</summary>
    [Output("nextRotationStep")] public Output<string?> NextRotationStep { get; private set; }

    /// <summary>Name of the fleet provisioning template, where there is an installer.</summary>
    [Output("fleetTemplateName")] public Output<string?> FleetTemplateName { get; private set; }

    /// <summary>ARN of the role that installers assume to get claims.</summary>
    [Output("installerRoleArn")] public Output<string?> InstallerRoleArn { get; private set; }

    private static FunctionDefaults FunctionsOf(StackSettings settings, ResourceNames names, InputMap<string> tags) => new()
    {
        Names = names,
        Runtime = settings.FunctionsRuntime,
        CodePath = settings.FunctionsPath,
        Architecture = settings.Architecture,
        LogRetentionDays = settings.LogRetentionDays,
        Tags = tags,
    };

    private static RotatingAuthority AuthorityOf(StackSettings settings, ResourceNames names, ProvisioningTemplate? template, InputMap<string> tags)
    {
        var crl = settings.Crl
            ? new CrlBucket($"{AuthorityName(1)}-crl", new() { Names = names, FormerlyOf = AuthorityName(1), Protect = settings.Protect, Tags = tags })
            : null;
        return new("authority", new()
        {
            Region = settings.Region,
            Stage = settings.AuthorityGeneration,
            Authority = (generation, options) => GenerationOf(settings.AuthorityOf(generation.Number), generation, names, crl, settings.Ocsp, settings.Protect, tags, options),
            RegistersAtFirstConnection = settings.RegistersAtFirstConnection,
            TemplateName = template is null ? null : (Input<string>)template.TemplateName,
            FirstConnectionDays = settings.FirstConnectionDays,
            Force = settings.ForceRotation,
        });
    }

    private static RegionalAuthority GenerationOf(
        AuthoritySettings settings, AuthorityGeneration generation, ResourceNames names, CrlBucket? crl, bool ocsp, bool protect, InputMap<string> tags, ComponentResourceOptions options)
    {
        // Stacks from before the first rotation have it at their root.
        if (generation.Number == 1) { options.Aliases.Add(new Alias { NoParent = true }); }
        return new(AuthorityName(generation.Number), new()
        {
            Names = names,
            Generation = generation.Number,
            Parent = settings.Parent,
            KeyAlgorithm = settings.KeyAlgorithm,
            SigningAlgorithm = settings.SigningAlgorithm,
            Usage = settings.Usage,
            ValidityDays = settings.ValidityDays,
            Crl = crl is not null,
            CrlBucket = crl,
            Ocsp = ocsp,
            Organization = settings.Organization,
            Country = settings.Country,
            Domain = settings.Domain,
            Protect = protect && !generation.Dispensable,
            Tags = tags,
        }, options);
    }

    private static string AuthorityName(int generation) => generation == 1 ? "authority" : $"authority-{generation}";

    private static string NextStepOf(RotatingAuthority authority) => authority.WaitingGeneration is { } waiting
        ? $"have the CSR of CA generation {waiting} signed (output csrToSign), set {AuthoritySettings.KeyOf("authorityCertificate", waiting)}, and run pulumi up"
        : authority.Stage.NextStep;

    private static ProvisioningTemplate TemplateOf(
        StackSettings settings, ResourceNames names, DevicePolicy policy, InputMap<string> tags) =>
        new("first-connection", new()
        {
            Names = names,
            Body = new JitpTemplateBody
            {
                PolicyName = policy.PolicyName,
                Attributes = ImmutableSortedDictionary<string, TemplateValue<Jitp>>.Empty.Add(DeviceTable.Sku, settings.Sku.Value),
            },
            Tags = tags,
        });

    /// <summary>
    /// Without proof of possession, as SNI_ONLY allows: nobody here could give it, the CAs are other regions'. Their devices name the endpoint in the TLS
    /// handshake, as MQTT clients of AWS IoT do anyway.
    /// </summary>
    private ImmutableSortedDictionary<string, CaRegistration> RegisterPeers(StackSettings settings, ProvisioningTemplate? template)
    {
        var peers = ImmutableSortedDictionary.CreateBuilder<string, CaRegistration>(StringComparer.Ordinal);
        foreach (var peer in settings.PeerAuthorities is { } certificates ? PeerAuthority.AllOf(certificates) : [])
        {
            var name = $"peer-{peer.Id[..12]}";
            peers[name] = new(name, new()
            {
                Region = settings.Region,
                CaCertificatePem = peer.CertificatePem,
                CertificateMode = "SNI_ONLY",
                Active = true,
                AutoRegistration = true,
                TemplateName = template is null ? null : (Input<string>)template.TemplateName,
            }, new() { Parent = this });
        }
        return peers.ToImmutable();
    }

    private static ApiDomain DomainOf(ApiDomainSettings settings, ResourceNames names, ProvisioningApi api, InputMap<string> tags) => new("domain", new()
    {
        Names = names,
        Api = api,
        DomainName = settings.Name,
        ZoneId = settings.ZoneId,
        RegionDomainName = settings.RegionName,
        CertificateArn = settings.CertificateArn is { } arn ? (Input<string>)arn : null,
        Tags = tags,
    });

    private static FleetTemplate FleetOf(
        ResourceNames names, FunctionDefaults functions, DeviceRegistry registry, DevicePolicy policy, InputMap<string> tags) => new("fleet", new()
        {
            Names = names,
            Body = new() { PolicyName = policy.PolicyName },
            Hook = new("fleet", new() { Names = names, Function = ProvisioningFunctions.PreProvisioningHook(functions, registry) }),
            Tags = tags,
        });

    /// <summary>The function that activates or revokes, told of the first connections under each registered CA.</summary>
    private static (ProvisioningFunction? Function, FailedEvents? FailedEvents) ActivatorOf(
        ResourceNames names, FunctionDefaults functions, DeviceRegistry registry, DevicePolicy policy, ImmutableSortedDictionary<string, CaRegistration> authorities, InputMap<string> tags)
    {
        var failedEvents = new FailedEvents("failed-events", new() { Names = names, Tags = tags });
        var function = ProvisioningFunctions.RegistrationActivator(functions, registry, policy, failedEvents);
        _ = new RegistrationActivator("activation", new()
        {
            Names = names,
            Function = function,
            FailedEvents = failedEvents,
            Authorities = authorities.ToImmutableSortedDictionary(authority => authority.Key, authority => (Input<string>)authority.Value.CaCertificateId, StringComparer.Ordinal),
            Tags = tags,
        });
        return (function, failedEvents);
    }

    private static IEnumerable<KeyValuePair<string, CaRegistration>> Own(ImmutableSortedDictionary<int, CaRegistration> generations) =>
        generations.Select(generation => KeyValuePair.Create(generation.Key == 1 ? "own" : $"own-{generation.Key}", generation.Value));

    private static void Monitor(
        StackSettings settings, ResourceNames names, ImmutableArray<ProvisioningFunction> functions, FailedEvents? failedEvents, ProvisioningApi api, InputMap<string> tags)
    {
        var alarms = new ProvisioningAlarms("alarms", new()
        {
            Names = names,
            Functions = functions,
            FailedEvents = failedEvents,
            Api = api,
            FirstConnections = settings.IssuesFromAcmPca && settings.RegistersByTemplate,
            TopicArns = settings.AlarmTopics.ToArray(),
            IssueCertificatePerSecond = settings.Quotas.IssueCertificate,
            Tags = tags,
        });
        _ = new ProvisioningDashboard("dashboard", new() { Names = names, Functions = functions, Alarms = alarms });
    }

    private static InputMap<string> TagsOf(StackSettings settings) =>
        settings.Tags.SetItem("sku", settings.Sku.Value).SetItem("managed-by", "pulumi").ToImmutableDictionary();

    private static Output<string?> OrNone(Output<string>? output) => output?.Apply(text => (string?)text) ?? Output.Create((string?)null);
}
