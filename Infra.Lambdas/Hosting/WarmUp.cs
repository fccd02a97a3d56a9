using Infra.Identity.Requests;

namespace Infra.Lambdas.Hosting;

/// <summary>
/// What every function does with its first event, begun beside its start: loading OpenSSL and the first verification are a fifth of a cold start,
/// and the runtime client leaves a processor idle meanwhile. (Lambda lends a starting function two of them, however small it is.)
/// </summary>
internal static class WarmUp
{
    // The good request of a device that never was; its private key is nowhere.
    private const string Sample =
        "MIHLMHQCAQAwEjEQMA4GA1UEAwwHd2FybS11cDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMb2R6/cJ6l8wYpIAyZsgRyT/bMnQ2biYjUHXT63MutLMDcgKJO8FaNmLlifhDJ1AY0XH53eYWWR"
        + "RO45PdtkxFmgADAKBggqhkjOPQQDAgNHADBEAiB9kPiSl0KYEKb8YkBVY8nLYYQJUFw1CSBcvfVdvc5+LQIgKA3SF/+1pzr0Qc4nHnSRvVO6jqmqq5qb4UaWEuB5+v4=";

    /// <summary>Begins. Nobody has to wait for the end: an event that comes before it finds the work half done.</summary>
    public static Task<CsrVerdict> Begin() => Task.Run(() => CsrVerifier.VerifyHeader(Sample));
}
