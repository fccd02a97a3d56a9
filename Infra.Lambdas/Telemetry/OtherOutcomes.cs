namespace Infra.Lambdas.Telemetry;

/// <summary>Outcomes in the log that are neither refusals nor answers, beside those that operators watch (<see cref="Identity.Contracts.FunctionOutcomes"/>).</summary>
internal static class OtherOutcomes
{
    /// <summary>The function itself failed; the line has the exception. The caller learns nothing of it.</summary>
    public const string Fault = "fault";

    /// <summary>The authority is still at work; the same CSR later gets the certificate.</summary>
    public const string Pending = "pending";

    /// <summary>A trusted user asked for a claim, which does not exist yet.</summary>
    public const string ClaimRequested = "claim_requested";

    /// <summary>The claim exists, and is on its way to the user.</summary>
    public const string ClaimMade = "claim_made";
}
