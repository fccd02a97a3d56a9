using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider.Properties;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.SubordinateCertificate;

/// <summary>
/// <c>provisioning:index:SubordinateCertificate</c>: a CA's request, signed with a parent key that the program holds as a secret.
/// It lives in the state alone; nothing is made anywhere else. The key is an input only: no output, message or log has it.
/// </summary>
internal sealed class SubordinateCertificateKind(TimeProvider clock) : IResourceKind
{
    /// <summary>Longer than any parent; what counts is that the certificate ends with its parent at the latest.</summary>
    private const int MostDays = 36_500;

    private static readonly ImmutableArray<string> Properties =
    [
        SubordinateCertificateProperties.CertificateSigningRequestPem,
        SubordinateCertificateProperties.ParentPrivateKeyPem,
        SubordinateCertificateProperties.ParentChainPem,
        SubordinateCertificateProperties.ValidityDays,
        SubordinateCertificateProperties.PathLength,
    ];

    public string Type => ResourceTypes.SubordinateCertificate;

    public CheckResponse Check(CheckRequest request)
    {
        var inputs = request.NewInputs;
        if (!inputs.TryGetValue(SubordinateCertificateProperties.PathLength, out var pathLength) || pathLength.IsNull)
        {
            inputs = inputs.SetItem(SubordinateCertificateProperties.PathLength, new PropertyValue(0d));
        }

        return new CheckResponse { Inputs = WithSecretKey(inputs), Failures = [.. Read(inputs).Faults] };
    }

    public DiffResponse Diff(DiffRequest request)
    {
        // Another spelling of the parent's key signs the same; another key comes with another chain.
        var changed = Properties
            .Where(name => name != SubordinateCertificateProperties.ParentPrivateKeyPem
                && !request.IgnoreChanges.Contains(name)
                && !Same(request.OldInputs.GetValueOrDefault(name, PropertyValue.Null), request.NewInputs.GetValueOrDefault(name, PropertyValue.Null)))
            .ToList();
        return new DiffResponse { Changes = changed.Count > 0, Diffs = changed, Replaces = changed };
    }

    public ImmutableDictionary<string, PropertyValue> Preview(ImmutableDictionary<string, PropertyValue> inputs, ImmutableDictionary<string, PropertyValue> before) => Public(inputs)
        .SetItem(SubordinateCertificateProperties.CertificatePem, before.GetValueOrDefault(SubordinateCertificateProperties.CertificatePem, PropertyValue.Computed))
        .SetItem(SubordinateCertificateProperties.CertificateChainPem, before.GetValueOrDefault(SubordinateCertificateProperties.CertificateChainPem, PropertyValue.Computed));

