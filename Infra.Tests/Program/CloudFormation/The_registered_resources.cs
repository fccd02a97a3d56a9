using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Infra.Tests.Support;

namespace Infra.Tests.Program.CloudFormation;

/// <summary>Every resource that a profile registers, before AWS's own schemas: <c>@aws/cloudformation-validate</c>.</summary>
public sealed class The_registered_resources
{
    /// <summary>What the judge says about templates as templates, which these are not.</summary>
    private static readonly Dictionary<string, string> AboutTemplates = new()
    {
        ["W9002"] = "an ARN is written out: the mock cloud's outputs are",
        ["W9013"] = "an account id is written out: the mock cloud's outputs are",
    };

    /// <summary>Identifiers come twice where Pulumi has several resources for what is one in CloudFormation, as a bucket and its settings.</summary>
    private const string IdentifierTwice = "E3019";

    private static readonly string[] Composed = [.. CloudFormationTypes.All.GroupBy(type => type.Name).Where(types => types.DistinctBy(type => type.Pulumi).Count() > 1).Select(types => types.Key)];

    private static readonly Dictionary<string, JsonObject[]> Stacks = Profile.All.ToDictionary(
        profile => profile.Name,
        profile => JsonNode.Parse(Repository.Read("Infra.Tests", "Golden", "stacks", $"{profile.Name}.json"))!.AsArray().Select(resource => resource!.AsObject()).ToArray());

    [Fact]
    public void are_each_mapped_to_cloudformation_or_listed_with_a_reason()
    {
        var registered = Stacks.Values.SelectMany(stack => stack).Select(TypeOf).Distinct().ToArray();

        Assert.All(registered, type => Assert.True(IsListed(type) || CloudFormationTypes.All.Any(mapped => mapped.Pulumi == type),
            $"{type} is not in CloudFormationTypes; map it, or list it with a reason"));
        Assert.All(CloudFormationTypes.NotMapped.Keys, listed => Assert.Contains(registered, type => type == listed || (listed.EndsWith(':') && type.StartsWith(listed, StringComparison.Ordinal))));
    }

    [Fact]
    public async Task have_the_properties_that_awss_schemas_ask_for()
    {
        var faults = await JudgedAsync(Stacks.ToDictionary(stack => stack.Key, stack => TemplateOf(stack.Value)));

        Assert.Equal(Stacks.Keys.Order(), faults.Keys.Order());
        var found = faults.SelectMany(stack => stack.Value.Select(fault => $"{stack.Key}: {fault}")).ToArray();
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task are_found_out_when_a_fault_is_planted()
    {
        (string Type, string Property, JsonNode? Value, string Message)[] planted =
        [
            ("aws:lambda/function:Function", "runtime", "provided.al2099", "is not one of"),
            ("aws:lambda/function:Function", "role", null, "'Role' is a required property"),
            ("aws:lambda/function:Function", "memorySize", 64, "less than the minimum of 128"),
            ("aws:lambda/function:Function", "timeOut", 3, "Did you mean 'Timeout'?"),
            ("aws:iot/provisioningTemplate:ProvisioningTemplate", "type", "FLEET", "is not one of"),
            ("aws:iot/provisioningTemplate:ProvisioningTemplate", "templateBody", null, "'TemplateBody' is a required property"),
            ("aws:dynamodb/table:Table", "billingMode", "FREE", "is not one of"),
            ("aws:iam/role:Role", "assumeRolePolicy", null, "'AssumeRolePolicyDocument' is a required property"),
            ("aws:cloudwatch/logGroup:LogGroup", "retentionInDays", 8, "is not one of"),
            ("aws:acmpca/certificateAuthority:CertificateAuthority", "usageMode", "FOREVER", "is not one of"),
            ("aws:apigateway/method:Method", "httpMethod", null, "'HttpMethod' is a required property"),
        ];

        var faults = await JudgedAsync(planted.Index().ToDictionary(fault => $"{fault.Index}", fault => Planted(fault.Item.Type, fault.Item.Property, fault.Item.Value)));

        Assert.All(planted.Index(), fault => Assert.Contains(fault.Item.Message, Assert.Single(faults[$"{fault.Index}"]).Message, StringComparison.Ordinal));
    }

    private static JsonObject Planted(string type, string property, JsonNode? value)
    {
        var resource = Stacks["single-region"].First(resource => TypeOf(resource) == type).DeepClone().AsObject();
        var inputs = resource["inputs"]!.AsObject();
        if (value is null) { inputs.Remove(property); }
        else { inputs[property] = value; }
        return TemplateOf([resource]);
    }

    private static JsonObject TemplateOf(IEnumerable<JsonObject> stack)
    {
        var resources = new JsonObject();
        foreach (var (resource, index) in stack.Where(resource => !IsListed(TypeOf(resource))).Select((resource, index) => (resource, index)))
        {
            var inputs = resource["inputs"]!.AsObject();
            resources[LogicalId(resource, index)] = CloudFormationTypes.All.First(type => type.Pulumi == TypeOf(resource) && type.When(inputs)).Of(inputs);
        }
        return new() { ["AWSTemplateFormatVersion"] = "2010-09-09", ["Resources"] = resources };
    }

    private static async Task<Dictionary<string, Fault[]>> JudgedAsync(Dictionary<string, JsonObject> templates)
    {
        var said = await NodeJudge.AskAsync<Dictionary<string, Fault[]>>("cloudformation.mjs", templates);
        return said.ToDictionary(stack => stack.Key, stack => stack.Value.Where(Counts).ToArray());
    }

    private static bool Counts(Fault fault) =>
        fault.Severity is not ("INFO" or "DEBUG") && !AboutTemplates.ContainsKey(fault.Rule) && !(fault.Rule == IdentifierTwice && Composed.Contains(fault.Type));

    private static bool IsListed(string type) => CloudFormationTypes.NotMapped.Keys.Any(listed => type == listed || (listed.EndsWith(':') && type.StartsWith(listed, StringComparison.Ordinal)));

    private static string TypeOf(JsonObject resource) => resource["type"]!.GetValue<string>();

    // Alphanumeric, as CloudFormation asks.
    private static string LogicalId(JsonObject resource, int index) =>
        string.Concat($"{TypeOf(resource).Split(':')[^1]}{resource["name"]}{index}".Where(char.IsAsciiLetterOrDigit));

    private sealed record Fault(
        [property: JsonPropertyName("rule")] string Rule,
        [property: JsonPropertyName("severity")] string Severity,
        [property: JsonPropertyName("resource")] string Resource,
        [property: JsonPropertyName("type")] string Type,
        [property: JsonPropertyName("property")] string Property,
        [property: JsonPropertyName("message")] string Message);
}
