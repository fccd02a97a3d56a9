using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Provisioning;

/// <summary>What a template made of a device.</summary>
internal sealed record ProvisionedDevice(
    string? ThingName, DeviceCertificate Certificate, ImmutableDictionary<string, string> ResourceArns, JsonObject DeviceConfiguration);

/// <summary>
/// Runs a template for one device. Every step is checked against the authority first (the list stands in README.md), and the certificate
/// becomes ACTIVE last: a run that fails on the way leaves no device that could connect.
/// </summary>
internal sealed class ProvisioningRun(IotRegion region, ProvisioningAuthority authority)
{
    public ProvisionedDevice Run(TemplateDocument template, ImmutableDictionary<string, string> parameters)
    {
        var values = new TemplateValues(template, parameters);
        var arns = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        DeviceCertificate? certificate = null;
        Thing? thing = null;
        var policies = new List<IotPolicy>();
        foreach (var resource in Ordered(template))
        {
            switch (resource.Type)
            {
                case TemplateDocument.Certificate:
                    certificate = Certificate(resource, values);
                    arns[resource.Name] = certificate.Arn;
                    break;
                case TemplateDocument.Policy:
                    policies.Add(Policy(resource, values));
                    arns[resource.Name] = policies[^1].Arn;
                    break;
                default:
                    thing = Thing(resource, values);
                    arns[resource.Name] = thing.Arn;
                    break;
            }
        }
        if (certificate is null) { throw TemplateValues.Failure("it has no AWS::IoT::Certificate"); }
        Attach(thing, certificate, policies);
        var active = Activate(template.Resources.First(resource => resource.Type == TemplateDocument.Certificate), values, certificate);
        return new(thing?.Name, active, arns.ToImmutable(), Configuration(template, values));
    }

    // Certificate and policies first: what does not exist is found out before a thing is made.
    private static IEnumerable<TemplateResource> Ordered(TemplateDocument template) =>
        template.Resources.OrderBy(resource => resource.Type switch { TemplateDocument.Certificate => 0, TemplateDocument.Policy => 1, _ => 2 });

    private DeviceCertificate Certificate(TemplateResource resource, TemplateValues values)
    {
        if (values.OptionalText(resource.Property("CertificateId")) is { } id)
        {
            authority.Require("iot:DescribeCertificate", region.Arn($"cert/{id}"));
            return region.Certificates.Get(id);
        }
        if (values.OptionalText(resource.Property("CertificatePem")) is { } pem)
        {
            authority.Require("iot:RegisterCertificate", "*");
            return region.Certificates.Register(pem, values.OptionalText(resource.Property("CACertificatePem")), CertificateStatuses.Inactive);
        }
        authority.Require("iot:CreateCertificateFromCsr", "*");
        return region.Certificates.AddIssued(region.Amazon.Sign(values.Text(resource.Property("CertificateSigningRequest"))), CertificateStatuses.Inactive);
    }

