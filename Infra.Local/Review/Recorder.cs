using System.Collections.Concurrent;
using System.Collections.Immutable;
using Infra.Identity.Aws;
using Pulumi.Testing;

namespace Infra.Local.Review;

/// <summary>
/// Keeps what a program registers, and answers as a provider in account 123456789012 would: an id, an ARN, the outputs that others use.
/// A call to a provider function that nobody planned fails, naming it.
/// </summary>
internal sealed class Recorder(string region = "us-east-1") : IMocks
{
    public const string Account = "123456789012";

    private readonly ConcurrentQueue<Recorded> recorded = [];

    private readonly AwsPartition partition = AwsPartition.Of(region);

    public IReadOnlyList<Recorded> Resources =>
        [.. recorded.OrderBy(resource => resource.Type, StringComparer.Ordinal).ThenBy(resource => resource.Name, StringComparer.Ordinal)];

    /// <summary>As they were registered: one that depends on another comes after it.</summary>
    public IReadOnlyList<Recorded> InOrder => [.. recorded];

    public Recorded Single(string type, string? name = null) =>
        Resources.Where(resource => resource.Type == type && (name is null || resource.Name == name)).ToArray() is [var only]
            ? only
            : throw new InvalidOperationException($"there is not exactly one {type}{(name is null ? "" : $" '{name}'")}; of that type are {string.Join(", ", All(type).Select(resource => resource.Name).DefaultIfEmpty("none"))}");

    public IReadOnlyList<Recorded> All(string type) => [.. Resources.Where(resource => resource.Type == type)];

    public Task<(string? id, object state)> NewResourceAsync(MockResourceArgs args)
    {
        var resource = new Recorded(args.Type!, args.Name!, args.Inputs);
        recorded.Enqueue(resource);
        if (resource.Type.StartsWith("infra-components:", StringComparison.Ordinal) || resource.Type.StartsWith("pulumi:", StringComparison.Ordinal))
        {
            return Task.FromResult<(string?, object)>((null, args.Inputs));
        }
        var id = IdOf(resource);
        return Task.FromResult<(string?, object)>((id, args.Inputs.SetItems(Computed(resource, id))));
    }

    public Task<object> CallAsync(MockCallArgs args) => Task.FromResult<object>(args.Token switch
    {
        "aws:index/getPartition:getPartition" => Bag(("partition", partition.Id), ("dnsSuffix", partition.DnsSuffix), ("id", partition.Id)),
        "aws:index/getCallerIdentity:getCallerIdentity" => Bag(("accountId", Account), ("arn", $"arn:{partition.Id}:iam::{Account}:user/mock"), ("userId", "mock"), ("id", Account)),
        "aws:iot/getEndpoint:getEndpoint" => Bag(("endpointAddress", $"mock-ats.iot.{region}.{partition.DnsSuffix}"), ("endpointType", "iot:Data-ATS"), ("region", region), ("id", "mock")),
        "aws:dynamodb/getTable:getTable" => Bag(
            ("name", args.Args["name"]), ("arn", Arn("dynamodb", $"table/{args.Args["name"]}")), ("region", region), ("id", "mock"),
            ("streamArn", Arn("dynamodb", $"table/{args.Args["name"]}/stream/replica"))),
        var token => throw new InvalidOperationException($"no mock answers {token}; add one to Recorder"),
    });

    // Ids that a provider invents must not be mistaken for names, or a test could not tell which of the two a program used.
    private static string IdOf(Recorded resource) => resource.Type.Split(':', '/')[1] switch
    {
        "apigateway" => $"{resource.Type.Split(':')[^1].ToLowerInvariant()}-{resource.Name}",
        "s3" => resource.OptionalText("bucket") ?? resource.Name,
        _ => resource.OptionalText("name") ?? $"{resource.Name}-id",
    };

