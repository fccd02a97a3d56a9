using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.APIGatewayEvents;
using Infra.Lambdas.Authorizer;
using Infra.Lambdas.Hosting;

namespace Infra.Tests.Lambdas;

public sealed class The_json_of_api_gateway
{
    [Fact]
    public void of_a_proxy_integrations_event_is_read()
    {
        var request = Read<APIGatewayProxyRequest>(
            """
            {
              "resource": "/new", "path": "/new", "httpMethod": "POST",
              "headers": { "Accept": "text/plain" }, "multiValueHeaders": { "Accept": ["text/plain"] },
              "queryStringParameters": null, "pathParameters": null, "stageVariables": null,
              "requestContext": {
                "resourceId": "r", "resourcePath": "/new", "httpMethod": "POST", "requestTimeEpoch": 1700000000000,
                "authorizer": { "principalId": "SN-1", "integrationLatency": 12, "deviceId": "SN-1" },
                "identity": { "sourceIp": "192.0.2.1", "userAgent": "t", "cognitoIdentityId": null },
                "somethingNew": { "of": ["AWS"] }
              },
              "body": null, "isBase64Encoded": false
            }
            """);

        Assert.Equal("/new", request.Resource);
        Assert.Equal("text/plain", request.Headers["Accept"]);
        Assert.Equal(["text/plain"], request.MultiValueHeaders["Accept"]);
        Assert.Equal("192.0.2.1", request.RequestContext.Identity.SourceIp);
        Assert.Equal("SN-1", Assert.IsType<JsonElement>(request.RequestContext.Authorizer["deviceId"]).GetString());
        Assert.Null(request.Body);
    }

    [Fact]
    public void of_a_proxy_integrations_answer_has_the_names_that_api_gateway_reads()
    {
        var answer = new APIGatewayProxyResponse { StatusCode = 202, Headers = new Dictionary<string, string> { ["Retry-After"] = "2" }, Body = "b" };

        Assert.Equal("""{"statusCode":202,"headers":{"Retry-After":"2"},"body":"b","isBase64Encoded":false}""", Write(answer));
    }

    [Fact]
    public void of_an_answer_leaves_pem_as_it_is() =>
        Assert.Contains("\"a+b/c=<>&'\\n\"", Write(new APIGatewayProxyResponse { Body = "a+b/c=<>&'\n" }), StringComparison.Ordinal);

    [Fact]
    public void of_an_authorizers_event_is_read_for_what_counts()
    {
        var read = ReadEvent(
            """
            {
              "type": "REQUEST", "methodArn": "arn", "headers": { "device-csr": "b", "Host": "h" }, "multiValueHeaders": { "device-csr": ["a", "b"], "Host": ["h"] },
              "queryStringParameters": null, "requestContext": { "identity": { "sourceIp": "192.0.2.1" } }, "somethingNew": { "of": ["AWS"] }
            }
            """);

        Assert.Equal(("arn", "b"), (read.MethodArn, read.Headers!["device-csr"]));
        Assert.Equal(["a", "b"], read.MultiValueHeaders!["device-csr"]);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"methodArn":null,"headers":null,"multiValueHeaders":null}""")]
    public void of_an_authorizers_event_may_lack_everything(string json)
    {
        var read = ReadEvent(json);

        Assert.Equal(("", null, null), (read.MethodArn, read.Headers, read.MultiValueHeaders));
    }

    [Fact]
    public void of_an_authorizers_event_may_have_headers_without_values()
    {
        var read = ReadEvent("""{"headers":{"device-csr":null},"multiValueHeaders":{"device-csr":null,"Host":[null]}}""");

        Assert.Null(read.Headers!["device-csr"]);
        Assert.Empty(read.MultiValueHeaders!["device-csr"]);
        Assert.Null(Assert.Single(read.MultiValueHeaders["Host"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"methodArn":1}""")]
    [InlineData("""{"headers":[]}""")]
    [InlineData("""{"multiValueHeaders":{"device-csr":"not a list"}}""")]
    public void that_is_no_authorizers_event_is_no_event_of_nobody(string json) =>
        Assert.True(Record.Exception(() => ReadEvent(json)) is JsonException or InvalidOperationException);

    [Fact]
    public void of_an_authorizers_answer_has_the_names_that_api_gateway_reads()
    {
        var answer = new APIGatewayCustomAuthorizerResponse
        {
            PrincipalID = "SN-1",
            PolicyDocument = new() { Statement = [new() { Effect = "Allow", Action = ["execute-api:Invoke"], Resource = ["arn"] }] },
            Context = new() { ["deviceId"] = "SN-1" },
        };
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            AuthorizerAnswer.Write(json, answer);
        }

        Assert.Equal(
            """{"principalId":"SN-1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke"],"Resource":["arn"]}]},"context":{"deviceId":"SN-1"}}""",
            Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static RequestAuthorizerEvent ReadEvent(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return RequestAuthorizerEvent.Read(stream);
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)LambdaJson.Default.GetTypeInfo(typeof(T))!)!;

    private static string Write<T>(T value)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonFunction.Plain))
        {
            JsonSerializer.Serialize(json, value, (JsonTypeInfo<T>)LambdaJson.Default.GetTypeInfo(typeof(T))!);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