    private IotPolicy Policy(TemplateResource resource, TemplateValues values)
    {
        if (values.OptionalText(resource.Property("PolicyName")) is { } name)
        {
            authority.Require("iot:GetPolicy", region.Policies.ArnOf(name));
            return region.Policies.Get(name);
        }
        // AWS takes the document as text; its own fleet sample writes an object.
        var property = resource.Property("PolicyDocument");
        var document = property is JsonObject written && written.ContainsKey("Statement") ? written.ToJsonString() : values.Text(property);
        // Devices with the same document share one policy, named by what it says.
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));
        if (region.Policies.Find(digest) is { } existing) { return existing; }
        authority.Require("iot:CreatePolicy", region.Policies.ArnOf(digest));
        return region.Policies.Create(digest, document);
    }

    private Thing Thing(TemplateResource resource, TemplateValues values)
    {
        var name = IotNames.Thing(values.Text(resource.Property("ThingName")));
        var wanted = new ThingSettings(
            values.OptionalText(resource.Property("ThingTypeName")), values.Map(resource.Property("AttributePayload")), values.OptionalText(resource.Property("BillingGroup")));
        var groups = values.List(resource.Property("ThingGroups"));
        authority.Require("iot:DescribeThing", region.Things.ArnOf(name));
        if (wanted.TypeName is not null)
        {
            authority.Require("iot:DescribeThingType", region.ThingTypes.ArnOf(wanted.TypeName));
            region.ThingTypes.RequireUsable(wanted.TypeName);
        }
        foreach (var group in groups)
        {
            authority.Require("iot:DescribeThingGroup", region.ThingGroups.ArnOf(group));
            region.ThingGroups.Get(group);
        }
        var existing = region.Things.Find(name);
        var thing = existing is null ? Create(name, wanted) : Override(resource, existing, wanted);
        JoinGroups(resource, thing, groups, isNew: existing is null);
        return thing;
    }

    private Thing Create(string name, ThingSettings settings)
    {
        authority.Require("iot:CreateThing", region.Things.ArnOf(name));
        return region.Things.Create(name, settings);
    }

    // Without override settings an existing thing stays as it is: a device that comes back with a new certificate is the same thing.
    private Thing Override(TemplateResource resource, Thing existing, ThingSettings wanted)
    {
        var change = new ThingChange();
        var changes = false;
        if (resource.Property("ThingTypeName") is not null && wanted.TypeName != existing.TypeName && Overrides(resource, "ThingTypeName") is not null)
        {
            change = change with { TypeName = wanted.TypeName };
            changes = true;
        }
        if (resource.Property("AttributePayload") is not null && !wanted.Attributes.SequenceEqual(existing.Attributes) && Overrides(resource, "AttributePayload") is { } how)
        {
            change = change with { Attributes = wanted.Attributes, Merge = how == "MERGE" };
            changes = true;
        }
        if (!changes) { return existing; }
        authority.Require("iot:UpdateThing", existing.Arn);
        return region.Things.Update(existing.Name, change);
    }

    private void JoinGroups(TemplateResource resource, Thing thing, ImmutableArray<string> wanted, bool isNew)
    {
        var member = region.ThingGroups.Of(thing.Name).Select(group => group.Name).ToImmutableHashSet(StringComparer.Ordinal);
        if (wanted.All(member.Contains)) { return; }
        var how = isNew ? "MERGE" : Overrides(resource, "ThingGroups");
        if (how is null) { return; }
        foreach (var group in wanted.Where(group => !member.Contains(group)))
        {
            authority.Require("iot:AddThingToThingGroup", region.ThingGroups.ArnOf(group));
            authority.Require("iot:AddThingToThingGroup", thing.Arn);
            region.ThingGroups.Add(group, thing.Name);
        }
        foreach (var group in how == "REPLACE" ? member.Except(wanted) : [])
        {
            authority.Require("iot:RemoveThingFromThingGroup", region.ThingGroups.ArnOf(group));
            authority.Require("iot:RemoveThingFromThingGroup", thing.Arn);
            region.ThingGroups.Remove(group, thing.Name);
        }
    }

    /// <summary>REPLACE or MERGE; null for DO_NOTHING.</summary>
    private static string? Overrides(TemplateResource resource, string property) => resource.Override(property, "DO_NOTHING") switch
    {
        "DO_NOTHING" => null,
        "FAIL" => throw IotErrors.ConflictingUpdate($"resource '{resource.Name}' exists with another {property}, and its override setting is FAIL"),
        var how => how,
    };

    private void Attach(Thing? thing, DeviceCertificate certificate, List<IotPolicy> policies)
    {
        if (thing is not null)
        {
            authority.Require("iot:AttachThingPrincipal", certificate.Arn, ("iot:thingArn", thing.Arn));
            region.AttachPrincipal(thing.Name, certificate.Arn);
        }
        foreach (var policy in policies)
        {
            authority.Require("iot:AttachPolicy", certificate.Arn);
            region.AttachPolicy(policy.Name, certificate.Arn);
        }
    }

    private DeviceCertificate Activate(TemplateResource resource, TemplateValues values, DeviceCertificate certificate)
    {
        // AWS's own texts write both "Active" and "ACTIVE".
        var status = (values.OptionalText(resource.Property("Status")) ?? CertificateStatuses.Active).ToUpperInvariant();
        if (status is not (CertificateStatuses.Active or CertificateStatuses.Inactive))
        {
            throw TemplateValues.Failure($"certificate Status is '{status}'; ACTIVE and INACTIVE are allowed");
        }
        if (certificate.Status == status) { return certificate; }
        // A certificate that nobody decided about yet takes the template's status; for one that somebody set, the override setting counts.
        if (certificate.Status != CertificateStatuses.PendingActivation && resource.OverrideSettings.ContainsKey("Status") && Overrides(resource, "Status") is null)
        {
            return certificate;
        }
        authority.Require("iot:UpdateCertificate", certificate.Arn);
        return region.Certificates.SetStatus(certificate.Id, status);
    }

    private static JsonObject Configuration(TemplateDocument template, TemplateValues values) =>
        new(template.DeviceConfiguration?.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, values.Text(entry.Value))) ?? []);
}
