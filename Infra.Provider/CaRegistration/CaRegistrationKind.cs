using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Infra.Identity.Aws;
using Infra.Identity.Contracts;
using Infra.Pki;
using Infra.Provider.Ports;
using Pulumi;
using Pulumi.Experimental;
using Pulumi.Experimental.Provider;

namespace Infra.Provider.CaRegistration;

/// <summary><c>provisioning:index:CaRegistration</c>: a CA that AWS IoT accepts device certificates of, in one region.</summary>
internal sealed partial class CaRegistrationKind(AwsPorts aws, Patience patience, TimeProvider clock, Func<SigningKey> ephemeralKey) : IResourceKind
{
    /// <summary>Changing one of these makes another registration; the rest is changed in place.</summary>
    private static readonly ImmutableHashSet<string> Identity =
        [CaRegistrationProperties.Region, CaRegistrationProperties.CaCertificatePem, CaRegistrationProperties.CertificateMode];

    /// <summary>Only read while creating; another value later changes nothing that exists.</summary>
    private static readonly ImmutableHashSet<string> OnlyAtCreation = [CaRegistrationProperties.CertificateAuthorityArn, CaRegistrationProperties.AdoptExisting];

    public string Type => ResourceTypes.CaRegistration;

    public CheckResponse Check(CheckRequest request)
    {
        var (_, faults) = CaRegistrationInputs.Read(request.NewInputs, request.OldInputs, clock);
        var inputs = request.NewInputs;
        inputs = WithDefault(inputs, CaRegistrationProperties.CertificateMode, new PropertyValue(CaRegistrationInputs.DefaultMode));
        inputs = WithDefault(inputs, CaRegistrationProperties.Active, new PropertyValue(true));
        inputs = WithDefault(inputs, CaRegistrationProperties.AutoRegistration, new PropertyValue(true));
        return new CheckResponse { Inputs = inputs, Failures = [.. faults] };
    }

    public DiffResponse Diff(DiffRequest request)
    {
        // Against what Read last saw, so that drift is put right; a CA's ARN and the adoption flag are no part of that.
        var changed = CaRegistrationInputs.Properties
            .Where(name => !OnlyAtCreation.Contains(name) && !request.IgnoreChanges.Contains(name) && !Same(name, request.OldOutputs, request.NewInputs))
            .ToList();
        var replaces = changed.Where(Identity.Contains).ToList();
        return new DiffResponse
        {
            Changes = changed.Count > 0,
            Diffs = changed,
            Replaces = replaces,
            Stables = [CaRegistrationProperties.CaCertificateId, CaRegistrationProperties.CaCertificateArn],
            // One account and region holds one registration of a CA, so the new one can only follow the old.
            DeleteBeforeReplace = replaces is [CaRegistrationProperties.CertificateMode],
        };
    }

    public ImmutableDictionary<string, PropertyValue> Preview(ImmutableDictionary<string, PropertyValue> inputs, ImmutableDictionary<string, PropertyValue> before) => inputs
        .SetItem(CaRegistrationProperties.CaCertificateId, before.GetValueOrDefault(CaRegistrationProperties.CaCertificateId, PropertyValue.Computed))
        .SetItem(CaRegistrationProperties.CaCertificateArn, before.GetValueOrDefault(CaRegistrationProperties.CaCertificateArn, PropertyValue.Computed));

    public async Task<CreateResponse> CreateAsync(CreateRequest request, CancellationToken cancellationToken)
    {
        var inputs = Require(request.Inputs, ImmutableDictionary<string, PropertyValue>.Empty);
        var registry = aws.CaRegistry(inputs.Region);
        var owner = OwnerOf(request.Urn);
        var ca = await FindAsync(registry, IdOf(inputs.CaCertificatePem), "nothing is registered", cancellationToken) is { } existing
            ? await TakeOverAsync(registry, existing, inputs, owner, cancellationToken)
            : await RegisterAsync(registry, inputs, owner, cancellationToken);
        return new CreateResponse { Id = ca.Id, Outputs = Outputs(request.Inputs, ca) };
    }

