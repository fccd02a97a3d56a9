using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using Infra.Local.Aws;
using Infra.Local.Cloud;
using Infra.Local.Iam;
using Infra.Local.Sts;

namespace Infra.Tests.Local.Aws;

public sealed class The_AWS_front
{
    [Fact]
    public async Task hands_a_call_with_its_region_and_caller_to_the_service_that_its_signature_names()
    {
        var service = new Recorder();
        await using var local = await new LocalFront(service).StartAsync();

        using var client = new AmazonDynamoDBClient(local.Operator, local.At(new AmazonDynamoDBConfig(), "eu-west-1"));
        await client.ListTablesAsync();

        Assert.Equal(("eu-west-1", "ListTables", Arns.Operator), Assert.Single(service.Calls));
    }

    [Fact]
    public async Task refuses_a_call_whose_signature_was_made_with_another_secret()
    {
        var service = new Recorder();
        await using var local = await new LocalFront(service).StartAsync();
        var wrong = new BasicAWSCredentials(local.Iam.Operator.AccessKeyId, "not-the-secret");

        using var client = new AmazonDynamoDBClient(wrong, local.At(new AmazonDynamoDBConfig()));
        var refusal = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.ListTablesAsync());

        Assert.Equal((HttpStatusCode.Forbidden, "InvalidSignatureException"), (refusal.StatusCode, refusal.ErrorCode));
        Assert.Empty(service.Calls);
    }

    [Fact]
    public async Task refuses_a_key_that_was_never_issued()
    {
        await using var local = await new LocalFront(new Recorder()).StartAsync();

        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret"), local.At(new AmazonDynamoDBConfig()));
        var refusal = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.ListTablesAsync());

        Assert.Equal("UnrecognizedClientException", refusal.ErrorCode);
    }

    [Fact]
    public async Task refuses_a_roles_key_without_its_sessions_token()
    {
        var service = new Recorder();
        await using var local = await new LocalFront(service).StartAsync();
        var keys = await local.Role("reader", """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}""").GetCredentialsAsync();

        using var client = new AmazonDynamoDBClient(new BasicAWSCredentials(keys.AccessKey, keys.SecretKey), local.At(new AmazonDynamoDBConfig()));
        var refusal = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.ListTablesAsync());

        Assert.Equal("UnrecognizedClientException", refusal.ErrorCode);
        Assert.Empty(service.Calls);
    }

    [Fact]
    public async Task turns_a_refusal_into_the_exception_type_of_the_SDK()
    {
        var service = new Recorder { Refusal = new(400, "ResourceNotFoundException", "no such table") };
        await using var local = await new LocalFront(service).StartAsync();

        using var client = new AmazonDynamoDBClient(local.Operator, local.At(new AmazonDynamoDBConfig()));
        var refusal = await Assert.ThrowsAsync<ResourceNotFoundException>(() => client.DescribeTableAsync("devices"));

        Assert.Equal("no such table", refusal.Message);
    }

    [Fact]
    public async Task names_its_services_to_a_caller_that_asks_for_another()
    {
        await using var local = await new LocalFront(new StsService(new DeployedIam(), TimeProvider.System)).StartAsync();

        using var client = new AmazonDynamoDBClient(local.Operator, local.At(new AmazonDynamoDBConfig()));
        var refusal = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.ListTablesAsync());

        Assert.Contains("no service 'dynamodb'; it has sts", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task throttles_as_often_as_it_is_told_and_only_where_it_is_told()
    {
        var service = new Recorder();
        await using var local = await new LocalFront(service).StartAsync();
        local.Front.Faults.Add(new("dynamodb", "DescribeTable", new Fault.Throttle(), Times: 1));
        local.Front.Faults.Add(new("dynamodb", "ListTables", new Fault.Throttle(), Times: 2));

        using var client = new AmazonDynamoDBClient(local.Operator, local.At(new AmazonDynamoDBConfig()));
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<AmazonDynamoDBException>(() => client.ListTablesAsync());
            Assert.Equal("ThrottlingException", refusal.ErrorCode);
        }
        await client.ListTablesAsync();

        Assert.Single(service.Calls);
    }

    [Fact]
    public async Task loses_a_reply_after_the_call_had_its_effect()
    {
        var service = new Recorder();
        await using var local = await new LocalFront(service).StartAsync();
        local.Front.Faults.Add(new("dynamodb", null, new Fault.LostReply(), Times: 1));

        using var client = new AmazonDynamoDBClient(local.Operator, local.At(new AmazonDynamoDBConfig()));
        var seen = await Record.ExceptionAsync(() => client.ListTablesAsync());

        // HttpClient may by itself repeat a request whose connection broke without an answer; the call then happened twice.
        Assert.Equal(seen is null ? 2 : 1, service.Calls.Count);
    }

    /// <summary>A service that keeps its calls.</summary>
    private sealed class Recorder : IAwsService
    {
        public List<(string Region, string Operation, string Caller)> Calls { get; } = [];

        public AwsException? Refusal { get; init; }

        public string SigningName => "dynamodb";

        public AwsProtocol Protocol => AwsProtocol.Json10;

        public Task<AwsReply> AnswerAsync(AwsCall call, CancellationToken cancellationToken)
        {
            Calls.Add((call.Region, call.Operation, call.Caller.Arn));
            return Refusal is null ? Task.FromResult(AwsReply.Json11(new() { ["TableNames"] = new System.Text.Json.Nodes.JsonArray() })) : throw Refusal;
        }
    }
}
