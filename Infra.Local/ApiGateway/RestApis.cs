using System.Collections.Concurrent;
using System.Net;
using Infra.Local.Aws;
using Infra.Local.Functions;
using Infra.Local.Iam;

namespace Infra.Local.ApiGateway;

/// <summary>Every REST API of every region, and their servers.</summary>
internal sealed class RestApis(IFunctionInvoker functions, DeployedIam iam, TimeProvider clock, Func<IPAddress, CallerOrigin> originOf) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, (RestApi Api, ApiServer Server)> apis = new(StringComparer.Ordinal);

    // For the keys of user pools.
    private readonly HttpClient http = new();

    public TimeProvider Clock { get; } = clock;

    public async Task<RestApi> CreateAsync(string id, string name, string region, CancellationToken cancellationToken)
    {
        var api = new RestApi(id, name, region);
        apis[id] = (api, await ApiServer.StartAsync(api, functions, iam, http, Clock, originOf, cancellationToken));
        return api;
    }

    public RestApi Get(string id) => Find(id).Api;

    public Uri AddressOf(string id) => Find(id).Server.Address;

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(apis.Values.Select(entry => entry.Server.DisposeAsync().AsTask()));
        http.Dispose();
    }

    private (RestApi Api, ApiServer Server) Find(string id) =>
        apis.TryGetValue(id, out var found) ? found : throw new AwsException(404, "NotFoundException", $"Invalid API identifier specified {id}");
}
