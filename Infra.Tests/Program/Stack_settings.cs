using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Identity.Contracts;
using Infra.Tests.Golden;
using Pulumi;
using Pulumi.Utilities;
using YamlDotNet.RepresentationModel;

namespace Infra.Tests.Program;

[Collection("pulumi")]
public sealed partial class Stack_settings
{
    private const string Pool = "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_AbCdEfGhI";
    private const string Cognito = $$"""{"authorization":"cognito","userPools":["{{Pool}}"],"scopes":["provisioning/claim"]}""";

    private static readonly (string, string)[] Least = [("aws:region", "us-east-1"), ("sku", "widgiot")];

    // XC-61, XC-62: an ARN that was 0 or 1, a SKU that was empty; here a setting that is missing is a fault.
    [Fact]
    public async Task need_only_a_region_and_a_sku()
    {
        var settings = await Configured.Settings(Least);

        Assert.Equal("widgiot", settings.Sku.Value);
        Assert.Equal(("us-east-1", "us-east-1"), (settings.Region, settings.HomeRegion));
        Assert.True(settings.IsHome);
        Assert.Equal(Issuers.AcmPca, settings.Issuers);
        Assert.Null(Assert.IsType<Parent.Offline>(settings.Authority.Parent).Answer);
        Assert.Equal(("EC_prime256v1", "SHA256WITHECDSA"), (settings.Authority.KeyAlgorithm, settings.Authority.SigningAlgorithm));
        Assert.Equal((1825, 365), (settings.Authority.ValidityDays, settings.DeviceValidityDays));
        Assert.Equal((25, 50), (settings.RequestsPerSecond, settings.Burst));
        Assert.Equal((10, 5, 7), (settings.MinimumIntervalMinutes, settings.MaximumLiveCertificates, settings.OverlapDays));
        Assert.Equal((0, 60, 13), (settings.FreshnessSeconds, settings.ClockSkewSeconds, settings.IssuerConcurrency));
        Assert.True(settings.Protect);
        Assert.Equal("jitp", settings.Registration);
    }

    [Fact]
    public async Task read_every_key()
    {
        var settings = await Configured.Settings(
            ("aws:region", "eu-west-1"), ("sku", "lamps"), ("homeRegion", "us-east-1"), ("replicaRegions", """["eu-west-1"]"""),
            ("issuers", """["acm-pca","iot-core"]"""), ("parent", "acm-pca"),
            ("parentArn", "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555"), ("parentSigningAlgorithm", "SHA512WITHRSA"),
            ("keyAlgorithm", "RSA_4096"), ("signingAlgorithm", "SHA384WITHRSA"), ("usageMode", "short-lived"), ("authorityValidityDays", "100"), ("deviceValidityDays", "3"),
            ("minimumIntervalMinutes", "60"), ("maximumLiveCertificates", "3"), ("overlapDays", "2"),
            ("freshnessSeconds", "900"), ("clockSkewSeconds", "5"), ("issuerConcurrency", "4"),
            ("crl", "false"), ("organization", "Automatra"), ("country", "US"), ("domain", "automatra.net"), ("registration", "direct"), ("architecture", "arm64"),
            ("logRetentionDays", "90"), ("requestsPerSecond", "7"), ("burst", "9"), ("apiGatewayAccount", "false"), ("protect", "false"), ("tags", """{"team":"factory"}"""));

        Assert.False(settings.IsHome);
        Assert.Equal(["eu-west-1"], settings.ReplicaRegions.AsEnumerable());
        Assert.Equal(Issuers.AcmPca | Issuers.IotCore, settings.Issuers);
        Assert.Equal("SHA512WITHRSA", Assert.IsType<Parent.AcmPca>(settings.Authority.Parent).SigningAlgorithm);
        Assert.Equal(("RSA_4096", "SHA384WITHRSA"), (settings.Authority.KeyAlgorithm, settings.Authority.SigningAlgorithm));
        Assert.Equal(AuthorityUsage.ShortLived, settings.Authority.Usage);
        Assert.Equal((100, 3), (settings.Authority.ValidityDays, settings.DeviceValidityDays));
        Assert.Equal(("Automatra", "US", "automatra.net"), (settings.Authority.Organization, settings.Authority.Country, settings.Authority.Domain));
        Assert.Equal(("direct", "arm64", 90), (settings.Registration, settings.Architecture, settings.LogRetentionDays));
        Assert.Equal((60, 3, 2), (settings.MinimumIntervalMinutes, settings.MaximumLiveCertificates, settings.OverlapDays));
        Assert.Equal((900, 5, 4), (settings.FreshnessSeconds, settings.ClockSkewSeconds, settings.IssuerConcurrency));
        Assert.Equal((7, 9), (settings.RequestsPerSecond, settings.Burst));
        Assert.Equal((false, false), (settings.ApiGatewayAccount, settings.Protect));
        Assert.Equal("factory", settings.Tags["team"]);
    }

