using Infra.Components;
using Infra.Identity.Aws;
using Infra.Identity.Capacity;
using Infra.Identity.Contracts;

namespace Infra;

/// <summary>What is wrong between settings that are fine each by itself, now or before long.</summary>
public sealed partial record StackSettings
{
    /// <summary>What is wrong between the settings, each being fine by itself.</summary>
    public IEnumerable<SettingFault> Conflicts() => [.. RegionConflicts(), .. IssuerConflicts(), .. ClaimConflicts(), .. ApiConflicts(), .. QuotaConflicts()];

    /// <summary>What will go wrong before long.</summary>
    public IEnumerable<string> Warnings(DateTimeOffset now) => IssuesFromAcmPca
        ? AuthorityGeneration.Generations.SelectMany(generation => AuthorityOf(generation.Number).Warnings(generation.Number, DeviceValidityDays, now))
        : [];

    /// <summary>Throws <see cref="SettingsException"/> where settings contradict each other.</summary>
    public StackSettings Checked()
    {
        var faults = Conflicts().ToArray();
        return faults.Length == 0 ? this : throw new SettingsException(faults);
    }

    /// <summary>The limits that the fleet does not keep, each once.</summary>
    internal IEnumerable<LimitExceeded> Excesses() => Capacity().SelectMany(report => report.Exceeded).DistinctBy(exceeded => exceeded.Limit);

    private IEnumerable<SettingFault> RegionConflicts()
    {
        if (Region != HomeRegion && !ReplicaRegions.Contains(Region))
        {
            yield return new(SettingCodes.Conflict, "aws:region",
                $"{Region} is neither the home region {HomeRegion} nor one of the replica regions ({Listed(ReplicaRegions)}); add it to replicaRegions, in every stack of the product line");
        }
        if (ReplicaRegions.Contains(HomeRegion))
        {
            yield return new(SettingCodes.Conflict, Key("replicaRegions"), $"{HomeRegion} is the home region, which holds the table itself; leave it out");
        }
        foreach (var far in ReplicaRegions.Add(HomeRegion).Distinct().Where(other => AwsPartition.Of(other) != AwsPartition.Of(Region)))
        {
            yield return new(SettingCodes.Conflict, Key(far == HomeRegion ? "homeRegion" : "replicaRegions"),
                $"{far} is in partition {AwsPartition.Of(far).Id}, {Region} in {AwsPartition.Of(Region).Id}, and no table has replicas in both; make of each a product line of its own, with peerAuthorities for devices that connect to either");
        }
    }

    private IEnumerable<SettingFault> IssuerConflicts()
    {
        if (Issuers == Issuers.None)
        {
            yield return new(SettingCodes.Conflict, Key("issuers"), "no issuer is chosen; name acm-pca, iot-core or both");
        }
        if (IssuesFromAcmPca && OverlapDays >= DeviceValidityDays)
        {
            yield return new(SettingCodes.Conflict, Key("overlapDays"),
                $"a certificate would end before its overlap with its successor does ({OverlapDays} >= {DeviceValidityDays}); lower it below deviceValidityDays");
        }
        foreach (var fault in IssuesFromAcmPca ? AuthorityConflicts() : []) { yield return fault; }
        if (PeerAuthorities is not null && !(IssuesFromAcmPca && RegistersAtFirstConnection))
        {
            yield return new(SettingCodes.Conflict, Key("peerAuthorities"),
                "certificates of other regions become known here at their first connection, which needs issuer acm-pca and registration jitp or jitr; set both, or leave it out");
        }
        if (Registration == RegistrationModes.Jitr && !IssuesFromAcmPca)
        {
            yield return new(SettingCodes.Conflict, Key("registration"), "jitr decides about certificates of the region's CA, which issuer acm-pca brings; add it, or choose another registration");
        }
    }

