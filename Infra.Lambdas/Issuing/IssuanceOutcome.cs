using Infra.Identity.Contracts;
using Infra.Lambdas.Telemetry;

namespace Infra.Lambdas.Issuing;

/// <summary>What came of a request for a certificate.</summary>
internal abstract record IssuanceOutcome
{
    private IssuanceOutcome()
    {
    }

    /// <summary>The outcome as a stable code for the log.</summary>
    public string Code => this switch
    {
        Issued => FunctionOutcomes.Issued,
        Pending => OtherOutcomes.Pending,
        Failed failed => failed.Problem.Code,
        _ => throw new InvalidOperationException($"unknown outcome {this}"),
    };

    /// <summary>The certificate and its chain (empty from AWS IoT Core, whose certificates need none), with the end of its life.</summary>
    public sealed record Issued(string LeafPem, string ChainPem, DateTimeOffset NotAfter) : IssuanceOutcome;

    /// <summary>The authority is at it; the same request later gets the certificate.</summary>
    public sealed record Pending : IssuanceOutcome;

    /// <summary>It cannot be had.</summary>
    public sealed record Failed(Problem Problem) : IssuanceOutcome;
}
