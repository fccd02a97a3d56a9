using System.Globalization;
using Infra.Identity.Contracts;

namespace Infra.Lambdas.Issuing;

/// <summary>An error as a device meets it (RFC 9457). The code is stable; what to do follows from code and status.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Detail">What was wrong and what to do next.</param>
internal sealed record Problem(int Status, string Code, string Detail)
{
    /// <summary>Seconds to wait before trying again, before the device's own spread is added. Null: trying again is of no use.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>Whether the wait is the device's own, and not one that a fleet was told at one moment: then nothing is added. Default: no.</summary>
    public bool WaitIsExact { get; init; }

    public static Problem CsrInvalid(string reason) =>
        new(400, "csr_invalid", $"the CSR is refused ({reason}); send exactly one CSR that keeps the rules, as base64 in the header device-csr");

    public static Problem CsrRejected { get; } =
        new(400, "csr_rejected", "the certificate authority does not accept the CSR; make a new one");

    public static Problem NotAuthorized { get; } =
        new(403, "csr_not_authorized", "the CSR is not the one that was authorised; send the same CSR in one header device-csr");

    public static Problem CertificateWithdrawn { get; } =
        new(409, "certificate_withdrawn", "the certificate for this CSR was taken out of service; make a new CSR, or ask the operator");

    public static Problem TooSoon(TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        return new(429, FunctionOutcomes.TooSoon, $"the device was given a certificate a moment ago; ask again with that CSR, or with another one in {seconds} s")
        {
            RetryAfterSeconds = seconds,
            WaitIsExact = true,
        };
    }

    public static Problem TooManyCertificates(int most, DateTimeOffset until) => new(
        409, FunctionOutcomes.TooManyCertificates,
        $"the device has {most} live certificates, the most allowed, until {until.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}; ask again with the CSR of one of them, or ask the operator");

    public static Problem Throttled { get; } = Busy(FunctionOutcomes.Throttled, ShortestWaitSeconds);

    public static Problem Overloaded(TimeSpan wait) => Busy(FunctionOutcomes.Overloaded, Math.Max(ShortestWaitSeconds, (int)Math.Ceiling(wait.TotalSeconds)));

    public static Problem AuthorityUnavailable { get; } =
        new(503, "authority_unavailable", "the certificate authority does not answer; try again later") { RetryAfterSeconds = 15 };

    public static Problem AuthorityExpiring { get; } =
        new(503, FunctionOutcomes.AuthorityExpiring, "the certificate authority is about to expire and issues no more; the operator has to renew it")
        {
            RetryAfterSeconds = 3600,
        };

    public static Problem Internal { get; } =
        new(503, "internal_error", "the service failed; try again later, and name the instance if it persists") { RetryAfterSeconds = 15 };

    private const int ShortestWaitSeconds = 5;

    private static Problem Busy(string code, int seconds) => new(429, code, "too many certificates are being issued; try again later") { RetryAfterSeconds = seconds };

    /// <summary>Every problem a device can meet.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [CsrInvalid("…"), CsrRejected, NotAuthorized, CertificateWithdrawn, TooSoon(TimeSpan.FromMinutes(10)), TooManyCertificates(5, default), Throttled, Overloaded(default), AuthorityUnavailable, AuthorityExpiring, Internal];
}
