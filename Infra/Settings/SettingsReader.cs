using System.Collections.Immutable;
using System.Globalization;
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

    private RotationStage Stage()
    {
        if (config.Get("authorityGeneration") is not { } text) { return RotationStage.First; }
        if (RotationStage.TryParse(text, out var stage)) { return stage; }
        Fault(SettingCodes.Malformed, "authorityGeneration", $"'{text}' is no stage of a rotation; {RotationStage.Grammar}");
        return RotationStage.First;
    }

    /// <summary>A generation's own settings; what it does not say is as in the nearest generation before that says it.</summary>
    private AuthoritySettings Authority(int generation)
    {
        var keyAlgorithm = Choice(Said("keyAlgorithm", generation), AuthorityAlgorithms.DefaultKey, AuthorityAlgorithms.Keys);
        return new()
        {
            Parent = ParentOf(generation),
            KeyAlgorithm = keyAlgorithm,
            SigningAlgorithm = Choice(Said("signingAlgorithm", generation), AuthorityAlgorithms.SigningFor(keyAlgorithm)[0], AuthorityAlgorithms.SigningAlgorithms),
            Usage = AuthorityUsage.Parse(Choice(Said("usageMode", generation), AuthorityUsage.GeneralPurpose.Name, AuthorityUsage.Names)),
            ValidityDays = Whole(Said("authorityValidityDays", generation), 1825, 1, 36_500),
            Ends = ParentAnswer.EndOf(config.Get(AuthoritySettings.KeyOf("authorityCertificate", generation))),
            ParentEnds = ParentAnswer.EndOf(config.Get(Said("parentChain", generation))),
            Organization = Matching(Said("organization", generation), SubjectText(), "1 to 64 characters without control characters"),
            Country = Matching(Said("country", generation), CountryCode(), "two capital letters, such as US"),
            Domain = Matching(Said("domain", generation), DomainName(), "a domain name such as example.net"),
        };
    }

    /// <summary>The key under which a generation's setting stands: its own, or that of the nearest generation before.</summary>
    private string Said(string name, int generation)
    {
        for (var number = generation; number > 1; number--)
        {
            if (config.Get(AuthoritySettings.KeyOf(name, number)) is not null) { return AuthoritySettings.KeyOf(name, number); }
        }
        return name;
    }

    private Parent ParentOf(int generation)
    {
        var kind = Choice(Said("parent", generation), "offline", ["offline", "acm-pca", "software"]);
        foreach (var (name, owner) in new[] { ("parentArn", "acm-pca"), ("parentPrivateKey", "software"), ("authorityCertificate", "offline") })
        {
            if (kind != owner && config.Get(AuthoritySettings.KeyOf(name, generation)) is not null)
            {
                Fault(SettingCodes.Conflict, AuthoritySettings.KeyOf(name, generation), $"belongs to parent '{owner}', but parent is '{kind}'; remove the key or change parent");
            }
        }
        var (arn, chain, key) = (Said("parentArn", generation), Said("parentChain", generation), Said("parentPrivateKey", generation));
        return kind switch
        {
            "acm-pca" => new Parent.AcmPca(
                Arn(arn, AuthorityArn(), "the ARN of an ACM Private CA, arn:aws:acm-pca:REGION:ACCOUNT:certificate-authority/ID") ?? Required(arn, "name the parent CA's ARN"),
                Choice(Said("parentSigningAlgorithm", generation), AuthorityAlgorithms.DefaultSigning, AuthorityAlgorithms.SigningAlgorithms)),
            "software" => new Parent.Software(
                Chain(chain, Required(chain, "give the parent's certificate, then its issuers up to the root, as PEM")),
                config.GetSecret(key) ?? Output.Create(Required(key, "set the parent's key (PKCS#8 PEM) with --secret"))),
            _ => new Parent.Offline(Signed(AuthoritySettings.KeyOf("authorityCertificate", generation), chain, generation)),
        };
    }

    /// <summary>The PKI admin's answer is a pair: half of it is a slip, unless the chain is an earlier generation's.</summary>
    private SignedAuthority? Signed(string certificateKey, string chainKey, int generation)
    {
        var (certificate, chain) = (config.Get(certificateKey), config.Get(chainKey));
        if (certificate is null && (chain is null || chainKey != AuthoritySettings.KeyOf("parentChain", generation))) { return null; }
        var before = faults.Count;
        var answer = (
            Certificate: certificate ?? Required(certificateKey, $"set it together with {chainKey}, or remove both to export the CSR"),
            Chain: Chain(chainKey, chain ?? Required(chainKey, $"set it together with {certificateKey}, or remove both to export the CSR")));
        if (faults.Count == before && ParentAnswer.FaultOf(answer.Certificate, answer.Chain) is { } fault) { Fault(SettingCodes.Malformed, certificateKey, fault); }
        return new SignedAuthority(answer.Certificate, answer.Chain);
    }

    private string Chain(string key, string pem)
    {
        if (pem.Length > 0 && ParentChain.FaultOf(pem) is { } fault) { Fault(SettingCodes.Malformed, key, fault); }
        return pem;
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

    private ImmutableArray<string> List(string key)
    {
        if (config.Get(key) is not { } json) { return []; }
        try { return JsonSerializer.Deserialize<ImmutableArray<string>>(json); }
        catch (JsonException)
        {
            Fault(SettingCodes.Malformed, key, $"'{json}' is no list; write [a, b] in the stack's file, or use `pulumi config set --path '{key}[0]' a`");
            return [];
        }
    }

    private string Choice(string key, string otherwise, ImmutableArray<string> allowed)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (allowed.Contains(text)) { return text; }
        Fault(SettingCodes.NotAllowed, key, $"'{text}' is not allowed; choose one of {string.Join(", ", allowed)}");
        return otherwise;
    }

    private int Whole(string key, int otherwise, int least, int most)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Fault(SettingCodes.Malformed, key, $"'{text}' is no whole number; give one from {least} to {most}");
            return otherwise;
        }
        if (number < least || number > most) { Fault(SettingCodes.OutOfRange, key, $"{number} is outside {least} to {most}"); }
        return number;
    }

    private bool Flag(string key, bool otherwise)
    {
        if (config.Get(key) is not { } text) { return otherwise; }
        if (bool.TryParse(text, out var flag)) { return flag; }
        Fault(SettingCodes.Malformed, key, $"'{text}' is neither true nor false");
        return otherwise;
    }

    private string? Matching(string key, Regex pattern, string allowed)
    {
        if (config.Get(key) is not { } text) { return null; }
        if (!pattern.IsMatch(text)) { Fault(SettingCodes.Malformed, key, $"'{text}' is not {allowed}"); }
        return text;
    }

    private string? Arn(string key, Regex pattern, string allowed)
    {
        if (config.Get(key) is not { } text) { return null; }
        Arn(key, text, pattern, allowed);
        return text;
    }

    private void Arn(string key, string text, Regex pattern, string allowed)
    {
        if (!pattern.IsMatch(text)) { Fault(SettingCodes.Malformed, key, $"'{text}' is not {allowed}"); }
        else { InPartition(key, text); }
    }

    /// <summary>An ARN is of the partition that the stack's region is in: accounts and regions of others are out of reach.</summary>
    private void InPartition(string key, string text)
    {
        if (new Config("aws").Get("region") is { } region && text.Split(':')[1] is var partition && partition != AwsPartition.Of(region).Id)
        {
            Fault(SettingCodes.Conflict, key, $"'{text}' is of partition {partition}, but {region} is in {AwsPartition.Of(region).Id}, and nothing crosses the border between them; name one of the latter");
        }
    }

    private string Required(string key, string nextStep)
    {
        if (config.Get(key) is { } text) { return text; }
        Fault(SettingCodes.Missing, key, $"is missing; {nextStep}");
        return "";
    }

    private void Fault(string code, string key, string message) => faults.Add(new(code, StackSettings.Key(key), message));

    [GeneratedRegex(@"^[A-Z]{2}\z")] private static partial Regex CountryCode();
    [GeneratedRegex(@"^[^\p{Cc}]{1,64}\z")] private static partial Regex SubjectText();
    [GeneratedRegex(@"^(?=.{1,200}\z)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\z")] private static partial Regex DomainName();
    [GeneratedRegex(@"^arn:aws[a-z-]*:iam::[0-9]{12}:(root|(role|user)/[\w+=,.@/-]+)\z")] private static partial Regex PrincipalArn();
    [GeneratedRegex(@"^arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]+\z")] private static partial Regex TopicArn();
    [GeneratedRegex(@"^arn:aws[a-z-]*:acm-pca:[a-z0-9-]+:[0-9]{12}:certificate-authority/[0-9a-f-]{36}\z")] private static partial Regex AuthorityArn();
}
