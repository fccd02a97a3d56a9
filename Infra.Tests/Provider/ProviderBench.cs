using System.Collections.Immutable;
using Infra.Identity.Contracts;
using Infra.Provider;
using Infra.Tests.Pki;
using Pulumi;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Tests.Provider;

/// <summary>The provider with everything around it that a test needs; pauses cost no time and are counted.</summary>
internal sealed class ProviderBench : IDisposable
{
    public const string PrivateCaArn = "arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/11111111-2222-3333-4444-555555555555";

    public ProviderBench()
    {
        Aws = new FakeAws(Pki.Issuer);
        Provider = new ProvisioningProvider(Aws.Ports, TimeProvider.System, new Patience((time, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            Pauses.Add(time);
            return Task.CompletedTask;
        }));
    }

    public TestHierarchy Pki { get; } = new();

    public FakeAws Aws { get; }

    public ProvisioningProvider Provider { get; }

    public List<TimeSpan> Pauses { get; } = [];

    /// <summary>A complete registration in mode DEFAULT.</summary>
    public ImmutableDictionary<string, PropertyValue> Registration(params (string Name, object? Value)[] changes) => Bag(
    [
        (CaRegistrationProperties.Region, "us-east-1"),
        (CaRegistrationProperties.CaCertificatePem, Pki.Issuer.CertificatePem),
        (CaRegistrationProperties.CertificateAuthorityArn, PrivateCaArn),
        (CaRegistrationProperties.CertificateMode, "DEFAULT"),
        (CaRegistrationProperties.Active, true),
        (CaRegistrationProperties.AutoRegistration, true),
        (CaRegistrationProperties.TemplateName, "widgiot-jitp"),
        .. changes,
    ]);

    /// <summary>Later values win; null leaves a property out.</summary>
    public static ImmutableDictionary<string, PropertyValue> Bag(params (string Name, object? Value)[] values)
    {
        var bag = ImmutableDictionary.CreateBuilder<string, PropertyValue>();
        foreach (var (name, value) in values)
        {
            bag.Remove(name);
            if (value is not null) { bag[name] = Property(value); }
        }

        return bag.ToImmutable();
    }

    public Task<CheckResponse> Check(string type, ImmutableDictionary<string, PropertyValue> inputs) =>
        Provider.Check(new CheckRequest(Urn(type), ImmutableDictionary<string, PropertyValue>.Empty, inputs, []), default);

    public Task<CreateResponse> Create(string type, ImmutableDictionary<string, PropertyValue> inputs, bool preview = false, CancellationToken cancellationToken = default) =>
        Provider.Create(new CreateRequest(Urn(type), inputs, TimeSpan.Zero, preview), cancellationToken);

    public Task<DiffResponse> Diff(string type, ImmutableDictionary<string, PropertyValue> old, ImmutableDictionary<string, PropertyValue> now, params string[] ignore) =>
        Provider.Diff(new DiffRequest(Urn(type), "id", old, now, [.. ignore], old), default);

    public Task<ReadResponse> Read(string type, string id, ImmutableDictionary<string, PropertyValue> outputs, ImmutableDictionary<string, PropertyValue> inputs) =>
        Provider.Read(new ReadRequest(Urn(type), id, outputs, inputs), default);

    public Task<UpdateResponse> Update(
        string type, string id, ImmutableDictionary<string, PropertyValue> old, ImmutableDictionary<string, PropertyValue> now, bool preview = false) =>
        Provider.Update(new UpdateRequest(Urn(type), id, old, now, TimeSpan.Zero, [], preview, old), default);

    public Task Delete(string type, string id, ImmutableDictionary<string, PropertyValue> outputs) =>
        Provider.Delete(new DeleteRequest(Urn(type), id, outputs, TimeSpan.Zero, outputs), default);

    public static Urn Urn(string type) => new($"urn:pulumi:dev::infra::{type}::sample");

    public void Dispose() => Pki.Dispose();

    private static PropertyValue Property(object value) => value switch
    {
        string text => new PropertyValue(text),
        bool flag => new PropertyValue(flag),
        int number => new PropertyValue((double)number),
        double number => new PropertyValue(number),
        PropertyValue ready => ready,
        _ => throw new ArgumentOutOfRangeException(nameof(value), value, "no property of this kind"),
    };
}

internal static class PropertyBags
{
    public static ImmutableDictionary<string, PropertyValue> Bag(this IDictionary<string, PropertyValue>? properties) => properties!.ToImmutableDictionary();

    public static string Text(this IDictionary<string, PropertyValue>? properties, string name)
    {
        Assert.True(properties![name].TryGetString(out var text), $"{name} is no text");
        return text!;
    }

    public static bool Flag(this IDictionary<string, PropertyValue>? properties, string name)
    {
        Assert.True(properties![name].TryGetBool(out var flag), $"{name} is no flag");
        return flag;
    }
}
