using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Infra.Identity.Aws;
using Infra.Identity.Contracts;
using Infra.Provider.Ports;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CertificateProvider;

/// <summary><c>provisioning:index:CertificateProvider</c>: a function signs what fleet provisioning's CreateCertificateFromCsr asks for, in one region.</summary>
internal sealed partial class CertificateProviderKind(AwsPorts aws, Patience patience) : IResourceKind
{
    public string Type => ResourceTypes.CertificateProvider;

    public CheckResponse Check(CheckRequest request) => new() { Inputs = request.NewInputs, Failures = [.. CertificateProviderInputs.Read(request.NewInputs).Faults] };

    public DiffResponse Diff(DiffRequest request)
    {
        // Against what Read last saw, so that drift is put right.
        var changed = CertificateProviderInputs.Properties
            .Where(name => !request.IgnoreChanges.Contains(name) && !Same(request.OldOutputs.GetValueOrDefault(name, PropertyValue.Null), request.NewInputs.GetValueOrDefault(name, PropertyValue.Null)))
            .ToList();
        var replaces = changed.Where(name => name != CertificateProviderProperties.FunctionArn).ToList();
        return new DiffResponse
        {
            Changes = changed.Count > 0,
            Diffs = changed,
            Replaces = replaces,
            Stables = [CertificateProviderProperties.ProviderArn],
            // An account has one in a region: another name can only follow.
            DeleteBeforeReplace = replaces is [CertificateProviderProperties.ProviderName],
        };
    }

    public ImmutableDictionary<string, PropertyValue> Preview(ImmutableDictionary<string, PropertyValue> inputs, ImmutableDictionary<string, PropertyValue> before) =>
        inputs.SetItem(CertificateProviderProperties.ProviderArn, before.GetValueOrDefault(CertificateProviderProperties.ProviderArn, PropertyValue.Computed));

    public async Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var inputs = Require(request.Inputs);
        var providers = aws.CertificateProviders(inputs.Region);
        var created = await patience.TryAsync(
            async mayHaveTakenEffect =>
            {
                try
                {
                    return await providers.CreateAsync(inputs.Name, inputs.FunctionArn, cancellationToken);
                }
                catch (ProviderExistsException)
                {
                    // The answer to an earlier try was lost, and what it made is as we want it.
                    return mayHaveTakenEffect && await FindAsync(inputs.Region, inputs.Name, HalfDone(inputs), cancellationToken) is { } ours && ours.FunctionArn == inputs.FunctionArn
                        ? ours
                        : throw Exists($"certificate provider '{inputs.Name}' is in {inputs.Region} already; import it as '{inputs.Region}/{inputs.Name}', or delete it");
                }
                catch (AnotherProviderException)
                {
                    throw Exists($"this account has another certificate provider in {inputs.Region}, and can have one only; let its stack give it up (certificateProvider: false) before this one asks for it");
                }
            },
            new Aftermath("no certificate provider was made", HalfDone(inputs)),
            cancellationToken);
        return new CreateResponse { Id = created.Name, Outputs = Outputs(request.Inputs, created.Arn) };
    }

    public async Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var (region, name) = Locate(request);
        if (await FindAsync(region, name, "nothing was changed", cancellationToken) is not { } found) { return new ReadResponse { Id = "" }; } // gone: the engine plans to create it again
        var seen = ImmutableDictionary<string, PropertyValue>.Empty
            .Add(CertificateProviderProperties.Region, new PropertyValue(region))
            .Add(CertificateProviderProperties.ProviderName, new PropertyValue(found.Name))
            .Add(CertificateProviderProperties.FunctionArn, new PropertyValue(found.FunctionArn));
        return new ReadResponse { Id = found.Name, Inputs = seen, Outputs = Outputs(seen, found.Arn) };
    }

    public async Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var inputs = Require(request.NewInputs);
        try
        {
            await patience.TryAsync(() => aws.CertificateProviders(inputs.Region).ChangeAsync(inputs.Name, inputs.FunctionArn, cancellationToken),
                new Aftermath("the function that signs is the one before", Aftermath.Refresh), cancellationToken);
        }
        catch (ProviderNotFoundException)
        {
            throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
                $"certificate provider '{inputs.Name}' is no longer in {inputs.Region}; run pulumi refresh, then pulumi up makes it again");
        }
        return new UpdateResponse { Outputs = Outputs(request.NewInputs, Text(request.OldOutputs, CertificateProviderProperties.ProviderArn)) };
    }

    public Task DeleteAsync(DeleteRequest request, CancellationToken cancellationToken) => patience.TryAsync(
        () => aws.CertificateProviders(Text(request.OldOutputs, CertificateProviderProperties.Region)).DeleteAsync(request.Id, cancellationToken),
        new Aftermath("the function goes on signing", Aftermath.Again), cancellationToken);

    private Task<SigningFunction?> FindAsync(string region, string name, Aftermath aftermath, CancellationToken cancellationToken) =>
        patience.TryAsync(() => aws.CertificateProviders(region).FindAsync(name, cancellationToken), aftermath, cancellationToken);

    private static CertificateProviderInputs Require(ImmutableDictionary<string, PropertyValue> properties)
    {
        var (inputs, faults) = CertificateProviderInputs.Read(properties);
        return inputs ?? throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
            faults.Count > 0 ? string.Join("; ", faults.Select(fault => $"{fault.Property} {fault.Reason}")) : "an input is still unknown; the engine must resolve it first");
    }

    private static (string Region, string Name) Locate(ReadRequest request)
    {
        if (ImportId().Match(request.Id) is { Success: true } import && AwsRegion.IsName(import.Groups["region"].Value))
        {
            return (import.Groups["region"].Value, import.Groups["name"].Value);
        }

        return request.Outputs.ContainsKey(CertificateProviderProperties.Region)
            ? (Text(request.Outputs, CertificateProviderProperties.Region), request.Id)
            : throw new ProvisioningException(ProvisioningErrors.NotImportable,
                $"'{request.Id}' does not say in which region the certificate provider is; import REGION/NAME, e.g. eu-west-1/widgiot-certificates");
    }

    private static ImmutableDictionary<string, PropertyValue> Outputs(ImmutableDictionary<string, PropertyValue> inputs, string arn) =>
        inputs.SetItem(CertificateProviderProperties.ProviderArn, new PropertyValue(arn));

    private static string Text(ImmutableDictionary<string, PropertyValue> properties, string name) => properties.TryGetValue(name, out var value) && value.TryGetString(out var text)
        ? text!
        : throw new ProvisioningException(ProvisioningErrors.InvalidInputs, $"the state of the certificate provider has no {name}; run pulumi refresh");

    private static bool Same(PropertyValue a, PropertyValue b) => a.TryGetString(out var one) && b.TryGetString(out var other) && one == other;

    private static ProvisioningException Exists(string message) => new(ProvisioningErrors.ProviderExists, message);

    private static string HalfDone(CertificateProviderInputs inputs) =>
        $"{Aftermath.Again}, and if certificate provider '{inputs.Name}' is then there already, import it as '{inputs.Region}/{inputs.Name}'";

    [GeneratedRegex(@"^(?<region>[a-z0-9-]+)/(?<name>[A-Za-z0-9_=,@-]{1,128})\z")]
    private static partial Regex ImportId();
}