    public async Task<ReadResponse> ReadAsync(ReadRequest request, CancellationToken cancellationToken)
    {
        var (region, id) = Locate(request);
        var ca = await FindAsync(aws.CaRegistry(region), id, "nothing was changed", cancellationToken);
        if (ca is null) { return new ReadResponse { Id = "" }; } // gone: the engine plans to create it again

        return new ReadResponse { Id = ca.Id, Outputs = Outputs(Seen(request.Outputs, region, ca), ca), Inputs = Seen(request.Inputs, region, ca) };
    }

    public async Task<UpdateResponse> UpdateAsync(UpdateRequest request, CancellationToken cancellationToken)
    {
        var inputs = Require(request.NewInputs, request.OldInputs);
        var registry = aws.CaRegistry(inputs.Region);
        var ca = await FindAsync(registry, request.Id, "nothing was changed", cancellationToken) ?? throw NoLongerRegistered(request.Id, inputs);
        return new UpdateResponse { Outputs = Outputs(request.NewInputs, await SettleAsync(registry, ca, inputs, cancellationToken)) };
    }

    public async Task DeleteAsync(DeleteRequest request, CancellationToken cancellationToken)
    {
        var region = Text(request.OldOutputs, CaRegistrationProperties.Region)
            ?? throw new ProvisioningException(ProvisioningErrors.InvalidInputs, $"the state of CA {request.Id} names no region; run pulumi refresh");
        try
        {
            if (await FindAsync(aws.CaRegistry(region), request.Id, "the CA stays registered", cancellationToken) is { } ca)
            {
                await new Removal(aws.CaRegistry(region), ca, region, patience).RunAsync(IsTrue(request.OldOutputs, CaRegistrationProperties.Force), cancellationToken);
            }
        }
        catch (CaNotFoundException)
        {
            // Someone else was faster: gone is what was asked for.
        }
    }

    private async Task<RegisteredCa> RegisterAsync(ICaRegistry registry, CaRegistrationInputs inputs, string owner, CancellationToken cancellationToken)
    {
        var verification = inputs.CertificateAuthorityArn is { } arn
            ? await VerificationCertificate.MakeAsync(
                aws.PrivateCa(RegionOf(arn)),
                arn,
                Pem.Certificates(inputs.CaCertificatePem)[0],
                await patience.TryAsync(() => registry.GetRegistrationCodeAsync(cancellationToken), "nothing is registered", cancellationToken),
                ephemeralKey,
                patience,
                cancellationToken)
            : null;
        var order = new CaToRegister(inputs.CaCertificatePem, verification, inputs.Settings, owner);
        try
        {
            return await patience.TryAsync(() => registry.RegisterAsync(order, cancellationToken), new Aftermath("nothing is registered", Aftermath.Again), cancellationToken);
        }
        catch (CaAlreadyRegisteredException)
        {
            // It was not there a moment ago: an earlier try of this very call whose answer was lost, or somebody else. The owner tells.
            return await FindAsync(registry, IdOf(inputs.CaCertificatePem), $"it is registered already; {Aftermath.Again}", cancellationToken) is { } existing
                ? await TakeOverAsync(registry, existing, inputs, owner, cancellationToken)
                : throw AlreadyRegistered(inputs);
        }
    }

    /// <summary>What this resource registered itself, in a try that never came to its end, is completed; anything else only where that is asked for.</summary>
    private async Task<RegisteredCa> TakeOverAsync(
        ICaRegistry registry, RegisteredCa existing, CaRegistrationInputs inputs, string owner, CancellationToken cancellationToken)
    {
        try
        {
            if (!inputs.Adopt && await patience.TryAsync(() => registry.FindOwnerAsync(existing.Arn, cancellationToken), $"whose CA {existing.Id} is was not found out", cancellationToken) != owner)
            {
                throw AlreadyRegistered(inputs);
            }
        }
        catch (CaNotFoundException)
        {
            throw NoLongerRegistered(existing.Id, inputs);
        }

        if (existing.CertificateMode != inputs.CertificateMode)
        {
            throw new ProvisioningException(ProvisioningErrors.AlreadyRegistered,
                $"CA {existing.Id} is registered in mode {existing.CertificateMode}, which cannot be changed to {inputs.CertificateMode}; delete that registration, or ask for its mode");
        }

        return await SettleAsync(registry, existing, inputs, cancellationToken);
    }

