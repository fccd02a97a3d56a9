using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Infra.Components;
using Infra.Identity.Aws;

namespace Infra;

/// <summary>The keys that say who reaches the API, and under which name.</summary>
internal sealed partial class SettingsReader
{
    private ApiDomainSettings? ApiDomain(string? region)
    {
        if (config.Get("apiDomain") is not { } name)
        {
            foreach (var key in new[] { "apiDomainZone", "apiDomainCertificate", "apiRegionDomain", "apiGeneratedName" }.Where(key => config.Get(key) is not null))
            {
                Fault(SettingCodes.Conflict, key, "belongs to apiDomain, which is not set; set it too, or remove the key");
            }
            return null;
        }
        var regionName = config.Get("apiRegionDomain");
        if (Components.ApiDomain.FaultOf(name, regionName ?? $"{region}.{name}") is { } fault) { Fault(SettingCodes.Malformed, "apiDomain", fault); }
        var certificate = Arn("apiDomainCertificate", CertificateArn(), "the ARN of an ACM certificate, arn:aws:acm:REGION:ACCOUNT:certificate/ID");
        if (certificate?.Split(':') is [_, _, _, var place, ..] && region is not null && place != region)
        {
            Fault(SettingCodes.Conflict, "apiDomainCertificate", $"'{certificate}' is in {place}, but API Gateway takes certificates of its own region only; import or ask for one in {region}");
        }
        return new(name, Matching("apiDomainZone", ZoneId(), "the id of a Route 53 zone, such as Z0123456789ABCDEFGHIJ")
                         ?? Required("apiDomainZone", $"name the public Route 53 zone that {name} is in"))
        {
            RegionName = regionName,
            CertificateArn = certificate,
            KeepsGeneratedName = Flag("apiGeneratedName", otherwise: true),
        };
    }

    private ApiCallers Callers()
    {
        var (networks, endpoints) = (List("apiSources"), List("apiVpcEndpoints"));
        if (config.Get("apiSources") is not null && config.Get("apiVpcEndpoints") is not null)
        {
            Fault(SettingCodes.Conflict, "apiVpcEndpoints", "the API is either on the internet, for apiSources, or private, for apiVpcEndpoints; remove one of the keys");
        }
        return config.Get("apiSources") is not null ? Sound("apiSources", new ApiCallers.Addresses(networks))
            : config.Get("apiVpcEndpoints") is not null ? Sound("apiVpcEndpoints", new ApiCallers.VpcEndpoints(endpoints))
            : ApiCallers.Anywhere;
    }

    private ApiCallers Sound(string key, ApiCallers callers)
    {
        // A list that could not be read has had its fault already.
        if (callers.Fault() is { } fault && !faults.Any(one => one.Key == StackSettings.Key(key))) { Fault(SettingCodes.Malformed, key, fault); }
        return callers;
    }

    private ImmutableArray<string> ClaimAccounts()
    {
        var accounts = List("apiClaimAccounts");
        foreach (var account in accounts.Where(account => !AwsAccount.IsId(account))) { Fault(SettingCodes.Malformed, "apiClaimAccounts", $"'{account}' is not {AwsAccount.Grammar}"); }
        return accounts;
    }

    private ClaimAuthorization Claims()
    {
        if (config.Get("claims") is not { } json || Section(json) is not { } section) { return ClaimAuthorization.Iam; }
        var (pools, scopes) = (section.UserPools ?? [], section.Scopes ?? []);
        switch (section.Authorization)
        {
            case "cognito":
                var cognito = new ClaimAuthorization.Cognito([.. pools.Select(pool => pool ?? "")], [.. scopes.Select(scope => scope ?? "")]);
                if (cognito.Fault() is { } fault) { Fault(SettingCodes.Malformed, "claims", fault); }
                else { foreach (var pool in cognito.UserPoolArns) { InPartition("claims", pool); } }
                return cognito;
            case "iam" when pools.Length + scopes.Length > 0:
                Fault(SettingCodes.Conflict, "claims", "userPools and scopes belong to authorization cognito, but it is iam; remove them, or set it to cognito");
                break;
            case "iam":
                break;
            default:
                Fault(SettingCodes.NotAllowed, "claims", $"authorization '{section.Authorization}' is not allowed; choose one of iam, cognito");
                break;
        }
        return ClaimAuthorization.Iam;
    }

    private ClaimsSection? Section(string json)
    {
        try
        {
            if (JsonSerializer.Deserialize<ClaimsSection>(json, ExactNames) is { } section) { return section; }
        }
        catch (JsonException)
        {
            // Said below, as for a section of nothing.
        }
        Fault(SettingCodes.Malformed, "claims", $"'{json}' is no section about claims; write authorization: iam or cognito under it, and for cognito userPools: [ARN] and scopes: [SERVER/SCOPE]");
        return null;
    }

    private int? Firewall()
    {
        if (Flag("firewall", otherwise: false)) { return Whole("firewallRequestsPerSource", ApiFirewall.DefaultRequestsPerSource, ApiFirewall.LeastLimit, ApiFirewall.GreatestLimit); }
        if (config.Get("firewallRequestsPerSource") is not null)
        {
            Fault(SettingCodes.Conflict, "firewallRequestsPerSource", "belongs to firewall, which is false; set firewall to true, or remove the key");
        }
        return null;
    }

    /// <summary>The section as it is written.</summary>
    private sealed record ClaimsSection(string? Authorization, string?[]? UserPools, string?[]? Scopes);

    [GeneratedRegex(@"^Z[A-Z0-9]{1,31}\z")] private static partial Regex ZoneId();
    [GeneratedRegex(@"^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]{36}\z")] private static partial Regex CertificateArn();
}
