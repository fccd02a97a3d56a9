using System.Collections.Immutable;
using Infra.Pki;
using Infra.Provider.CaRegistration;
using Infra.Provider.CertificateAuthorityRotation;
using Infra.Provider.CertificateProvider;
using Infra.Provider.Ports;
using Infra.Provider.SubordinateCertificate;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider;

/// <summary>
/// The Pulumi provider <c>provisioning</c>. The engine runs it as a plugin; the local cloud calls the same verbs in its own process.
/// Each type's rules live in its <see cref="IResourceKind"/>; here is what holds for all: preview touches nothing, timeouts end a verb.
/// </summary>
public sealed class ProvisioningProvider : Pulumi.Experimental.Provider.Provider
{
    private readonly TimeProvider _clock;
    private readonly Dictionary<string, IResourceKind> _kinds;

    /// <param name="aws">The way to AWS, per region.</param>
    /// <param name="clock">Decides what is expired, and how long a pause is.</param>
    public ProvisioningProvider(AwsPorts aws, TimeProvider clock) : this(aws, clock, Patience.Real(clock)) { }

    internal ProvisioningProvider(AwsPorts aws, TimeProvider clock, Patience patience, Func<SigningKey>? ephemeralKey = null)
    {
        _clock = clock;
        ephemeralKey ??= () => SigningKey.Generate(KeyAlgorithm.EcP256);
        _kinds = new IResourceKind[]
        {
            new CaRegistrationKind(aws, patience, clock, ephemeralKey),
            new SubordinateCertificateKind(clock),
            new RotationKind(aws, patience, clock),
            new CertificateProviderKind(aws, patience),
        }.ToDictionary(kind => kind.Type);
    }

    public override Task<GetSchemaResponse> GetSchema(GetSchemaRequest request, CancellationToken ct) =>
        Task.FromResult(new GetSchemaResponse { Schema = Schema.Text });

    public override Task<CheckResponse> CheckConfig(CheckRequest request, CancellationToken ct) =>
        Task.FromResult(new CheckResponse { Inputs = request.NewInputs });

    public override Task<DiffResponse> DiffConfig(DiffRequest request, CancellationToken ct) => Task.FromResult(new DiffResponse { Changes = false });

    public override Task<ConfigureResponse> Configure(ConfigureRequest request, CancellationToken ct) =>
        Task.FromResult(new ConfigureResponse { AcceptSecrets = true, SupportsPreview = true });

    public override Task<CheckResponse> Check(CheckRequest request, CancellationToken ct) => Task.FromResult(Kind(request.Type).Check(request));

    public override Task<DiffResponse> Diff(DiffRequest request, CancellationToken ct) => Task.FromResult(Kind(request.Type).Diff(request));

    public override async Task<CreateResponse> Create(CreateRequest request, CancellationToken ct)
    {
        var kind = Kind(request.Type);
        if (request.Preview) { return new CreateResponse { Outputs = kind.Preview(request.Inputs, ImmutableDictionary<string, PropertyValue>.Empty) }; }
        return await WithinAsync(request.Timeout, request.Name, limited => kind.CreateAsync(request, limited), ct);
    }

    public override Task<ReadResponse> Read(ReadRequest request, CancellationToken ct) => Kind(request.Type).ReadAsync(request, ct);

    public override async Task<UpdateResponse> Update(UpdateRequest request, CancellationToken ct)
    {
        var kind = Kind(request.Type);
        if (request.Preview) { return new UpdateResponse { Outputs = kind.Preview(request.NewInputs, request.OldOutputs) }; }
        return await WithinAsync(request.Timeout, request.Name, limited => kind.UpdateAsync(request, limited), ct);
    }

    public override Task Delete(DeleteRequest request, CancellationToken ct) => WithinAsync(
        request.Timeout,
        request.Name,
        async limited => { await Kind(request.Type).DeleteAsync(request, limited); return true; },
        ct);

    private IResourceKind Kind(string type) => _kinds.TryGetValue(type, out var kind)
        ? kind
        : throw new ProvisioningException(ProvisioningErrors.UnknownType, $"no resource type '{type}'; there are {string.Join(", ", _kinds.Keys.Order(StringComparer.Ordinal))}");

    private async Task<T> WithinAsync<T>(TimeSpan timeout, string name, Func<CancellationToken, Task<T>> verb, CancellationToken ct)
    {
        if (timeout <= TimeSpan.Zero) { return await verb(ct); }
        using var limit = new CancellationTokenSource(timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        try
        {
            return await verb(both.Token);
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            throw new ProvisioningException(ProvisioningErrors.TimedOut,
                $"'{name}' was not done within its timeout of {timeout.TotalSeconds:0} s; run pulumi up again, or raise customTimeouts", e);
        }
    }
}