    /// <summary>Changes what differs from what is wanted, in as few calls as AWS IoT allows.</summary>
    private async Task<RegisteredCa> SettleAsync(ICaRegistry registry, RegisteredCa ca, CaRegistrationInputs inputs, CancellationToken cancellationToken)
    {
        var wanted = inputs.Settings;
        var left = $"the settings of CA {ca.Id} are as they were";
        try
        {
            // Taking the template away is a change of its own: it resets auto-registration too.
            if (ca.Settings.TemplateName is not null && wanted.TemplateName is null)
            {
                await patience.TryAsync(() => registry.ChangeAsync(ca.Id, new CaChange(RemoveTemplate: true), cancellationToken), new Aftermath(left, Aftermath.Refresh), cancellationToken);
                ca = ca with { Settings = ca.Settings with { TemplateName = null, AutoRegistration = false } };
                left = $"CA {ca.Id} has no template any more and its auto-registration is off, nothing else was changed";
            }

            if (ca.Settings != wanted)
            {
                var change = new CaChange(
                    wanted.IsActive == ca.Settings.IsActive ? null : wanted.IsActive,
                    wanted.AutoRegistration == ca.Settings.AutoRegistration ? null : wanted.AutoRegistration,
                    wanted.TemplateName == ca.Settings.TemplateName ? null : wanted.TemplateName);
                await patience.TryAsync(() => registry.ChangeAsync(ca.Id, change, cancellationToken), new Aftermath(left, Aftermath.Refresh), cancellationToken);
            }
        }
        catch (CaNotFoundException)
        {
            throw NoLongerRegistered(ca.Id, inputs);
        }

        return ca with { Settings = wanted };
    }

    private Task<RegisteredCa?> FindAsync(ICaRegistry registry, string id, Aftermath aftermath, CancellationToken cancellationToken) =>
        patience.TryAsync(() => registry.FindAsync(id, cancellationToken), aftermath, cancellationToken);

    /// <summary>AWS IoT names every certificate by the SHA-256 of its DER.</summary>
    private static string IdOf(string caCertificatePem) => Convert.ToHexStringLower(SHA256.HashData(Pem.Certificates(caCertificatePem)[0].RawData));

    private static ProvisioningException AlreadyRegistered(CaRegistrationInputs inputs) => new(ProvisioningErrors.AlreadyRegistered,
        $"CA {IdOf(inputs.CaCertificatePem)} is registered in {inputs.Region} already, and not by this resource; set {CaRegistrationProperties.AdoptExisting}: true to take it over, "
        + $"or import it as '{inputs.Region}/{IdOf(inputs.CaCertificatePem)}'");

    private static ProvisioningException NoLongerRegistered(string id, CaRegistrationInputs inputs) => new(ProvisioningErrors.InvalidInputs,
        $"CA {id} is no longer registered in {inputs.Region}; run pulumi refresh, then pulumi up registers it again");

