using System.Collections.Immutable;
using Infra.Components;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;
using Infra.Identity;
using Pulumi;

namespace Infra;

/// <summary>
/// Everything that tells one stack from another, read and checked once. One stack is one region; the stacks of a product line differ
/// in <see cref="Region"/> only.
/// </summary>
public sealed partial record StackSettings
{
    /// <summary>Log retentions that CloudWatch Logs knows (PutRetentionPolicy).</summary>
    public static ImmutableArray<int> LogRetentions { get; } =
        [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

    /// <summary>The product line.</summary>
    public required SkuName Sku { get; init; }

    /// <summary>The stack's region (<c>aws:region</c>).</summary>
    public required string Region { get; init; }

    /// <summary>The region whose stack creates the device table. Default: this stack's region.</summary>
    public string HomeRegion { get => field ?? Region; init; }

    /// <summary>Further regions that get a replica of the device table. Default: none.</summary>
    public ImmutableArray<string> ReplicaRegions { get; init; } = [];

    /// <summary>Which issuers the API offers. Default: ACM PCA.</summary>
    public Issuers Issuers { get; init; } = Issuers.AcmPca;

    /// <summary>The region's CA. Default: on P-256, for five years, signed offline.</summary>
    public AuthoritySettings Authority { get; init; } = new();

    /// <summary>Later generations of the region's CA, by number, where they differ. Default: none; they are like the one before.</summary>
    public ImmutableSortedDictionary<int, AuthoritySettings> LaterAuthorities { get; init; } = ImmutableSortedDictionary<int, AuthoritySettings>.Empty;

    /// <summary>Where the change from one generation of the region's CA to the next stands. Default: at the first.</summary>
    public RotationStage AuthorityGeneration { get; init; } = RotationStage.First;

    /// <summary>Within how many days of its issuance a device connects for the first time: so long an old generation stays open. Default: 7.</summary>
    public int FirstConnectionDays { get; init; } = 7;

    /// <summary>Whether a rotation goes on even though devices lose their CA. Default: no.</summary>
    public bool ForceRotation { get; init; }

    /// <summary>Longest life of a device certificate. Default: 365 days, or 7 from a short-lived CA.</summary>
    public int DeviceValidityDays { get => field == 0 ? AuthorityOf(AuthorityGeneration.IssuingGeneration).Usage.DefaultDeviceDays : field; init; }

    /// <summary>Minutes that pass at least between two new certificates of one device. Default: 10; 0 for none.</summary>
    public int MinimumIntervalMinutes { get; init; } = 10;

    /// <summary>How many certificates of one device may be live at once. Default: 5.</summary>
    public int MaximumLiveCertificates { get; init; } = 5;

    /// <summary>Days that a certificate stays in service after its successor. Default: a seventh of its life, at most 7; 0 ends it once its successor is in use.</summary>
    public int OverlapDays { get => field < 0 ? Math.Min(7, DeviceValidityDays / 7) : field; init; } = -1;

    /// <summary>The greatest age of a request in seconds, by the freshness value that it is signed with. Default: 0, none is asked for.</summary>
    public int FreshnessSeconds { get; init; }

    /// <summary>How far a device's clock may be off, in seconds. Default: 60.</summary>
    public int ClockSkewSeconds { get; init; } = 60;

    /// <summary>
    /// Environments of one issuer among which the quotas are divided: each sheds what is more than its share. Default: half as many as requestsPerSecond, since
    /// an issuance takes about half a second.
    /// </summary>
    public int IssuerConcurrency { get => field == 0 ? (RequestsPerSecond + 1) / 2 : field; init; }

    /// <summary>Whether the CA publishes a CRL to a bucket of its own. Default: no.</summary>
    public bool Crl { get; init; }

    /// <summary>Whether AWS answers OCSP requests about the CA's certificates. Default: no.</summary>
    public bool Ocsp { get; init; }

    /// <summary>How a certificate of the region's CA becomes known to AWS IoT, one of <see cref="RegistrationModes"/>. Default: jitp.</summary>
    public string Registration { get; init; } = RegistrationModes.Jitp;

    /// <summary>Runtime that the functions were published for, one of <see cref="FunctionRuntimes"/>. Default: provided.al2023.</summary>
    public string FunctionsRuntime { get; init; } = FunctionRuntimes.CustomAl2023;

    /// <summary>Zip of the published functions; relative paths count from the program's folder. Default: what <c>./infra package</c> makes.</summary>
    public string FunctionsPath { get => field ?? DefaultFunctionsPath(FunctionsRuntime); init; }

    /// <summary>Processor of the published functions, <c>x86_64</c> or <c>arm64</c>. Default: x86_64.</summary>
    public string Architecture { get; init; } = Architectures.X64;

    /// <summary>Days that logs are kept, one of <see cref="LogRetentions"/>. Default: 30.</summary>
    public int LogRetentionDays { get; init; } = 30;

    /// <summary>Requests per second that the API lets through. Default: 25, the ACM PCA quota for IssueCertificate.</summary>
    public int RequestsPerSecond { get; init; } = 25;

    /// <summary>Requests that may come at once. Default: twice the rate.</summary>
    public int Burst { get => field == 0 ? RequestsPerSecond * 2 : field; init; }

    /// <summary>
    /// Whether this stack sets the role with which API Gateway writes logs, a setting of the account in the region.
    /// Default: yes; say no where another stack of the account sets it.
    /// </summary>
    public bool ApiGatewayAccount { get; init; } = true;

    /// <summary>A domain of one's own for the API. Default: none; devices use the name that API Gateway makes up.</summary>
    public ApiDomainSettings? ApiDomain { get; init; }

    /// <summary>From where the API may be called. Default: from everywhere.</summary>
    public ApiCallers ApiCallers { get; init; } = ApiCallers.Anywhere;

    /// <summary>Other AWS accounts whose users may ask the API for claims. Default: none.</summary>
    public ImmutableArray<string> ApiClaimAccounts { get; init; } = [];

    /// <summary>Requests that one address may send in five minutes, counted by AWS WAF before the API. Default: no firewall.</summary>
    public int? FirewallRequestsPerSource { get; init; }

    /// <summary>Whether table and CA are protected from deletion. Default: yes; no where a stack is thrown away.</summary>
    public bool Protect { get; init; } = true;

    /// <summary>Tags of every resource that takes some, beside the project's own. Default: none.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>
    /// The CAs of the product line's other regions, PEM certificates one after the other: their devices may connect here too. Default: none.
    /// </summary>
    public string? PeerAuthorities { get; init; }

    /// <summary>Whether the stack has alarms and a dashboard. Default: no.</summary>
    public bool Monitoring { get; init; }

    /// <summary>ARNs of the SNS topics that alarms tell. Default: none.</summary>
    public ImmutableArray<string> AlarmTopics { get; init; } = [];

    /// <summary>How much AWS IoT logs in this account and region, one of <see cref="IotLogging.Levels"/>. Default: left as it is; exactly one stack may say.</summary>
    public string? IotLogLevel { get; init; }

    /// <summary>ARN of who may act as a trusted installer and get claims for devices. Default: nobody, and no fleet provisioning.</summary>
    public string? Installer { get; init; }

    /// <summary>
    /// Whether installers ask the API for claims (<c>POST /claim</c>), which makes them for devices that are recorded and ready. Default: no; they ask
    /// AWS IoT itself.
    /// </summary>
    public bool ClaimApi { get; init; }

    /// <summary>
    /// How those who ask the API for claims show who they are. Default: they take on the installers' role and sign; with user pools there is no such role,
    /// and <see cref="Installer"/> stays away.
    /// </summary>
    public ClaimAuthorization ClaimAuthorization { get; init; } = ClaimAuthorization.Iam;

    /// <summary>
    /// Whether devices with a claim get certificates of the region's CA. Default: no; Amazon's own CA signs. It holds for all fleet provisioning of the
    /// account in the region, so exactly one stack may.
    /// </summary>
    public bool CertificateProvider { get; init; }

    /// <summary>Devices that this region is to provision. Default: not declared, and nothing is computed.</summary>
    public int? FleetSize { get; init; }

    /// <summary>Hours in which they come for the first time. Default: 24.</summary>
    public int RampHours { get; init; } = 24;

    /// <summary>The account's quotas in this region. Default: AWS's own.</summary>
    public ServiceQuotas Quotas { get; init; } = new();

    /// <summary>What a fleet does that asks for more than the quotas give, one of <see cref="QuotaChecks"/>. Default: fail.</summary>
    public string QuotaCheck { get; init; } = QuotaChecks.Fail;

    internal static string DefaultFunctionsPath(string runtime) => runtime == FunctionRuntimes.Dotnet10 ? "../artifacts/functions-dotnet10.zip" : "../artifacts/functions.zip";

    /// <summary>Whether this stack creates the device table, or refers to it by name.</summary>
    public bool IsHome => Region == HomeRegion;

    /// <summary>Whether the API issues from ACM PCA.</summary>
    public bool IssuesFromAcmPca => Issuers.HasFlag(Issuers.AcmPca);

    /// <summary>Whether the API issues from AWS IoT Core.</summary>
    public bool IssuesFromIotCore => Issuers.HasFlag(Issuers.IotCore);

    /// <summary>Whether devices are provisioned that have a claim (fleet provisioning): somebody may ask for claims.</summary>
    public bool ProvisionsWithClaims => Installer is not null || ClaimAuthorization is ClaimAuthorization.Cognito;

    /// <summary>Whether a device's first connection makes its certificate known, rather than the issuer.</summary>
    public bool RegistersAtFirstConnection => Registration != RegistrationModes.Direct;

    /// <summary>Whether a template then makes the device known, rather than a function.</summary>
    public bool RegistersByTemplate => Registration == RegistrationModes.Jitp;

    /// <summary>What the issuers keep devices to.</summary>
    /// <param name="perSecond">The quota under which the issuer works.</param>
    internal IssuanceLimits LimitsUnder(int perSecond) => new()
    {
        MinimumIntervalMinutes = MinimumIntervalMinutes,
        MaximumLiveCertificates = MaximumLiveCertificates,
        OverlapDays = OverlapDays,
        IssuancesPerMinute = Math.Max(1, 60 * perSecond / IssuerConcurrency),
    };

    /// <summary>A generation of the region's CA: as its own settings say, or those of the nearest one before.</summary>
    public AuthoritySettings AuthorityOf(int generation) =>
        LaterAuthorities.LastOrDefault(later => later.Key <= generation).Value ?? Authority;

    /// <summary>What bounds issuing from ACM PCA, per second.</summary>
    internal int AcmPcaQuota => Registration == RegistrationModes.Direct
        ? Math.Min(Quotas.IssueCertificate, Math.Min(Quotas.RegisterCertificate, Quotas.AttachPolicy))
        : Quotas.IssueCertificate;

    /// <summary>What bounds issuing from AWS IoT Core, per second.</summary>
    internal int IotCoreQuota => Math.Min(Quotas.CreateCertificateFromCsr, Quotas.AttachPolicy);

    /// <summary>How fresh requests have to be.</summary>
    internal FreshnessRequirement Freshness => new() { Seconds = FreshnessSeconds, ClockSkewSeconds = ClockSkewSeconds };

    /// <summary>Reads the stack's configuration; throws <see cref="SettingsException"/> with every fault it has.</summary>
    public static StackSettings From(Config config) => SettingsReader.Read(config);

    /// <summary>What the fleet asks of the region: once per issuer, since each may have to serve all of it. None where no fleet is declared.</summary>
    public IEnumerable<CapacityReport> Capacity()
    {
        if (FleetSize is not { } fleetSize) { yield break; }
        var plan = new FleetPlan
        {
            FleetSize = fleetSize,
            RampHours = RampHours,
            Registration = Registration,
            Usage = AuthorityOf(AuthorityGeneration.IssuingGeneration).Usage,
            DeviceValidityDays = DeviceValidityDays,
            AuthorityValidityDays = AuthorityOf(AuthorityGeneration.IssuingGeneration).ValidityDays,
            RequestsPerSecond = RequestsPerSecond,
        };
        if (IssuesFromAcmPca) { yield return CapacityReport.Of(plan, Quotas); }
        if (IssuesFromIotCore) { yield return CapacityReport.Of(plan with { FromAcmPca = false }, Quotas); }
    }

    internal static string Key(string name) => $"{SettingsReader.Namespace}:{name}";
}
