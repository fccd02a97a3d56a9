using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Infra.Identity.Contracts;

namespace Infra.Components.Templates;

/// <summary>A table that values are looked up in (<see cref="FromDevice.Find"/>): rows by name, in each the columns by name.</summary>
/// <param name="Rows">The rows.</param>
public sealed record TemplateMapping(ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Rows);

/// <summary>
/// The body of a fleet provisioning template. Its thing is called what the hook says as parameter
/// <see cref="FleetTemplateParameters.ThingName"/>. An existing thing makes provisioning fail: whoever holds a claim would otherwise get a certificate for a device
/// that is in the field already.
/// </summary>
public sealed record FleetTemplateBody() : TemplateBody<Fleet>(FromDevice.Parameter(FleetTemplateParameters.ThingName), OnExistingThing.Fail)
{
    /// <summary>Parameters that no value uses, but the hook reads. Default: the device's serial number, which this project's hook asks for.</summary>
    public ImmutableArray<TemplateParameter> HookParameters { get; init; } = [new(FleetTemplateParameters.SerialNumber)];

    /// <summary>Tables to look values up in. Default: none.</summary>
    public ImmutableSortedDictionary<string, TemplateMapping> Mappings { get; init; } =
        ImmutableSortedDictionary.Create<string, TemplateMapping>(StringComparer.Ordinal);

    /// <summary>What the provisioned device is sent; one level deep, as AWS IoT wants it. Default: nothing.</summary>
    public ImmutableSortedDictionary<string, TemplateValue<Fleet>> DeviceConfiguration { get; init; } =
        ImmutableSortedDictionary.Create<string, TemplateValue<Fleet>>(StringComparer.Ordinal);

    private protected override IEnumerable<TemplateValue<Fleet>> Values => base.Values.Concat(DeviceConfiguration.Values);

    private protected override IEnumerable<TemplateParameter> FurtherParameters => HookParameters;

    private protected override void CheckSections()
    {
        foreach (var missing in Values.SelectMany(value => value.Mappings).Distinct(StringComparer.Ordinal).Where(name => !Mappings.ContainsKey(name)))
        {
            throw new ComponentException(ComponentCodes.TemplateInvalid,
                $"the template looks up mapping '{missing}', which it does not have; it has {string.Join(", ", Mappings.Keys.DefaultIfEmpty("none"))}");
        }
    }

    private protected override void AddSections(JsonObject body)
    {
        if (!Mappings.IsEmpty) { body[nameof(Mappings)] = new JsonObject(Mappings.Select(mapping => KeyValuePair.Create(mapping.Key, (JsonNode?)Render(mapping.Value)))); }
        if (!DeviceConfiguration.IsEmpty)
        {
            body[nameof(DeviceConfiguration)] = new JsonObject(DeviceConfiguration.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value.Render())));
        }
    }

    private static JsonObject Render(TemplateMapping mapping) => new(mapping.Rows.Select(row => KeyValuePair.Create(row.Key,
        (JsonNode?)new JsonObject(row.Value.Select(column => KeyValuePair.Create(column.Key, (JsonNode?)column.Value))))));
}
