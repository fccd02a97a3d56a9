using System.Collections.Immutable;
using Infra.Local.Cloud;

namespace Infra.Local.Iot.Registry;

/// <summary>A function that signs what CreateCertificateFromCsr asks for over MQTT.</summary>
internal sealed record CertificateProvider(string Name, string Arn, string FunctionArn, DateTimeOffset Created, DateTimeOffset LastModified);

/// <summary>The certificate providers of the account in one region: there can be one ("You can only create one certificate provider per AWS account").</summary>
internal sealed class CertificateProviders(string region, TimeProvider clock, Lock gate)
{
    public CertificateProvider? Only { get; private set; }

    public CertificateProvider Create(string name, string? functionArn, ImmutableArray<string> operations)
    {
        RequireOperations(operations);
        lock (gate)
        {
            if (Only is { } there)
            {
                throw there.Name == name
                    ? IotErrors.AlreadyExists($"certificate provider '{name}' already exists in {region}", name, there.Arn)
                    : IotErrors.LimitExceeded($"the account has certificate provider '{there.Name}' in {region}, and can have one only");
            }
            var now = clock.GetUtcNow();
            return Only = new(name, Arns.Of("iot", region, $"certificateprovider/{name}"), Function(functionArn), now, now);
        }
    }

    public CertificateProvider Get(string name) => Only is { } there && there.Name == name ? there : throw IotErrors.NotFound($"certificate provider '{name}' does not exist in {region}");

    public CertificateProvider Update(string name, string? functionArn, ImmutableArray<string> operations)
    {
        RequireOperations(operations);
        lock (gate) { return Only = Get(name) with { FunctionArn = Function(functionArn), LastModified = clock.GetUtcNow() }; }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            Get(name);
            Only = null;
        }
    }

    private static string Function(string? arn) => string.IsNullOrEmpty(arn) ? throw IotErrors.Invalid("lambdaFunctionArn is missing") : arn;

    private static void RequireOperations(ImmutableArray<string> operations)
    {
        if (operations is not ["CreateCertificateFromCsr"])
        {
            throw IotErrors.Invalid($"accountDefaultForOperations is [{string.Join(", ", operations)}]; [CreateCertificateFromCsr] is allowed");
        }
    }
}
