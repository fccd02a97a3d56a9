using Amazon.IoT;
using Amazon.Runtime;
using Infra.Local.Aws;
using Infra.Tests.Local.Iot;
using Infra.Tools.Aws;

namespace Infra.Tests.Tools;

/// <summary>AWS IoT as the local cloud has it, and clients that find it.</summary>
internal sealed class CloudOfTheTool : IAsyncDisposable
{
    private readonly AwsFront _front;

    /// <param name="now">The cloud's time, which stands still. Default: a fixed one. Where the tool issues certificates, a little after its own.</param>
    public CloudOfTheTool(DateTimeOffset? now = null)
    {
        Iot = new(now: now);
        _front = new([Iot.Core], Iot.Iam);
    }

    public TestIot Iot { get; }

    public AwsClients Clients => new(region => new AmazonIoTClient(
        new BasicAWSCredentials(Iot.Iam.Operator.AccessKeyId, Iot.Iam.Operator.SecretAccessKey),
        new AmazonIoTConfig { ServiceURL = _front.Address.ToString(), AuthenticationRegion = region ?? TestIot.RegionName, MaxErrorRetry = 0 }));

    public Task StartAsync() => _front.StartAsync(CancellationToken.None);

    public ToolRun Run(params string[] args) => ToolRun.Of(Clients, "", args);

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        Iot.Dispose();
    }
}
