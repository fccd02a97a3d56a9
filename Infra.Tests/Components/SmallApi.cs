using System.Collections.Immutable;
using Infra.Components;

namespace Infra.Tests.Components;

/// <summary>An API with one issuer, for tests of what stands before it.</summary>
internal static class SmallApi
{
    public static ProvisioningApi New(ApiCallers? callers = null, bool generatedName = true, ImmutableArray<string>? claimAccounts = null) =>
        New(callers ?? ApiCallers.Anywhere, generatedName, claimAccounts ?? [], claims: false);

    /// <summary>With <c>POST /claim</c>, for users of the named accounts too.</summary>
    public static ProvisioningApi WithClaims(ApiCallers callers, params ImmutableArray<string> accounts) => New(callers, generatedName: true, accounts, claims: true);

    /// <summary>With <c>POST /claim</c>, for users of a user pool.</summary>
    public static ProvisioningApi WithClaimsFor(ClaimAuthorization authorization, ApiCallers? callers = null, params ImmutableArray<string> accounts) =>
        New(callers ?? ApiCallers.Anywhere, generatedName: true, accounts, claims: true, authorization);

    private static ProvisioningApi New(ApiCallers callers, bool generatedName, ImmutableArray<string> claimAccounts, bool claims, ClaimAuthorization? authorization = null)
    {
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        return new("api", new()
        {
            Names = Deployed.Names,
            Authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, registry),
            IssuerIotCore = ProvisioningFunctions.IssuerIotCore(Deployed.Functions, ledger, policy, "endpoint"),
            ClaimVendor = claims ? Vendor(registry, policy) : null,
            ClaimAuthorization = authorization ?? ClaimAuthorization.Iam,
            Callers = callers,
            ClaimAccounts = claimAccounts,
            GeneratedName = generatedName,
        });
    }

    private static ProvisioningFunction Vendor(DeviceRegistry registry, DevicePolicy policy)
    {
        var hook = ProvisioningFunctions.PreProvisioningHook(Deployed.Functions, registry);
        var template = new FleetTemplate("fleet", new()
        {
            Names = Deployed.Names,
            Body = new() { PolicyName = policy.PolicyName },
            Hook = new("fleet", new() { Names = Deployed.Names, Function = hook }),
        });
        return ProvisioningFunctions.ClaimVendor(Deployed.Functions, registry, template, "endpoint");
    }
}
