using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Identity;
using Infra.Identity.Aws;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;
using Pulumi;

namespace Infra;

/// <summary>Reads the configuration key by key, and remembers each fault instead of stopping at it.</summary>
internal sealed partial class SettingsReader(Config config)
{
    /// <summary>The namespace of the keys: the project's name in Pulumi.yaml.</summary>
    public const string Namespace = "device-provisioning";

    // A structured value's numbers may come as texts, depending on how they were set.
    private static readonly JsonSerializerOptions ExactNames = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    private readonly List<SettingFault> faults = [];

    public static StackSettings Read(Config config)
    {
        var reader = new SettingsReader(config);
        var settings = reader.Settings();
        // A generation without a key of its own reads that of the one before, and would tell its fault again.
        var faults = reader.faults.Distinct().Concat(settings is null || reader.faults.Count > 0 ? [] : settings.Conflicts()).ToArray();
        return faults.Length == 0 ? settings! : throw new SettingsException(faults);
    }

    private StackSettings? Settings()
    {
        var sku = Sku();
        var region = Region();
        var homeRegion = Regional("homeRegion");
        var stage = Stage();
        var runtime = Choice("functionsRuntime", FunctionRuntimes.CustomAl2023, FunctionRuntimes.All);
        var settings = new StackSettings
        {
            Sku = sku ?? default,
            Region = region ?? "",
            HomeRegion = homeRegion ?? region ?? "",
            ReplicaRegions = Regions("replicaRegions"),
            Issuers = IssuersNamed(),
            // What a generation that is gone was like does not matter any more.
            Authority = stage.Generations[0].Number == 1 ? Authority(1) : new(),
            LaterAuthorities = stage.Generations.Where(generation => generation.Number > 1)
                .ToImmutableSortedDictionary(generation => generation.Number, generation => Authority(generation.Number)),
            AuthorityGeneration = stage,
            FirstConnectionDays = Whole("firstConnectionDays", 7, 0, 3_650),
            ForceRotation = Flag("forceRotation", otherwise: false),
            DeviceValidityDays = Whole("deviceValidityDays", 0, 1, 36_500),
            MinimumIntervalMinutes = Whole("minimumIntervalMinutes", 10, 0, 525_600),
            MaximumLiveCertificates = Whole("maximumLiveCertificates", 5, 2, 100),
            OverlapDays = Whole("overlapDays", -1, 0, 365),
            FreshnessSeconds = Whole("freshnessSeconds", 0, 0, 86_400),
            ClockSkewSeconds = Whole("clockSkewSeconds", 60, 0, 3_600),
            IssuerConcurrency = Whole("issuerConcurrency", 0, 1, 10_000),
            Crl = Flag("crl", otherwise: false),
            Ocsp = Flag("ocsp", otherwise: false),
            Registration = Choice("registration", RegistrationModes.Jitp, RegistrationModes.All),
            FunctionsRuntime = runtime,
            FunctionsPath = Functions(runtime),
            Architecture = Choice("architecture", Architectures.X64, Architectures.All),
            LogRetentionDays = LogRetention(),
            RequestsPerSecond = Whole("requestsPerSecond", 25, 1, 10_000),
            Burst = Whole("burst", 0, 1, 20_000),
            ApiGatewayAccount = Flag("apiGatewayAccount", otherwise: true),
            Protect = Flag("protect", otherwise: true),
            ApiDomain = ApiDomain(region),
            ApiCallers = Callers(),
            ApiClaimAccounts = ClaimAccounts(),
            FirewallRequestsPerSource = Firewall(),
            PeerAuthorities = Peers(),
            Monitoring = Flag("monitoring", otherwise: false),
            AlarmTopics = Topics(),
            IotLogLevel = IotLogLevel(),
            ClaimApi = Flag("claimApi", otherwise: false),
            ClaimAuthorization = Claims(),
            CertificateProvider = Flag("certificateProvider", otherwise: false),
            Installer = Arn("installer", PrincipalArn(), "the ARN of a role, a user or an account, arn:aws:iam::ACCOUNT:role/NAME"),
            FleetSize = config.Get("fleetSize") is null ? null : Whole("fleetSize", 1, 1, 100_000_000),
            RampHours = Whole("rampHours", 24, 1, 100_000),
            Quotas = QuotasDeclared(),
            QuotaCheck = Choice("quotaCheck", QuotaChecks.Fail, QuotaChecks.All),
            Tags = Tags(),
        };
        return sku is null || region is null ? null : settings;
    }

    private SkuName? Sku()
    {
        if (config.Get("sku") is not { } text)
        {
            Fault(SettingCodes.Missing, "sku", $"is missing; name the product line with {SkuName.Grammar}");
            return null;
        }
        if (SkuName.TryParse(text, out var sku)) { return sku; }
        Fault(SettingCodes.Malformed, "sku", $"'{text}' is no SKU name; allowed are {SkuName.Grammar}");
        return null;
    }

    private string? Region()
    {
        var region = new Config("aws").Get("region");
        if (AwsRegion.IsName(region)) { return region; }
        faults.Add(region is null
            ? new(SettingCodes.Missing, "aws:region", "is missing; name the region of this stack, such as us-east-1")
            : new(SettingCodes.Malformed, "aws:region", $"'{region}' is not {AwsRegion.Grammar}"));
        return null;
    }