    private ImmutableDictionary<string, object> Computed(Recorded resource, string id) => resource.Type switch
    {
        "aws:dynamodb/table:Table" => Bag(("arn", Arn("dynamodb", $"table/{id}")), ("streamArn", Arn("dynamodb", $"table/{id}/stream/mock"))),
        "aws:iam/role:Role" => Bag(("arn", $"arn:{partition.Id}:iam::{Account}:role/{id}")),
        "aws:lambda/function:Function" => Bag(
            ("arn", Arn("lambda", $"function:{id}")),
            ("invokeArn", $"arn:{partition.Id}:apigateway:{region}:lambda:path/2015-03-31/functions/{Arn("lambda", $"function:{id}")}/invocations")),
        "aws:cloudwatch/logGroup:LogGroup" => Bag(("arn", Arn("logs", $"log-group:{id}"))),
        "aws:apigateway/restApi:RestApi" => Bag(("rootResourceId", "root"), ("executionArn", Arn("execute-api", id)), ("arn", $"arn:{partition.Id}:apigateway:{region}::/restapis/{id}")),
        "aws:apigateway/stage:Stage" => Bag(
            ("invokeUrl", $"https://mock.execute-api.{region}.{partition.DnsSuffix}/{resource.Text("stageName")}"),
            ("arn", $"arn:{partition.Id}:apigateway:{region}::/restapis/{resource.Text("restApi")}/stages/{resource.Text("stageName")}")),
        "aws:apigateway/domainName:DomainName" => Bag(("regionalDomainName", $"d-{resource.Name}.execute-api.{region}.{partition.DnsSuffix}"), ("regionalZoneId", "ZAPIGATEWAY")),
        "aws:acm/certificate:Certificate" => Bag(
            ("arn", Arn("acm", $"certificate/{resource.Name}")),
            // ACM gives them in no particular order.
            ("domainValidationOptions", resource.List("subjectAlternativeNames").Append(resource.Text("domainName")).Select(ValidationOf).ToImmutableArray())),
        "aws:route53/record:Record" => Bag(("fqdn", resource.Text("name"))),
        "aws:cloudwatch/eventRule:EventRule" => Bag(("arn", Arn("events", $"rule/{id}"))),
        "aws:iot/topicRule:TopicRule" => Bag(("arn", Arn("iot", $"rule/{id}"))),
        "aws:sqs/queue:Queue" => Bag(("arn", Arn("sqs", id)), ("url", $"https://sqs.{region}.{partition.DnsSuffix}/{Account}/{id}")),
        "aws:iot/policy:Policy" => Bag(("arn", Arn("iot", $"policy/{id}"))),
        "aws:iot/provisioningTemplate:ProvisioningTemplate" => Bag(("arn", Arn("iot", $"provisioningtemplate/{id}"))),
        "aws:acmpca/certificateAuthority:CertificateAuthority" => Bag(
            ("arn", Arn("acm-pca", $"certificate-authority/{AuthorityId(resource.Name)}")), ("certificateSigningRequest", "mock csr")),
        "aws:acmpca/certificate:Certificate" => Bag(("certificate", "mock certificate"), ("certificateChain", "mock chain")),
        "aws:s3/bucket:Bucket" => Bag(("arn", $"arn:{partition.Id}:s3:::{resource.OptionalText("bucket")}")),
        "provisioning:index:SubordinateCertificate" => Bag(("certificatePem", "mock certificate"), ("certificateChainPem", "mock chain")),
        "provisioning:index:CaRegistration" => Bag(("caCertificateId", new string('c', 64)), ("caCertificateArn", Arn("iot", $"cacert/{new string('c', 64)}"))),
        "provisioning:index:CertificateProvider" => Bag(("providerArn", Arn("iot", $"certificateprovider/{resource.Text("providerName")}"))),
        _ => Bag(("arn", $"arn:{partition.Id}:mock:{region}:{Account}:{resource.Name}")),
    };

    private static object ValidationOf(object name) => Bag(
        ("domainName", name), ("resourceRecordName", $"_asked.{name}"), ("resourceRecordType", "CNAME"), ("resourceRecordValue", "_answer.acm-validations.aws"));

    // Generations of a CA differ in the last digit.
    private static string AuthorityId(string name) => "11111111-2222-3333-4444-55555555555" + (char.IsAsciiDigit(name[^1]) ? name[^1] : '5');

    private string Arn(string service, string resource) => $"arn:{partition.Id}:{service}:{region}:{Account}:{resource}";

    private static ImmutableDictionary<string, object> Bag(params ReadOnlySpan<(string Name, object Value)> values)
    {
        var bag = ImmutableDictionary.CreateBuilder<string, object>();
        foreach (var (name, value) in values) { bag[name] = value; }
        return bag.ToImmutable();
    }
}

/// <summary>One registered resource with its inputs, by wire name.</summary>
internal sealed record Recorded(string Type, string Name, ImmutableDictionary<string, object> Inputs)
{
    public string Text(string property) => OptionalText(property)
        ?? throw new InvalidOperationException($"{Type} '{Name}' has no text '{property}'; it has {string.Join(", ", Inputs.Keys.Order(StringComparer.Ordinal))}");

    public string? OptionalText(string property) => Inputs.GetValueOrDefault(property) as string;

    public double Number(string property) => Value<double>(property);

    public bool Flag(string property) => Value<bool>(property);

    public ImmutableDictionary<string, object> Map(string property) => Value<ImmutableDictionary<string, object>>(property);

    public IReadOnlyList<object> List(string property) => Value<ImmutableArray<object>>(property);

    private T Value<T>(string property) => Inputs.GetValueOrDefault(property) is T value
        ? value
        : throw new InvalidOperationException($"{Type} '{Name}' has no {typeof(T).Name} '{property}'; it has {string.Join(", ", Inputs.Keys.Order(StringComparer.Ordinal))}");
}
