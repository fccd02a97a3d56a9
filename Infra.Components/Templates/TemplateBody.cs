using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pulumi;

namespace Infra.Components.Templates;

/// <summary>
/// What the bodies of both kinds of template have in common (AWS IoT, "Provisioning templates"): one thing, its certificate, one policy. What the
/// grammar forbids (other certificate sources, undeclared parameters) cannot be written.
/// </summary>
/// <typeparam name="TKind">The kind of template.</typeparam>
public abstract partial record TemplateBody<TKind> where TKind : ITemplateKind
{
    /// <summary>The longest body that AWS IoT takes (CreateProvisioningTemplate, templateBody).</summary>
    public const int LongestBody = 10_240;

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TemplateValue<TKind> CertificateId = TemplateValue.Ref<TKind>(new("AWS::IoT::Certificate::Id"));

    private protected TemplateBody(TemplateValue<TKind> thingName, OnExistingThing onExistingThing) => (ThingName, OnExistingThing) = (thingName, onExistingThing);

    /// <summary>The thing's name.</summary>
    public TemplateValue<TKind> ThingName { get; init; }

    /// <summary>The thing's attributes. Default: none.</summary>
    public ImmutableSortedDictionary<string, TemplateValue<TKind>> Attributes { get; init; } =
        ImmutableSortedDictionary.Create<string, TemplateValue<TKind>>(StringComparer.Ordinal);

    /// <summary>The thing's type, which must exist. Default: none.</summary>
    public string? ThingType { get; init; }

    /// <summary>The thing's groups, which must exist. Default: none.</summary>
    public ImmutableArray<string> ThingGroups { get; init; } = [];

    /// <summary>What happens to a thing that is there already.</summary>
    public OnExistingThing OnExistingThing { get; init; }

    /// <summary>The policy of the device's certificate, which must exist.</summary>
    public required Input<string> PolicyName { get; init; }

    /// <summary>The body as compact JSON; throws, at preview, where AWS IoT would refuse it.</summary>
    public Output<string> ToJson()
    {
        CheckAttributeNames();
        CheckAttributeValues();
        CheckSections();
        return PolicyName.Apply(policyName =>
        {
            var json = Render(policyName);
            return json.Length <= LongestBody
                ? json
                : throw new ComponentException(ComponentCodes.TemplateTooLong,
                    $"the provisioning template's body has {json.Length} characters, AWS IoT takes at most {LongestBody}; shorten its attributes");
        });
    }

    /// <summary>Every value that the body has.</summary>
    private protected virtual IEnumerable<TemplateValue<TKind>> Values => [ThingName, CertificateId, .. Attributes.Values];

    /// <summary>Parameters to declare beside those that values need.</summary>
    private protected virtual IEnumerable<TemplateParameter> FurtherParameters => [];

    /// <summary>Checks the sections that only this kind has.</summary>
    private protected virtual void CheckSections()
    {
    }

    /// <summary>Adds the sections that only this kind has.</summary>
    private protected virtual void AddSections(JsonObject body)
    {
    }

    private void CheckAttributeNames()
    {
        // CreateThing: a thing without type has at most 3 attributes, one with a type at most 50.
        var most = ThingType is null ? 3 : 50;
        if (Attributes.Count > most)
        {
            throw new ComponentException(ComponentCodes.TemplateInvalid,
                $"a thing {(ThingType is null ? "without type" : "with a type")} takes at most {most} attributes, the template has {Attributes.Count}; {(ThingType is null ? "name a thing type" : "drop some")}");
        }
        foreach (var name in Attributes.Keys.Where(name => !AttributeName().IsMatch(name)))
        {
            throw new ComponentException(ComponentCodes.TemplateInvalid, $"'{name}' is no attribute name; allowed are 1 to 128 of a-z, A-Z, 0-9 and _.,@/:#-");
        }
    }

    private void CheckAttributeValues()
    {
        foreach (var (name, value) in Attributes)
        {
            if (value.Text is { } text && !AttributeValue().IsMatch(text))
            {
                throw new ComponentException(ComponentCodes.TemplateInvalid, $"'{text}' is no value for attribute '{name}'; allowed are up to 800 of a-z, A-Z, 0-9 and _.,@/:#=[]-");
            }
        }
    }

    private string Render(string policyName)
    {
        var body = new JsonObject
        {
            ["Parameters"] = RenderParameters(),
            ["Resources"] = new JsonObject
            {
                ["thing"] = RenderThing(),
                ["certificate"] = new JsonObject
                {
                    ["Type"] = "AWS::IoT::Certificate",
                    ["Properties"] = new JsonObject { ["CertificateId"] = CertificateId.Render(), ["Status"] = "ACTIVE" },
                },
                ["policy"] = new JsonObject
                {
                    ["Type"] = "AWS::IoT::Policy",
                    ["Properties"] = new JsonObject { [nameof(PolicyName)] = policyName },
                },
            },
        };
        AddSections(body);
        return body.ToJsonString(Json);
    }

    private JsonObject RenderParameters()
    {
        var parameters = new JsonObject();
        foreach (var sameName in Values.SelectMany(value => value.Parameters).Concat(FurtherParameters).Distinct().GroupBy(parameter => parameter.Name, StringComparer.Ordinal))
        {
            if (sameName.Count() > 1)
            {
                throw new ComponentException(ComponentCodes.TemplateInvalid,
                    $"parameter '{sameName.Key}' has {sameName.Count()} different defaults ({string.Join(", ", sameName.Select(parameter => parameter.Default ?? "none"))}); give it the same one wherever it stands");
            }
            var declaration = new JsonObject { ["Type"] = "String" };
            if (sameName.Single().Default is { } otherwise) { declaration["Default"] = otherwise; }
            parameters[sameName.Key] = declaration;
        }
        return parameters;
    }

    private JsonObject RenderThing()
    {
        var properties = new JsonObject { [nameof(ThingName)] = ThingName.Render() };
        if (!Attributes.IsEmpty)
        {
            var payload = new JsonObject();
            foreach (var (name, value) in Attributes) { payload[name] = value.Render(); }
            properties["AttributePayload"] = payload;
        }
        if (ThingType is not null) { properties["ThingTypeName"] = ThingType; }
        if (!ThingGroups.IsEmpty) { properties[nameof(ThingGroups)] = new JsonArray([.. ThingGroups.Select(group => (JsonNode)group)]); }
        return new JsonObject
        {
            ["Type"] = "AWS::IoT::Thing",
            ["Properties"] = properties,
            ["OverrideSettings"] = RenderOverrides(),
        };
    }

    // MERGE exists for attributes and groups only; a type is one value, so merging it means replacing it.
    private JsonObject RenderOverrides()
    {
        var (collections, type) = OnExistingThing switch
        {
            OnExistingThing.Keep => ("DO_NOTHING", "DO_NOTHING"),
            OnExistingThing.Merge => ("MERGE", "REPLACE"),
            OnExistingThing.Replace => ("REPLACE", "REPLACE"),
            OnExistingThing.Fail => ("FAIL", "FAIL"),
            var other => throw new ComponentException(ComponentCodes.TemplateInvalid, $"{other} is no way to treat an existing thing"),
        };
        return new JsonObject { ["AttributePayload"] = collections, ["ThingTypeName"] = type, [nameof(ThingGroups)] = collections };
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_.,@/:#-]{1,128}\z")]
    private static partial Regex AttributeName();

    [GeneratedRegex(@"^[a-zA-Z0-9_.,@/:#=\[\]-]{0,800}\z")]
    private static partial Regex AttributeValue();
}