    public Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var (order, faults) = Read(request.Inputs);
        if (order is null)
        {
            throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
                faults.Count > 0 ? string.Join("; ", faults.Select(fault => $"{fault.Property} {fault.Reason}")) : "an input is still unknown; the engine must resolve it first");
        }

        using var parent = SoftwareAuthority.FromPem(order.ParentChainPem, order.ParentPrivateKeyPem, clock);
        var signed = parent.SignRequest(
            Pem.Request(order.RequestPem),
            CertificateProfile.RegionalIssuer with { PathLength = order.PathLength },
            ValidityPeriod.FromNow(clock, TimeSpan.FromDays(order.ValidityDays)).CappedAt(parent.NotAfter));
        return Task.FromResult(new CreateResponse
        {
            Id = signed.SerialNumber.ToLowerInvariant(),
            Outputs = Public(request.Inputs)
                .SetItem(SubordinateCertificateProperties.CertificatePem, new PropertyValue(signed.CertificatePem))
                .SetItem(SubordinateCertificateProperties.CertificateChainPem, new PropertyValue(signed.IssuerChainPem)),
        });
    }

    public Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken) => request.Outputs.IsEmpty
        ? throw new ProvisioningException(ProvisioningErrors.NotImportable,
            "a subordinate certificate is kept in the state only and cannot be imported; let pulumi up sign a new one")
        : Task.FromResult(new ReadResponse { Id = request.Id, Outputs = request.Outputs, Inputs = WithSecretKey(request.Inputs) });

    /// <summary>Diff makes every change a replacement, so only the parent key's spelling can have changed.</summary>
    public Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new UpdateResponse { Outputs = request.OldOutputs });

    /// <summary>Nothing exists outside the state.</summary>
    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => Task.CompletedTask;

    private (SigningOrder? Order, IReadOnlyList<CheckFailure> Faults) Read(ImmutableDictionary<string, PropertyValue> properties)
    {
        var reader = new PropertyReader(properties);
        reader.AllowOnly(Properties);
        var request = reader.Text(SubordinateCertificateProperties.CertificateSigningRequestPem, required: true);
        var key = reader.Text(SubordinateCertificateProperties.ParentPrivateKeyPem, required: true);
        var chain = reader.Text(SubordinateCertificateProperties.ParentChainPem, required: true);
        var days = reader.Integer(SubordinateCertificateProperties.ValidityDays, 1, MostDays, required: true);
        var pathLength = reader.Integer(SubordinateCertificateProperties.PathLength, 0, 8) ?? 0;
        Try(reader, SubordinateCertificateProperties.CertificateSigningRequestPem, request, pem => CertificationRequests.Verify(Pem.Request(pem)));
        Try(reader, SubordinateCertificateProperties.ParentChainPem, chain, pem => Pem.Certificates(pem));
        Try(reader, SubordinateCertificateProperties.ParentPrivateKeyPem, key, pem =>
        {
            if (chain is null) { SigningKey.FromPem(pem).Dispose(); }
            else { SoftwareAuthority.FromPem(chain, pem, clock).Dispose(); }
        });
        if (chain is not null && reader.Faults.Count == 0) { RequireRoomBelow(reader, Pem.Certificates(chain)[0], pathLength); }

        return reader.Faults.Count == 0 && request is not null && key is not null && chain is not null && days is not null
            ? (new SigningOrder(request, key, chain, days.Value, pathLength), reader.Faults)
            : (null, reader.Faults);
    }

    private static void RequireRoomBelow(PropertyReader reader, X509Certificate2 parent, int pathLength)
    {
        if (parent.Extensions.OfType<X509BasicConstraintsExtension>().Single() is { HasPathLengthConstraint: true, PathLengthConstraint: var limit } && pathLength >= limit)
        {
            reader.Fault(SubordinateCertificateProperties.PathLength, $"must be less than the parent's path length ({pathLength} >= {limit}); use another parent");
        }
    }

    private static void Try(PropertyReader reader, string property, string? value, Action<string> check)
    {
        if (value is null) { return; }
        try
        {
            check(value);
        }
        catch (PkiException e) when (reader.Faults.All(fault => fault.Reason != e.Message))
        {
            reader.Fault(property, e.Message);
        }
        catch (PkiException)
        {
            // The same fault stands under the property that causes it.
        }
    }

    private static bool Same(PropertyValue a, PropertyValue b) =>
        (a.IsNull && b.IsNull)
        || (a.TryGetString(out var s) && b.TryGetString(out var t) && s == t)
        || (a.TryGetNumber(out var x) && b.TryGetNumber(out var y) && x.Equals(y));

    /// <summary>Even when the program forgot to: the engine encrypts what is marked.</summary>
    private static ImmutableDictionary<string, PropertyValue> WithSecretKey(ImmutableDictionary<string, PropertyValue> inputs) =>
        inputs.TryGetValue(SubordinateCertificateProperties.ParentPrivateKeyPem, out var key)
            ? inputs.SetItem(SubordinateCertificateProperties.ParentPrivateKeyPem, key.WithSecret(true))
            : inputs;

    private static ImmutableDictionary<string, PropertyValue> Public(ImmutableDictionary<string, PropertyValue> inputs) =>
        inputs.Remove(SubordinateCertificateProperties.ParentPrivateKeyPem);

    private sealed record SigningOrder(string RequestPem, string ParentPrivateKeyPem, string ParentChainPem, int ValidityDays, int PathLength);
}
