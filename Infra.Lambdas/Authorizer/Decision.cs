using Infra.Identity.Requests;
using Infra.Lambdas.Devices;

namespace Infra.Lambdas.Authorizer;

/// <summary>What the authorizer decides.</summary>
internal abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The caller holds the key that is recorded for the device it names.</summary>
    public sealed record Allow(CsrVerdict.Accepted Csr) : Decision;

    /// <summary>The caller may not. Only the log learns why.</summary>
    /// <param name="Reason">A stable code: a <see cref="CsrRefusal"/>'s or <see cref="FreshnessRefusal"/>'s, one of <see cref="DeviceFaults"/> or <see cref="DenyReasons"/>.</param>
    /// <param name="Csr">The CSR, if it kept the rules.</param>
    public sealed record Deny(string Reason, CsrVerdict.Accepted? Csr = null) : Decision;
}

/// <summary>The reasons beyond those of the CSR itself and of <see cref="DeviceFaults"/>.</summary>
internal static class DenyReasons
{
    public const string HeaderRepeated = "csr_repeated";
}
