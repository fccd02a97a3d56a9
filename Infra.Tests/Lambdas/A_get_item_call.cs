using System.Net;
using System.Text;
using Infra.Identity;
using Infra.Lambdas.Adapters;
using Infra.Lambdas.Ports;
using Infra.Tests.Lambdas.Memory;

namespace Infra.Tests.Lambdas;

public sealed class A_get_item_call : IDisposable
{
    private readonly Dictionary<string, string?> _environment = new()
    {
        ["AWS_REGION"] = "eu-west-1", ["AWS_ACCESS_KEY_ID"] = "AKIATEST", ["AWS_SECRET_ACCESS_KEY"] = "secret", ["AWS_SESSION_TOKEN"] = "token",
    };

    private readonly Script _script = new();

    [Theory]
    [InlineData("eu-west-1", null, null, null, "https://dynamodb.eu-west-1.amazonaws.com/")]
    [InlineData("cn-north-1", null, null, null, "https://dynamodb.cn-north-1.amazonaws.com.cn/")]
    [InlineData("us-gov-west-1", null, null, "true", "https://dynamodb-fips.us-gov-west-1.amazonaws.com/")]
    [InlineData("eu-west-1", "http://127.0.0.1:9", null, null, "http://127.0.0.1:9/")]
    [InlineData("eu-west-1", "http://127.0.0.1:9", "http://127.0.0.1:8", null, "http://127.0.0.1:8/")]
    public async Task goes_where_the_environment_says(string region, string? endpoint, string? ofDynamoDb, string? fips, string expected)
    {
        (_environment["AWS_REGION"], _environment["AWS_ENDPOINT_URL"], _environment["AWS_ENDPOINT_URL_DYNAMODB"], _environment["AWS_USE_FIPS_ENDPOINT"]) = (region, endpoint, ofDynamoDb, fips);
        _script.Answer(HttpStatusCode.OK, "{}");

        await CallAsync();

        var request = Assert.Single(_script.Requests);
        Assert.Equal(expected, request.Uri.ToString());
        Assert.StartsWith($"AWS4-HMAC-SHA256 Credential=AKIATEST/20261122/{region}/dynamodb/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, ", request.Authorization, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, """{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError"}""")]
    [InlineData(HttpStatusCode.BadRequest, """{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}""")]
    [InlineData(HttpStatusCode.BadRequest, """{"__type":"ThrottlingException"}""")]
    [InlineData(HttpStatusCode.BadGateway, "<html>")]
    public async Task is_made_again_when_that_may_help(HttpStatusCode status, string answer)
    {
        _script.Answer(status, answer).Fail(new HttpRequestException("reset")).Answer(HttpStatusCode.OK, """{"Item":{"pubkey":{"S":"k"}}}""");

        Assert.Equal(new DeviceRecord("k", null), await CallAsync());
        Assert.Equal(3, _script.Requests.Count);
    }

    [Fact]
    public async Task gives_up_after_three_times()
    {
        _script.Answer(HttpStatusCode.BadRequest, """{"__type":"ThrottlingException"}""", times: 9);

        var thrown = await Assert.ThrowsAsync<PortException>(CallAsync);

        Assert.Equal((PortFailure.Throttled, "dynamodb:GetItem", 3), (thrown.Failure, thrown.Operation, _script.Requests.Count));
    }

    [Theory]
    [InlineData("""{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"User is not authorized"}""", "AccessDeniedException")]
    [InlineData("""{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}""", "ResourceNotFoundException")]
    [InlineData("""[]""", "400 400")]
    [InlineData("""{"__type":null}""", "400 400")]
    [InlineData("", "400 400")]
    public async Task is_not_made_again_when_the_answer_would_be_the_same(string answer, string named)
    {
        _script.Answer(HttpStatusCode.BadRequest, answer, times: 9);

        var thrown = await Assert.ThrowsAsync<PortException>(CallAsync);

        Assert.Equal((PortFailure.Unavailable, 1), (thrown.Failure, _script.Requests.Count));
        Assert.Contains(named, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task fails_where_the_answer_is_no_json()
    {
        _script.Answer(HttpStatusCode.OK, "{", times: 9);

        Assert.Equal(PortFailure.Unavailable, (await Assert.ThrowsAsync<PortException>(CallAsync)).Failure);
    }

    [Fact]
    public async Task reads_what_is_no_text_as_something_that_lets_nobody_in()
    {
        _script.Answer(HttpStatusCode.OK, """{"Item":{"pubkey":{"B":"AAAA"},"status":{"N":"1"}}}""");

        Assert.Equal(new DeviceRecord("", ""), await CallAsync());
    }

    [Fact]
    public async Task ends_when_its_caller_has_lost_patience()
    {
        using var impatient = new CancellationTokenSource();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Registry().FindAsync(DeviceId.Parse("SN-1"), impatient.Token));
    }

    [Theory]
    [InlineData(null, "https://dynamodb.eu-west-1.amazonaws.com/")]
    [InlineData("http://127.0.0.1:9", null)]
    public async Task opens_its_connection_ahead_where_that_takes_a_handshake(string? endpoint, string? asked)
    {
        _environment["AWS_ENDPOINT_URL"] = endpoint;
        _script.Answer(HttpStatusCode.OK, "healthy: dynamodb.eu-west-1.amazonaws.com ");

        using (var call = Call()) { await call.ConnectAsync(default); }

        Assert.Equal(asked is null ? [] : [(new Uri(asked), "")], _script.Requests);
    }

    [Fact]
    public async Task leaves_it_to_the_first_event_to_tell_that_there_is_no_connection()
    {
        _script.Fail(new HttpRequestException("unreachable"));
        using var impatient = new CancellationTokenSource();
        using var call = Call();

        await call.ConnectAsync(impatient.Token);
        await impatient.CancelAsync();
        await call.ConnectAsync(impatient.Token);

        Assert.Single(_script.Requests);
    }

    [Fact]
    public void needs_a_region()
    {
        _environment.Remove("AWS_REGION");

        Assert.Contains("AWS_REGION", Assert.Throws<InvalidOperationException>(Registry).Message, StringComparison.Ordinal);
    }

    public void Dispose() => _script.Dispose();

    private Task<DeviceRecord?> CallAsync() => Registry().FindAsync(DeviceId.Parse("SN-1"), default);

    private DynamoDeviceRegistry Registry() => new(Call(), "devices");

    private DynamoDbGetItem Call() => new(_environment.GetValueOrDefault, new TestClock(), _script);

    /// <summary>DynamoDB as the test wants it.</summary>
    private sealed class Script : HttpMessageHandler
    {
        private readonly Queue<Func<HttpResponseMessage>> _answers = [];

        public List<(Uri Uri, string Authorization)> Requests { get; } = [];

        public Script Answer(HttpStatusCode status, string body, int times = 1)
        {
            for (; times > 0; times--)
            {
                _answers.Enqueue(() => new HttpResponseMessage(status) { Content = new StringContent(body, Encoding.UTF8) });
            }

            return this;
        }

        public Script Fail(Exception exception)
        {
            _answers.Enqueue(() => throw exception);
            return this;
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Requests.Add((request.RequestUri!, request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : ""));
            return Task.FromResult(_answers.Dequeue()());
        }
    }
}
