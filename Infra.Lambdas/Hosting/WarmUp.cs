using Infra.Identity.Requests;

namespace Infra.Lambdas.Hosting;

/// <summary>
/// What a function would otherwise do with its first event, done before it asks for one: loading OpenSSL and verifying a request, a handshake with DynamoDB.
/// Lambda lends a function that starts two processors, however small it is, and an event only its share of one. Nothing here can make a start fail.
/// </summary>
internal sealed class WarmUp
{
    // The good request of a device that never was; its private key is nowhere.
    private const string Sample =
        "MIHLMHQCAQAwEjEQMA4GA1UEAwwHd2FybS11cDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMb2R6/cJ6l8wYpIAyZsgRyT/bMnQ2biYjUHXT63MutLMDcgKJO8FaNmLlifhDJ1AY0XH53eYWWR"
        + "RO45PdtkxFmgADAKBggqhkjOPQQDAgNHADBEAiB9kPiSl0KYEKb8YkBVY8nLYYQJUFw1CSBcvfVdvc5+LQIgKA3SF/+1pzr0Qc4nHnSRvVO6jqmqq5qb4UaWEuB5+v4=";

    /// <summary>A start has 10 s in all (Lambda Developer Guide, "Init phase"); a network that takes this long will not be quicker for having been waited for.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private readonly Task<CsrVerdict> _verification = Task.Run(() => CsrVerifier.VerifyHeader(Sample));
    private readonly List<Func<CancellationToken, Task>> _connections = [];

    /// <summary>Adds a connection that the first event will need. It is opened by <see cref="FinishAsync"/>; that it fails is for the event to tell.</summary>
    public void Add(Func<CancellationToken, Task> connect) => _connections.Add(connect);

    public async Task FinishAsync()
    {
        using var patience = new CancellationTokenSource(_patience);
        await Task.WhenAll([_verification, .. _connections.Select(connect => connect(patience.Token))]);
    }
}
