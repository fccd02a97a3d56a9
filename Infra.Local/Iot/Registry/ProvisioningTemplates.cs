using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Local.Cloud;
using Infra.Local.Iot.Provisioning;

namespace Infra.Local.Iot.Registry;

/// <summary>The Lambda function that AWS IoT asks before it provisions.</summary>
internal sealed record PreProvisioningHook(string TargetArn, string PayloadVersion);

/// <summary>One version of a template's body.</summary>
internal sealed record TemplateVersion(int Id, string Body, TemplateDocument Meaning, DateTimeOffset Created);

/// <summary>A provisioning template.</summary>
internal sealed record ProvisioningTemplate(string Name, string Arn, string Type, ImmutableList<TemplateVersion> Versions, string RoleArn)
{
    /// <summary>The version that provisions; a newer one does not, until it is made the default.</summary>
    public TemplateVersion Default => Versions.First(version => version.Id == DefaultVersionId);

    public string Body => Default.Body;

    public TemplateDocument Meaning => Default.Meaning;

    public string? Description { get; init; }
    public bool Enabled { get; init; }
    public PreProvisioningHook? Hook { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset LastModified { get; init; }
    public int DefaultVersionId { get; init; } = 1;
}

/// <summary>What CreateProvisioningTemplate is given.</summary>
internal sealed record TemplateRequest(string? Name, string? Type, string? Body, string? RoleArn)
{
    public string? Description { get; init; }
    public bool Enabled { get; init; }
    public PreProvisioningHook? Hook { get; init; }
}

/// <summary>The provisioning templates of one region.</summary>
internal sealed class ProvisioningTemplates(string region, TimeProvider clock, Lock gate)
{
    /// <summary>AWS IoT's quota, which is not adjustable.</summary>
    private const int VersionLimit = 5;

    private readonly ConcurrentDictionary<string, ProvisioningTemplate> templates = new(StringComparer.Ordinal);

    public string ArnOf(string name) => Arns.Of("iot", region, $"provisioningtemplate/{name}");

    public ProvisioningTemplate? Find(string name) => templates.GetValueOrDefault(name);

    public ProvisioningTemplate Get(string name) => Find(name) ?? throw IotErrors.NotFound($"provisioning template '{name}' does not exist in {region}");

    public IReadOnlyList<ProvisioningTemplate> All => [.. templates.Values.OrderBy(template => template.Name, StringComparer.Ordinal)];

    public ProvisioningTemplate Create(TemplateRequest request)
    {
        var name = IotNames.Template(request.Name);
        var type = request.Type ?? TemplateTypes.FleetProvisioning;
        if (type is not (TemplateTypes.FleetProvisioning or TemplateTypes.JustInTime))
        {
            throw IotErrors.Invalid($"type '{type}' is unknown; FLEET_PROVISIONING and JITP are allowed");
        }
        if (type == TemplateTypes.JustInTime && request.Hook is not null)
        {
            throw IotErrors.Invalid("preProvisioningHook is only for templates of type FLEET_PROVISIONING");
        }
        if (string.IsNullOrEmpty(request.RoleArn)) { throw IotErrors.Invalid("provisioningRoleArn is missing"); }
        var meaning = TemplateDocument.Parse(request.Body);
        meaning.RequireFitFor(type);
        var now = clock.GetUtcNow();
        var created = new ProvisioningTemplate(name, ArnOf(name), type, [new(1, request.Body!, meaning, now)], request.RoleArn)
        {
            Description = request.Description,
            Enabled = request.Enabled,
            Hook = request.Hook,
            Created = now,
            LastModified = now,
        };
        return templates.TryAdd(name, created)
            ? created
            : throw IotErrors.AlreadyExists($"provisioning template '{name}' exists already", name, created.Arn);
    }

    /// <summary>CreateProvisioningTemplateVersion, with which the AWS provider of Pulumi changes a body: as the default.</summary>
    public TemplateVersion AddVersion(string name, string? body, bool setAsDefault)
    {
        var meaning = TemplateDocument.Parse(body);
        lock (gate)
        {
            var template = Get(name);
            meaning.RequireFitFor(template.Type);
            if (template.Versions.Count >= VersionLimit)
            {
                throw IotErrors.VersionsLimitExceeded($"provisioning template '{name}' has {template.Versions.Count} versions, the most there may be; delete one first");
            }

            var added = new TemplateVersion(template.Versions.Max(version => version.Id) + 1, body!, meaning, clock.GetUtcNow());
            templates[name] = template with
            {
                Versions = template.Versions.Add(added),
                DefaultVersionId = setAsDefault ? added.Id : template.DefaultVersionId,
                LastModified = added.Created,
            };
            return added;
        }
    }

    public void Update(string name, Func<ProvisioningTemplate, ProvisioningTemplate> change)
    {
        lock (gate) { templates[name] = change(Get(name)) with { LastModified = clock.GetUtcNow() }; }
    }

    public void Delete(string name)
    {
        lock (gate)
        {
            Get(name);
            templates.TryRemove(name, out _);
        }
    }
}
