using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Pulumi.Experimental.Provider;

/// <summary>A provider: one method for each thing that the engine may ask.</summary>
public abstract class Provider
{
    protected Provider()
    {
    }

    /// <summary>The stand-in has no gRPC to serve with.</summary>
    public static Task Serve(string[] args, string? version, Func<IEngine, Provider> factory, CancellationToken cancellationToken)
        => Task.FromException(new InvalidOperationException(Deployment.NoEngine));

    public static Uri GetHostUri(IHost host)
        => new(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public virtual Task<ParameterizeResponse> Parameterize(ParameterizeRequest request, CancellationToken ct)
        => throw NotImplemented(nameof(Parameterize));

    public virtual Task<GetSchemaResponse> GetSchema(GetSchemaRequest request, CancellationToken ct)
        => throw NotImplemented(nameof(GetSchema));

    public virtual Task<CheckResponse> CheckConfig(CheckRequest request, CancellationToken ct) => throw NotImplemented(nameof(CheckConfig));

    public virtual Task<DiffResponse> DiffConfig(DiffRequest request, CancellationToken ct) => throw NotImplemented(nameof(DiffConfig));

    public virtual Task<ConfigureResponse> Configure(ConfigureRequest request, CancellationToken ct)
        => Task.FromResult(new ConfigureResponse
        {
            AcceptOutputs = true,
            AcceptResources = true,
            AcceptSecrets = true,
            SupportsPreview = true,
        });

    public virtual Task<InvokeResponse> Invoke(InvokeRequest request, CancellationToken ct) => throw NotImplemented(nameof(Invoke));

    public virtual Task<CreateResponse> Create(CreateRequest request, CancellationToken ct) => throw NotImplemented(nameof(Create));

    public virtual Task<ReadResponse> Read(ReadRequest request, CancellationToken ct) => throw NotImplemented(nameof(Read));

    public virtual Task<CheckResponse> Check(CheckRequest request, CancellationToken ct) => throw NotImplemented(nameof(Check));

    public virtual Task<DiffResponse> Diff(DiffRequest request, CancellationToken ct) => throw NotImplemented(nameof(Diff));

    public virtual Task<UpdateResponse> Update(UpdateRequest request, CancellationToken ct) => throw NotImplemented(nameof(Update));

    public virtual Task Delete(DeleteRequest request, CancellationToken ct) => throw NotImplemented(nameof(Delete));

    public virtual Task<ConstructResponse> Construct(ConstructRequest request, CancellationToken ct)
        => throw NotImplemented(nameof(Construct));

    public virtual Task<CallResponse> Call(CallRequest request, CancellationToken ct) => throw NotImplemented(nameof(Call));

    /// <summary>What a provider does not do it says so: the engine reads this as "not implemented".</summary>
    private static NotImplementedException NotImplemented(string method) => new($"The method '{method}' is not implemented ");
}