    [Fact]
    public async Task read_how_devices_with_a_claim_are_served()
    {
        var settings = await Configured.Settings(
            [.. Least, ("registration", "jitr"), ("installer", "arn:aws:iam::123456789012:role/field-service"), ("claimApi", "true"), ("certificateProvider", "true")]);

        Assert.Equal("jitr", settings.Registration);
        Assert.True(settings.ClaimApi && settings.CertificateProvider);
        Assert.Equal((true, false), (settings.RegistersAtFirstConnection, settings.RegistersByTemplate));
    }

    [Fact]
    public async Task read_who_of_a_user_pool_asks_for_claims()
    {
        var settings = await Configured.Settings([.. Least, ("claimApi", "true"), ("claims", Cognito)]);

        var cognito = Assert.IsType<ClaimAuthorization.Cognito>(settings.ClaimAuthorization);
        Assert.Equal((Pool, "provisioning/claim"), (Assert.Single(cognito.UserPoolArns), Assert.Single(cognito.Scopes)));
        Assert.True(settings.ProvisionsWithClaims);
        var signed = await Configured.Settings([.. Least, ("installer", "arn:aws:iam::123456789012:role/field-service"), ("claimApi", "true"), ("claims", """{"authorization":"iam"}""")]);
        Assert.Equal(ClaimAuthorization.Iam, signed.ClaimAuthorization);
        Assert.Equal((ClaimAuthorization.Iam, false), ((await Configured.Settings(Least)).ClaimAuthorization, (await Configured.Settings(Least)).ProvisionsWithClaims));
    }

