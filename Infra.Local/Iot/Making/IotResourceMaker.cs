using System.Collections.Immutable;
using Infra.Local.Aws;
using Infra.Local.Interpretation;
using Infra.Local.Iot.Registry;
using Infra.Local.Iot.Rules;

namespace Infra.Local.Iot.Making;

/// <summary>Makes the <c>aws:iot/*</c> resources, with the ids and outputs of the AWS provider.</summary>
internal sealed class IotResourceMaker(IotCore cloud) : IResourceMaker
{
    private static readonly ImmutableDictionary<string, Func<IotRegion, Registration, Made>> Makers =
        ImmutableDictionary.CreateRange<string, Func<IotRegion, Registration, Made>>(StringComparer.Ordinal,
        [
            new("aws:iot/policy:Policy", Policy),
            new("aws:iot/policyAttachment:PolicyAttachment", PolicyAttachment),
            new("aws:iot/provisioningTemplate:ProvisioningTemplate", Template),
            new("aws:iot/caCertificate:CaCertificate", CaCertificate),
            new("aws:iot/certificate:Certificate", Certificate),
            new("aws:iot/thing:Thing", Thing),
            new("aws:iot/thingType:ThingType", ThingType),
            new("aws:iot/thingGroup:ThingGroup", ThingGroup),
            new("aws:iot/thingGroupMembership:ThingGroupMembership", ThingGroupMembership),
            new("aws:iot/thingPrincipalAttachment:ThingPrincipalAttachment", ThingPrincipalAttachment),
            new("aws:iot/topicRule:TopicRule", TopicRule),
            new("aws:iot/loggingOptions:LoggingOptions", LoggingOptions),
        ]);

    public IReadOnlyCollection<string> Types { get; } = [.. Makers.Keys];

    public Task<Made> MakeAsync(Registration registration, CancellationToken cancellationToken) =>
        Task.FromResult(Makers[registration.Type](cloud.Region(registration.Region), registration));

    private static Made Policy(IotRegion region, Registration registration)
    {
        var policy = region.Policies.Create(Names.Of(registration), registration.Text("policy"));
        return new(policy.Name, ("name", policy.Name), ("arn", policy.Arn), ("defaultVersionId", policy.DefaultVersionId));
    }

    private static Made PolicyAttachment(IotRegion region, Registration registration)
    {
        var (policy, target) = (registration.Text("policy"), registration.Text("target"));
        region.AttachPolicy(policy, target);
        return new($"{policy}|{target}");
    }

    private static Made Template(IotRegion region, Registration registration)
    {
        var hook = registration.Map("preProvisioningHook");
        var template = region.Templates.Create(
            new(Names.Of(registration), registration.OptionalText("type"), registration.Text("templateBody"), registration.Text("provisioningRoleArn"))
            {
                Description = registration.OptionalText("description"),
                Enabled = registration.Flag("enabled", otherwise: false),
                Hook = hook.TextOf("targetArn") is { } function ? new(function, hook.TextOf("payloadVersion") ?? "2020-04-01") : null,
            });
        return new(template.Name, ("name", template.Name), ("arn", template.Arn), ("defaultVersionId", (double)template.DefaultVersionId), ("type", template.Type));
    }

    private static Made CaCertificate(IotRegion region, Registration registration)
    {
        var config = registration.Map("registrationConfig");
        var ca = region.CaCertificates.Register(new(
            registration.Text("caCertificatePem"),
            registration.OptionalText("verificationCertificatePem"),
            registration.OptionalText("certificateMode"),
            registration.Flag("active", otherwise: false),
            registration.Flag("allowAutoRegistration", otherwise: false),
            config.IsEmpty ? null : new(config.TextOf("templateName"), config.TextOf("templateBody"), config.TextOf("roleArn"))));
        var validity = ImmutableDictionary<string, object>.Empty.Add("notBefore", ca.NotBefore.ToString("O")).Add("notAfter", ca.NotAfter.ToString("O"));
        return new(ca.Id,
            ("arn", ca.Arn), ("customerVersion", (double)ca.CustomerVersion), ("generationId", ca.GenerationId), ("validities", ImmutableArray.Create<object>(validity)));
    }

