using Amazon.Runtime.Internal;

namespace Amazon.Runtime.StandIn;

/// <summary>
/// Gives the SDK's pipeline the service's endpoint rules and signing. The real clients do it in an override of CustomizeRuntimePipeline;
/// here it is done after construction, so that the stand-in's surface is the public one and nothing else.
/// </summary>
internal static class Pipeline
{
    public static void Prepare(RuntimePipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new EndpointHandler());
        pipeline.AddHandlerAfter<Marshaller>(new SigV4Handler());
    }
}