    [Theory]
    [InlineData("claimApi", "true", "name who in installer")]
    [InlineData("certificateProvider", "true", "need issuer acm-pca and an installer")]
    [InlineData("registration", "jitr", "which issuer acm-pca brings")]
    public async Task refuse_what_lacks_its_other_half(string key, string value, string said)
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("issuers", """["iot-core"]"""), (key, value)]));

        Assert.Equal(($"device-provisioning:{key}", "setting-conflict"), (fault.Key, fault.Code));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task tell_all_faults_at_once_each_with_key_value_and_what_is_allowed()
    {
        var faults = await Configured.Faults(
            ("sku", "WidgIoT"), ("keyAlgorithm", "RSA_1024"), ("logRetentionDays", "8"), ("authorityValidityDays", "many"), ("requestsPerSecond", "0"),
            ("issuers", """["letsencrypt"]"""), ("protect", "perhaps"), ("country", "usa"), ("replicaRegions", "eu-west-1"));

        Assert.Equal(
            [
                "aws:region setting-missing",
                "device-provisioning:authorityValidityDays setting-malformed",
                "device-provisioning:country setting-malformed",
                "device-provisioning:issuers setting-not-allowed",
                "device-provisioning:keyAlgorithm setting-not-allowed",
                "device-provisioning:logRetentionDays setting-not-allowed",
                "device-provisioning:protect setting-malformed",
                "device-provisioning:replicaRegions setting-malformed",
                "device-provisioning:requestsPerSecond setting-out-of-range",
                "device-provisioning:sku setting-malformed",
            ],
            faults.Select(fault => $"{fault.Key} {fault.Code}").Order(StringComparer.Ordinal));
        Assert.Contains(faults, fault => fault.Message == "'RSA_1024' is not allowed; choose one of RSA_2048, RSA_3072, RSA_4096, EC_prime256v1, EC_secp384r1, EC_secp521r1");
        Assert.Contains("10 faults", new SettingsException(faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("signingAlgorithm", "SHA256WITHRSA", "a CA with a EC_prime256v1 key cannot sign with SHA256WITHRSA")]
    [InlineData("homeRegion", "eu-west-1", "us-east-1 is neither the home region eu-west-1 nor one of the replica regions (none)")]
    [InlineData("replicaRegions", """["us-east-1"]""", "us-east-1 is the home region, which holds the table itself")]
    [InlineData("authorityValidityDays", "729", "must live at least twice as long as the certificates it issues (729 < 2 x 365)")]
    [InlineData("overlapDays", "365", "a certificate would end before its overlap with its successor does (365 >= 365)")]
    [InlineData("maximumLiveCertificates", "1", "1 is outside 2 to 100")]
    [InlineData("burst", "24", "the burst is below the rate (24 < 25)")]
    [InlineData("parentArn", "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555", "belongs to parent 'acm-pca', but parent is 'offline'")]
    [InlineData("replicaRegions", """["eu-west-1","eu-west-1"]""", "eu-west-1 is named 2 times")]
    [InlineData("issuers", "[]", "the list is empty")]
    public async Task refuse_what_contradicts_itself(string key, string value, string message)
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, (key, value)]));

        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task give_the_api_a_domain_of_its_own_a_firewall_and_callers()
    {
        const string certificate = "arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555";
        var settings = await Configured.Settings(
            [.. Least, ("apiDomain", "provisioning.example.net"), ("apiDomainZone", "Z0123456789ABCDEFGHIJ"), ("apiRegionDomain", "east.example.net"), ("apiDomainCertificate", certificate),
             ("apiGeneratedName", "false"), ("apiSources", """["203.0.113.0/24"]"""), ("firewall", "true"), ("firewallRequestsPerSource", "100")]);

        Assert.Equal(
            new ApiDomainSettings("provisioning.example.net", "Z0123456789ABCDEFGHIJ") { RegionName = "east.example.net", CertificateArn = certificate, KeepsGeneratedName = false },
            settings.ApiDomain);
        Assert.Equal(["203.0.113.0/24"], Assert.IsType<ApiCallers.Addresses>(settings.ApiCallers).Networks.AsEnumerable());
        Assert.Equal(100, settings.FirewallRequestsPerSource);
    }

    [Fact]
    public async Task leave_the_api_to_everybody_under_its_generated_name()
    {
        var settings = await Configured.Settings(Least);

        Assert.Null(settings.ApiDomain);
        Assert.Equal(ApiCallers.Anywhere, settings.ApiCallers);
        Assert.Null(settings.FirewallRequestsPerSource);
        Assert.Equal(2_000, (await Configured.Settings([.. Least, ("firewall", "true")])).FirewallRequestsPerSource);
        Assert.True((await Configured.Settings([.. Least, ("apiDomain", "a.example.net"), ("apiDomainZone", "Z1")])).ApiDomain!.KeepsGeneratedName);
    }

    [Theory]
    [InlineData("setting-not-allowed", "functionsRuntime", "'dotnet8' is not allowed; choose one of provided.al2023, dotnet10", "functionsRuntime", "dotnet8")]
    [InlineData("setting-malformed", "apiSources", "'10.0.0.0/8' is no public network", "apiSources", """["10.0.0.0/8"]""")]
    [InlineData("setting-malformed", "apiSources", "no network is named", "apiSources", "[]")]
    [InlineData("setting-malformed", "apiSources", "'203.0.113.0/24' is no list", "apiSources", "203.0.113.0/24")]
    [InlineData("setting-malformed", "apiVpcEndpoints", "'vpc-1' is no VPC endpoint's id", "apiVpcEndpoints", """["vpc-1"]""")]
    [InlineData("setting-conflict", "apiVpcEndpoints", "remove one of the keys", "apiSources", """["203.0.113.0/24"]""", "apiVpcEndpoints", """["vpce-0123456789abcdef0"]""")]
    [InlineData("setting-conflict", "apiDomain", "'a.example.net' is a public name, but the API is reached through vpce-0123456789abcdef0 only", "apiDomain", "a.example.net", "apiDomainZone", "Z1", "apiVpcEndpoints", """["vpce-0123456789abcdef0"]""")]
    [InlineData("setting-malformed", "apiDomain", "'A.example.net' is no domain name", "apiDomain", "A.example.net", "apiDomainZone", "Z1")]
    [InlineData("setting-missing", "apiDomainZone", "name the public Route 53 zone that a.example.net is in", "apiDomain", "a.example.net")]
    [InlineData("setting-malformed", "apiDomainZone", "'/hostedzone/Z1' is not the id of a Route 53 zone", "apiDomain", "a.example.net", "apiDomainZone", "/hostedzone/Z1")]
    [InlineData("setting-conflict", "apiDomainZone", "belongs to apiDomain, which is not set", "apiDomainZone", "Z1")]
    [InlineData("setting-conflict", "apiGeneratedName", "belongs to apiDomain, which is not set", "apiGeneratedName", "false")]
    [InlineData("setting-conflict", "apiDomainCertificate", "is in eu-west-1, but API Gateway takes certificates of its own region only", "apiDomain", "a.example.net", "apiDomainZone", "Z1",
        "apiDomainCertificate", "arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555")]
    [InlineData("setting-malformed", "apiClaimAccounts", "'1234' is not an AWS account's id of 12 digits", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "apiClaimAccounts", """["1234"]""")]
    [InlineData("setting-conflict", "apiClaimAccounts", "accounts are named for POST /claim, which the API does not have", "apiClaimAccounts", """["111122223333"]""")]
    [InlineData("setting-malformed", "claims", "no scope is asked for, so that everybody", "claimApi", "true", "claims", $$"""{"authorization":"cognito","userPools":["{{Pool}}"]}""")]
    [InlineData("setting-malformed", "claims", "no user pool is named", "claimApi", "true", "claims", """{"authorization":"cognito","scopes":["provisioning/claim"]}""")]
    [InlineData("setting-malformed", "claims", "'us-east-1_AbCdEfGhI' is not the ARN of a user pool", "claimApi", "true", "claims", """{"authorization":"cognito","userPools":["us-east-1_AbCdEfGhI"],"scopes":["provisioning/claim"]}""")]
    [InlineData("setting-malformed", "claims", "'' is not the ARN of a user pool", "claimApi", "true", "claims", """{"authorization":"cognito","userPools":[null],"scopes":[null]}""")]
    [InlineData("setting-malformed", "claims", "'openid' is no scope of a resource server", "claimApi", "true", "claims", $$"""{"authorization":"cognito","userPools":["{{Pool}}"],"scopes":["openid"]}""")]
    [InlineData("setting-malformed", "claims", "is no section about claims", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", "cognito")]
    [InlineData("setting-malformed", "claims", "is no section about claims", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", """{"authorisation":"cognito"}""")]
    [InlineData("setting-malformed", "claims", "is no section about claims", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", "null")]
    [InlineData("setting-conflict", "claims", "is of partition aws-cn, but us-east-1 is in aws", "claimApi", "true", "claims",
        """{"authorization":"cognito","userPools":["arn:aws-cn:cognito-idp:cn-north-1:123456789012:userpool/cn-north-1_AbCdEfGhI"],"scopes":["provisioning/claim"]}""")]
    [InlineData("setting-not-allowed", "claims", "authorization 'jwt' is not allowed; choose one of iam, cognito", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", """{"authorization":"jwt"}""")]
    [InlineData("setting-not-allowed", "claims", "authorization '' is not allowed", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", "{}")]
    [InlineData("setting-conflict", "claims", "belong to authorization cognito, but it is iam", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", """{"authorization":"iam","scopes":["provisioning/claim"]}""")]
    [InlineData("setting-conflict", "claims", "set claimApi to true, or remove the section", "claims", Cognito)]
    [InlineData("setting-conflict", "installer", "remove installer, or set authorization of claims to iam", "claimApi", "true", "installer", "arn:aws:iam::123456789012:role/installers", "claims", Cognito)]
    [InlineData("setting-conflict", "apiClaimAccounts", "remove the key, or set authorization of claims to iam", "claimApi", "true", "apiClaimAccounts", """["111122223333"]""", "claims", Cognito)]
    [InlineData("setting-out-of-range", "firewallRequestsPerSource", "9 is outside 10 to 2000000000", "firewall", "true", "firewallRequestsPerSource", "9")]
    [InlineData("setting-conflict", "firewallRequestsPerSource", "belongs to firewall, which is false", "firewallRequestsPerSource", "100")]
    public async Task refuse_an_api_that_nobody_could_call_or_find(string code, string key, string message, params string[] values)
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, .. values.Chunk(2).Select(pair => (pair[0], pair[1]))]));

        Assert.Equal((code, $"device-provisioning:{key}"), (fault.Code, fault.Key));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuse_a_fleet_that_the_declared_quotas_cannot_serve()
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("fleetSize", "100000"), ("rampHours", "2")]));

        Assert.Equal(("device-provisioning:fleetSize", "quota-exceeded"), (fault.Key, fault.Code));
        Assert.Equal(
            "100000 devices in 2 hours need registerThing 13.89 times per second, 10 are declared; raise the limit, or rampHours to 2.8 or more; or set quotaCheck to warn",
            fault.Message);
    }

    [Theory]
    [InlineData("quotas", """{"registerThing":14}""")]
    [InlineData("quotas", """{"registerThing":"14"}""")]
    [InlineData("rampHours", "3")]
    [InlineData("quotaCheck", "warn")]
    public async Task take_that_fleet_with_raised_quotas_or_more_time_or_as_a_warning(string key, string value)
    {
        var settings = await Configured.Settings([.. Least, ("fleetSize", "100000"), ("rampHours", "2"), (key, value)]);

        Assert.Equal(100_000, settings.FleetSize);
    }

    // XC-106: the CA of each region is registered in the others, so that devices connect anywhere.
    [Fact]
    public async Task refuse_peers_that_are_no_cas_or_could_not_register()
    {
        using var ca = Chains.Authority("CN=eu-west-1.widgiot", null, pathLength: 0);

        var unreadable = Assert.Single(await Configured.Faults([.. Least, ("peerAuthorities", "arn")]));
        var direct = Assert.Single(await Configured.Faults([.. Least, ("peerAuthorities", Chains.Pem(ca)), ("registration", "direct")]));

        Assert.StartsWith("holds no certificate", unreadable.Message, StringComparison.Ordinal);
        Assert.Equal(("device-provisioning:peerAuthorities", "setting-conflict"), (direct.Key, direct.Code));
        Assert.Equal(Chains.Pem(ca), (await Configured.Settings([.. Least, ("peerAuthorities", Chains.Pem(ca))])).PeerAuthorities);
    }

    [Theory]
    [InlineData("installer", "installers", "'installers' is not the ARN of a role")]
    [InlineData("alarmTopics", """["pages"]""", "'pages' is not the ARN of an SNS topic")]
    [InlineData("iotLogLevel", "TRACE", "'TRACE' is not allowed; choose one of DEBUG, INFO, WARN, ERROR, DISABLED")]
    public async Task refuse_what_names_nothing(string key, string value, string message) =>
        Assert.StartsWith(message, Assert.Single(await Configured.Faults([.. Least, (key, value)])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"registerThings":14}""", "setting-malformed", "with the names issueCertificate, getCertificate")]
    [InlineData("""{"registerThing":"many"}""", "setting-malformed", "($.registerThing)")]
    [InlineData("""{"registerThing":0}""", "setting-out-of-range", "registerThing is 0; a quota is at least 1")]
    public async Task refuse_quotas_that_are_none(string quotas, string code, string message)
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("quotas", quotas)]));

        Assert.Equal(code, fault.Code);
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ask_for_the_half_of_the_pki_admins_answer_that_is_missing()
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("authorityCertificate", "pem")]));

        Assert.Equal(("device-provisioning:parentChain", "setting-missing"), (fault.Key, fault.Code));
    }

    [Fact]
    public async Task of_a_later_generation_of_the_ca_are_its_own_or_those_of_the_one_before()
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 1);
        using var second = Chains.Authority("CN=us-east-1-g2.widgiot", intermediate, pathLength: 0);
        using var third = Chains.Authority("CN=us-east-1-g3.widgiot", intermediate, pathLength: 0);

        var settings = await Configured.Settings(
        [
            .. Least, ("authorityGeneration", "3 issuing"), ("firstConnectionDays", "2"), ("domain", "example.net"), ("parentChain", Chains.Pem(intermediate, root)),
            ("authorityCertificate2", Chains.Pem(second)), ("keyAlgorithm2", "RSA_4096"), ("authorityCertificate3", Chains.Pem(third)), ("authorityValidityDays3", "1000"),
        ]);

        Assert.Equal(("3 issuing", 2), (settings.AuthorityGeneration.ToString(), settings.FirstConnectionDays));
        Assert.Equal(
            ["2 RSA_4096 1825", "3 RSA_4096 1000"],
            new[] { 2, 3 }.Select(generation => $"{generation} {settings.AuthorityOf(generation).KeyAlgorithm} {settings.AuthorityOf(generation).ValidityDays}"));
        Assert.All([2, 3], generation => Assert.Equal("example.net", settings.AuthorityOf(generation).Domain));
        foreach (var (generation, certificate) in new[] { (2, Chains.Pem(second)), (3, Chains.Pem(third)) })
        {
            var answer = Assert.IsType<Parent.Offline>(settings.AuthorityOf(generation).Parent).Answer!;
            Assert.Equal((certificate, Chains.Pem(intermediate, root)), (await Text(answer.CertificatePem), await Text(answer.ChainPem)));
        }
        Assert.Same(settings.AuthorityOf(3), settings.AuthorityOf(7));
    }

    [Theory]
    [InlineData("2 announced", "authorityCertificate")]
    [InlineData("2 issuing", "authorityCertificate", "authorityCertificate2")]
    [InlineData("2 retired", "authorityCertificate", "authorityCertificate2")]
    [InlineData("2")]
    public async Task ask_for_the_certificate_of_a_generation_that_devices_depend_on(string stage, params string[] missing)
    {
        (string, string)[] values = [.. Least, ("authorityGeneration", stage)];
        var faults = missing.Length == 0 ? [] : await Configured.Faults(values);

        Assert.Equal(missing.Select(key => $"device-provisioning:{key} setting-missing"), faults.Select(fault => $"{fault.Key} {fault.Code}"));
        if (missing.Length == 0) { await Configured.Settings(values); }
    }

    [Theory]
    [InlineData("authorityGeneration", "2 halfway", "'2 halfway' is no stage of a rotation; use the newest generation's number")]
    [InlineData("keyAlgorithm2", "RSA_1024", "'RSA_1024' is not allowed")]
    [InlineData("parentArn2", "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555", "belongs to parent 'acm-pca', but parent is 'offline'")]
    [InlineData("signingAlgorithm2", "SHA256WITHRSA", "a CA with a EC_prime256v1 key cannot sign with SHA256WITHRSA")]
    [InlineData("keyAlgorithm", "RSA_1024", "'RSA_1024' is not allowed")] // the second generation has no other, and does not tell it again
    public async Task refuse_a_rotation_that_contradicts_itself(string key, string value, string message)
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var first = Chains.Authority("CN=us-east-1.widgiot", root, pathLength: 0);
        var fault = Assert.Single(await Configured.Faults(
            [.. Least, ("authorityGeneration", "2 announced"), ("authorityCertificate", Chains.Pem(first)), ("parentChain", Chains.Pem(root)), (key, value)]));

        Assert.StartsWith(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal($"device-provisioning:{key}", fault.Key);
    }

    [Theory]
    [InlineData("garbage", "holds 0 certificates")]
    [InlineData("no CA", "is no CA certificate; have the CSR signed with the profile of a regional issuer")]
    [InlineData("too long a path", "may sign further CAs; have it signed anew with path length 0")]
    [InlineData("another parent", "but the first certificate of parentChain is 'CN=Root'")]
    [InlineData("outlives its parent", "after its parent")]
    public async Task refuse_an_answer_of_the_pki_admin_that_could_not_be_taken_back(string wrong, string message)
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var other = Chains.Authority("CN=Other", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 1); // ten years, its issuer twenty
        using var certificate = wrong switch
        {
            "no CA" => Chains.Authority("CN=us-east-1.widgiot", root, pathLength: null, isAuthority: false),
            "too long a path" => Chains.Authority("CN=us-east-1.widgiot", root, pathLength: 1),
            "another parent" => Chains.Authority("CN=us-east-1.widgiot", other, pathLength: 0),
            _ => Chains.Authority("CN=us-east-1.widgiot", intermediate, pathLength: 0, years: 9),
        };
        using var shorter = Chains.Authority("CN=Intermediate", root, pathLength: 1, years: 5);
        var chain = wrong == "outlives its parent" ? Chains.Pem(shorter, root) : Chains.Pem(root);

        var fault = Assert.Single(await Configured.Faults(
            [.. Least, ("authorityCertificate", wrong == "garbage" ? "garbage" : Chains.Pem(certificate)), ("parentChain", chain)]));

        Assert.Equal(("device-provisioning:authorityCertificate", "setting-malformed"), (fault.Key, fault.Code));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task warn_while_there_is_still_time_for_the_next_generation()
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 1);
        using var own = Chains.Authority("CN=us-east-1.widgiot", intermediate, pathLength: 0, years: 9);
        var settings = await Configured.Settings([.. Least, ("authorityCertificate", Chains.Pem(own)), ("parentChain", Chains.Pem(intermediate, root))]);

        Assert.Empty(settings.Warnings(new(2031, 12, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Equal(
            ["CA generation 1 ends at 2034-01-01 00:00:00Z: from 2033-01-01 00:00:00Z on its devices get certificates that are cut short; let the next generation issue by then"],
            settings.Warnings(new(2032, 2, 1, 0, 0, 0, TimeSpan.Zero)));
        Assert.Contains("give the next generation the new one (parentChain2)", settings.Warnings(new(2033, 6, 1, 0, 0, 0, TimeSpan.Zero)).Last(), StringComparison.Ordinal);
    }

    private static async Task<string?> Text(Input<string> input) => await OutputUtilities.GetValueAsync(input.ToOutput());

    [Fact]
    public async Task ask_for_chain_and_key_of_a_software_parent()
    {
        var faults = await Configured.Faults([.. Least, ("parent", "software")]);

        Assert.Equal(["device-provisioning:parentChain", "device-provisioning:parentPrivateKey"], faults.Select(fault => fault.Key));
        Assert.All(faults, fault => Assert.Equal("setting-missing", fault.Code));
    }

    [Fact]
    public async Task keep_a_software_parents_key_secret()
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 1);

        var settings = await Configured.Settings([.. Least, ("parent", "software"), ("parentChain", Chains.Pem(intermediate, root)), ("parentPrivateKey", "key")]);

        var parent = Assert.IsType<Parent.Software>(settings.Authority.Parent);
        Assert.True(await Output.IsSecretAsync(parent.PrivateKeyPem.ToOutput()));
        Assert.Equal("key", await OutputUtilities.GetValueAsync(parent.PrivateKeyPem.ToOutput()));
    }

    [Fact]
    public async Task refuse_a_parent_whose_path_length_forbids_a_ca_below_it()
    {
        // The seed's intermediate had path length 0 and signed the region's CA: no chain of its ever verified (XC-70).
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 0);

        var fault = Assert.Single(await Configured.Faults([.. Least, ("parent", "software"), ("parentChain", Chains.Pem(intermediate, root)), ("parentPrivateKey", "key")]));

        Assert.Contains("has path length 0, but 1 CA certificates follow it", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuse_a_chain_in_the_wrong_order()
    {
        using var root = Chains.Authority("CN=Root", null, pathLength: null);
        using var intermediate = Chains.Authority("CN=Intermediate", root, pathLength: 1);

        var fault = Assert.Single(await Configured.Faults([.. Least, ("parent", "software"), ("parentChain", Chains.Pem(root, intermediate)), ("parentPrivateKey", "key")]));

        Assert.Contains("order them parent first, root last", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("us-east-1", "replicaRegions", """["cn-north-1"]""", "cn-north-1 is in partition aws-cn, us-east-1 in aws")]
    [InlineData("us-gov-west-1", "replicaRegions", """["us-east-1"]""", "us-east-1 is in partition aws, us-gov-west-1 in aws-us-gov")]
    [InlineData("cn-north-1", "installer", "arn:aws:iam::123456789012:role/field", "'arn:aws:iam::123456789012:role/field' is of partition aws, but cn-north-1 is in aws-cn")]
    [InlineData("us-gov-west-1", "alarmTopics", """["arn:aws:sns:us-east-1:123456789012:pages"]""", "is of partition aws, but us-gov-west-1 is in aws-us-gov")]
    public async Task refuse_what_is_in_another_partition(string region, string key, string value, string message)
    {
        var fault = Assert.Single(await Configured.Faults(("aws:region", region), ("sku", "widgiot"), (key, value)));

        Assert.Equal(($"device-provisioning:{key}", "setting-conflict"), (fault.Key, fault.Code));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("put-your-arn-here")]
    [InlineData("arn:aws:acm-pca:us-east-1:1234567890:certificate-authority/11111111-2222-3333-4444-555555555555")]
    public async Task refuse_a_parent_arn_that_is_none(string arn)
    {
        // The seed's default was put-your-arn-here, unchecked, and its account ids had 10 digits (XC-52, XC-86).
        var fault = Assert.Single(await Configured.Faults([.. Least, ("parent", "acm-pca"), ("parentArn", arn)]));

        Assert.Equal(("device-provisioning:parentArn", "setting-malformed"), (fault.Key, fault.Code));
        Assert.Contains($"'{arn}'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task refuse_a_folder_of_functions_whose_executable_bit_pulumi_would_drop()
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("functionsPath", "../artifacts/functions")]));

        Assert.Equal("setting-not-allowed", fault.Code);
    }

    [Fact]
    public async Task say_how_to_make_the_functions_when_they_are_not_there()
    {
        var fault = Assert.Single(await Configured.Faults([.. Least, ("functionsPath", "nowhere.zip")]));

        Assert.Contains("run ./infra package first", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void are_all_described_in_the_project_file()
    {
        var project = File.ReadAllText(Path.Combine(GoldenFile.RepoRoot, "Pulumi.yaml"));
        var readers = string.Concat(Directory.EnumerateFiles(Path.Combine(GoldenFile.RepoRoot, "Infra/Settings"), "SettingsReader*.cs").Select(File.ReadAllText));
        var read = KeyRead().Matches(readers).Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.InRange(read.Count, 25, 100);
        Assert.All(read.Except(["region"]), key => Assert.Matches($"(?m)^(#   {key} |  {key}:)", project));
    }

    [Fact]
    public async Task have_the_defaults_that_the_project_file_declares()
    {
        // Pulumi fills a declared default into the stack's configuration: with all of them nothing may change.
        var declared = StackFile.Entries("Pulumi.yaml").Where(key => key.Value is YamlMappingNode).Select(key => (key.Key, Default: ((YamlMappingNode)key.Value).Children.FirstOrDefault(child => ((YamlScalarNode)child.Key).Value == "default").Value))
            .Where(key => key.Default is not null)
            .Select(key => (key.Key, StackFile.Configuration(key.Default!)));

        var (filled, bare) = (await Configured.Settings([.. Least, .. declared]), await Configured.Settings(Least));

        Assert.Equal(bare with { FunctionsPath = "" }, filled with { FunctionsPath = "", ReplicaRegions = bare.ReplicaRegions, Authority = bare.Authority, Tags = bare.Tags });
        Assert.IsType<Parent.Offline>(filled.Authority.Parent);
    }

    [Fact]
    public async Task of_the_dev_stack_are_complete_but_for_its_parents_key()
    {
        var faults = await Configured.Faults([.. StackFile.Values("Pulumi.dev.yaml")]);

        Assert.Equal(["device-provisioning:parentChain", "device-provisioning:parentPrivateKey"], faults.Select(fault => fault.Key));
    }

    [GeneratedRegex("(?:Said|KeyOf|Choice|Whole|Flag|Matching|List|Regions|Regional|Required|Get|GetSecret)\\(\"([a-zA-Z]+)\"")]
    private static partial Regex KeyRead();
}
