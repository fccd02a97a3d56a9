using Infra.Components;

namespace Infra.Tests.Components;

/// <summary>An API with one issuer, for tests of what stands before it.</summary>
internal static class SmallApi
{
    public static ProvisioningApi New(ApiCallers? callers = null, bool generatedName = true)
    {
        var registry = new DeviceRegistry("devices", new() { Names = Deployed.Names });
        var ledger = new IssuanceLedger("issuance", new() { Names = Deployed.Names });
        var policy = new DevicePolicy("device", new() { Names = Deployed.Names });
        return new("api", new()
        {
            Names = Deployed.Names,
            Authorizer = ProvisioningFunctions.Authorizer(Deployed.Functions, registry),
            IssuerIotCore = ProvisioningFunctions.IssuerIotCore(Deployed.Functions, ledger, policy, "endpoint"),
            Callers = callers ?? ApiCallers.Anywhere,
            GeneratedName = generatedName,
        });
    }
}