    /// <summary>A tag's value may not have all that a URN has, nor be as long.</summary>
    private static string OwnerOf(Urn urn) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(urn.ToString())));

    private CaRegistrationInputs Require(ImmutableDictionary<string, PropertyValue> properties, ImmutableDictionary<string, PropertyValue> registered)
    {
        var (inputs, faults) = CaRegistrationInputs.Read(properties, registered, clock);
        return inputs ?? throw new ProvisioningException(ProvisioningErrors.InvalidInputs,
            faults.Count > 0 ? string.Join("; ", faults.Select(fault => $"{fault.Property} {fault.Reason}")) : "an input is still unknown; the engine must resolve it first");
    }

    private static ImmutableDictionary<string, PropertyValue> Outputs(ImmutableDictionary<string, PropertyValue> inputs, RegisteredCa ca) => inputs
        .SetItem(CaRegistrationProperties.CaCertificateId, new PropertyValue(ca.Id))
        .SetItem(CaRegistrationProperties.CaCertificateArn, new PropertyValue(ca.Arn));

    /// <summary>The properties that would have led to what is registered now.</summary>
    private static ImmutableDictionary<string, PropertyValue> Seen(ImmutableDictionary<string, PropertyValue> before, string region, RegisteredCa ca)
    {
        var seen = before
            .SetItem(CaRegistrationProperties.Region, new PropertyValue(region))
            .SetItem(CaRegistrationProperties.CertificateMode, new PropertyValue(ca.CertificateMode))
            .SetItem(CaRegistrationProperties.CaCertificatePem, new PropertyValue(ca.CertificatePem))
            .SetItem(CaRegistrationProperties.Active, new PropertyValue(ca.Settings.IsActive))
            .SetItem(CaRegistrationProperties.AutoRegistration, new PropertyValue(ca.Settings.AutoRegistration));
        return ca.Settings.TemplateName is { } name
            ? seen.SetItem(CaRegistrationProperties.TemplateName, new PropertyValue(name))
            : seen.Remove(CaRegistrationProperties.TemplateName);
    }

    private static (string Region, string Id) Locate(ReadRequest request)
    {
        if (ImportId().Match(request.Id) is { Success: true } import && AwsRegion.IsName(import.Groups["region"].Value))
        {
            return (import.Groups["region"].Value, import.Groups["id"].Value);
        }

        return (Text(request.Outputs, CaRegistrationProperties.Region) ?? Text(request.Inputs, CaRegistrationProperties.Region)) is { } region
            ? (region, request.Id)
            : throw new ProvisioningException(ProvisioningErrors.NotImportable,
                $"'{request.Id}' does not say in which region the CA is registered; import REGION/ID, e.g. eu-west-1/{new string('0', 63)}1");
    }

    /// <summary>Equal as AWS IoT sees it: a certificate by its bytes, not by its line breaks; nothing given like nothing there.</summary>
    private static bool Same(string name, ImmutableDictionary<string, PropertyValue> old, ImmutableDictionary<string, PropertyValue> now)
    {
        var before = old.GetValueOrDefault(name, PropertyValue.Null);
        var after = now.GetValueOrDefault(name, PropertyValue.Null);
        return name switch
        {
            CaRegistrationProperties.CaCertificatePem when before.TryGetString(out var oldPem) && after.TryGetString(out var newPem) => IdOf(oldPem!) == IdOf(newPem!),
            CaRegistrationProperties.Force => IsTrue(old, name) == IsTrue(now, name),
            _ => PlainEquals(before, after),
        };
    }

    private static bool PlainEquals(PropertyValue a, PropertyValue b) =>
        (a.IsNull && b.IsNull)
        || (a.TryGetString(out var s) && b.TryGetString(out var t) && s == t)
        || (a.TryGetBool(out var x) && b.TryGetBool(out var y) && x == y);

    private static ImmutableDictionary<string, PropertyValue> WithDefault(ImmutableDictionary<string, PropertyValue> inputs, string name, PropertyValue value) =>
        inputs.TryGetValue(name, out var given) && !given.IsNull ? inputs : inputs.SetItem(name, value);

    private static string? Text(ImmutableDictionary<string, PropertyValue> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.TryGetString(out var text) ? text : null;

    private static bool IsTrue(ImmutableDictionary<string, PropertyValue> properties, string name) =>
        properties.TryGetValue(name, out var value) && value.TryGetBool(out var flag) && flag;

    private static string RegionOf(string arn) => arn.Split(':')[3];

    [GeneratedRegex(@"^(?<region>[a-z0-9-]+)/(?<id>[0-9a-f]{64})\z")]
    private static partial Regex ImportId();
}