    private string? Regional(string key)
    {
        if (config.Get(key) is not { } text) { return null; }
        if (!AwsRegion.IsName(text)) { Fault(SettingCodes.Malformed, key, $"'{text}' is not {AwsRegion.Grammar}"); }
        return text;
    }

    private ImmutableArray<string> Regions(string key)
    {
        var regions = List(key);
        foreach (var region in regions.Where(region => !AwsRegion.IsName(region))) { Fault(SettingCodes.Malformed, key, $"'{region}' is not {AwsRegion.Grammar}"); }
        foreach (var twice in regions.CountBy(region => region).Where(count => count.Value > 1))
        {
            Fault(SettingCodes.Conflict, key, $"{twice.Key} is named {twice.Value} times; name it once");
        }
        return regions;
    }

    private Issuers IssuersNamed()
    {
        if (config.Get("issuers") is null) { return Issuers.AcmPca; }
        var before = faults.Count;
        var chosen = Issuers.None;
        foreach (var name in List("issuers"))
        {
            switch (name)
            {
                case "acm-pca": chosen |= Issuers.AcmPca; break;
                case "iot-core": chosen |= Issuers.IotCore; break;
                default: Fault(SettingCodes.NotAllowed, "issuers", $"'{name}' is no issuer; allowed are acm-pca, iot-core"); break;
            }
        }
        if (chosen == Issuers.None && faults.Count == before) { Fault(SettingCodes.NotAllowed, "issuers", "the list is empty; name acm-pca, iot-core or both"); }
        return chosen;
    }

    // Of a folder Pulumi makes an archive whose files are not executable (pulumi/pulumi#3593), and Lambda could not start it.
    private string Functions(string runtime)
    {
        var path = config.Get("functionsPath") ?? StackSettings.DefaultFunctionsPath(runtime);
        if (!path.EndsWith(".zip", StringComparison.Ordinal)) { Fault(SettingCodes.NotAllowed, "functionsPath", $"'{path}' is no zip; name the one that ./infra package makes"); }
        else if (!File.Exists(path)) { Fault(SettingCodes.Missing, "functionsPath", $"there is no file '{Path.GetFullPath(path)}'; run {FunctionsZip.CommandFor(runtime)} first"); }
        else if (FunctionsZip.FaultOf(path, runtime) is { } fault) { Fault(SettingCodes.Malformed, "functionsPath", $"'{path}' {fault}; make it with {FunctionsZip.CommandFor(runtime)}"); }
        return path;
    }

    private int LogRetention()
    {
        var days = Whole("logRetentionDays", 30, 1, 3653);
        if (!StackSettings.LogRetentions.Contains(days) && days is >= 1 and <= 3653)
        {
            Fault(SettingCodes.NotAllowed, "logRetentionDays", $"CloudWatch Logs cannot keep logs for {days} days; allowed are {string.Join(", ", StackSettings.LogRetentions)}");
        }
        return days;
    }

    private ImmutableSortedDictionary<string, string> Tags()
    {
        var none = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        if (config.Get("tags") is not { } json) { return none; }
        try { return none.AddRange(JsonSerializer.Deserialize<Dictionary<string, string>>(json) ?? []); }
        catch (JsonException)
        {
            Fault(SettingCodes.Malformed, "tags", $"'{json}' is no map of texts; write key: value lines under it in the stack's file");
            return none;
        }
    }

    private string? Peers()
    {
        if (config.Get("peerAuthorities") is not { } pem) { return null; }
        if (PeerAuthority.FaultOf(pem) is { } fault) { Fault(SettingCodes.Malformed, "peerAuthorities", fault); }
        return pem;
    }

    private ImmutableArray<string> Topics()
    {
        var topics = List("alarmTopics");
        foreach (var topic in topics) { Arn("alarmTopics", topic, TopicArn(), "the ARN of an SNS topic, arn:aws:sns:REGION:ACCOUNT:NAME"); }
        return topics;
    }

    private string? IotLogLevel()
    {
        const string unset = "";
        return Choice("iotLogLevel", unset, IotLogging.Levels) is var level && level == unset ? null : level;
    }

    private ServiceQuotas QuotasDeclared()
    {
        if (config.Get("quotas") is not { } json) { return new(); }
        try
        {
            var quotas = JsonSerializer.Deserialize<ServiceQuotas>(json, ExactNames) ?? new();
            foreach (var quota in typeof(ServiceQuotas).GetProperties().Where(quota => quota.GetValue(quotas) is int and < 1))
            {
                Fault(SettingCodes.OutOfRange, "quotas", $"{JsonNamingPolicy.CamelCase.ConvertName(quota.Name)} is {quota.GetValue(quotas)}; a quota is at least 1");
            }
            return quotas;
        }
        catch (JsonException wrong)
        {
            Fault(SettingCodes.Malformed, "quotas",
                $"'{json}' is no map of quotas ({wrong.Path}); write NAME: whole number lines under it, with the names {string.Join(", ", typeof(ServiceQuotas).GetProperties().Select(quota => JsonNamingPolicy.CamelCase.ConvertName(quota.Name)))}");
            return new();
        }
    }

    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[\w+=,.@/-]+)\z")] private static partial Regex PrincipalArn();
    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+\z")] private static partial Regex TopicArn();
}