    private IEnumerable<SettingFault> ClaimConflicts()
    {
        if (!ApiClaimAccounts.IsEmpty && !ClaimApi)
        {
            yield return new(SettingCodes.Conflict, Key("apiClaimAccounts"), "accounts are named for POST /claim, which the API does not have; set claimApi to true, or remove the key");
        }
        if (ClaimApi && !ProvisionsWithClaims)
        {
            yield return new(SettingCodes.Conflict, Key("claimApi"), "nobody may ask for claims; name who in installer, or user pools in claims, or leave it out");
        }
        foreach (var fault in ClaimAuthorization is ClaimAuthorization.Cognito ? UserPoolConflicts() : []) { yield return fault; }
        if (CertificateProvider && !(ProvisionsWithClaims && IssuesFromAcmPca))
        {
            yield return new(SettingCodes.Conflict, Key("certificateProvider"),
                "certificates of the region's CA for devices with a claim need issuer acm-pca and an installer, or user pools in claims; set both, or leave it out");
        }
    }

    private IEnumerable<SettingFault> ApiConflicts()
    {
        if (ApiDomain is not null && ApiCallers is ApiCallers.VpcEndpoints)
        {
            yield return new(SettingCodes.Conflict, Key("apiDomain"),
                $"'{ApiDomain.Name}' is a public name, but the API is reached {ApiCallers} only; remove apiDomain or apiVpcEndpoints");
        }
        if (Burst < RequestsPerSecond)
        {
            yield return new(SettingCodes.Conflict, Key("burst"),
                $"the burst is below the rate ({Burst} < {RequestsPerSecond}), so that the rate is never reached; raise it");
        }
    }

    private IEnumerable<SettingFault> QuotaConflicts()
    {
        if (QuotaCheck == QuotaChecks.Fail)
        {
            foreach (var exceeded in Excesses())
            {
                yield return new(SettingCodes.QuotaExceeded, Key("fleetSize"), $"{exceeded.Message}; or set quotaCheck to {QuotaChecks.Warn}");
            }
        }
    }

    private IEnumerable<SettingFault> UserPoolConflicts()
    {
        if (!ClaimApi)
        {
            yield return new(SettingCodes.Conflict, Key("claims"), "user pools are named for POST /claim, which the API does not have; set claimApi to true, or remove the section");
        }
        if (Installer is not null)
        {
            yield return new(SettingCodes.Conflict, Key("installer"),
                $"'{Installer}' would take on a role to ask for claims, but POST /claim takes tokens of user pools; remove installer, or set authorization of claims to iam");
        }
        if (!ApiClaimAccounts.IsEmpty)
        {
            yield return new(SettingCodes.Conflict, Key("apiClaimAccounts"),
                "users of other accounts would sign, but POST /claim takes tokens of user pools; remove the key, or set authorization of claims to iam");
        }
    }

    private IEnumerable<SettingFault> AuthorityConflicts()
    {
        foreach (var generation in AuthorityGeneration.Generations)
        {
            var authority = AuthorityOf(generation.Number);
            foreach (var fault in authority.Conflicts(generation.Number, DeviceValidityDays, Crl ? "crl" : Ocsp ? "ocsp" : null)) { yield return fault; }
            // The newest one may wait for its parent, alone or announced; what devices depend on may not be taken away.
            var mayWait = generation.Number == AuthorityGeneration.Generation && AuthorityGeneration.Step is RotationStep.Alone or RotationStep.Announced;
            if (!mayWait && authority.Parent is Parent.Offline { Answer: null })
            {
                yield return new(SettingCodes.Missing, Key(AuthoritySettings.KeyOf("authorityCertificate", generation.Number)),
                    $"is missing, but in stage '{AuthorityGeneration}' CA generation {generation.Number} is in use; set it (the PKI admin's answer to its CSR)");
            }
        }
    }

    private static string Listed(IEnumerable<string> values) => string.Join(", ", values.DefaultIfEmpty("none"));
}
