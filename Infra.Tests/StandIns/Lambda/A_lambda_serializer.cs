using System.Text;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Infra.Tests.StandIns.Lambda;

public sealed class A_lambda_serializer
{
    private readonly SourceGeneratorLambdaJsonSerializer<SampleJson> _serializer = new();

    [Fact]
    public void reads_member_names_in_any_case() => Assert.Equal("x", Read<Question>("""{"TEXT":"x"}""").Text);

    [Fact]
    public void leaves_nulls_out() => Assert.Equal("""{"Length":1}""", Write(new Reply(1)));

    [Fact]
    public void writes_pem_without_escaping_its_plus_signs() =>
        Assert.Equal("""{"Text":"a+b/c=<>&'\n"}""", Write(new Question("a+b/c=<>&'\n")));

    [Fact]
    public void says_which_type_it_could_not_read()
    {
        var thrown = Assert.Throws<JsonSerializerException>(() => Read<Question>("{"));

        Assert.Contains(typeof(Question).FullName!, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void reads_the_event_of_a_proxy_integration()
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
    public void reads_the_event_of_an_authorizer()
    {
        var request = Read<APIGatewayCustomAuthorizerRequest>(
            """{"type":"REQUEST","methodArn":"arn:aws:execute-api:us-east-1:123456789012:a/s/POST/new","headers":{"device-csr":"x"}}""");

        Assert.Equal("REQUEST", request.Type);
        Assert.Equal("arn:aws:execute-api:us-east-1:123456789012:a/s/POST/new", request.MethodArn);
        Assert.Equal("x", request.Headers["device-csr"]);
    }

    [Fact]
    public void writes_the_answer_of_an_authorizer_with_the_names_that_api_gateway_reads()
    {
        var answer = new APIGatewayCustomAuthorizerResponse
        {
            PrincipalID = "SN-1",
            PolicyDocument = new()
            {
                Statement = [new() { Effect = "Allow", Action = ["execute-api:Invoke"], Resource = ["arn"] }],
            },
            Context = new() { ["deviceId"] = "SN-1" },
        };

        Assert.Equal(
            """{"principalId":"SN-1","policyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["execute-api:Invoke"],"Resource":["arn"]}]},"context":{"deviceId":"SN-1"}}""",
            Write(answer));
    }

    [Fact]
    public void writes_the_answer_of_a_proxy_integration_with_the_names_that_api_gateway_reads()
    {
        var answer = new APIGatewayProxyResponse { StatusCode = 202, Headers = new Dictionary<string, string> { ["Retry-After"] = "2" }, Body = "b" };

        Assert.Equal("""{"statusCode":202,"headers":{"Retry-After":"2"},"body":"b","isBase64Encoded":false}""", Write(answer));
    }

    private T Read<T>(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return _serializer.Deserialize<T>(stream);
    }

    private string Write<T>(T value)
    {
        using var stream = new MemoryStream();
        _serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