    // With a CSR Amazon's CA signs it; with a certificate that is registered, under its CA or without; with neither AWS IoT makes the key too.
    private static Made Certificate(IotRegion region, Registration registration)
    {
        var status = registration.Flag("active", otherwise: false) ? CertificateStatuses.Active : CertificateStatuses.Inactive;
        if (registration.OptionalText("certificatePem") is { } pem)
        {
            var known = registration.OptionalText("caPem") is { } caPem
                ? region.Certificates.Register(pem, caPem, status)
                : region.Certificates.RegisterWithoutCa(pem, status);
            return new(known.Id, ("arn", known.Arn), ("certificatePem", known.Pem), ("caCertificateId", known.CaCertificateId ?? ""));
        }
        if (registration.OptionalText("csr") is { } request)
        {
            var issued = region.Certificates.AddIssued(region.Amazon.Sign(request), status);
            return new(issued.Id, ("arn", issued.Arn), ("certificatePem", issued.Pem), ("caCertificateId", ""));
        }
        var pair = region.Amazon.SignNewKey();
        var made = region.Certificates.AddIssued(pair.CertificatePem, status);
        return new(made.Id,
            ("arn", made.Arn), ("certificatePem", made.Pem), ("caCertificateId", ""), ("publicKey", pair.PublicKeyPem), ("privateKey", pair.PrivateKeyPem));
    }

    private static Made Thing(IotRegion region, Registration registration)
    {
        var thing = region.Things.Create(Names.Of(registration),
            new(registration.OptionalText("thingTypeName"), registration.Inputs.TextsOf("attributes"), BillingGroup: null));
        return new(thing.Name, ("name", thing.Name), ("arn", thing.Arn), ("defaultClientId", thing.Name), ("version", (double)thing.Version));
    }

    private static Made ThingType(IotRegion region, Registration registration)
    {
        var properties = registration.Map("properties");
        var type = region.ThingTypes.Create(Names.Of(registration), properties.TextOf("description"), properties.ListOf("searchableAttributes"));
        if (registration.Flag("deprecated", otherwise: false)) { region.ThingTypes.Deprecate(type.Name, undo: false); }
        return new(type.Name, ("name", type.Name), ("arn", type.Arn));
    }

    private static Made ThingGroup(IotRegion region, Registration registration)
    {
        var properties = registration.Map("properties");
        var group = region.ThingGroups.Create(
            Names.Of(registration), registration.OptionalText("parentGroupName"), properties.TextOf("description"), properties.MapOf("attributePayload").TextsOf("attributes"));
        return new(group.Name, ("name", group.Name), ("arn", group.Arn), ("version", 1d));
    }

    private static Made ThingGroupMembership(IotRegion region, Registration registration)
    {
        var (group, thing) = (registration.Text("thingGroupName"), region.Things.Get(registration.Text("thingName")).Name);
        region.ThingGroups.Add(group, thing);
        return new($"{group}/{thing}");
    }

    private static Made ThingPrincipalAttachment(IotRegion region, Registration registration)
    {
        var (thing, principal) = (registration.Text("thing"), registration.Text("principal"));
        region.AttachPrincipal(thing, principal);
        return new($"{thing}|{principal}", ("thingPrincipalType", registration.OptionalText("thingPrincipalType") ?? "NON_EXCLUSIVE_THING"));
    }

    private static Made TopicRule(IotRegion region, Registration registration)
    {
        // Rule names know no hyphen, so the provider's made-up names have none either.
        var name = registration.OptionalText("name") ?? Names.Of(registration).Replace('-', '_');
        var keeper = registration.Map("errorAction").MapOf("sqs");
        var rule = new TopicRule(
            name,
            region.Arn($"rule/{name}"),
            Rules.TopicRule.FilterOf(registration.Text("sql"))
                ?? throw new AwsException(400, "SqlParseException", $"rule {name} says '{registration.Text("sql")}'; the local cloud knows SELECT * FROM 'FILTER' only"),
            [.. registration.List("lambdas").Cast<ImmutableDictionary<string, object>>().Select(action => (string)action["functionArn"])],
            keeper.IsEmpty ? null : new(keeper.TextOf("queueUrl")!, keeper.TextOf("roleArn")!));
        if (registration.Flag("enabled", otherwise: true)) { region.Rules.Add(rule); }
        return new(name, ("name", name), ("arn", rule.Arn));
    }

    // Recorded only: there is one per region, and the provider names it after the region.
    private static Made LoggingOptions(IotRegion region, Registration registration) => new(region.Name);
}
