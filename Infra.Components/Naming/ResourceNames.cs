using Infra.Identity.Contracts;
using Infra.Identity;

namespace Infra.Components;

/// <summary>
/// Every physical name of one product line in one region, derived in this one place. Regional resources carry the SKU only, so that
/// they are called the same in every region; roles and buckets live in a global namespace and carry the region too.
/// </summary>
/// <param name="Sku">The product line.</param>
/// <param name="Region">The region.</param>
public sealed record ResourceNames(SkuName Sku, string Region)
{
    /// <summary>The device table; the seed's name, so that its loaders keep working.</summary>
    public string DeviceTable => Identity.Contracts.DeviceTable.NameFor(Sku.Value);

    /// <summary>The region's issuance ledger.</summary>
    public string Ledger => LedgerTable.NameFor(Sku.Value);

    /// <summary>The IoT policy of the product line's devices.</summary>
    public string DevicePolicy => $"{Sku}-device";

    /// <summary>The just-in-time provisioning template (at most 36 characters).</summary>
    public string JitpTemplate => $"{Sku}-jitp";

    /// <summary>The fleet provisioning template (at most 36 characters).</summary>
    public string FleetTemplate => $"{Sku}-fleet";

    /// <summary>The IoT policy of claim certificates.</summary>
    public string ClaimPolicy => $"{Sku}-claim";

    /// <summary>The IoT policy of devices that use their shadow only.</summary>
    public string ShadowOnlyPolicy => $"{Sku}-shadow-only";

    /// <summary>The REST API.</summary>
    public string Api => $"{Sku}-provisioning";

    /// <summary>The log group of the API's access log.</summary>
    public string ApiAccessLog => $"/aws/apigateway/{Api}";

    /// <summary>The name under which this region alone answers, where all regions share one domain name.</summary>
    public string ApiRegionDomain(string domainName) => $"{Region}.{domainName}";

    /// <summary>The web ACL before the API.</summary>
    public string Firewall => Api;

    /// <summary>An alarm, by what it watches.</summary>
    public string Alarm(string watched) => $"{Sku}-{watched}";

    /// <summary>The dashboard. Dashboards live in a namespace of the account, so it carries the region.</summary>
    public string Dashboard => $"{Sku}-provisioning-{Region}";

    /// <summary>
    /// The common name of the region's CA. From the second generation on it has the number: AWS IoT and chain builders tell CAs apart by their subject.
    /// </summary>
    public string AuthorityCommonName(string? domain, int generation = 1)
    {
        var region = generation == 1 ? Region : $"{Region}-g{generation}";
        return domain is null ? $"{region}.{Sku}" : $"{region}.{Sku}.{domain}";
    }

    /// <summary>A function, by its handler's name.</summary>
    public string Function(string handler) => $"{Sku}-{handler}";

    /// <summary>The log group of a function: the name that Lambda would give it.</summary>
    public string FunctionLog(string handler) => $"/aws/lambda/{Function(handler)}";

    /// <summary>The queue of events that no function could be given.</summary>
    public string FailedEvents => $"{Sku}-failed-events";

    /// <summary>A topic rule, by what it is for. Rules' names know no hyphen.</summary>
    public string Rule(string purpose) => $"{Sku}_{purpose}".Replace('-', '_');

    /// <summary>A scheduled rule, by what it is for.</summary>
    public string Schedule(string purpose) => $"{Sku}-{purpose}";

    /// <summary>The certificate provider of fleet provisioning: one per account and region, whatever the product line.</summary>
    public string CertificateProvider => $"{Sku}-certificates";

    /// <summary>A role, by what it is for.</summary>
    public string Role(string purpose) => $"{Sku}-{Region}-{purpose}";

    /// <summary>The bucket of the region's CRL. The account id makes it globally unique.</summary>
    public string CrlBucket(string account) => $"{Sku}-crl-{account}-{Region}";
}
