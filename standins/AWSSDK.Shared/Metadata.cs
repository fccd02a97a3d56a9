using Amazon.Runtime.Internal;

namespace Amazon.Runtime.StandIn;

/// <summary>What the SDK's pipeline asks about a service, for its logs and user agent.</summary>
internal sealed class Metadata(string serviceId) : IServiceMetadata
{
    public string ServiceId => serviceId;

    public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
}
