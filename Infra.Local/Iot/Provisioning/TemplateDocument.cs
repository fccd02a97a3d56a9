using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Infra.Local.Iot.Registry;

namespace Infra.Local.Iot.Provisioning;

/// <summary>A provisioning template's body, read and checked once (developer guide, "Provisioning templates").</summary>
/// <param name="Parameters">Declared parameters and their defaults; null: the parameter must be given.</param>
/// <param name="Mappings">Tables for Fn::FindInMap.</param>
/// <param name="Resources">What is to be made, by logical name.</param>
/// <param name="DeviceConfiguration">What a fleet-provisioned device is sent. Default: nothing.</param>
internal sealed record TemplateDocument(
    ImmutableDictionary<string, string?> Parameters, JsonObject Mappings, ImmutableArray<TemplateResource> Resources, JsonObject? DeviceConfiguration)
{
    public const string Thing = "AWS::IoT::Thing";
    public const string Certificate = "AWS::IoT::Certificate";
    public const string Policy = "AWS::IoT::Policy";

    private const int SizeLimit = 10_240;

    // A second member of the same name would hide the first; which one counts must not be a matter of the parser.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public static TemplateDocument Parse(string? body)
    {
        if (string.IsNullOrWhiteSpace(body)) { throw IotErrors.Invalid("templateBody is missing"); }
        if (body.Length > SizeLimit) { throw IotErrors.Invalid($"templateBody has {body.Length} characters; at most {SizeLimit} are allowed"); }
        try
        {
            return JsonNode.Parse(body, documentOptions: Strict) is JsonObject root ? Read(root) : throw IotErrors.Invalid("templateBody is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw IotErrors.Invalid($"templateBody is not JSON: {exception.Message}");
        }
    }

    /// <summary>JITP and fleet templates provision the certificate that the device connected with, or was just given.</summary>
    public void RequireFitFor(string type)
    {
        if (Resources.Count(resource => resource.Type == Certificate) != 1 || Resources.Count(resource => resource.Type == Thing) > 1)
        {
            throw IotErrors.Invalid("templateBody needs exactly one AWS::IoT::Certificate and at most one AWS::IoT::Thing");
        }
        var certificate = Resources.First(resource => resource.Type == Certificate);
        if ((certificate.Property("CertificateId") as JsonObject)?["Ref"]?.ToString() != CertificateParameters.Id)
        {
            throw IotErrors.Invalid($"the certificate of a {type} template must have CertificateId {{\"Ref\":\"{CertificateParameters.Id}\"}}");
        }
        if (type == TemplateTypes.JustInTime && (Mappings.Count > 0 || DeviceConfiguration is not null))
        {
            throw IotErrors.Invalid("Mappings and DeviceConfiguration are only for templates of type FLEET_PROVISIONING");
        }
    }

    private static TemplateDocument Read(JsonObject root)
    {
        foreach (var (section, _) in root)
        {
            if (section is not ("Parameters" or "Mappings" or "Resources" or "DeviceConfiguration"))
            {
                throw IotErrors.Invalid($"templateBody has '{section}'; Parameters, Mappings, Resources and DeviceConfiguration are allowed");
            }
        }
        var parameters = Section(root, "Parameters")?.ToImmutableDictionary(entry => entry.Key, entry => ReadParameter(entry.Key, entry.Value), StringComparer.Ordinal);
        var resources = Section(root, "Resources") ?? throw IotErrors.Invalid("templateBody has no Resources");
        var configuration = Section(root, "DeviceConfiguration");
        if (configuration?.FirstOrDefault(entry => entry.Value is JsonArray) is { Key: { } nested })
        {
            throw IotErrors.Invalid($"DeviceConfiguration '{nested}' is a list; texts and functions are allowed");
        }
        return new(
            parameters ?? ImmutableDictionary<string, string?>.Empty,
            Section(root, "Mappings") ?? [],
            [.. resources.Select(entry => TemplateResource.Read(entry.Key, entry.Value))],
            configuration);
    }

    private static string? ReadParameter(string name, JsonNode? declaration)
    {
        if (declaration is not JsonObject fields || fields["Type"]?.ToString() != "String")
        {
            throw IotErrors.Invalid($"parameter '{name}' must have Type String");
        }
        return fields["Default"]?.ToString();
    }

    private static JsonObject? Section(JsonObject root, string name) => root[name] switch
    {
        null => null,
        JsonObject section => section,
        _ => throw IotErrors.Invalid($"{name} is not a JSON object"),
    };
}

/// <summary>One resource of a template.</summary>
internal sealed record TemplateResource(string Name, string Type, JsonObject Properties, JsonObject OverrideSettings)
{
    // Which properties a type has, and which of them OverrideSettings may speak of (developer guide, "Resources section", "Override settings").
    private static readonly ImmutableDictionary<string, (string[] Properties, string[] Overridable)> Types =
        ImmutableDictionary.CreateRange<string, (string[], string[])>(StringComparer.Ordinal,
        [
            new(TemplateDocument.Thing, (["ThingName", "AttributePayload", "ThingTypeName", "ThingGroups", "BillingGroup"], ["AttributePayload", "ThingTypeName", "ThingGroups"])),
            new(TemplateDocument.Certificate, (["CertificateId", "CertificatePem", "CACertificatePem", "CertificateSigningRequest", "Status", "ThingPrincipalType"], ["Status"])),
            new(TemplateDocument.Policy, (["PolicyName", "PolicyDocument"], [])),
        ]);

    public static TemplateResource Read(string name, JsonNode? declaration)
    {
        if (declaration is not JsonObject fields || fields[nameof(Properties)] is not JsonObject properties)
        {
            throw IotErrors.Invalid($"resource '{name}' needs Type and Properties");
        }
        var type = fields[nameof(Type)]?.ToString() ?? "";
        if (!Types.TryGetValue(type, out var known))
        {
            throw IotErrors.Invalid($"resource '{name}' has Type '{type}'; {string.Join(", ", Types.Keys.Order(StringComparer.Ordinal))} are allowed");
        }
        var settings = fields[nameof(OverrideSettings)] as JsonObject ?? [];
        Refuse(properties.Select(entry => entry.Key).Except(known.Properties), name, "property");
        Refuse(settings.Select(entry => entry.Key).Except(known.Overridable), name, "override setting");
        var resource = new TemplateResource(name, type, properties, settings);
        resource.RequireProperties();
        return resource;
    }

    public JsonNode? Property(string property) => Properties[property];

    /// <summary>What to do with what exists already: DO_NOTHING, REPLACE, MERGE or FAIL.</summary>
    public string Override(string property, string otherwise) => OverrideSettings[property]?.ToString() ?? otherwise;

    private void RequireProperties()
    {
        switch (Type)
        {
            case TemplateDocument.Thing when Property("ThingName") is null:
                throw IotErrors.Invalid($"resource '{Name}' needs ThingName");
            case TemplateDocument.Policy when Property("PolicyName") is null == Property("PolicyDocument") is null:
                throw IotErrors.Invalid($"resource '{Name}' needs PolicyName or PolicyDocument, and not both");
            case TemplateDocument.Certificate when new[] { "CertificateId", "CertificatePem", "CertificateSigningRequest" }.Count(property => Property(property) is not null) != 1:
                throw IotErrors.Invalid($"resource '{Name}' needs exactly one of CertificateId, CertificatePem and CertificateSigningRequest");
        }
        foreach (var (property, value) in OverrideSettings)
        {
            var mergeable = property is "AttributePayload" or "ThingGroups";
            if (value?.ToString() is not ("DO_NOTHING" or "REPLACE" or "FAIL" or "MERGE") || (value.ToString() == "MERGE" && !mergeable))
            {
                throw IotErrors.Invalid($"override setting '{property}' of resource '{Name}' is '{value}'; DO_NOTHING, REPLACE, FAIL{(mergeable ? ", MERGE" : "")} are allowed");
            }
        }
    }

    private static void Refuse(IEnumerable<string> unknown, string resource, string what)
    {
        if (unknown.FirstOrDefault() is { } first) { throw IotErrors.Invalid($"resource '{resource}' has {what} '{first}', which its type does not know"); }
    }
}
